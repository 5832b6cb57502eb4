"""Members' own wall clocks, as they said them."""

from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, delete, select, update

from bot.domain.clock import Clock
from bot.domain.leave import Leave
from bot.domain.quiet import Quiet
from bot.store import tables
from bot.store.lookup import one
from bot.store.upsert import keep_last


def keep(session: Session, member: str, clock: Clock) -> None:
    """What a member says of their clock; the last word stands."""
    quiet, leave = clock.quiet, clock.leave
    row = {
        "member": member,
        "zone": clock.zone,
        "quiet_begins": quiet.begins.isoformat("minutes") if quiet.has_hours else None,
        "quiet_ends": quiet.ends.isoformat("minutes") if quiet.has_hours else None,
        "days_off": "".join(map(str, sorted(quiet.days))),
        "leave_begins": leave.begins.isoformat() if leave else None,
        "leave_ends": leave.ends.isoformat() if leave else None,
    }
    keep_last(session, tables.Clock, row, ("member",))


def forget(session: Session, member: str) -> None:
    """A member takes no further part, so their clock is nobody's business."""
    session.exec(delete(tables.Clock).where(col(tables.Clock.member) == member))


def get(session: Session, member: str) -> Clock | None:
    """What a member said of their clock, if they did."""
    row = one(session, tables.Clock, member=member)
    return None if row is None else _clock(row)


def of(session: Session, members: Collection[str]) -> Mapping[str, Clock]:
    """The clocks of those of these members who have said theirs."""
    if not members:
        return {}
    rows = session.exec(select(tables.Clock).where(col(tables.Clock.member).in_(members)))
    return {row.member: _clock(row) for row in rows}


def forget_leave(session: Session, before: date) -> None:
    """Leave that ended before this day is nobody's business any more."""
    session.exec(
        update(tables.Clock)
        .where(col(tables.Clock.leave_ends) < before.isoformat())
        .values(leave_begins=None, leave_ends=None)
    )


def _clock(row: tables.Clock | Row[Any]) -> Clock:
    begins, ends = (time.fromisoformat(each or "00:00") for each in (row.quiet_begins, row.quiet_ends))
    leave = None
    if row.leave_begins and row.leave_ends:
        leave = Leave(date.fromisoformat(row.leave_begins), date.fromisoformat(row.leave_ends))
    return Clock(row.zone, Quiet(begins, ends, frozenset(map(int, row.days_off))), leave)
