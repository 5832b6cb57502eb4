"""One member with several accounts is asked once, where they choose, and forgets an account when they like."""

import asyncio
import time
from datetime import timedelta

from sqlmodel import Session

from bot.chat.events import Reply, Submitted
from bot.chat.message import Action
from bot.store.database import Database
from bot.texts.verbs import Verb
from bot.usecases import pairing
from tests.replied import asked, buttons, occurrence_of, rejected, words
from tests.stubs.chat import ChatPlatform
from tests.usecases.accounts import ADA_WEB, MO_TEAMS, MO_WEB, UNKNOWN, WARM_HOMES, code_of, enter, link
from tests.world import ADA, CARD, LENA, MO, SPACE, ZOE, World, fenland, member_id

OPENS = "2026-05-05 08:30Z"


async def test_one_member_with_two_accounts_is_asked_once_and_answers_once(both_worlds: World) -> None:
    world, web = both_worlds, ChatPlatform("web")
    await link(world, MO, MO_WEB)
    await world.schedule(audience="everybody", visibility="anonymous")
    await world.tick(OPENS, web)
    assert (len(world.chat.to(MO)), len(web.posts)) == (1, 0)
    card = world.asked_of(MO)
    occurrence = occurrence_of(card.message)
    assert "Waiting for your answer." in words(await world.home(MO_WEB))
    await world.answer(MO, occurrence, on=card.receipt, q1="4", q3="More tea.")
    form = asked(await world.press(MO_WEB, buttons(await world.home(MO_WEB))["Change my answer"].action))
    assert {getattr(field, "initial", None) for field in form.fields} >= {4, "More tea."}
    assert "is saved" in words(await world.submit(MO_WEB, form.action, {"q1": "2"}))
    rows, mo = await world.dump(), await member_id(world, MO)
    (response,) = rows["response"]
    assert '"q1":2' in response["answers"].replace(" ", "")
    assert response["member"] is None
    assert [row["part"] for row in rows["participation"] if row["member"] == mo] == ["answered"]
    await world.tick("2026-05-06 08:30Z", web)
    assert (len(world.chat.to(MO)), len(web.posts)) == (1, 0), "and whoever has answered is not reminded"


async def test_somebody_in_the_channel_is_asked_there_wherever_they_are_written_to(world: World) -> None:
    web = ChatPlatform("web")
    await link(world, MO, MO_WEB)
    await world.press(MO_WEB, Verb.WRITE_HERE)
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    await world.schedule(audience=f"space:{space}")
    await world.tick(OPENS, web)
    assert (len(world.chat.at(SPACE.place)), len(world.chat.to(MO)), len(web.posts)) == (1, 0, 0)


async def test_people_choose_where_they_are_written_to(world: World) -> None:
    web = ChatPlatform("web")
    await link(world, ADA, ADA_WEB)
    assert "Write to me here" not in buttons(await world.home(ADA))
    button = buttons(await world.home(ADA_WEB))["Write to me here"]
    assert "comes to this account" in words(await world.press(ADA_WEB, button.action))
    assert "comes to one place only: here." in words(await world.home(ADA_WEB))
    assert "comes to one place only: in the web inbox." in words(await world.home(ADA))
    await world.schedule()
    await world.tick(OPENS, web)
    await world.tick("2026-05-06 08:30Z", web)
    await world.tick("2026-05-11 08:00Z", web)
    assert (len(web.to(ADA_WEB)), len(world.chat.to(ADA))) == (3, 0), "the check-in, the reminder and the digest"
    assert len(world.chat.to(LENA)) == 3


async def test_what_waits_comes_along_to_where_somebody_wants_it(world: World) -> None:
    web = ChatPlatform("web")
    await link(world, MO, MO_WEB)
    await world.schedule()
    world.now += timedelta(days=3, hours=20, minutes=30)
    await world.bot(web).open_due()
    await world.press(MO_WEB, Verb.WRITE_HERE)
    await world.bot(web).deliver()
    assert (len(web.to(MO_WEB)), len(world.chat.to(MO)), len(world.chat.to(LENA))) == (1, 0, 1)


async def test_who_cannot_be_reached_where_they_want_is_by_the_next_account_in_their_order(world: World) -> None:
    web, teams = ChatPlatform("web"), ChatPlatform("teams")
    await link(world, MO, MO_TEAMS, MO_WEB)
    await world.press(MO_WEB, Verb.WRITE_HERE)
    web.blocked.add("mo-w")
    world.chat.blocked.add("mo")
    await world.schedule()
    for _ in range(3):
        await world.tick(OPENS, web, teams)
    assert [call for call in (*web.calls, *world.chat.calls) if call[1] in {"mo-w", "mo"}] == [
        ("direct", "mo-w"),
        ("direct", "mo"),
    ]
    assert len(teams.to(MO_TEAMS)) == 1


async def test_an_account_is_forgotten_and_what_waits_there_goes_to_the_others(world: World) -> None:
    web = ChatPlatform("web")
    await link(world, MO, MO_WEB)
    await world.press(MO_WEB, Verb.WRITE_HERE)
    before = await member_id(world, MO)
    await world.schedule()
    world.now += timedelta(days=3, hours=20, minutes=30)
    await world.bot(web).open_due()
    code = await code_of(world, MO_WEB)
    form = asked(await world.press(MO_WEB, buttons(await world.home(MO_WEB))["Forget this account"].action))
    assert form.intro == (
        "With this account you will no longer be Mo in Fenland. You stay a member with what you have answered. "
        "What Weft sends you comes to one place only: in chat. To use this account again, enter a new code."
    )
    assert words(await world.submit(MO_WEB, form.action, {})) == (
        "With this account you are no longer Mo in Fenland. "
        "What Weft sends you comes to one place only: in chat.\nHome"
    )
    await world.bot(web).deliver()
    assert (len(web.posts), len(world.chat.to(MO))) == (0, 1)
    assert "not in a partnership yet" in words(await world.home(MO_WEB))
    assert await member_id(world, MO) == before
    assert rejected(await enter(world, ZOE, code)) == {"code": UNKNOWN}
    await link(world, MO, MO_WEB)


async def test_the_last_account_is_never_forgotten(world: World) -> None:
    await link(world, ADA, ADA_WEB)
    await world.submit(ADA_WEB, Verb.START, WARM_HOMES)
    form = asked(await world.press(ADA_WEB, Verb.FORGET))
    assert form.intro.endswith(
        "This is your only account as Ada in Warm Homes, so nothing changes there; to leave it, press My data, then "
        "Leave."
    )
    assert "no longer Ada in Fenland." in words(await world.submit(ADA_WEB, Verb.FORGET, {}))
    assert "Ada, City Trust" in words(await world.home(ADA_WEB))
    before = await world.dump()
    for who in (ADA, ADA_WEB, ZOE):
        for reply in (
            await world.press(who, Verb.WRITE_HERE),
            await world.press(who, Verb.FORGET),
            await world.submit(who, Verb.FORGET, {}),
        ):
            assert "This is the only account of yours that Weft knows" in words(reply)
        assert not {"Write to me here", "Forget this account"} & buttons(await world.home(who)).keys()
    assert await world.dump() == before


async def test_leaving_with_one_account_is_leaving_and_whoever_joins_again_has_both(world: World) -> None:
    await link(world, MO, MO_WEB)
    await world.submit(MO_WEB, Verb.LEAVE, {}, world.partnership)
    assert "not in a partnership yet" in words(await world.home(MO))
    await world.join(MO)
    assert "Mo, Fen Trust" in words(await world.home(MO_WEB))
    assert "already, as Mo" in words(await world.press(MO, Verb.JOIN, world.partnership, on=CARD))


async def test_of_two_accounts_that_are_forgotten_at_once_one_stays(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        await link(world, MO, MO_WEB)
        rival = World(other, chat=world.chat, now=world.now)

        def forget_slowly(session: Session) -> Reply:
            reply = pairing.forget(session, world.now, Submitted(MO, Action(Verb.FORGET), {}))
            time.sleep(0.3)
            return reply

        slowly = asyncio.create_task(database.write(forget_slowly))
        await asyncio.sleep(0.1)
        assert "only account of yours" in words(await rival.submit(MO_WEB, Verb.FORGET, {}))
        assert "no longer Mo in Fenland" in words(await slowly)
        assert "Mo, Fen Trust" in words(await world.home(MO_WEB))
