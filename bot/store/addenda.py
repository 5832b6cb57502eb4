"""Addenda: what was released of an occurrence beside its release, each written once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.disclosure.addenda import Addition
from bot.domain.disclosure.release import Release
from bot.store import codec, tables


def keep(session: Session, kind: Addition, made: Release) -> None:
    """Keep an addendum."""
    session.add(
        tables.Addendum(
            occurrence=made.occurrence,
            kind=kind.value,
            partnership=made.partnership,
            closed_at=made.closed_at,
            content=codec.dump(made, Release),
        )
    )


def of(session: Session, occurrence: str) -> Mapping[Addition, Release]:
    """Those of an occurrence."""
    rows = session.exec(select(tables.Addendum).where(tables.Addendum.occurrence == occurrence))
    return {Addition(row.kind): codec.load(row.content, Release) for row in rows}


def late_ones(session: Session, partnership: str, after: datetime, until: datetime) -> Sequence[Release]:
    """Late answers of a partnership that were released after the first and up to the second moment, oldest first."""
    rows = (
        select(tables.Addendum.content)
        .where(
            tables.Addendum.partnership == partnership,
            tables.Addendum.kind == Addition.LATE.value,
            col(tables.Addendum.closed_at) > after,
            col(tables.Addendum.closed_at) <= until,
        )
        .order_by(col(tables.Addendum.closed_at), tables.Addendum.occurrence)
    )
    return [codec.load(content, Release) for content in session.exec(rows)]
