"""Retention: what an organisation has kept long enough is deleted, as its own period says.

What nobody can tell the organisation of is kept as long as the partnership's longest period says; where one of its
organisations has not said yet, it stays. Of a release the figures stay: they are of nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain.delivery import Progress
from bot.domain.disclosure.release import Release
from bot.domain.group import Margin, key
from bot.domain.occurrence import State
from bot.store import codec, erasing, tables

_R = TypeVar("_R", tables.Release, tables.Addendum)
_SETTLED = (Progress.SENT.value, Progress.FAILED.value, Progress.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted of one partnership. Of how many people, it does not say: that may not be shown of a few."""

    check_ins: int
    """Of which answers were deleted."""
    messages: int
    """Deliveries with their receipts, and letters of the web inbox."""
    drafts: int

    def counts(self) -> Mapping[str, int]:
        """By kind, what is more than nothing."""
        told = {"check_ins": self.check_ins, "messages": self.messages, "drafts": self.drafts}
        return {kind: number for kind, number in told.items() if number}


@dataclass(frozen=True, slots=True)
class _Reach:
    """What has been kept long enough: all before a moment that is these people's, or anybody's."""

    partnership: str
    before: datetime
    days: int
    organisation: str | None

    def people(self) -> SelectOfScalar[str]:
        members = select(tables.Member.id).where(tables.Member.partnership == self.partnership)
        return (
            members if self.organisation is None else members.where(tables.Member.organisation == self.organisation)
        )

    def over(self) -> SelectOfScalar[str]:
        """The occurrences that had closed before."""
        return select(tables.Occurrence.id).where(
            tables.Occurrence.partnership == self.partnership,
            tables.Occurrence.state != State.OPEN.value,
            col(tables.Occurrence.closes_at) < self.before,
        )

    def theirs(self) -> ColumnElement[bool]:
        """Which answers are meant."""
        if self.organisation is None:
            return true()
        kept = key(Margin.ORGANISATION, self.organisation)
        return or_(
            col(tables.Response.member).in_(self.people()),
            col(tables.Response.groups).contains(kept, autoescape=True),
        )


def partnerships(session: Session) -> Sequence[str]:
    """Those of which an organisation has said how long it keeps what its people answered."""
    said = select(tables.Organisation.partnership).where(col(tables.Organisation.retention_days).is_not(None))
    return sorted(set(session.exec(said).all()))


def delete_old(session: Session, partnership: str, now: datetime) -> Deleted:
    """Delete all that has been kept long enough; how much that was."""
    rows = select(tables.Organisation.id, tables.Organisation.retention_days).where(
        tables.Organisation.partnership == partnership
    )
    periods = dict(session.exec(rows).all())
    reaches = [
        _Reach(partnership, now - timedelta(days=days), days, organisation)
        for organisation, days in sorted(periods.items())
        if days is not None
    ]
    if reaches and len(reaches) == len(periods):
        longest = max(reaches, key=lambda reach: reach.days)
        reaches.append(replace(longest, organisation=None))
    check_ins: set[str] = set()
    messages = drafts = 0
    for reach in reaches:
        check_ins.update(_answers(session, reach))
        _words(session, reach)
        _participation(session, reach)
        messages += _messages(session, reach)
        drafts += _drafts(session, reach)
    return Deleted(len(check_ins), messages, drafts)


def _answers(session: Session, reach: _Reach) -> Sequence[str]:
    """The occurrences of which answers were deleted."""
    meant = and_(col(tables.Response.occurrence).in_(reach.over()), reach.theirs())
    found = session.exec(select(tables.Response.occurrence).where(meant).distinct()).all()
    if found:
        session.exec(delete(tables.Response).where(meant))
    return found


def _words(session: Session, reach: _Reach) -> None:
    """Words that were released: those with a name go with their author's, all others with the longest period."""
    old: list[tables.Release | tables.Addendum] = [
        *_quoting(session, tables.Release, reach),
        *_quoting(session, tables.Addendum, reach),
    ]
    if not old:
        return
    erasing.take_back(session, reach.partnership, old, set(session.exec(reach.people()).all()))
    if reach.organisation is None:
        for row in old:
            row.content = codec.dump(replace(codec.load(row.content, Release), words=()), Release)
            session.add(row)


def _quoting(session: Session, table: type[_R], reach: _Reach) -> Sequence[_R]:
    rows = select(table).where(
        table.partnership == reach.partnership,
        col(table.closed_at) < reach.before,
        # As `codec` writes it: most releases hold no words, or have lost them long since.
        col(table.content).not_like('%"words":[]%'),
    )
    return session.exec(rows.with_for_update()).all()


def _participation(session: Session, reach: _Reach) -> None:
    """That they were asked, and whether they answered."""
    session.exec(
        delete(tables.Participation).where(
            col(tables.Participation.occurrence).in_(reach.over()),
            col(tables.Participation.member).in_(reach.people()),
        )
    )


def _messages(session: Session, reach: _Reach) -> int:
    theirs: ColumnElement[bool] = col(tables.Delivery.member).in_(reach.people())
    if reach.organisation is None:
        # What was posted in a channel is nobody's.
        theirs = or_(theirs, col(tables.Delivery.member).is_(None))
    settled = and_(
        col(tables.Delivery.partnership) == reach.partnership,
        theirs,
        col(tables.Delivery.not_before) < reach.before,
        col(tables.Delivery.progress).in_(_SETTLED),
    )
    posted = col(tables.Letter.mark).in_(select(tables.Delivery.id).where(settled))
    readers = select(tables.Identity.user).where(col(tables.Identity.member).in_(reach.people()))
    # Who is in several partnerships keeps a letter that does not say whose it is as long as one of them keeps it.
    kept_longer = (
        select(tables.Identity.user)
        .join(tables.Member, col(tables.Member.id) == tables.Identity.member)
        .join(tables.Organisation, col(tables.Organisation.id) == tables.Member.organisation)
        .where(
            or_(
                col(tables.Organisation.retention_days).is_(None),
                col(tables.Organisation.retention_days) > reach.days,
            )
        )
    )
    old = and_(
        col(tables.Letter.user).in_(readers),
        col(tables.Letter.user).not_in(kept_longer),
        col(tables.Letter.posted_at) < reach.before,
    )
    letters = session.exec(delete(tables.Letter).where(or_(posted, old))).rowcount
    deliveries = session.exec(delete(tables.Delivery).where(settled)).rowcount
    session.exec(
        delete(tables.Digest).where(
            col(tables.Digest.member).in_(reach.people()), col(tables.Digest.until) < reach.before
        )
    )
    # A letter and its delivery are one message.
    return max(letters, deliveries)


def _drafts(session: Session, reach: _Reach) -> int:
    old = and_(col(tables.Draft.member).in_(reach.people()), col(tables.Draft.at) < reach.before)
    return session.exec(delete(tables.Draft).where(old)).rowcount
