"""Retention: deleting what organisations have kept as long as they said, and putting on record that it was done."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.domain.audit import RETAINED, WEFT, Change
from bot.store import audit, clocks, invitations, retaining

_A_DAY = timedelta(days=1)


def due(session: Session) -> Sequence[str]:
    """The partnerships in which something may have been kept long enough."""
    return retaining.partnerships(session)


def delete_old(session: Session, partnership: str, now: datetime) -> Mapping[str, int]:
    """Delete what a partnership's organisations have kept long enough; how much, by kind."""
    audit.hold(session, partnership)
    invitations.forget_old(session, partnership, now)
    counts = retaining.delete_old(session, partnership, now).counts()
    if counts:
        change = Change("retention", "", None, counts)
        audit.add(session, now, partnership=partnership, deed=RETAINED, by=WEFT, changes=[change])
    return counts


def forget_leave(session: Session, now: datetime) -> None:
    """Forget when people were on leave, once that is over on every clock."""
    clocks.forget_leave(session, now.date() - _A_DAY)


def heads(session: Session) -> Mapping[str, tuple[int, str]]:
    """How far each partnership's audit has come: whoever keeps this elsewhere can prove that nothing was cut off."""
    return audit.heads(session)
