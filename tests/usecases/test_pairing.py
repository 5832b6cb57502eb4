"""The code that makes somebody on another platform the same member, and every way in which it is not taken."""

import asyncio
import time
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.chat.events import Pressed, Reply, Said, Submitted
from bot.chat.message import Action
from bot.chat.names import Address, Person
from bot.domain.pairing import digest
from bot.store.database import Database
from bot.texts.pairing import READ_ALONG
from bot.texts.verbs import Verb
from bot.usecases import pairing
from tests.replied import buttons, rejected, shown, words
from tests.usecases.accounts import ADA_WEB, MO_WEB, UNKNOWN, WARM_HOMES, code_of, enter, link
from tests.world import ADA, LENA, MO, SPACE, ZOE, World, fenland, member_id, somebody

PRIVATE = Address("web", "web", "with mo-w")
OPENS = "2026-05-05 08:30Z"


async def identities(world: World) -> set[tuple[str, str, str]]:
    return {(row["platform"], row["user"], row["member"]) for row in (await world.dump())["identity"]}


async def test_a_code_from_one_platform_makes_the_other_account_the_same_member(both_worlds: World) -> None:
    world = both_worlds
    button = buttons(await world.home(MO))["Use Weft elsewhere, too"]
    told = words(await world.press(MO, button.action))
    code, *_ = told.splitlines()
    assert f"press “I have a code”. Or write to Weft there, in private: code {code}" in told
    (row,) = (await world.dump())["pairing"]
    assert (row["code"], row["platform"], row["user"]) == (digest(code), "chat", "mo")
    assert code not in str(row)
    reply = await enter(world, MO_WEB, code.lower().replace("-", " "))
    assert words(reply) == (
        "From now on you are Mo here, too, in Fenland. What Weft sends you comes to one place only: in chat. "
        "To have it here instead, press Write to me here.\nWrite to me here\nHome"
    )
    assert (await world.dump())["pairing"] == []
    mo = await member_id(world, MO)
    assert {("chat", "mo", mo), ("web", "mo-w", mo)} <= await identities(world)
    assert "Mo, Fen Trust" in words(await world.home(MO_WEB))
    assert "Check-ins and people" not in words(await world.home(MO_WEB)), "nothing more than the member sees"
    assert "Only a convener" in words(await world.press(MO_WEB, Verb.TEND, world.partnership))


async def test_all_present_partnerships_come_along_and_no_other(world: World) -> None:
    await world.submit(ADA, Verb.START, WARM_HOMES)
    await world.submit(ADA, Verb.START, {**WARM_HOMES, "partnership": "Left behind"})
    behind = next(row["id"] for row in (await world.dump())["partnership"] if row["name"] == "Left behind")
    await world.submit(ADA, Verb.LEAVE, {}, behind)
    await world.submit(ADA_WEB, Verb.START, {**WARM_HOMES, "partnership": "Own", "name": "Ada W."})
    told = words(await enter(world, ADA_WEB, await code_of(world, ADA)))
    assert told.startswith("From now on you are Ada here, too, in Fenland and Warm Homes. ")
    home = words(await world.home(ADA_WEB))
    assert [name for name in ("Fenland", "Left behind", "Own", "Warm Homes") if f"{name}\n" in home] == [
        "Fenland",
        "Own",
        "Warm Homes",
    ]
    assert "Own\n" not in words(await world.home(ADA)), "what the other account has is its own until it makes a code"
    assert "depending on the partnership: " in home


async def test_names_that_differ_are_told_with_their_partnership(world: World) -> None:
    await world.submit(ADA, Verb.START, {**WARM_HOMES, "name": "Dr Ada"})
    told = words(await enter(world, ADA_WEB, await code_of(world, ADA)))
    assert told.startswith("From now on you are Ada in Fenland and Dr Ada in Warm Homes, here, too. ")


async def test_it_works_from_the_web_and_by_word_of_mouth(world: World) -> None:
    invitation = {"name": "Wil", "organisation": world.organisations["Fen Trust"]}
    await world.submit(ADA, Verb.INVITE, invitation, world.partnership)
    user = (await world.dump())["correspondent"][0]["user"]
    wil, wil_chat = replace(somebody(user, "web", "web"), name="Wil"), somebody("Wil")
    code = await code_of(world, wil)
    reply = await world.bot().receive(Said(wil_chat, f"Code: {code.lower()}", Address("chat", "T1", "with wil")))
    assert words(reply).startswith("From now on you are Wil here, too, in Fenland. What Weft sends you comes to one ")
    assert "only: in the web inbox." in words(reply)
    assert "Wil, Fen Trust" in words(await world.home(wil_chat))


async def test_unknown_expired_and_used_codes_are_told_the_same(world: World) -> None:
    used, late = await code_of(world, MO), await code_of(world, LENA)
    await enter(world, MO_WEB, used)
    replaced = await code_of(world, ADA)
    await code_of(world, ADA)
    world.now += timedelta(minutes=15)
    before = await world.dump()
    for code in (used, late, replaced, "7F3K-9QTX-2M", "7F3K", "", "\x00\ud800"):
        assert rejected(await enter(world, ZOE, code)) == {"code": UNKNOWN}
        said = await world.bot().receive(Said(ZOE, f"code {code}", PRIVATE))
        assert words(said) == f"{UNKNOWN}\nHome"
    assert "I have a code" in words(await world.submit(ZOE, Verb.ENTER, {})), "the form stays open"
    assert await world.dump() == before


async def test_a_code_works_until_the_last_second(world: World) -> None:
    code = await code_of(world, MO)
    world.now += timedelta(minutes=15) - timedelta(seconds=1)
    assert "From now on you are Mo" in words(await enter(world, MO_WEB, code))


async def test_the_account_that_made_a_code_is_told_so_and_the_code_stays(world: World) -> None:
    code = await code_of(world, MO)
    assert rejected(await enter(world, MO, code))["code"].startswith("This account made the code. Enter it on")
    assert "From now on you are Mo" in words(await enter(world, MO_WEB, code))


async def test_entering_it_once_more_changes_nothing(world: World) -> None:
    await link(world, MO, MO_WEB)
    before = await identities(world)
    already = "You are Mo here already, in Fenland. What Weft sends you comes to one place only: "
    assert words(await enter(world, MO_WEB, await code_of(world, MO))).startswith(f"{already}in chat. To have it")
    assert words(await enter(world, MO, await code_of(world, MO_WEB))) == f"{already}here.\nHome"
    assert await identities(world) == before


async def test_a_partnership_joined_later_comes_with_the_next_code(world: World) -> None:
    await link(world, ADA, ADA_WEB)
    await world.submit(ADA_WEB, Verb.START, WARM_HOMES)
    told = words(await enter(world, ADA, await code_of(world, ADA_WEB)))
    assert told.startswith("From now on you are Ada here, too, in Fenland and Warm Homes. ")
    assert "depending on the partnership: " in told


async def test_when_the_other_has_left_meanwhile_there_is_nothing_to_share(world: World) -> None:
    code = await code_of(world, MO)
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    before = await world.dump()
    assert "no partnership any more" in rejected(await enter(world, MO_WEB, code))["code"]
    assert await world.dump() == before


async def test_a_stranger_makes_no_code(world: World) -> None:
    before = await world.dump()
    assert "Use Weft elsewhere, too" not in buttons(await world.home(ZOE))
    assert "so it can make no code" in words(await world.press(ZOE, Verb.PAIR))
    assert await world.dump() == before


@pytest.mark.parametrize("reader", [ADA, LENA, ZOE])
async def test_a_code_that_others_could_read_ends_and_links_nobody(world: World, reader: Person) -> None:
    code, before = await code_of(world, ADA), await identities(world)
    told = words(await world.bot().receive(Said(reader, f"code {code}", SPACE, private=False)))
    assert told.startswith(READ_ALONG)
    assert rejected(await enter(world, ZOE, code)) == {"code": UNKNOWN}
    assert UNKNOWN in words(await world.bot().receive(Said(ZOE, f"code {code}", SPACE, private=False)))
    assert await identities(world) == before


async def test_of_two_who_enter_a_code_at_once_one_is_taken(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        code = await code_of(world, MO)
        rival = World(other, chat=world.chat, now=world.now)

        def enter_slowly(session: Session) -> Reply:
            reply = pairing.enter(session, world.now, Submitted(MO_WEB, Action(Verb.ENTER), {"code": code}))
            time.sleep(0.3)
            return reply

        slowly = asyncio.create_task(database.write(enter_slowly))
        await asyncio.sleep(0.1)
        assert rejected(await rival.submit(ZOE, Verb.ENTER, {"code": code})) == {"code": UNKNOWN}
        assert "From now on you are Mo" in words(await slowly)


async def test_no_code_reaches_a_log(world: World, logged: list[MutableMapping[str, Any]]) -> None:
    code = await code_of(world, MO)
    for text in (f"code {code}", f"code {code}"):
        await world.bot().receive(Said(MO, text, SPACE))
    await enter(world, ZOE, code)
    world.database.close()
    for inbound in (
        Said(ZOE, f"code {code}", SPACE),
        Submitted(ZOE, Action(Verb.ENTER), {"code": code}),
        Pressed(MO, Action(Verb.PAIR)),
    ):
        assert "could not save this" in words(await world.bot().receive(inbound))
    assert logged
    assert code not in str(logged)
    assert digest(code) not in str(logged)


@pytest.mark.parametrize("text", ["codes", "decode 7F3K-9QTX-2M", "7F3K-9QTX-2M"])
async def test_other_words_still_show_the_home_page(world: World, text: str) -> None:
    assert "Mo, Fen Trust" in words(shown(await world.bot().receive(Said(MO, text, PRIVATE))))
