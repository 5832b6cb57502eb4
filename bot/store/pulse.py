"""What the database can tell of itself and of what waits in it, for whoever watches over Weft."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from bot.chat.names import Lane
from bot.store import tables


@dataclass(frozen=True, slots=True)
class Queue:
    """What is due on a lane and not yet posted, and for how long the oldest of it has been."""

    lane: Lane
    depth: int
    lag: timedelta


def moment(session: Session) -> datetime | None:
    """The database's own clock; None for SQLite, which has none but this machine's."""
    if session.connection().dialect.name == "sqlite":
        # Nothing but a look at a table shows that there is a file, and that it is one of ours.
        session.connection().execute(text("SELECT 1 FROM partnership LIMIT 1")).all()
        return None
    told: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return told.astimezone(UTC)


def off(session: Session, clock: Callable[[], datetime]) -> timedelta | None:
    """By how much this clock and the database's differ at least; None where they are one."""
    before, told = clock(), moment(session)
    # Somewhere in between the database looked at its own.
    return None if told is None else max(before - told, told - clock(), timedelta())


def queues(session: Session, now: datetime) -> Sequence[Queue]:
    """The lanes that have something due, by platform and tenant."""
    due = col(tables.Delivery.not_before)
    platform, tenant = col(tables.Delivery.platform), col(tables.Delivery.tenant)
    rows = session.connection().execute(
        select(platform, tenant, func.count(), func.min(due))
        .where(tables.WAITING, due <= now)
        .group_by(platform, tenant)
        .order_by(platform, tenant)
    )
    return [
        Queue(Lane(name, its), depth, max(now - _aware(oldest), timedelta())) for name, its, depth, oldest in rows
    ]


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
