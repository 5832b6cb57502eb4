"""Somebody who joined twice becomes one member: by a code, after a look at what it means, and losing nothing."""

import asyncio
import time

from sqlmodel import Session

from bot.chat.events import Reply, Said, Submitted
from bot.chat.message import Action
from bot.chat.names import Address
from bot.domain.pairing import digest
from bot.store.database import Database
from bot.texts.verbs import Verb
from bot.usecases import pairing
from tests.replied import asked, buttons, occurrence_of, shown, words
from tests.usecases.accounts import UNKNOWN, WARM_HOMES, code_of, enter
from tests.world import ADA, LENA, MO, World, fenland, member_id, somebody

MO_TWO = somebody("Mo-t", "teams")
OPENS = "2026-05-05 08:30Z"
PRIVATE = Address("teams", "T1", "with mo-t")


async def twice(world: World) -> str:
    """Mo has joined once more with another account, for another organisation, and made a code with the first one."""
    await world.join(MO_TWO, organisation="Ely Council")
    return await code_of(world, MO)


async def test_what_it_means_is_said_before_it_is_done(world: World) -> None:
    code = await twice(world)
    before = await world.dump()
    form = asked(await enter(world, MO_TWO, code))
    assert form.action == Action(Verb.MERGE, digest(code))
    assert "with this account as Mo-t (Ely Council), and with the account that made the code as Mo (Fen Trust)" in (
        form.intro
    )
    assert await world.dump() == before


async def test_both_accounts_are_one_member_with_the_answers_of_both(both_worlds: World) -> None:
    world = both_worlds
    await world.join(MO_TWO, organisation="Ely Council")
    for title in ("First", "Second"):
        await world.schedule("Why?", title=title, visibility="attributed", audience="everybody")
        await world.bot().open_due()
    await world.tick(OPENS)
    first, second = [occurrence_of(post.message) for post in world.chat.to(LENA)]
    await world.answer(MO, first, q1="From Mo.")
    await world.answer(MO_TWO, second, q1="From Mo, too.")
    lena = await member_id(world, MO_TWO)
    await world.submit(ADA, Verb.ROLE, {"member": lena, "roles": ("lead",)}, world.partnership)
    form = asked(await enter(world, MO_TWO, await code_of(world, MO)))
    said = words(await world.submit(MO_TWO, form.action, {}))
    assert said.startswith("You are Mo here already, in Fenland."), said
    kept = await member_id(world, MO)
    assert await member_id(world, MO_TWO) == kept
    mine = words(await world.press(MO, Verb.ANSWERS, world.partnership))
    assert "First" in mine
    assert "Second" in mine
    assert "From Mo, too." in words(await world.press(MO, Verb.MINE, second))
    rows = await world.dump()
    assert {row["member"] for row in rows["response"]} == {kept}
    assert "lead" in words(await world.home(MO))
    assert len([row for row in rows["member"] if row["name"] in {"Mo", "Mo-t"}]) == 1
    changes = words(await world.press(ADA, Verb.CHANGES, world.partnership))
    assert "became one member with their other account" in changes
    assert "Mo: now lead" in changes
    assert "erased" not in changes, "what the audit says of either is of one person now"


async def test_whoever_wrote_the_code_in_private_is_offered_the_same(world: World) -> None:
    code = await twice(world)
    reply = await world.bot().receive(Said(MO_TWO, f"code {code}", PRIVATE))
    assert "You are a member twice in Fenland." in words(reply)
    form = asked(await world.press(MO_TWO, buttons(shown(reply))["Make them one"].action))
    assert "You are Mo here already" in words(await world.submit(MO_TWO, form.action, {}))


async def test_partnerships_that_only_one_of_them_is_in_come_along(world: World) -> None:
    await world.submit(ADA, Verb.START, WARM_HOMES)
    ada_two = somebody("Ada-t", "teams")
    await world.join(ada_two)
    form = asked(await enter(world, ada_two, await code_of(world, ADA)))
    said = words(await world.submit(ada_two, form.action, {}))
    assert said.startswith("From now on you are Ada here, too, in Fenland and Warm Homes.")


async def test_a_code_merges_once_and_only_while_it_works(world: World) -> None:
    code = await twice(world)
    form = asked(await enter(world, MO_TWO, code))
    await world.submit(MO_TWO, form.action, {})
    before = await world.dump()
    for reply in (await world.submit(MO_TWO, form.action, {}), await world.press(MO_TWO, form.action)):
        assert UNKNOWN in words(reply)
    assert await world.dump() == before
    fresh = await code_of(world, MO)
    assert "your only account" not in words(await world.press(MO_TWO, Verb.MERGE, digest(fresh)))


async def test_of_two_who_merge_at_once_one_does(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        code = await twice(world)
        await world.join(somebody("Mo-x", "other"))
        rival = World(other, chat=world.chat, now=world.now)

        def merge_slowly(session: Session) -> Reply:
            reply = pairing.merge(session, world.now, Submitted(MO_TWO, Action(Verb.MERGE, digest(code)), {}))
            time.sleep(0.3)
            return reply

        slowly = asyncio.create_task(database.write(merge_slowly))
        await asyncio.sleep(0.1)
        told = await rival.submit(somebody("Mo-x", "other"), Verb.MERGE, {}, digest(code))
        assert UNKNOWN in words(told)
        assert "You are Mo" in words(await slowly)
        assert await member_id(world, MO_TWO) == await member_id(world, MO)
