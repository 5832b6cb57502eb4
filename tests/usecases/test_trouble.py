"""When the database or we fail: the person hears of it, loses nothing, and the log holds none of their words."""

import sqlite3
from collections.abc import AsyncIterator, MutableMapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.chat.events import Opened, Whisper
from bot.errors import Unavailable
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.texts.verbs import Verb
from tests.databases import Postgresql
from tests.replied import occurrence_of, words
from tests.world import ADA, MO, ONE_SCALE, World, fenland

LONG = "What I noticed took me a while to write down."
SAID = {"q1": "4", "q3": LONG, "share": "unnamed"}
Logged = list[MutableMapping[str, Any]]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Fenland in a file, which can be locked and opened for reading only."""
    url = f"sqlite:///{tmp_path}/weft.db"
    migrate(url)
    with Database(url) as database:
        yield await fenland(database)


async def test_a_locked_database_is_told_and_nothing_is_lost(
    world: World, asking: str, tmp_path: Path, logged: Logged
) -> None:
    await world.answer(MO, asking, q1="2")
    with (
        closing(sqlite3.connect(tmp_path / "weft.db", isolation_level=None)) as rival,
        Database(f"sqlite:///{tmp_path}/weft.db", busy_seconds=0.05) as database,
    ):
        before = await world.dump()
        rival.execute("BEGIN IMMEDIATE")
        busy = World(database, chat=world.chat, now=world.now)
        reply = await busy.submit(MO, Verb.ANSWER, SAID, asking)
        assert isinstance(reply, Whisper)
        assert reply.again, "what could not be told is not acknowledged"
        assert "could not save this just now, so nothing has changed" in words(reply)
        assert LONG in words(reply), "and what was written can be copied"
        assert "Listening" in words(await busy.home(MO)), "looking still works"
        rival.execute("ROLLBACK")
        assert await world.dump() == before
        assert "is saved" in words(await busy.submit(MO, Verb.ANSWER, SAID, asking))
    (line,) = [line for line in logged if line["event"] == "store.unavailable"]
    assert line["kind"] == "Submitted"
    assert LONG not in str(logged)


async def test_a_read_only_database_is_told_and_can_be_looked_at(world: World, asking: str, tmp_path: Path) -> None:
    await world.answer(MO, asking, q1="2")
    with Database(f"sqlite:///file:{tmp_path}/weft.db?mode=ro&uri=true") as database:
        frozen = World(database, chat=world.chat, now=world.now)
        for reply in (
            await frozen.submit(MO, Verb.ANSWER, SAID, asking),
            await frozen.press(MO, Verb.SKIP, asking),
            await frozen.submit(MO, Verb.LEAVE, {}, world.partnership),
        ):
            assert "could not save this" in words(reply)
        assert "You have answered" in words(await frozen.home(MO))
    (row,) = (await world.dump())["response"]
    assert row["answers"] == '{"q1":2}'


async def test_a_read_only_postgresql_is_told_too(postgresql: Postgresql) -> None:
    with postgresql.fresh() as url:
        with Database(url) as database:
            world = await fenland(database)
        frozen = f"{url}{'&' if '?' in url else '?'}options=-c%20default_transaction_read_only%3Don"
        with Database(frozen) as database:
            world.database = database
            reply = await world.submit(MO, Verb.LEAVE, {}, world.partnership)
            assert "could not save this" in words(reply)
            assert "Mo, Fen Trust" in words(await world.home(MO))


async def test_an_unforeseen_error_is_told_with_a_reference_that_is_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: Logged
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"could not parse {LONG!r} of Mo, https://weft.example/in/secret")

    monkeypatch.setattr("bot.store.members.of", fail)
    reply = await world.bot().receive(Opened(MO))
    assert isinstance(reply, Whisper)
    (line,) = [line for line in logged if line["event"] == "receive.failed"]
    assert line["reference"] in words(reply)
    assert line["fault"] == "RuntimeError"
    module, number = str(line["where"]).split(":")
    assert module.endswith("test_trouble")
    assert number.isdecimal()
    assert not any(secret in str(logged) for secret in (LONG, "Mo", "weft.example"))


async def test_what_was_written_comes_back_after_an_unforeseen_error(
    world: World, asking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr("bot.store.responses.put", fail)
    reply = await world.submit(MO, Verb.ANSWER, SAID, asking)
    assert "Something went wrong on our side" in words(reply)
    assert LONG in words(reply)
    assert "unnamed" not in words(reply), "a choice is no words"
    monkeypatch.undo()
    assert (await world.dump())["response"] == []
    assert "is saved" in words(await world.submit(MO, Verb.ANSWER, SAID, asking))


async def test_a_great_many_words_come_back_as_far_as_a_message_holds(world: World) -> None:
    values = {f"q{number}": f"{number} {LONG} " * 60 for number in range(1, 40)}
    reply = await world.submit(MO, Verb.ANSWER, values, "deleted")
    assert words(reply).startswith("This check-in is no longer here.")
    assert words(reply).count(LONG) >= 39


async def test_no_log_line_of_a_whole_week_says_who_or_what(world: World, logged: Logged) -> None:
    await world.submit(
        ADA, Verb.INVITE, {"name": "Winifred", "organisation": world.organisations["Fen Trust"]}, world.partnership
    )
    await world.schedule()
    await world.schedule(ONE_SCALE, title="Saying what you think")
    world.chat.fail("post", Unavailable("https://chat.example/with/mo said: " + LONG), KeyError(LONG))
    world.chat.blocked.add("lena")
    for moment in ("2026-05-05 08:30Z", "2026-05-05 08:31Z", "2026-05-05 09:30Z"):
        await world.tick(moment)
    occurrence = occurrence_of(world.asked_of(MO).message)
    await world.submit(MO, Verb.ANSWER, SAID, occurrence)
    await world.submit(MO, Verb.ANSWER, {"q3": LONG}, "deleted")
    for moment in ("2026-05-06 08:30Z", "2026-05-07 08:30Z", "2026-05-11 08:00Z"):
        await world.tick(moment)
    told = str(logged)
    assert {"occurrence.open", "delivery.sent"} <= {line["event"] for line in logged}
    rows = await world.dump()
    secrets = [row["user"] for row in rows["identity"]] + [row["token"] for row in rows["response"]]
    secrets += [row["name"] for table in ("member", "organisation", "partnership") for row in rows[table]]
    secrets += [LONG, "Listening", "Saying what you think", "https://", "with mo", "fenland", "Winifred"]
    ids = {row["id"] for row in rows["member"]}
    assert not [
        secret for secret in (*secrets, *ids) if f"'{secret}'" in told or (len(secret) > 8 and secret in told)
    ]
