"""Whoever gets the database file of a closed check-in cannot tell which answer is whose."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.names import Person
from bot.texts.verbs import Verb
from tests.attack.linkage import Known, files_of, link, narrow
from tests.databases import Sqlite
from tests.replied import occurrence_of, words
from tests.world import ADA, ON_RECORD, Kept, World, fenland, kept, member_id, somebody

PEOPLE, FEW = 24, 3
"""Few enough are of the last organisation that nothing may tell their answers apart."""
QUESTIONS = "How well do we listen? [1-5]\nWhat did you notice?"
ORGANISATIONS = ("Fen Trust", "Ely Council", "Ouse Hospice", "Wash College")


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="module")
def crowd(sqlite: Sqlite) -> Iterator[Kept]:
    """Fenland with many people of four organisations, set up once."""
    with kept(sqlite, _many) as made:
        yield made


@pytest.fixture
def world(crowd: Kept, tmp_path: Path) -> Iterator[World]:
    """A copy of it on SQLite."""
    with crowd.copy(tmp_path) as made:
        yield made


async def _many(database: Any) -> World:  # noqa: ANN401  as `kept` hands it over
    world = await fenland(database)
    for name in ORGANISATIONS[2:]:
        about = {"organisation": name, "sector": "voluntary", "contact": "data@more.example", **ON_RECORD}
        await world.submit(ADA, Verb.ORGANISATION, about, world.partnership)
    world.organisations = {row["name"]: row["id"] for row in (await world.dump())["organisation"]}
    for n, who in enumerate(_people()):
        await world.join(who, organisation=ORGANISATIONS[3 if n < FEW else n % 3])
    return world


def _people() -> list[Person]:
    return [somebody(f"Person{n}") for n in range(PEOPLE)]


async def _answered(world: World, visibility: str, late: int = 0) -> Known:
    """Everybody answers, in the order in which they joined; some twice. What was known of it then.

    So many of them are late: they answer only once the release is made.
    """
    await world.schedule(QUESTIONS, visibility=visibility, late="3" if late else "0")
    await world.tick("2026-05-05 08:30Z")
    people, chance = _people(), Random(7)
    occurrence = occurrence_of(world.asked_of(people[0]).message)
    markers = tuple(f"marker-{chance.getrandbits(80):020x}-" for _ in people)
    for place, (who, marker) in enumerate(zip(people, markers, strict=True)):
        if late and place == PEOPLE - late:
            await world.tick("2026-05-07 08:30Z")
        for attempt in range(1 + chance.randrange(2)):
            said = f"{marker} {'x' * chance.randrange(60)}" if attempt == 0 else marker
            await world.answer(who, occurrence, q1=str(chance.randint(1, 5)), q2=said, share="no")
            world.now += timedelta(minutes=1)
    dump = await world.dump()
    return Known(
        occurrence=occurrence,
        k=5,
        named=visibility == "organisation",
        tokens=tuple(row["token"] for row in dump["response"]),
        members=tuple([await member_id(world, who) for who in people]),
        markers=markers,
    )


@pytest.mark.parametrize("visibility", ["anonymous", "organisation"])
async def test_a_closed_check_in_leads_from_no_answer_to_its_author(
    world: World, tmp_path: Path, visibility: str
) -> None:
    known = await _answered(world, visibility)
    await world.pass_by(timedelta(days=3))
    await world.pass_by(timedelta(minutes=5))
    assert len((await world.dump())["response"]) == PEOPLE
    found = link(files_of(tmp_path / "weft.db"), known)
    if found:
        pytest.fail("\n".join(map(str, found)), pytrace=False)


@pytest.mark.parametrize("visibility", ["anonymous", "organisation"])
async def test_nor_do_late_answers_once_they_have_ended(world: World, tmp_path: Path, visibility: str) -> None:
    known = await _answered(world, visibility, late=10)
    await world.pass_by(timedelta(days=2))
    assert "tokens" in {success.attack for success in link(files_of(tmp_path / "weft.db"), known)}, "not over yet"
    await world.pass_by(timedelta(days=1))
    await world.pass_by(timedelta(minutes=5))
    rows = await world.dump()
    assert len(rows["response"]) == PEOPLE
    assert len(rows["addendum"]) == 1
    assert [row["key"] for row in rows["occurrence"] if row["id"] == known.occurrence] == [None]
    if found := [*link(files_of(tmp_path / "weft.db"), known), *narrow(tmp_path / "weft.db", known)]:
        pytest.fail("\n".join(map(str, found)), pytrace=False)


async def test_late_answers_that_are_too_few_and_reasons_leave_nothing_behind(world: World, tmp_path: Path) -> None:
    known = await _answered(world, "anonymous", late=FEW)
    await world.pass_by(timedelta(days=3))
    await world.pass_by(timedelta(minutes=5))
    assert len((await world.dump())["response"]) == PEOPLE - FEW
    raw = b"".join(file.read_bytes() for file in files_of(tmp_path / "weft.db") if file.exists())
    assert [marker for marker in known.markers if marker.encode() in raw] == [*known.markers[:-FEW]]
    assert not any(token.encode() in raw for token in known.tokens)


async def test_why_somebody_skipped_is_gone_with_the_key(world: World, tmp_path: Path) -> None:
    await world.schedule(QUESTIONS)
    await world.tick("2026-05-05 08:30Z")
    people = _people()
    occurrence = occurrence_of(world.asked_of(people[0]).message)
    for place, who in enumerate(people):
        await world.press(who, Verb.SKIP, occurrence)
        await world.submit(who, Verb.WHY, {"why": str(place % 4)}, occurrence)
    tokens = [row["token"] for row in (await world.dump())["reason"]]
    await world.pass_by(timedelta(days=3))
    await world.pass_by(timedelta(minutes=5))
    rows = await world.dump()
    assert rows["reason"] == []
    assert [row["kind"] for row in rows["addendum"]] == ["skipped"]
    raw = b"".join(file.read_bytes() for file in files_of(tmp_path / "weft.db") if file.exists())
    assert not any(token.encode() in raw for token in tokens)


@pytest.mark.parametrize("visibility", ["anonymous", "organisation"])
async def test_nothing_that_is_said_or_logged_afterwards_leads_back(
    world: World, logs: list[Any], visibility: str
) -> None:
    known = await _answered(world, visibility)
    logged_before = repr(logs)
    await world.pass_by(timedelta(days=3))
    posted = len(world.chat.posts)
    pages = (Verb.DIGEST, Verb.HISTORY, Verb.ANSWERS, Verb.MY_DATA)
    replies = [
        await world.press(who, verb, about)
        for who in (ADA, *_people())
        for verbs, about in ((pages, world.partnership), ((Verb.MINE, Verb.RESULTS, Verb.ANSWER), known.occurrence))
        for verb in verbs
    ]
    homes = [await world.home(who) for who in (ADA, *_people())]
    await world.pass_by(timedelta(days=7))
    said = repr((replies, homes, world.chat.posts[posted:], world.chat.calls))
    told = [marker for marker in known.markers if marker in said or marker in repr(logs)]
    assert told == []
    assert not any(token in said or token in repr(logs) for token in known.tokens)
    assert not any(member in repr(logs) for member in known.members), "the log tells nobody by their id"
    assert "occurrence.closed" not in logged_before


@pytest.mark.parametrize("visibility", ["anonymous", "organisation"])
async def test_no_few_answers_are_told_by_the_groups_that_the_others_keep(
    world: World, tmp_path: Path, visibility: str
) -> None:
    known = await _answered(world, visibility)
    assert narrow(tmp_path / "weft.db", known)
    await world.pass_by(timedelta(days=3))
    if found := narrow(tmp_path / "weft.db", known):
        pytest.fail("\n".join(map(str, found)), pytrace=False)


async def test_a_release_is_made_once_for_all_readers_and_late_answers_do_not_change_it(world: World) -> None:
    known = await _answered(world, "anonymous")
    await world.pass_by(timedelta(days=3))
    (before,) = (await world.dump())["release"]
    late = await world.answer(somebody("Person0"), known.occurrence, q1="1", q2="Late.")
    assert "closed" in words(late)
    await world.pass_by(timedelta(days=1))
    assert (await world.dump())["release"] == [before]
    assert not any(member in before["content"] for member in known.members)


async def test_before_it_closes_every_one_of_these_attacks_works(world: World, tmp_path: Path) -> None:
    known = await _answered(world, "organisation")
    await world.database.forget()
    file = tmp_path / "weft.db"
    caught = {success.attack for success in link(files_of(file), known)}
    assert caught >= {"tokens", "keys"}
    with closing(sqlite3.connect(file)) as rows:
        _careless(rows, known)
    caught = {success.attack for success in link(files_of(file), replace(known, named=False))}
    assert caught >= {"tokens", "keys", "columns", "groups", "remnants", "order"}


async def test_a_careful_close_leaves_these_attacks_nothing(world: World, tmp_path: Path) -> None:
    known = await _answered(world, "anonymous")
    await world.database.forget()
    file = tmp_path / "weft.db"
    with closing(sqlite3.connect(file)) as rows:
        _careful(rows)
    assert link(files_of(file), known) == []


def _careful(connection: sqlite3.Connection) -> None:
    """Close as it ought to be done: new tokens in a new order, no groups, no key, no page as it was."""
    connection.execute("PRAGMA secure_delete = ON")
    kept = connection.execute("SELECT occurrence, answers, sharing FROM response").fetchall()
    connection.execute("DELETE FROM response")
    connection.execute("UPDATE occurrence SET key = NULL")
    Random(11).shuffle(kept)
    connection.executemany(
        "INSERT INTO response (occurrence, token, answers, sharing, groups) VALUES (?, ?, ?, ?, '')",
        [(occurrence, secrets.token_hex(32), answers, sharing) for occurrence, answers, sharing in kept],
    )
    connection.commit()
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _careless(connection: sqlite3.Connection, known: Known) -> None:
    """Keep answers as a careless programmer would: numbered, timed, with the group of one, and a copy beside."""
    connection.executescript(
        """
        PRAGMA foreign_keys = OFF;
        CREATE TABLE careless AS SELECT * FROM response;
        DROP TABLE response;
        CREATE TABLE response (
            occurrence TEXT, token TEXT, answers TEXT, sharing TEXT, member TEXT, groups TEXT, answered_at TEXT
        );
        """
    )
    for n, marker in enumerate(known.markers):
        connection.execute(
            "INSERT INTO response SELECT occurrence, token, answers, sharing, member, groups || ' site:' || ?,"
            " '2026-05-05T08:' || ? FROM careless WHERE answers LIKE ?",
            (n, n + 10, f"%{marker}%"),
        )
    connection.commit()
