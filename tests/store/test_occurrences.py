"""Occurrences: opened once, reminded once, closed with a release, settled; and who takes part."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.occurrence import Occurrence, Part, State
from bot.errors import NotFound, StoreUnavailable
from bot.store import digests, occurrences
from bot.store.database import Database
from tests.store.scene import HOUR, LATER, MONDAY, Scene, opened, release_of, taken


@pytest.fixture
async def occurrence(database: Database, scene: Scene) -> Occurrence:
    return await database.write(lambda session: opened(session, scene))


async def test_a_slot_is_opened_once(database: Database, occurrence: Occurrence) -> None:
    again = replace(occurrence, id="another")
    assert not await database.write(lambda session: occurrences.open_once(session, again))
    assert await _get(database, occurrence) == occurrence
    with pytest.raises(NotFound, match="no longer"):
        await database.read(lambda session: occurrences.get(session, again.id))


async def test_what_is_open_is_running(database: Database, scene: Scene, occurrence: Occurrence) -> None:
    missed = replace(occurrence, id="missed", slot=scene.schedule.rhythm.starts.replace(day=9), state=State.MISSED)
    await database.write(lambda session: occurrences.open_once(session, missed))
    assert await database.read(lambda session: occurrences.running(session, scene.partnership.id)) == [occurrence]
    assert await database.read(occurrences.unsettled) == [occurrence]
    assert await database.read_answers(lambda session: occurrences.key(session, missed.id)) is None
    assert await database.read(lambda session: occurrences.get(session, missed.id)) == missed


async def test_it_reminds_once(database: Database, occurrence: Occurrence) -> None:
    assert occurrence.remind_at is not None
    assert await _reminded(database, occurrence.remind_at - HOUR) == []
    assert await _reminded(database, occurrence.remind_at) == [occurrence]
    assert await _reminded(database, occurrence.remind_at + HOUR) == []


async def test_nobody_is_reminded_of_what_has_closed_meanwhile(database: Database, occurrence: Occurrence) -> None:
    assert occurrence.closes_at < LATER
    assert await _reminded(database, LATER) == []


async def test_it_closes_with_its_release(database: Database, scene: Scene, occurrence: Occurrence) -> None:
    assert await database.read_answers(lambda session: occurrences.to_close(session, MONDAY)) == []
    assert await database.read_answers(lambda session: occurrences.to_close(session, occurrence.closes_at)) == [
        occurrence
    ]
    release = release_of(occurrence)
    await database.write(lambda session: occurrences.close(session, release))
    assert (await _get(database, occurrence)).state is State.CLOSED
    assert await database.read(lambda session: digests.of(session, occurrence.id)) == release
    assert await database.read_answers(lambda session: occurrences.to_close(session, LATER)) == []
    assert await database.read(lambda session: occurrences.running(session, scene.partnership.id)) == []
    with pytest.raises(StoreUnavailable):
        await database.write(lambda session: occurrences.close(session, replace(release, title="Another")))
    assert await database.read(lambda session: digests.of(session, occurrence.id)) == release


async def test_its_cards_are_settled_once_they_are_said_to_be(database: Database, occurrence: Occurrence) -> None:
    await database.write(lambda session: occurrences.close(session, release_of(occurrence)))
    unsettled = await database.read(occurrences.unsettled)
    assert [each.id for each in unsettled] == [occurrence.id]
    await database.write(lambda session: occurrences.settle(session, occurrence.id))
    assert await database.read(occurrences.unsettled) == []


async def test_the_last_word_on_taking_part_stands(database: Database, scene: Scene, occurrence: Occurrence) -> None:
    ada, bo = scene.convener.id, scene.member.id

    def take_part(member: str, part: Part) -> Awaitable[None]:
        return database.write(lambda session: occurrences.take_part(session, occurrence.id, member, part))

    await database.write(lambda session: occurrences.ask(session, occurrence.id, [ada]))
    await take_part(ada, Part.ANSWERED)
    # Whoever is found in the space only now may have answered already.
    await database.write(lambda session: occurrences.ask(session, occurrence.id, [ada, bo]))
    assert await _parts(database, occurrence) == {ada: Part.ANSWERED, bo: Part.ASKED}
    await take_part(bo, Part.SKIPPED)
    await take_part(bo, Part.ANSWERED)
    assert await database.read(lambda session: occurrences.answered(session, occurrence.id)) == 2
    await take_part(ada, Part.SKIPPED)
    assert await database.read(lambda session: occurrences.answered(session, occurrence.id)) == 1
    assert await database.read(lambda session: occurrences.part(session, occurrence.id, ada)) is Part.SKIPPED
    assert await database.read(lambda session: occurrences.part(session, occurrence.id, "nobody")) is None


async def _get(database: Database, occurrence: Occurrence) -> Occurrence:
    return await database.read(lambda session: occurrences.get(session, occurrence.id))


async def _parts(database: Database, occurrence: Occurrence) -> dict[str, Part]:
    return await database.read(lambda session: occurrences.parts(session, occurrence.id))


async def _reminded(database: Database, now: datetime) -> list[Occurrence]:
    return list(await database.write(lambda session: taken(occurrences.to_remind(session, now))))
