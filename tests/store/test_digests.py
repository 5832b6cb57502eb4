"""Digests: each reader's moment comes once, and what they are put together from."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from bot.domain.digest import GRACE, Lens
from bot.domain.disclosure.figures import ScaleFigure
from bot.domain.disclosure.release import Cell, Release
from bot.domain.group import Group, Margin, key
from bot.errors import NotFound
from bot.store import digests, groups, members, occurrences
from bot.store.database import Database
from bot.store.digests import Due
from tests.store.scene import BEFORE, DAY, HOUR, MONDAY, WEEK, Scene, opened, release_of, taken


async def test_a_digest_is_due_once(database: Database, scene: Scene) -> None:
    assert await _take(database, MONDAY - HOUR) == []
    (due,) = await _take(database, MONDAY)
    assert due == Due(due.id, scene.partnership.id, scene.convener.id, MONDAY, missed=False)
    assert await _take(database, MONDAY) == []
    assert await database.read(lambda session: digests.get(session, due.id)) == due
    (following,) = await _take(database, MONDAY + WEEK)
    assert following.until == MONDAY + WEEK


async def test_a_digest_that_was_taken_before_is_not_taken_when_its_time_is_set_back(
    database: Database, scene: Scene
) -> None:
    await _take(database, MONDAY)
    time = scene.convener.digest
    await database.write(lambda session: members.time_digest(session, scene.convener.id, time, BEFORE))
    assert await _take(database, MONDAY) == []


async def test_after_a_long_time_down_one_digest_is_missed_and_none_bursts(database: Database, scene: Scene) -> None:
    (due,) = await _take(database, MONDAY + GRACE + 3 * WEEK + HOUR)
    assert (due.member, due.until, due.missed) == (scene.convener.id, MONDAY, True)
    assert await _take(database, MONDAY + GRACE + 3 * WEEK + HOUR) == []
    (following,) = await _take(database, MONDAY + 4 * WEEK)
    assert (following.until, following.missed) == (MONDAY + 4 * WEEK, False)


async def test_releases_of_a_week_come_in_order_and_as_they_were_made(database: Database, scene: Scene) -> None:
    first, second = [await _released(database, scene, weeks) for weeks in (0, 1)]
    assert await _releases(database, scene, BEFORE, MONDAY + 3 * WEEK) == [first, second]
    assert await _releases(database, scene, first.closed_at, second.closed_at) == [second]
    assert await _releases(database, scene, BEFORE, first.closed_at - HOUR) == []
    assert await database.read(lambda session: digests.of(session, second.occurrence)) == second
    assert await database.read(lambda session: digests.of(session, "nothing")) is None


async def test_a_digest_is_put_together_for_its_reader(database: Database, scene: Scene) -> None:
    first, second = [await _released(database, scene, weeks) for weeks in (0, 1)]
    until = second.closed_at + DAY
    digest = await database.read(lambda session: digests.compose(session, scene.convener, until))
    assert (digest.partnership, digest.name, digest.since, digest.until, digest.zone) == (
        scene.partnership.id,
        "Warm Homes",
        until - WEEK,
        until,
        "Europe/London",
    )
    assert digest.releases == (second,)
    (moved,) = digest.moved
    assert [point.occurrence for point in moved.series.points] == [first.occurrence, second.occurrence]
    assert (moved.before.figure, moved.change.now) == (first.results[0].whole, second.results[0].whole)
    assert [(coming.title, coming.opens.replace(tzinfo=UTC)) for coming in digest.coming] == [
        ("Listening", MONDAY + 2 * WEEK)
    ]


async def test_a_digest_looks_no_further_than_its_own_week(database: Database, scene: Scene) -> None:
    """Composed anew after a crash, it does not tell of what closed since."""
    first, second = [await _released(database, scene, weeks) for weeks in (0, 1)]
    digest = await database.read(lambda session: digests.compose(session, scene.convener, first.closed_at))
    assert (digest.releases, digest.moved) == ((first,), ())
    digest = await database.read(lambda session: digests.compose(session, scene.convener, second.closed_at))
    assert len(digest.moved) == 1


async def test_a_reader_looks_at_the_groups_that_they_stand_in_or_lead(database: Database, scene: Scene) -> None:
    def form_groups(session: Session) -> tuple[Group, Group]:
        coast = groups.add(session, scene.partnership.id, Margin.SITE, "Coast")
        cohort = groups.add(session, scene.partnership.id, Margin.COHORT, "2026")
        groups.set_belonging(session, coast.id, [scene.member.id], [scene.member.id])
        groups.set_belonging(session, cohort.id, [scene.convener.id], [scene.convener.id])
        groups.set_leads(session, cohort.id, [scene.convener.id], [scene.convener.id])
        return coast, cohort

    coast, cohort = await database.write(form_groups)
    own = {key(Margin.ORGANISATION, scene.organisation.id), key(Margin.SECTOR, scene.organisation.sector)}
    lens = await database.read(lambda session: digests.lens(session, scene.member))
    assert lens == Lens(whole=False, own=frozenset({*own, coast.key}))
    lens = await database.read(lambda session: digests.lens(session, scene.convener))
    assert lens == Lens(whole=True, own=frozenset({*own, cohort.key}))


async def test_a_digest_that_is_not_there_is_said_not_to_be(database: Database) -> None:
    with pytest.raises(NotFound, match="no longer"):
        await database.read(lambda session: digests.get(session, "nothing"))


async def _take(database: Database, now: datetime) -> list[Due]:
    return list(await database.write(lambda session: taken(digests.due(session, now))))


async def _released(database: Database, scene: Scene, weeks: int) -> Release:
    occurrence = await database.write(lambda session: opened(session, scene, weeks=weeks))
    made = release_of(occurrence)
    first, *others = made.results
    whole = Cell(first.cells[0].group, ScaleFigure(1, (0, 1, 2, 3, 8 - weeks, 1 + weeks, 2 * weeks)))
    release = replace(made, results=(replace(first, cells=(whole, *first.cells[1:])), *others))
    await database.write(lambda session: occurrences.close(session, release))
    return release


async def _releases(database: Database, scene: Scene, after: datetime, until: datetime) -> list[Release]:
    return list(await database.read(lambda session: digests.releases(session, scene.partnership.id, after, until)))
