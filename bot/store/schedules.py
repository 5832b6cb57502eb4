"""Schedules: when a prompt recurs, and which slot comes next."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlmodel import Session, col, delete, or_, select

from bot.domain.occurrence import State
from bot.domain.prompt import Prompt
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, instant
from bot.errors import NotFound
from bot.store import prompts, tables
from bot.store.upsert import keep_last


def save(session: Session, schedule: Schedule, now: datetime) -> None:
    """Keep a schedule, new or in place of the one with its id."""
    row = {
        "id": schedule.id,
        "partnership": schedule.partnership,
        "prompt": schedule.prompt,
        "rule": schedule.rhythm.rule,
        "starts": schedule.rhythm.starts.isoformat(),
        "zone": schedule.rhythm.zone,
        "audience": str(schedule.audience),
        "open_minutes": _minutes(schedule.open_for),
        "remind_minutes": None if schedule.remind_before is None else _minutes(schedule.remind_before),
        "late_minutes": _minutes(schedule.late_for),
        "visibility": schedule.visibility.value,
        "programme": schedule.programme,
        "status": schedule.status.value,
        "next_slot": None,
        "next_due_at": None,
    }
    keep_last(session, tables.Schedule, row, ("id",))
    _withdraw_early(session, schedule.id, now)
    advance(session, schedule.id, schedule.rhythm.next_slot(now))


def get(session: Session, schedule: str) -> Schedule:
    """The schedule with this id; `NotFound` without."""
    if (row := session.get(tables.Schedule, schedule)) is None:
        raise NotFound("This check-in is no longer here.")
    return _schedule(row)


def running(session: Session, partnership: str) -> Sequence[tuple[Schedule, Prompt]]:
    """Those of a partnership that are not stopped or are open for the last time, with their prompts, by title."""
    last = exists(col(tables.Occurrence.id)).where(
        col(tables.Occurrence.schedule) == tables.Schedule.id,
        col(tables.Occurrence.partnership) == partnership,
        col(tables.Occurrence.state) == State.OPEN.value,
    )
    rows = session.exec(
        select(tables.Schedule, tables.Prompt)
        .join(tables.Prompt, col(tables.Schedule.prompt) == tables.Prompt.id)
        .where(tables.Schedule.partnership == partnership, or_(tables.Schedule.status != Status.STOPPED.value, last))
        .order_by(tables.Prompt.title, tables.Schedule.id)
    )
    return [(_schedule(schedule), prompts.read(prompt)) for schedule, prompt in rows]


def set_status(session: Session, schedule: str, status: Status, now: datetime) -> None:
    """Pause, resume or stop; a resumed schedule goes on with the first slot after now."""
    row = session.get_one(tables.Schedule, schedule)
    row.status = status.value
    _withdraw_early(session, schedule, now)
    _look_ahead(row, _schedule(row).rhythm.next_slot(now))
    session.add(row)


def due(session: Session, now: datetime) -> Sequence[tuple[Schedule, datetime]]:
    """Active schedules whose next slot has come, each with that slot; nobody else opens them meanwhile."""
    rows = select(tables.Schedule).where(col(tables.Schedule.next_due_at) <= now).with_for_update()
    return [(_schedule(row), datetime.fromisoformat(row.next_slot)) for row in session.exec(rows) if row.next_slot]


def coming(session: Session, now: datetime, within: timedelta) -> Sequence[tuple[Schedule, datetime]]:
    """Active schedules whose next slot comes within a while, each with that slot."""
    due = col(tables.Schedule.next_due_at)
    rows = select(tables.Schedule).where(due > now, due <= now + within)
    return [(_schedule(row), datetime.fromisoformat(row.next_slot)) for row in session.exec(rows) if row.next_slot]


def about_to_open(session: Session, now: datetime) -> Sequence[Schedule]:
    """Active schedules whose next slot has come, to look at only."""
    return [
        _schedule(row) for row in session.exec(select(tables.Schedule).where(col(tables.Schedule.next_due_at) <= now))
    ]


def advance(session: Session, schedule: str, slot: datetime | None) -> None:
    """Say which slot comes next; None when the rule has ended."""
    row = session.get_one(tables.Schedule, schedule)
    _look_ahead(row, slot)
    session.add(row)


def _withdraw_early(session: Session, schedule: str, now: datetime) -> None:
    """What is open since the evening before and of which nobody has made use yet opens as it is planned by then."""
    made_use = exists().where(col(tables.Participation.occurrence) == tables.Occurrence.id)
    session.exec(
        delete(tables.Occurrence).where(
            col(tables.Occurrence.schedule) == schedule, col(tables.Occurrence.due_at) > now, ~made_use
        )
    )


def _look_ahead(row: tables.Schedule, slot: datetime | None) -> None:
    active = row.status == Status.ACTIVE.value and slot is not None
    row.next_slot = slot.isoformat() if active and slot else None
    row.next_due_at = instant(slot, row.zone) if active and slot else None


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def _schedule(row: tables.Schedule) -> Schedule:
    return Schedule(
        id=row.id,
        partnership=row.partnership,
        prompt=row.prompt,
        rhythm=Rhythm(row.rule, datetime.fromisoformat(row.starts), row.zone),
        audience=Audience.parse(row.audience),
        open_for=timedelta(minutes=row.open_minutes),
        remind_before=None if row.remind_minutes is None else timedelta(minutes=row.remind_minutes),
        visibility=Visibility(row.visibility),
        programme=row.programme,
        late_for=timedelta(minutes=row.late_minutes),
        status=Status(row.status),
    )
