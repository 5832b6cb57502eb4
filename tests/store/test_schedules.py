"""Prompts, schedules and drafts as they are kept, and which schedule is due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import Session

from bot.domain.draft import Draft
from bot.domain.prompt import Kind, Prompt
from bot.domain.schedule import Audience, Schedule, Status, Visibility, Whom
from bot.errors import NotFound
from bot.store import drafts, prompts, schedules
from bot.store.database import Database
from tests.store.scene import BEFORE, HOUR, LATER, MONDAY, QUESTIONS, WEEK, Scene, taken


async def test_a_prompt_comes_back_as_it_was_written(database: Database, scene: Scene) -> None:
    assert await database.read(lambda session: prompts.get(session, scene.prompt.id)) == scene.prompt
    assert scene.prompt.questions == QUESTIONS


async def test_a_schedule_comes_back_as_it_was_saved(database: Database, scene: Scene) -> None:
    assert await _get(database, scene) == scene.schedule
    edited = replace(
        scene.schedule,
        audience=Audience(Whom.ROLE, "lead"),
        remind_before=None,
        open_for=HOUR,
        visibility=Visibility.ATTRIBUTED,
    )
    await database.write(lambda session: schedules.save(session, edited, BEFORE))
    assert await _get(database, scene) == edited


async def test_a_schedule_is_due_from_its_slot_on_until_it_advances(database: Database, scene: Scene) -> None:
    first = scene.schedule.rhythm.starts
    assert await _due(database, MONDAY - HOUR) == []
    assert await _due(database, MONDAY) == [(scene.schedule, first)]
    assert await _due(database, LATER) == [(scene.schedule, first)]
    await database.write(lambda session: schedules.advance(session, scene.schedule.id, first + WEEK))
    assert await _due(database, MONDAY) == []
    assert await _due(database, MONDAY + WEEK) == [(scene.schedule, first + WEEK)]
    await database.write(lambda session: schedules.advance(session, scene.schedule.id, None))
    assert await _due(database, LATER) == []


async def test_a_paused_schedule_goes_on_after_now(database: Database, scene: Scene) -> None:
    await _set(database, scene, Status.PAUSED, BEFORE)
    assert await _due(database, LATER) == []
    assert [schedule.status for schedule, _ in await _running(database, scene)] == [Status.PAUSED]
    await _set(database, scene, Status.ACTIVE, MONDAY + HOUR)
    assert await _due(database, MONDAY + 2 * HOUR) == []
    assert await _due(database, MONDAY + WEEK) == [(scene.schedule, scene.schedule.rhythm.starts + WEEK)]


async def test_a_stopped_schedule_is_kept_and_no_longer_runs(database: Database, scene: Scene) -> None:
    assert await _running(database, scene) == [(scene.schedule, scene.prompt)]
    await _set(database, scene, Status.STOPPED, BEFORE)
    assert await _running(database, scene) == []
    assert await _due(database, LATER) == []
    assert (await _get(database, scene)).status is Status.STOPPED


async def test_a_draft_is_replaced_by_its_own_member_only(database: Database, scene: Scene) -> None:
    first = Draft(scene.partnership.id, kind=Kind.PULSE, title="Wie geht's?", questions="A [1-5]\nB")
    second = first.planned({"weekdays": ("1", "3"), "time": "09:30"})

    def keep(member: str, draft: Draft, id_: str | None = None) -> Callable[[Session], str]:
        return lambda session: drafts.keep(session, member, draft, BEFORE, id_)

    kept = await database.write(keep(scene.convener.id, first))
    assert await database.write(keep(scene.convener.id, second, kept)) == kept
    assert await database.read(lambda session: drafts.get(session, kept)) == (scene.convener.id, second)
    assert await database.write(keep(scene.member.id, first, kept)) != kept
    assert await database.read(lambda session: drafts.get(session, kept)) == (scene.convener.id, second)
    await database.write(lambda session: drafts.drop(session, kept))
    with pytest.raises(NotFound, match="saved or dropped"):
        await database.read(lambda session: drafts.get(session, kept))


@pytest.mark.parametrize("look", [prompts.get, schedules.get])
async def test_what_is_not_there_is_said_not_to_be(
    database: Database, look: Callable[[Session, str], object]
) -> None:
    with pytest.raises(NotFound, match="no longer"):
        await database.read(lambda session: look(session, "nothing"))


async def _get(database: Database, scene: Scene) -> Schedule:
    return await database.read(lambda session: schedules.get(session, scene.schedule.id))


async def _due(database: Database, now: datetime) -> list[tuple[Schedule, datetime]]:
    return list(await database.read_answers(lambda session: taken(schedules.due(session, now))))


async def _running(database: Database, scene: Scene) -> list[tuple[Schedule, Prompt]]:
    return list(await database.read(lambda session: schedules.running(session, scene.partnership.id)))


async def _set(database: Database, scene: Scene, status: Status, now: datetime) -> None:
    await database.write(lambda session: schedules.set_status(session, scene.schedule.id, status, now))
