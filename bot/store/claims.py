"""Claims: which lanes have something to post, and who posts it; in turns, so that no partnership waits on another.

A thousand deliveries of one partnership that wait on a lane are looked at no sooner than they are claimed: whatever
is asked here is answered from the first entries of an index.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import chain, zip_longest
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.chat.names import Lane
from bot.domain.delivery import LEASE, Delivery, Progress
from bot.store import deliveries, holds, tables
from bot.store.lookup import core

_ROWS = core(tables.Delivery)
_ROW = _ROWS.c
_FREE = or_(_ROW.lease_until.is_(None), _ROW.lease_until <= bindparam("now"))
_NEXT_TENANT = (
    select(_ROW.platform, _ROW.tenant)
    .where(tables.WAITING, _ROW.platform == bindparam("platform"), _ROW.tenant > bindparam("tenant"))
    .order_by(_ROW.tenant)
    .limit(1)
)
_NEXT_PLATFORM = (
    select(_ROW.platform, _ROW.tenant)
    .where(tables.WAITING, _ROW.platform > bindparam("platform"))
    .order_by(_ROW.platform, _ROW.tenant)
    .limit(1)
)


def lanes(session: Session, now: datetime) -> Sequence[Lane]:
    """The lanes that have something to post now, and are not told to wait."""
    session.flush()
    waiting = holds.waiting(session, now)
    return [lane for lane in _with_any(session) if lane not in waiting and _partnerships(session, lane, now, most=1)]


def claim(session: Session, lane: Lane, most: int, now: datetime, after: str = "") -> Sequence[Delivery]:
    """Take up to `most` deliveries of a lane: the oldest of each partnership in turn, then each one's next.

    One that another runner let go of (its lease has ended) comes back with progress `SENDING`: it may have been
    posted already.

    Args:
        session: where they wait.
        lane: whose.
        most: how many at once.
        now: what is due by then, and whose lease has ended by then.
        after: the partnership that came last, where there are more of them than can be served at once.
    """
    session.flush()
    if lane in holds.waiting(session, now):
        return []
    waiting = _partnerships(session, lane, now)
    turns = [*(each for each in waiting if each > after), *(each for each in waiting if each <= after)][:most]
    each_ = -(-most // len(turns)) if turns else 0
    oldest = [_oldest(session, lane, partnership, each_, now) for partnership in turns]
    claimed = []
    for row in list(_in_turn(oldest))[:most]:
        row.attempts, row.claim, row.lease_until = row.attempts + 1, uuid4().hex, now + LEASE
        claimed.append(deliveries.read(row))
        row.progress = Progress.SENDING.value
        session.add(row)
    return claimed


def partnerships(session: Session, lane: Lane, now: datetime) -> Sequence[str]:
    """Whose deliveries wait on a lane now and are held by nobody."""
    session.flush()
    return _partnerships(session, lane, now)


def waits(session: Session, lane: Lane, partnership: str) -> bool:
    """Whether anything of a partnership waits on a lane, due or not."""
    rows = select(_ROW.id).where(*_on(lane), tables.WAITING, _ROW.partnership == partnership).limit(1)
    return session.connection().execute(rows).first() is not None


def renew(session: Session, some: Sequence[Delivery], now: datetime) -> Collection[str]:
    """Put off the end of the leases of those that are still this runner's; which these are, by id."""
    theirs = _ROW.id.in_([one.id for one in some]), _ROW.claim.in_([one.claim for one in some])
    session.connection().execute(update(_ROWS).where(*theirs).values(lease_until=now + LEASE))
    return {str(id_) for (id_,) in session.connection().execute(select(_ROW.id).where(*theirs))}


def _oldest(session: Session, lane: Lane, partnership: str, most: int, now: datetime) -> Sequence[tables.Delivery]:
    """Rows that are locked for this transaction; those that another one has locked are left to it."""
    rows = (
        select_rows(tables.Delivery)
        .where(
            *_on(lane),
            tables.WAITING,
            _ROW.partnership == partnership,
            _ROW.not_before <= now,
            or_(_ROW.lease_until.is_(None), _ROW.lease_until <= now),
        )
        .order_by(col(tables.Delivery.not_before), col(tables.Delivery.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return session.exec(rows).all()


def _in_turn(oldest: Sequence[Sequence[tables.Delivery]]) -> Iterator[tables.Delivery]:
    return (row for row in chain.from_iterable(zip_longest(*oldest)) if row is not None)


def _with_any(session: Session) -> Iterator[Lane]:
    """The lanes on which anything waits, due or not, each found by a step or two through the index."""
    connection, found = session.connection(), Lane("", "")
    while row := (
        connection.execute(_NEXT_TENANT, found._asdict()).first()
        or connection.execute(_NEXT_PLATFORM, {"platform": found.platform}).first()
    ):
        yield (found := Lane(*row))


def _partnerships(session: Session, lane: Lane, now: datetime, most: int = -1) -> Sequence[str]:
    """The partnerships that have something to post now on a lane, by id; each found by one step, too."""
    statement = _DUE if most < 0 else _DUE.limit(most)
    rows = session.connection().execute(statement, {**lane._asdict(), "now": now})
    return [str(partnership) for (partnership,) in rows]


def _due() -> Select[tuple[str]]:
    lane = (_ROW.platform == bindparam("platform"), _ROW.tenant == bindparam("tenant"), tables.WAITING)
    seen = select(func.min(_ROW.partnership).label("id")).where(*lane).cte("seen", recursive=True)
    later = select(func.min(_ROW.partnership)).where(*lane, _ROW.partnership > seen.c.id).scalar_subquery()
    seen = seen.union_all(select(later).where(seen.c.id.is_not(None)))
    due = exists().where(*lane, _ROW.partnership == seen.c.id, _ROW.not_before <= bindparam("now"), _FREE)
    return select(seen.c.id).where(seen.c.id.is_not(None), due).order_by(seen.c.id)


_DUE = _due()


def _on(lane: Lane) -> tuple[ColumnElement[bool], ...]:
    return _ROW.platform == lane.platform, _ROW.tenant == lane.tenant
