"""Occurrences, who takes part in them, and what was released when they closed."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Row, bindparam, func, update
from sqlmodel import Session, col, select

from bot.domain.disclosure.release import Release
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.partnership import Thresholds
from bot.domain.schedule import Audience, Visibility
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import codec, tables
from bot.store.apart import Turn
from bot.store.lookup import core, many, one, run
from bot.store.upsert import keep_first, keep_last

KEY_BYTES = 32
_one = core(tables.Occurrence)
_programme = core(tables.Programme)
# Waves share the key of their programme, so that answers can be matched. Where they bear a name they are matched by
# that, and no token may lead from them to answers that bear none.
_SHARED = (
    sql.select(_programme.c.key)
    .where(_programme.c.id == _one.c.programme, _one.c.visibility != Visibility.ATTRIBUTED.value)
    .scalar_subquery()
)
_KEY = sql.select(_one.c.key, _one.c.state, _one.c.closes_at, _one.c.late_until, _SHARED.label("shared")).where(
    _one.c.id == bindparam("id")
)
_HOLD = _KEY.with_for_update(read=True)
_LOCK = sql.select(_one.c.state).where(_one.c.id == bindparam("id")).with_for_update()


def open_once(session: Session, occurrence: Occurrence) -> bool:
    """Keep an occurrence, open or missed; False when its schedule has one at this slot already."""
    row = {
        "id": occurrence.id,
        "schedule": occurrence.schedule,
        "partnership": occurrence.partnership,
        "prompt": occurrence.prompt,
        "audience": str(occurrence.audience),
        "slot": occurrence.slot.isoformat(),
        "zone": occurrence.zone,
        "due_at": occurrence.due_at,
        "closes_at": occurrence.closes_at,
        "remind_at": occurrence.remind_at,
        "reminded": False,
        "visibility": occurrence.visibility.value,
        "threshold": occurrence.thresholds.scores,
        "words_threshold": occurrence.thresholds.words,
        "programme": occurrence.programme,
        "wave": occurrence.wave,
        "linked_until": occurrence.linked_until,
        "late_until": occurrence.late_until,
        "state": occurrence.state.value,
        "settled": occurrence.state is State.MISSED,
        "key": secrets.token_hex(KEY_BYTES) if occurrence.state is State.OPEN else None,
    }
    return keep_first(session, tables.Occurrence, [row], ("schedule", "slot")) == 1


def get(session: Session, occurrence: str) -> Occurrence:
    """The occurrence with this id; `NotFound` without."""
    if (row := one(session, tables.Occurrence, id=occurrence)) is None:
        raise NotFound(_("This check-in is no longer here."))
    return read(row)


def key(session: Session, occurrence: str) -> bytes | None:
    """What its response tokens are made with, the programme's where it is a wave of one; None once it has closed."""
    return _key(run(session, _KEY, id=occurrence))


def hold(session: Session, occurrence: str, now: datetime, state: State = State.OPEN) -> bytes | None:
    """Its key for an answer, if it is in this state and takes one now.

    Until this transaction ends nobody closes it, or its release would lack the answer.
    """
    row = run(session, _HOLD, id=occurrence)
    if row is None or row.state != state.value:
        return None
    until = row.late_until if state is State.LATE else row.closes_at
    return _key(row) if until and now < until else None


def _key(row: Row[Any] | None) -> bytes | None:
    # Its own key is gone once it has closed, and closed it stays even while the programme goes on.
    return bytes.fromhex(row.shared or row.key) if row and row.key else None


def lock(session: Session, occurrence: str, state: State = State.OPEN) -> bool:
    """Whether it is still in this state; until this transaction ends nobody else closes or answers it."""
    row = run(session, _LOCK, id=occurrence)
    return row is not None and row.state == state.value


def running(session: Session, partnership: str) -> Sequence[Occurrence]:
    """Those of a partnership that are open, first to close first."""
    rows = select(tables.Occurrence).where(
        tables.Occurrence.partnership == partnership, tables.Occurrence.state == State.OPEN.value
    )
    return [read(row) for row in session.exec(rows.order_by(col(tables.Occurrence.closes_at)))]


def opened(session: Session, schedule: str, now: datetime) -> frozenset[datetime]:
    """The slots of a schedule that people were asked at; nobody was at one that is open since the evening before."""
    rows = select(tables.Occurrence.slot).where(
        tables.Occurrence.schedule == schedule,
        tables.Occurrence.state != State.MISSED.value,
        col(tables.Occurrence.due_at) <= now,
    )
    return frozenset(map(datetime.fromisoformat, session.exec(rows)))


def of_programme(session: Session, programme: str) -> Sequence[Occurrence]:
    """The waves of a programme that have opened, first to last."""
    rows = select(tables.Occurrence).where(
        tables.Occurrence.programme == programme, tables.Occurrence.state != State.MISSED.value
    )
    return [read(row) for row in session.exec(rows.order_by(col(tables.Occurrence.due_at), tables.Occurrence.id))]


def to_remind(session: Session, now: datetime) -> Sequence[Turn[Occurrence | None]]:
    """Open ones whose time to remind has come; each counts as reminded of once it is taken, and is over or not."""
    rows = (
        select(tables.Occurrence)
        .where(
            tables.Occurrence.state == State.OPEN.value,
            col(tables.Occurrence.remind_at) <= now,
            col(tables.Occurrence.reminded).is_(False),
        )
        .with_for_update()
    )
    return [Turn(row.id, partial(_reminded, session, row, now)) for row in session.exec(rows).all()]


def _reminded(session: Session, row: tables.Occurrence, now: datetime) -> Occurrence | None:
    row.reminded = True
    session.add(row)
    return read(row) if row.closes_at > now else None


def to_close(session: Session, now: datetime) -> Sequence[Occurrence]:
    """Open ones whose time is over."""
    rows = select(tables.Occurrence).where(
        tables.Occurrence.state == State.OPEN.value, col(tables.Occurrence.closes_at) <= now
    )
    return [read(row) for row in session.exec(rows)]


def end_at(session: Session, occurrence: str, at: datetime) -> None:
    """It takes no answers from this moment on, and no late ones."""
    ours = update(tables.Occurrence).where(col(tables.Occurrence.id) == occurrence)
    session.exec(ours.values(closes_at=at, late_until=None))


def close(session: Session, release: Release) -> None:
    """Close an occurrence with its release; its key is destroyed unless it takes late answers."""
    row = session.get_one(tables.Occurrence, release.occurrence)
    row.closes_at = release.closed_at
    if row.late_until is None:
        row.state, row.key = State.CLOSED.value, None
    else:
        row.state = State.LATE.value
    session.add(row)
    session.add(
        tables.Release(
            occurrence=release.occurrence,
            partnership=release.partnership,
            schedule=release.schedule,
            closed_at=release.closed_at,
            content=codec.dump(release, Release),
            whole=codec.dump_whole(release),
        )
    )


def late(session: Session, partnership: str) -> Sequence[Occurrence]:
    """Those of a partnership that take late answers."""
    rows = select(tables.Occurrence).where(tables.Occurrence.partnership == partnership, tables.LATE)
    return [read(row) for row in session.exec(rows.order_by(col(tables.Occurrence.late_until)))]


def to_end(session: Session, now: datetime) -> Sequence[Occurrence]:
    """Those whose time for late answers is over."""
    rows = select(tables.Occurrence).where(tables.LATE, col(tables.Occurrence.late_until) <= now)
    return [read(row) for row in session.exec(rows)]


def end_late(session: Session, occurrence: str) -> None:
    """It takes late answers no more; its key is destroyed."""
    row = session.get_one(tables.Occurrence, occurrence)
    row.state, row.key = State.CLOSED.value, None
    session.add(row)


def at_slot(session: Session, schedule: str, slot: datetime) -> Occurrence | None:
    """The occurrence of a schedule at this slot, if there is one already."""
    row = one(session, tables.Occurrence, schedule=schedule, slot=slot.isoformat())
    return None if row is None else read(row)


def unsettled(session: Session) -> Sequence[Occurrence]:
    """Those whose cards may still change, first to close first."""
    rows = select(tables.Occurrence).where(tables.UNSETTLED)
    rows = rows.order_by(col(tables.Occurrence.closes_at), tables.Occurrence.id)
    return [read(row) for row in session.exec(rows)]


def settle(session: Session, occurrence: str) -> None:
    """Its cards show their last face."""
    session.exec(update(tables.Occurrence).where(col(tables.Occurrence.id) == occurrence).values(settled=True))


def ask(session: Session, occurrence: str, members: Iterable[str]) -> None:
    """These members are asked."""
    rows = [{"occurrence": occurrence, "member": member, "part": Part.ASKED.value} for member in members]
    keep_first(session, tables.Participation, rows, ("occurrence", "member"))


def take_part(session: Session, occurrence: str, member: str, part: Part) -> None:
    """The member has answered or skipped; the last word stands."""
    row = {"occurrence": occurrence, "member": member, "part": part.value}
    keep_last(session, tables.Participation, row, ("occurrence", "member"))


def part(session: Session, occurrence: str, member: str) -> Part | None:
    """What the member has done about it; None when they were not asked and did nothing."""
    row = one(session, tables.Participation, occurrence=occurrence, member=member)
    return None if row is None else Part(row.part)


def parts(session: Session, occurrence: str) -> dict[str, Part]:
    """What each member who was asked or took part has done, by member id."""
    rows = many(session, tables.Participation, occurrence=occurrence)
    return {row.member: Part(row.part) for row in rows}


def answered(session: Session, occurrence: str) -> int:
    """How many have answered so far."""
    return session.exec(
        select(func.count())
        .select_from(tables.Participation)
        .where(tables.Participation.occurrence == occurrence, tables.Participation.part == Part.ANSWERED.value)
    ).one()


def read(row: tables.Occurrence | Row[Any]) -> Occurrence:
    """The occurrence that a row holds."""
    return Occurrence(
        id=row.id,
        schedule=row.schedule,
        partnership=row.partnership,
        prompt=row.prompt,
        audience=Audience.parse(row.audience),
        slot=datetime.fromisoformat(row.slot),
        zone=row.zone,
        due_at=row.due_at,
        closes_at=row.closes_at,
        remind_at=row.remind_at,
        visibility=Visibility(row.visibility),
        thresholds=Thresholds(row.threshold, row.words_threshold),
        state=State(row.state),
        programme=row.programme,
        wave=row.wave,
        linked_until=row.linked_until,
        late_until=row.late_until,
    )
