"""History: what was released of a partnership: as far back as one page shows, or all of it one by one."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.domain.disclosure.release import Release
from bot.domain.prompt import Kind
from bot.store import codec, tables

MOST = 60
"""Releases of one schedule, the latest of them: more than a year of weeks."""


def pulses(session: Session, partnership: str) -> Sequence[str]:
    """The schedules of a partnership that ask a pulse of which something was released, the latest first."""
    latest = (
        select(func.max(tables.Release.closed_at))
        .where(col(tables.Release.schedule) == tables.Schedule.id)
        .scalar_subquery()
    )
    rows = session.exec(
        select(tables.Schedule.id, latest)
        .join(tables.Prompt, col(tables.Prompt.id) == tables.Schedule.prompt)
        .where(tables.Schedule.partnership == partnership, tables.Prompt.kind == Kind.PULSE.value)
        .order_by(tables.Schedule.id)
    )
    found = [(schedule, closed_at) for schedule, closed_at in rows if closed_at is not None]
    return [schedule for schedule, _ in sorted(found, key=lambda each: each[1], reverse=True)]


def releases(session: Session, schedule: str, most: int = MOST, until: datetime | None = None) -> Sequence[Release]:
    """The latest releases of a schedule, up to a moment, oldest first, with what they say of everybody asked."""
    rows = select(tables.Release.whole).where(tables.Release.schedule == schedule)
    if until is not None:
        rows = rows.where(col(tables.Release.closed_at) <= until)
    latest = session.exec(rows.order_by(col(tables.Release.closed_at).desc()).limit(most))
    return [_read(whole) for whole in reversed(latest.all())]


# Releases stay as they are, and on a Monday morning all readers of a partnership look back on the same ones.
@lru_cache(maxsize=1_000)
def _read(whole: str) -> Release:
    return codec.load(whole, Release)


def closed(session: Session, partnership: str) -> Sequence[str]:
    """Every occurrence of a partnership of which something was released, oldest first."""
    rows = select(tables.Release.occurrence).where(tables.Release.partnership == partnership)
    return session.exec(rows.order_by(col(tables.Release.closed_at), tables.Release.occurrence)).all()
