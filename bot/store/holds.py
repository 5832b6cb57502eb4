"""Lanes that wait: because their platform asked for it, or because it no longer knows us there.

It stands in the database, so that whoever drains a lane next keeps to it. Nothing that waits on a lane is touched by
it: when the time is over, it goes on where it was.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.chat.names import Lane
from bot.domain.delivery import Lost, back_off
from bot.store import tables
from bot.store.lookup import one
from bot.store.upsert import keep_last

_KEY = ("platform", "tenant")


def hold(session: Session, lane: Lane, until: datetime) -> None:
    """Let nothing on a lane be claimed before this moment, or a later one that was said already."""
    row = one(session, tables.Hold, **lane._asdict())
    _keep(
        session,
        lane,
        max(until, row.until) if row else until,
        row.failures if row else 0,
        row.lost_at if row else None,
    )


def lose(session: Session, lane: Lane, now: datetime) -> bool:
    """The platform does not let us in there: ask again after an ever longer while.

    Returns:
        Whether this is new.
    """
    row = one(session, tables.Hold, **lane._asdict())
    failures = (row.failures if row else 0) + 1
    lost_at = row.lost_at if row else None
    _keep(session, lane, now + back_off(failures), failures, lost_at or now)
    return lost_at is None


def try_again(session: Session, platform: str, now: datetime) -> None:
    """A platform may let us into lost lanes by now, such as after a new installation: each is tried at once."""
    session.exec(
        update(tables.Hold)
        .where(
            col(tables.Hold.platform) == platform, col(tables.Hold.lost_at).is_not(None), col(tables.Hold.until) > now
        )
        .values(until=now)
    )


def free(session: Session, lane: Lane, now: datetime) -> bool:
    """Something was posted there; whether the lane had been lost."""
    row = one(session, tables.Hold, **lane._asdict())
    if row is None or row.until > now:
        return False
    session.connection().execute(
        delete(tables.Hold).where(col(tables.Hold.platform) == lane.platform, col(tables.Hold.tenant) == lane.tenant)
    )
    return row.lost_at is not None


def left(session: Session, lane: Lane, now: datetime) -> timedelta:
    """For how long nothing is to be written on a lane; no time at all where nobody said so."""
    row = one(session, tables.Hold, **lane._asdict())
    return max(row.until - now, timedelta()) if row else timedelta()


def waiting(session: Session, now: datetime) -> Collection[Lane]:
    """The lanes on which nothing is to be claimed just now."""
    rows = session.exec(select(tables.Hold.platform, tables.Hold.tenant).where(col(tables.Hold.until) > now))
    return {Lane(*row) for row in rows}


def lost(session: Session) -> Sequence[Lost]:
    """The lanes that are lost, longest first."""
    rows = session.exec(
        select(tables.Hold).where(col(tables.Hold.lost_at).is_not(None)).order_by(col(tables.Hold.lost_at))
    )
    return [Lost(Lane(row.platform, row.tenant), row.lost_at) for row in rows if row.lost_at is not None]


def _keep(session: Session, lane: Lane, until: datetime, failures: int, lost_at: datetime | None) -> None:
    values = {**lane._asdict(), "until": until, "failures": failures, "lost_at": lost_at}
    keep_last(session, tables.Hold, values, _KEY)
