"""Schedules: when a prompt recurs, and which slot comes next."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import exists
from sqlmodel import Session, col, delete, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain import upcoming
from bot.domain.adjustment import Adjustment
from bot.domain.calendar import Working
from bot.domain.clock import first_instant
from bot.domain.occurrence import State
from bot.domain.prompt import Prompt
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, instant
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import codec, prompts, tables
from bot.store.apart import Turn
from bot.store.upsert import keep_last

_OVER = timedelta(days=14)
"""After which nobody needs to know any more what was changed about a slot."""


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
        "working": str(schedule.rhythm.working or ""),
        "event": schedule.event,
        "own_clock": schedule.own_clock,
        "status": schedule.status.value,
        "paused_until": schedule.paused_until,
        "adjustments": codec.dump(schedule.adjustments, tuple[Adjustment, ...]),
        "next_slot": None,
        "next_due_at": None,
    }
    keep_last(session, tables.Schedule, row, ("id",))
    _withdraw_early(session, schedule.id, now)
    advance(session, schedule.id, upcoming.next_slot(schedule, now))


def get(session: Session, schedule: str) -> Schedule:
    """The schedule with this id; `NotFound` without."""
    if (row := session.get(tables.Schedule, schedule)) is None:
        raise NotFound(_("This check-in is no longer here."))
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
    row.paused_until = None
    _withdraw_early(session, schedule, now)
    _look_ahead(row, upcoming.next_slot(_schedule(row), now))
    session.add(row)


def adjust(session: Session, schedule: Schedule, now: datetime) -> datetime | None:
    """Keep its changes of single slots and until when it is paused; the slot that comes next.

    What was changed about slots that are over is forgotten, unless they hang on an event: when that moves, it says
    what has gone out.
    """
    over = now.astimezone(ZoneInfo(schedule.rhythm.zone)).replace(tzinfo=None) - _OVER
    kept = tuple(
        each for each in schedule.adjustments if schedule.event or max(each.slot, each.to or each.slot) > over
    )
    row = session.get_one(tables.Schedule, schedule.id)
    row.adjustments = codec.dump(kept, tuple[Adjustment, ...])
    row.paused_until = schedule.paused_until
    _withdraw_early(session, schedule.id, now)
    slot = upcoming.next_slot(schedule, now)
    _look_ahead(row, slot)
    session.add(row)
    return slot


def due(session: Session, now: datetime) -> Sequence[Turn[tuple[Schedule, datetime]]]:
    """Active schedules whose next slot has come, each with that slot; nobody else opens them meanwhile."""
    return _turns(session.exec(_next().where(col(tables.Schedule.next_due_at) <= now).with_for_update()))


def coming(session: Session, now: datetime, within: timedelta) -> Sequence[Turn[tuple[Schedule, datetime]]]:
    """Active schedules whose next slot comes within a while, each with that slot."""
    comes = col(tables.Schedule.next_due_at)
    return _turns(session.exec(_next().where(comes > now, comes <= now + within)))


def about_to_open(session: Session, now: datetime) -> Sequence[Turn[tuple[Schedule, datetime]]]:
    """The same as `due`, to look at only."""
    return _turns(session.exec(_next().where(col(tables.Schedule.next_due_at) <= now)))


def _next() -> SelectOfScalar[tables.Schedule]:
    """In an order in which nobody waits for somebody who waits for them."""
    return select(tables.Schedule).order_by(col(tables.Schedule.next_due_at), tables.Schedule.id)


def _turns(rows: Iterable[tables.Schedule]) -> Sequence[Turn[tuple[Schedule, datetime]]]:
    return [Turn(row.id, partial(_up_next, row, row.next_slot)) for row in rows if row.next_slot]


def _up_next(row: tables.Schedule, slot: str) -> tuple[Schedule, datetime]:
    return _schedule(row), datetime.fromisoformat(slot)


def advance(session: Session, schedule: str, slot: datetime | None) -> None:
    """Say which slot comes next; None when the rule has ended."""
    row = session.get_one(tables.Schedule, schedule)
    _look_ahead(row, slot)
    session.add(row)


def wait(session: Session, schedule: str, until: datetime) -> None:
    """Its next slot comes nowhere before this moment."""
    row = session.get_one(tables.Schedule, schedule)
    row.next_due_at = until
    session.add(row)


def look_again(session: Session, partnership: str) -> None:
    """Somebody's clock is another one: who is first to be asked on their own is looked up anew."""
    rows = session.exec(
        select(tables.Schedule).where(
            tables.Schedule.partnership == partnership,
            col(tables.Schedule.own_clock),
            col(tables.Schedule.next_due_at).is_not(None),
        )
    )
    for row in rows:
        _look_ahead(row, datetime.fromisoformat(row.next_slot) if row.next_slot else None)
        session.add(row)


def hanging(session: Session, event: str) -> Sequence[Schedule]:
    """Those that count their days from an event and are not stopped."""
    rows = select(tables.Schedule).where(
        tables.Schedule.event == event, tables.Schedule.status != Status.STOPPED.value
    )
    return [_schedule(row) for row in session.exec(rows.order_by(tables.Schedule.id))]


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
    # Where everybody is asked on their own clock, who is first is looked up when the first of all clocks says so.
    comes = first_instant(slot) if slot and row.own_clock else instant(slot, row.zone) if slot else None
    row.next_due_at = comes if active else None


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def _schedule(row: tables.Schedule) -> Schedule:
    return Schedule(
        id=row.id,
        partnership=row.partnership,
        prompt=row.prompt,
        rhythm=Rhythm(
            row.rule,
            datetime.fromisoformat(row.starts),
            row.zone,
            Working.parse(row.working) if row.working else None,
        ),
        audience=Audience.parse(row.audience),
        open_for=timedelta(minutes=row.open_minutes),
        remind_before=None if row.remind_minutes is None else timedelta(minutes=row.remind_minutes),
        visibility=Visibility(row.visibility),
        programme=row.programme,
        late_for=timedelta(minutes=row.late_minutes),
        status=Status(row.status),
        paused_until=row.paused_until,
        adjustments=codec.load(row.adjustments, tuple[Adjustment, ...]),
        event=row.event,
        own_clock=row.own_clock,
    )
