"""What somebody may know and have: when they joined and what they were shown, and how much is held about them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.domain import response
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.response import Response
from bot.domain.rights import OptIn, Tally
from bot.domain.schedule import Visibility
from bot.store import occurrences, responses, tables


def opt_in(session: Session, member: str, now: datetime, shown: str) -> None:
    """Keep that somebody joined, and what they had been shown."""
    session.add(tables.OptIn(id=uuid4().hex, member=member, at=now, shown=shown))


def opt_ins(session: Session, member: str) -> Sequence[OptIn]:
    """Each time that somebody joined, the first of them first."""
    rows = select(tables.OptIn).where(tables.OptIn.member == member)
    return [OptIn(row.at, row.shown) for row in session.exec(rows.order_by(col(tables.OptIn.at), tables.OptIn.id))]


def tally(session: Session, member: str) -> Tally:
    """How often somebody was asked, what they did about it, and how many answers are kept with their name."""
    counts = dict(
        session.exec(
            select(tables.Participation.part, func.count())
            .where(tables.Participation.member == member)
            .group_by(tables.Participation.part)
        ).all()
    )
    named = session.exec(
        select(func.count()).select_from(tables.Response).where(tables.Response.member == member)
    ).one()
    return Tally(sum(counts.values()), counts.get(Part.ANSWERED, 0), counts.get(Part.SKIPPED, 0), named)


def still_theirs(session: Session, member: str) -> Sequence[Occurrence]:
    """The check-ins that somebody answered without a name and whose key is there, first to close first."""
    rows = (
        select(tables.Occurrence)
        .join(tables.Participation, col(tables.Participation.occurrence) == tables.Occurrence.id)
        .where(
            tables.Participation.member == member,
            tables.Participation.part == Part.ANSWERED.value,
            col(tables.Occurrence.state).in_((State.OPEN.value, State.LATE.value)),
            tables.Occurrence.visibility != Visibility.ATTRIBUTED.value,
        )
        .order_by(col(tables.Occurrence.closes_at), tables.Occurrence.id)
    )
    return [occurrences.read(row) for row in session.exec(rows)]


def own_answers(session: Session, member: str) -> Sequence[tuple[Occurrence, Response]]:
    """Everything somebody answered that can be told to be theirs, the latest check-in first.

    With their name it always can; without, through the key, as long as the check-in or its late answers are.
    """
    found = [*_named(session, member), *_unnamed(session, member)]
    return sorted(found, key=lambda each: (each[0].due_at, each[0].id), reverse=True)


def _named(session: Session, member: str) -> Iterator[tuple[Occurrence, Response]]:
    rows = (
        select(tables.Occurrence, tables.Response)
        .join(tables.Response, col(tables.Response.occurrence) == tables.Occurrence.id)
        .where(tables.Response.member == member)
    )
    for occurrence, row in session.exec(rows):
        yield occurrences.read(occurrence), responses.read(row)


def _unnamed(session: Session, member: str) -> Iterator[tuple[Occurrence, Response]]:
    for occurrence in still_theirs(session, member):
        if (key := occurrences.key(session, occurrence.id)) is not None:
            theirs = responses.get(session, occurrence.id, response.token(key, member))
            if theirs is not None:
                yield occurrence, theirs
