"""Responses, and the promise about them: who answered is kept apart from what was answered."""

import re
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.domain.occurrence import Occurrence, Part
from bot.domain.response import Answers, Response, Sharing, token
from bot.domain.schedule import Visibility
from bot.errors import StoreUnavailable
from bot.store import occurrences, responses, schedules
from bot.store.database import Database
from tests.databases import Sqlite
from tests.store.scene import BEFORE, Scene, opened, release_of, set_up, with_visibility

ANSWERS: Answers = {"q1": 7, "q2": (0, 2), "q3": "Byth eto!\n“Tea”, 日本語 🎉"}

GROUPS = frozenset({"organisation:o", "sector:nhs"})


@pytest.fixture
async def occurrence(database: Database, scene: Scene) -> Occurrence:
    return await database.write(lambda session: opened(session, scene))


async def test_a_response_comes_back_and_the_last_word_stands(database: Database, occurrence: Occurrence) -> None:
    first = Response(occurrence.id, "t", ANSWERS, Sharing.UNNAMED)
    last = Response(occurrence.id, "t", {"q1": 1}, Sharing.NO)
    await _put(database, first)
    assert await database.read_answers(lambda session: responses.get(session, occurrence.id, "t")) == first
    await _put(database, last)
    assert await database.read_answers(lambda session: responses.to(session, occurrence.id)) == [last]


async def test_a_response_is_withdrawn_and_can_be_given_again(database: Database, occurrence: Occurrence) -> None:
    response = Response(occurrence.id, "t", ANSWERS, Sharing.NO)
    await _put(database, response)
    await database.write(lambda session: responses.withdraw(session, occurrence.id, "t"))
    assert await database.read_answers(lambda session: responses.get(session, occurrence.id, "t")) is None
    await database.write(lambda session: responses.withdraw(session, occurrence.id, "t"))
    await _put(database, response)

    def changes_their_mind(session: Session) -> None:
        responses.withdraw(session, occurrence.id, "t")
        responses.put(session, response)

    await database.write(changes_their_mind)
    assert await database.read_answers(lambda session: responses.get(session, occurrence.id, "t")) == response


async def test_responses_come_in_an_order_that_tells_nothing(database: Database, occurrence: Occurrence) -> None:
    for name in ("m", "a", "z", "b"):
        await _put(database, Response(occurrence.id, name, {"q1": 1}, Sharing.NO))
    found = await database.read_answers(lambda session: responses.to(session, occurrence.id))
    assert [response.token for response in found] == ["a", "b", "m", "z"]


async def test_a_response_needs_its_occurrence(database: Database) -> None:
    with pytest.raises(StoreUnavailable):
        await _put(database, Response("nothing", "t", ANSWERS, Sharing.NO))


async def test_only_attributed_answers_know_their_member(database: Database, scene: Scene) -> None:
    schedule = with_visibility(scene.schedule, Visibility.ATTRIBUTED)
    await database.write(lambda session: schedules.save(session, schedule, BEFORE))
    named = await database.write(lambda session: opened(session, scene, schedule=schedule))
    response = Response(named.id, "t", ANSWERS, Sharing.NAMED, scene.member.id, GROUPS)
    await _put(database, response)
    assert (
        await database.read_answers(lambda session: responses.of_member(session, named.id, scene.member.id))
        == response
    )
    assert (
        await database.read_answers(lambda session: responses.of_member(session, named.id, scene.convener.id)) is None
    )


async def test_own_answers_are_found_while_they_can_be_told(database: Database, scene: Scene) -> None:
    schedule = with_visibility(scene.schedule, Visibility.ATTRIBUTED)
    await database.write(lambda session: schedules.save(session, schedule, BEFORE))
    anonymous = await database.write(lambda session: opened(session, scene))
    attributed = await database.write(lambda session: opened(session, scene, weeks=1, schedule=schedule))
    for each in (anonymous, attributed):
        await _took_part(database, each, scene.member.id)
    await _put(database, Response(attributed.id, "t", ANSWERS, Sharing.NO, scene.member.id, GROUPS))
    assert await _answered(database, scene.member.id) == [attributed.id, anonymous.id]
    assert await _answered(database, scene.convener.id) == []
    for each in (anonymous, attributed):
        await _close(database, each)
    assert await _answered(database, scene.member.id) == [attributed.id]


async def test_an_open_anonymous_row_leads_to_nobody_without_the_key(
    database: Database, scene: Scene, occurrence: Occurrence
) -> None:
    key = await database.read_answers(lambda session: occurrences.key(session, occurrence.id))
    assert key is not None
    response = Response(occurrence.id, token(key, scene.member.id), {"q1": 5}, Sharing.NO, groups=GROUPS)
    await _put(database, response)
    await _took_part(database, occurrence, scene.member.id)
    (row,) = await _rows(database)
    assert row == {
        "occurrence": occurrence.id,
        "token": response.token,
        "answers": '{"q1":5}',
        "sharing": "no",
        "member": None,
        "groups": "organisation:o sector:nhs",
        "late": "",
    }
    assert re.fullmatch("[0-9a-f]{64}", response.token)
    await _close(database, occurrence)
    assert await database.read_answers(lambda session: occurrences.key(session, occurrence.id)) is None
    assert await database.read(lambda session: occurrences.part(session, occurrence.id, scene.member.id)) is not None


async def test_unlinked_anonymous_answers_keep_nothing_but_what_was_said(
    database: Database, occurrence: Occurrence
) -> None:
    given = await _answers(database, occurrence)
    await database.write(lambda session: responses.unlink(session, occurrence))
    rows = await _rows(database)
    assert sorted(row["answers"] for row in rows) == sorted(f'{{"q1":{number}}}' for number in range(1, 6))
    assert {(row["member"], row["groups"], row["sharing"]) for row in rows} == {(None, "", "unnamed")}
    tokens = [row["token"] for row in rows]
    assert not {each.token for each in given} & set(tokens)
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in tokens)


async def test_what_is_unlinked_stands_in_the_order_of_its_new_tokens(
    database: Database, occurrence: Occurrence
) -> None:
    """As it is read from the table, too: where a row lies tells nobody who answered when."""
    await _answers(database, occurrence)
    await database.write(lambda session: responses.unlink(session, occurrence))
    tokens = [row["token"] for row in await _rows(database)]
    assert tokens == sorted(tokens)


@pytest.mark.parametrize(("people", "kept"), [(5, "organisation:o sector:nhs"), (4, "")])
async def test_an_organisation_stays_with_unlinked_answers_where_enough_of_its_people_answered(
    database: Database, scene: Scene, people: int, kept: str
) -> None:
    schedule = with_visibility(scene.schedule, Visibility.ORGANISATION)
    await database.write(lambda session: schedules.save(session, schedule, BEFORE))
    occurrence = await database.write(lambda session: opened(session, scene, schedule=schedule))
    given = await _answers(database, occurrence, people)
    await database.write(lambda session: responses.unlink(session, occurrence))
    rows = await _rows(database)
    assert {row["groups"] for row in rows} == {kept}
    assert not {each.token for each in given} & {row["token"] for row in rows}


async def test_answers_under_a_name_are_not_cut_from_it(database: Database, scene: Scene) -> None:
    schedule = with_visibility(scene.schedule, Visibility.ATTRIBUTED)
    await database.write(lambda session: schedules.save(session, schedule, BEFORE))
    occurrence = await database.write(lambda session: opened(session, scene, schedule=schedule))
    response = Response(occurrence.id, "t", ANSWERS, Sharing.NAMED, scene.member.id, GROUPS)
    await _put(database, response)
    await database.write(lambda session: responses.unlink(session, occurrence))
    assert await database.read_answers(lambda session: responses.to(session, occurrence.id)) == [response]


async def test_nothing_is_unlinked_elsewhere(database: Database, scene: Scene, occurrence: Occurrence) -> None:
    other = await database.write(lambda session: opened(session, scene, weeks=1))
    given = await _answers(database, other)
    await database.write(lambda session: responses.unlink(session, occurrence))
    assert await database.read_answers(lambda session: responses.to(session, other.id)) == given


async def test_sqlite_numbers_no_answers(sqlite: Sqlite) -> None:
    numbers = text("SELECT rowid FROM response")
    with (
        sqlite.fresh() as url,
        Database(url) as database,
        pytest.raises(StoreUnavailable, match="no such column: rowid"),
    ):
        await database.read_answers(lambda session: session.connection().execute(numbers))


async def test_a_destroyed_key_is_not_in_the_file_any_more(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url:
        with Database(url) as database:
            occurrence = await database.write(lambda session: opened(session, set_up(session)))
            key = await database.read_answers(lambda session: occurrences.key(session, occurrence.id))
        assert key is not None
        assert _holds(url, key)
        with Database(url) as database:
            await _close(database, occurrence)
        assert not _holds(url, key)


async def test_ids_are_random(scene: Scene) -> None:
    ids = [scene.partnership.id, scene.organisation.id, scene.prompt.id, scene.convener.id, scene.member.id]
    assert len(set(ids)) == len(ids)
    # The version nibble of a UUID that holds neither clock nor sequence.
    assert all(re.fullmatch("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", each) for each in ids)


def _holds(url: str, key: bytes) -> bool:
    return key.hex().encode() in Path(url.removeprefix("sqlite:///")).read_bytes()


def _put(database: Database, response: Response) -> Awaitable[None]:
    return database.write(lambda session: responses.put(session, response))


async def _answers(database: Database, occurrence: Occurrence, people: int = 5) -> list[Response]:
    """What so many people of one organisation say: one point each."""
    given = [
        Response(occurrence.id, f"token {number}", {"q1": number}, Sharing.UNNAMED, groups=GROUPS)
        for number in range(1, people + 1)
    ]
    for response in given:
        await _put(database, response)
    return given


async def _rows(database: Database) -> list[dict[str, Any]]:
    """The table as whoever has it in their hands reads it."""
    select = text("SELECT * FROM response")
    return await database.read_answers(
        lambda session: [row._asdict() for row in session.connection().execute(select)]
    )


def _took_part(database: Database, occurrence: Occurrence, member: str) -> Awaitable[None]:
    return database.write(lambda session: occurrences.take_part(session, occurrence.id, member, Part.ANSWERED))


def _close(database: Database, occurrence: Occurrence) -> Awaitable[None]:
    return database.write(lambda session: occurrences.close(session, release_of(occurrence)))


async def _answered(database: Database, member: str) -> list[str]:
    return [
        each.id for each in await database.read_answers(lambda session: responses.answered_by(session, member, 10))
    ]
