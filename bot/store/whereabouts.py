"""That Weft came into a channel, went or found it elsewhere: kept, and put on record where the channel is linked.

No member does it in Weft: it happens on the platform, and the clock's own name stands for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.chat.names import Address, Lane
from bot.domain.audit import CAME, MOVED, WEFT, WENT, WITHHELD, Change, Value
from bot.domain.partnership import Space
from bot.store import audit, partnerships, tables

_ELSEWHERE: Mapping[str, Value] = {"address": WITHHELD}


def came(session: Session, address: Address, title: str, now: datetime) -> Space:
    """Weft is in a space, new or known."""
    left = [row for row in _linked(session, address) if row.left_at is not None]
    for row in left:
        _note(session, now, row, CAME, {"left_at": _told(row.left_at)}, {})
    return partnerships.met(session, address, title)


def went(session: Session, address: Address, now: datetime) -> None:
    """Weft is no longer in a space."""
    _gone(session, _linked(session, address), now)
    partnerships.leave_space(session, address, now)


def went_from(session: Session, lane: Lane, now: datetime) -> None:
    """Weft is no longer in any space of this lane."""
    _gone(session, _linked(session, lane), now)
    partnerships.leave_lane(session, lane, now)


def moved(session: Session, old: Address, new: Address, now: datetime) -> None:
    """A space has another address now."""
    there = [row.id for row in _linked(session, new)]
    for row in _linked(session, old) if old != new and not there else ():
        _note(session, now, row, MOVED, _ELSEWHERE, _ELSEWHERE)
    partnerships.move(session, old, new)


def _gone(session: Session, rows: Sequence[tables.Space], now: datetime) -> None:
    for row in rows:
        if row.left_at is None:
            _note(session, now, row, WENT, {}, {"left_at": _told(now)})


def _note(  # noqa: PLR0917  in the order in which an entry tells it
    session: Session,
    now: datetime,
    row: tables.Space,
    deed: str,
    before: Mapping[str, Value],
    after: Mapping[str, Value],
) -> None:
    partnership = row.partnership or ""
    audit.hold(session, partnership)
    change = Change("space", row.id, before, after)
    audit.add(session, now, partnership=partnership, deed=deed, by=WEFT, changes=[change])


def _told(at: datetime | None) -> Value:
    return None if at is None else at.isoformat()


def _linked(session: Session, where: Address | Lane) -> Sequence[tables.Space]:
    """The linked spaces there, in the order of their partnerships, so that no two wait for each other's audits."""
    rows = select(tables.Space).where(
        tables.Space.platform == where.platform,
        tables.Space.tenant == where.tenant,
        col(tables.Space.partnership).is_not(None),
    )
    if isinstance(where, Address):
        rows = rows.where(tables.Space.place == where.place)
    return session.exec(rows.order_by(tables.Space.partnership, tables.Space.id)).all()
