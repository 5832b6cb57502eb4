"""Telling conveners, once, what went wrong with posts: by a lane that works, as far as they have one."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.chat.names import Lane
from bot.domain.delivery import TROUBLES, Delivery, Lost, Purpose, Recipient
from bot.domain.partnership import Role
from bot.store import claims, deliveries, holds, members

_SEVERAL = timedelta(minutes=10)
"""How long to wait for more of the same before telling."""
_LASTING = timedelta(minutes=15)
"""How long a lane has to be lost before anybody is told: what is over by then is nobody's concern."""


def doubt(session: Session, one: Delivery, connected: Collection[str], now: datetime) -> None:
    """It is not known whether this was posted."""
    if one.purpose not in TROUBLES:
        to = _conveners(session, one.partnership, connected)
        _tell(session, one.partnership, (Purpose.DOUBT, one.about), to, now + _SEVERAL)


def lost(session: Session, lane: Lane, concerned: Collection[str], connected: Collection[str], now: datetime) -> None:
    """The lane is lost; conveners of whoever waits on it are told once of this loss.

    Args:
        session: one transaction.
        lane: which.
        concerned: partnerships that wait for it on another lane.
        connected: the names of all platforms by which somebody may be reached instead.
        now: the moment.
    """
    (loss,) = (each for each in holds.lost(session) if each.lane == lane)
    for partnership in sorted({*claims.partnerships(session, lane, now), *concerned}):
        to = _conveners(session, partnership, connected)
        _tell(session, partnership, (Purpose.LOST, str(loss)), to, max(loss.at + _LASTING, now))


def standing(session: Session, about: str) -> Lost | None:
    """The loss that is to be told of, if it has not been mended."""
    return next((loss for loss in holds.lost(session) if str(loss) == about), None)


def _conveners(session: Session, partnership: str, connected: Collection[str]) -> Sequence[tuple[Recipient, Lane]]:
    """Those who can be reached by a lane that works."""
    closed = {loss.lane for loss in holds.lost(session)}
    conveners = [each.id for each in members.present(session, partnership) if Role.CONVENER in each.roles]
    reached = members.identities(session, conveners)
    lanes = {
        member: [each.lane for each in known if each.platform in connected and each.lane not in closed]
        for member, known in reached.items()
    }
    return [(Recipient(member=member), known[0]) for member, known in lanes.items() if known]


def _tell(
    session: Session,
    partnership: str,
    what: tuple[Purpose, str],
    to: Sequence[tuple[Recipient, Lane]],
    at: datetime,
) -> None:
    purpose, about = what
    deliveries.plan(session, partnership=partnership, purpose=purpose, about=about, recipients=to, not_before=at)
