"""Members' own wall clocks, as they said them."""

from collections.abc import Collection, Mapping
from datetime import time

from sqlmodel import Session, col, delete, select

from bot.domain.clock import Clock
from bot.domain.quiet import Quiet
from bot.store import tables
from bot.store.upsert import keep_last


def keep(session: Session, member: str, clock: Clock) -> None:
    """What a member says of their clock; the last word stands."""
    quiet = clock.quiet
    row = {
        "member": member,
        "zone": clock.zone,
        "quiet_begins": quiet.begins.isoformat("minutes") if quiet else None,
        "quiet_ends": quiet.ends.isoformat("minutes") if quiet else None,
    }
    keep_last(session, tables.Clock, row, ("member",))


def forget(session: Session, member: str) -> None:
    """A member takes no further part, so their clock is nobody's business."""
    session.exec(delete(tables.Clock).where(col(tables.Clock.member) == member))


def get(session: Session, member: str) -> Clock | None:
    """What a member said of their clock, if they did."""
    return of(session, (member,)).get(member)


def of(session: Session, members: Collection[str]) -> Mapping[str, Clock]:
    """The clocks of those of these members who have said theirs."""
    if not members:
        return {}
    rows = session.exec(select(tables.Clock).where(col(tables.Clock.member).in_(members)))
    return {row.member: _clock(row) for row in rows}


def _clock(row: tables.Clock) -> Clock:
    quiet = None
    if row.quiet_begins and row.quiet_ends:
        quiet = Quiet(time.fromisoformat(row.quiet_begins), time.fromisoformat(row.quiet_ends))
    return Clock(row.zone, quiet)
