"""Downloading and erasing one's own answers: all of one's own, nothing of anybody else's, and no trace is left."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot.chat.events import Submitted
from bot.chat.form import Form
from bot.chat.mailbox import Letter
from bot.chat.message import Action, Message, Text
from bot.chat.names import Person
from bot.store.database import Database
from bot.store.inbox import Inbox
from bot.texts.verbs import Verb
from tests.databases import Sqlite
from tests.replied import asked, buttons, shown, words
from tests.usecases.matrix import NEW
from tests.world import ADA, LENA, MO, ZOE, World, fenland, member_id, somebody

OPENS, CLOSES = "2026-05-05 08:30Z", "2026-05-07 08:30Z"
SECRET = "We never meet the people whom we plan for."
"""What Mo answers with his name."""


async def answers(world: World) -> dict[str, str]:
    """Three check-ins of each visibility, answered by Mo and Lena; the occurrences by title."""
    for title, visibility in (("Named", "attributed"), ("Quiet", "anonymous"), ("Ours", "organisation")):
        await world.schedule("What helps?\nWhy?", title=title, visibility=visibility)
    await world.tick(OPENS)
    rows = await world.dump()
    titles = {row["id"]: row["title"] for row in rows["prompt"]}
    about = {titles[row["prompt"]]: str(row["id"]) for row in rows["occurrence"]}
    for title, occurrence in about.items():
        said = SECRET if title == "Named" else f"{title} it is."
        await world.answer(MO, occurrence, q1=said, share="named")
        await world.answer(LENA, occurrence, q1=f"Lena on {title}.", share="named")
    return about


async def download(world: World, who: Person = MO, kind: str = "words") -> str:
    """All pages of somebody's answers."""
    page = shown(await world.press(who, Verb.DOWNLOAD, f"{world.partnership}:{kind}:0"))
    return words(page)


async def erasing(world: World) -> Form:
    return asked(await world.press(MO, Verb.ERASE, world.partnership))


async def test_all_that_is_one_s_own_can_be_had_and_nothing_else(both_worlds: World) -> None:
    world = both_worlds
    assert "no answer of yours to download" in await download(world)
    await answers(world)
    page = shown(await world.press(MO, Verb.MY_DATA))
    assert buttons(page)["Download my answers"].action.subject == world.partnership
    said = words(await world.press(MO, buttons(page)["Download my answers"].action))
    for own in (SECRET, "Quiet it is.", "Ours it is.", "With your name.", "Without your name, and still open."):
        assert own in said
    assert "Lena" not in said
    lines = [json.loads(line) for line in (await download(world, kind="json")).splitlines() if line.startswith("{")]
    assert {(line["check_in"], line["answer"], line["named"]) for line in lines} == {
        ("Named", SECRET, True),
        ("Quiet", "Quiet it is.", False),
        ("Ours", "Ours it is.", False),
    }
    await world.tick(CLOSES)
    said = await download(world)
    assert SECRET in said
    assert "it is." not in said, "nobody can tell any more that these are Mo's"
    for subject in (
        "",
        "nowhere",
        f"{world.partnership}:x:y",
        f"{world.partnership}:json:99",
        f"{world.partnership}:",
    ):
        assert words(await world.press(MO, Verb.DOWNLOAD, subject))


async def test_erasing_takes_one_s_own_answers_and_words_and_leaves_all_others(both_worlds: World) -> None:
    world = both_worlds
    about = await answers(world)
    await world.tick(CLOSES)
    mo, lena = await member_id(world, MO), await member_id(world, LENA)
    before = await world.dump()
    form = await erasing(world)
    assert "in Fenland: 1 check-in." in form.intro
    assert "1 text." in form.intro
    assert await world.dump() == before
    said = words(await world.submit(MO, form.action, {}))
    assert "what you answered with your name in Fenland, 1 check-in." in said
    assert "1 text of yours no longer stands in results." in said
    after = await world.dump()
    assert SECRET not in str(after)
    assert [row["member"] for row in after["response"] if row["occurrence"] == about["Named"]] == [lena]
    assert len(before["response"]) - len(after["response"]) == 1
    assert after["participation"] == before["participation"], "that they answered stays"
    for title, occurrence in about.items():
        earlier, now = (
            next(json.loads(row["content"]) for row in rows["release"] if row["occurrence"] == occurrence)
            for rows in (before, after)
        )
        assert [each["member"] for each in now.pop("words")] == ([lena] if title == "Named" else [])
        earlier.pop("words")
        assert now == earlier, "figures stay"
    assert mo not in str(after["release"])
    assert "Answers with your name\n0\n" in words(await world.press(MO, Verb.MY_DATA))
    assert "nothing to erase" in words(await world.press(MO, Verb.ERASE, world.partnership))
    assert "nothing to erase" in words(await world.submit(MO, Verb.ERASE, {}, world.partnership))
    assert await world.dump() == after


async def test_an_open_check_in_is_erased_too_and_can_be_answered_anew(both_worlds: World) -> None:
    world = both_worlds
    about = await answers(world)
    await world.submit(MO, Verb.ERASE, {}, world.partnership)
    assert SECRET not in str(await world.dump())
    assert "Quiet it is." in await download(world), "without a name it can be changed or skipped instead"
    assert "You have not answered" in words(await world.press(MO, Verb.MINE, about["Named"]))
    assert "is saved" in words(await world.answer(MO, about["Named"], q1="Anew."))
    await world.tick(CLOSES)
    assert SECRET not in str(await world.dump())
    assert "Anew." in await download(world)


async def test_digests_in_the_web_inbox_lose_the_words_as_well(both_worlds: World) -> None:
    world = both_worlds
    await answers(world)
    await world.submit(
        ADA, Verb.INVITE, {"name": "Wil", "organisation": world.organisations["Fen Trust"]}, world.partnership
    )
    user = (await world.dump())["correspondent"][0]["user"]
    await world.tick(CLOSES)
    inbox = Inbox(world.database)
    quotes = Text(f"{SECRET}\n— Mo", "quote"), Text("Lena on Named.\n— Lena", "quote")
    posted = datetime.fromisoformat("2026-05-11 08:00Z")
    await inbox.put(Letter("l1", user, Message("The week", quotes), posted))
    await inbox.put(Letter("l2", user, Message("A note", (Text("Mo says hello"),)), posted))
    await world.submit(MO, Verb.ERASE, {}, world.partnership)
    assert SECRET not in str(await world.dump())
    letters = {letter.id: words(letter.message) for letter in await inbox.letters(user, 5)}
    assert letters == {"l1": "(taken back by its author)\nLena on Named.\n— Lena", "l2": "Mo says hello"}


async def test_whoever_comes_first_of_erasing_and_closing_no_word_is_left(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        rival = World(other, chat=world.chat)
        await answers(world)
        for hour in range(6):
            # Each hour's check-in closes in the very moment in which it is erased.
            await world.schedule(
                "Why?", title=f"At {hour}", visibility="attributed", time=f"1{hour}:00", open="4", remind="0"
            )
        await world.tick("2026-05-12 08:00Z")
        for hour in range(6):
            await world.tick(f"2026-05-12 {hour + 9:02}:00Z")
            occurrence = next(
                row["id"] for row in (await world.dump())["occurrence"] if row["slot"] == f"2026-05-12T1{hour}:00:00"
            )
            await world.answer(MO, occurrence, q1=SECRET, share="named")
            await asyncio.gather(
                world.submit(MO, Verb.ERASE, {}, world.partnership),
                rival.submit(ADA, Verb.CLOSE, {}, occurrence),
            )
            assert SECRET not in str(await world.dump())


async def test_who_has_left_may_have_and_erase_what_is_theirs(world: World) -> None:
    await answers(world)
    await world.tick(CLOSES)
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    assert SECRET in await download(world)
    await world.submit(MO, (await erasing(world)).action, {})
    assert SECRET not in str(await world.dump())


async def test_a_stranger_has_nothing_and_erases_nothing(world: World) -> None:
    await answers(world)
    await world.submit(ZOE, Verb.START, NEW)
    before = await world.dump()
    for who in (ZOE, somebody("Nobody")):
        for subject in (world.partnership, "", "nowhere"):
            for reply in (
                await world.press(who, Verb.DOWNLOAD, subject),
                await world.press(who, Verb.ERASE, subject),
                await world.submit(who, Verb.ERASE, {}, subject),
            ):
                assert "Weft holds nothing about you" in words(reply)
    assert await world.dump() == before


async def test_what_was_erased_is_in_no_file_of_the_database(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        world = await fenland(database)
        await answers(world)
        await world.tick(CLOSES)
        file = Path(url.removeprefix("sqlite:///"))

        def traces() -> list[Path]:
            return [each for each in file.parent.glob(f"{file.name}*") if SECRET.encode() in each.read_bytes()]

        bot = world.bot()
        await bot.close_due()
        assert traces()
        await world.submit(MO, Verb.ERASE, {}, world.partnership)
        await world.bot().close_due()
        assert not traces()


async def test_the_process_that_erased_empties_the_log_at_its_next_turn(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        world = await fenland(database)
        await answers(world)
        bot = world.bot()
        await bot.close_due()
        await bot.receive(Submitted(MO, Action(Verb.ERASE, world.partnership), {}))
        file = await world.database.read(_file)
        assert _log(file)
        await bot.close_due()
        assert not _log(file)


def _file(session: Session) -> str:
    return str(session.connection().exec_driver_sql("PRAGMA database_list").mappings().one()["file"])


def _log(file: str) -> bytes:
    return Path(f"{file}-wal").read_bytes()
