"""Making one member of two who are the same person: nothing that either answered or is goes.

What refers to a member is found by looking at the tables themselves, so that a new one cannot be forgotten: where
both have a row that can be there only once, the table has a rule below that says what becomes of the two.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, Table, UniqueConstraint, delete, insert, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as of

from bot.domain.delivery import Progress, Recipient
from bot.domain.occurrence import Part, State
from bot.domain.partnership import Member
from bot.domain.response import Sharing, token
from bot.store import codec, deliveries, members, occurrences, programmes, tables
from bot.store.lookup import core

_MEMBER, _IDENTITY, _DELIVERY = core(tables.Member), core(tables.Identity), core(tables.Delivery)
_RESPONSE, _REASON, _FORMER = core(tables.Response), core(tables.Reason), core(tables.FormerPseudonym)
_CONTENTS = (core(tables.Release), core(tables.Addendum))
Values = Mapping[str, Any]
_PARTS = (Part.ASKED.value, Part.SKIPPED.value, Part.ANSWERED.value)
_SHARINGS = tuple(each.value for each in (Sharing.NO, Sharing.UNNAMED, Sharing.NAMED))


def _nothing(_kept: Row[Any], _gone: Row[Any]) -> Values:
    return {}


RULES: Mapping[str, Callable[[Row[Any], Row[Any]], Values]] = {
    "participation": lambda kept, gone: {"part": max(kept.part, gone.part, key=_PARTS.index)},
    "belonging": lambda kept, gone: {"leads": kept.leads or gone.leads},
    "rolegiven": _nothing,
    "clock": _nothing,
    "declined": _nothing,
    "answering_hour": _nothing,
    "digest": lambda kept, gone: {"missed": kept.missed and gone.missed},
    "pseudonym": _nothing,
}
"""Of each table in which a member can have only one row of a sort, what the one becomes where both have it."""


def merge(session: Session, kept: Member, gone: Member, now: datetime) -> None:
    """From now on the one is the other, too, with all that they answered and are; of the one nothing else is left."""
    session.flush()
    _move_tokens(session, kept, gone)
    _quoted_as(session, kept, gone)
    _join_identities(session, kept, gone)
    _move_deliveries(session, kept, gone)
    _keep_pseudonym(session, kept, gone)
    for table, column in referring():
        if table is not _DELIVERY:
            _move(session, table, column, kept.id, gone.id)
    _settings(session, kept, gone)
    _run(session, delete(_MEMBER).where(_MEMBER.c.id == gone.id))
    session.expire_all()
    members.line_up_digests(session, kept.id, now)
    if there := members.reachable(session, [kept.id]).get(kept.id):
        deliveries.redirect(session, kept.id, there[0].lane)


def referring() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that refers to a member."""
    for table in _MEMBER.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is _MEMBER.c.id for key in column.foreign_keys):
                yield table, column


def keys_with(table: Table, column: Column[Any]) -> Sequence[Sequence[str]]:
    """The other columns of each key of which this is a part."""
    unique = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    keys = [[each.name for each in columns] for columns in (table.primary_key.columns, *unique)]
    return [[name for name in key if name != column.name] for key in keys if column.name in key]


def _move(session: Session, table: Table, column: Column[Any], kept: str, gone: str) -> None:
    for others in keys_with(table, column):
        for theirs in _rows(session, table, column == gone):
            same = [table.c[name] == getattr(theirs, name) for name in others]
            for own in _rows(session, table, column == kept, *same):
                if values := RULES[table.name](own, theirs):
                    _run(session, update(table).where(column == kept, *same).values(**values))
                _run(session, delete(table).where(column == gone, *same))
    _run(session, update(table).where(column == gone).values({column.name: kept}))


def _move_tokens(session: Session, kept: Member, gone: Member) -> None:
    """What has no name and can still be told to be theirs, by the keys that are not destroyed.

    Where both have answered, one person has: each question keeps the answer of the member who stays, if there is one.
    """
    waves = of(tables.Programme.id).where(tables.Programme.partnership == kept.partnership, tables.GOING_ON)
    found = of(tables.Occurrence).where(
        tables.Occurrence.partnership == kept.partnership,
        or_(
            col(tables.Occurrence.state).in_((State.OPEN.value, State.LATE.value)),
            col(tables.Occurrence.programme).in_(waves),
        ),
    )
    # Whoever closes one of these waits, or its release would be made of two people.
    for row in session.exec(found.order_by(tables.Occurrence.id).with_for_update(read=True)).all():
        programme = programmes.key(session, row.programme) if row.programme else None
        for key in {each for each in (occurrences.key(session, row.id), programme) if each}:
            _move_token(session, row.id, token(key, kept.id), token(key, gone.id))


def _move_token(session: Session, occurrence: str, kept: str, gone: str) -> None:
    for table in (_RESPONSE, _REASON):
        here = table.c.occurrence == occurrence
        own, theirs = (_rows(session, table, here, table.c.token == each) for each in (kept, gone))
        if own and theirs:
            if table is _RESPONSE:
                values = _both(own[0], theirs[0])
                _run(session, update(table).where(here, table.c.token == kept).values(**values))
            _run(session, delete(table).where(here, table.c.token == gone))
        elif theirs:
            _run(session, update(table).where(here, table.c.token == gone).values(token=kept))
    if _rows(session, _RESPONSE, _RESPONSE.c.occurrence == occurrence, _RESPONSE.c.token == kept):
        # Who has answered has not skipped.
        _run(session, delete(_REASON).where(_REASON.c.occurrence == occurrence, _REASON.c.token == kept))


def _both(kept: Row[Any], gone: Row[Any]) -> Values:
    answers = {**codec.load_answers(gone.answers), **codec.load_answers(kept.answers)}
    return {
        "answers": codec.dump_answers(answers),
        "sharing": min(kept.sharing, gone.sharing, key=_SHARINGS.index),
        "late": kept.late and gone.late,
    }


def _quoted_as(session: Session, kept: Member, gone: Member) -> None:
    """Words of theirs that were released with their name can be taken back by the member who stays."""
    for table in _CONTENTS:
        for row in _rows(session, table, table.c.content.contains(gone.id)):
            which = [column == getattr(row, column.name) for column in table.primary_key.columns]
            _run(session, update(table).where(*which).values(content=row.content.replace(gone.id, kept.id)))


def _join_identities(session: Session, kept: Member, gone: Member) -> None:
    """Where the member who stays is written to is tried first."""
    own, theirs = (_rows(session, _IDENTITY, _IDENTITY.c.member == each.id) for each in (kept, gone))
    if own and theirs:
        step = max(each.rank for each in own) + 1 - min(each.rank for each in theirs)
        later = update(_IDENTITY).where(_IDENTITY.c.member == gone.id).values(rank=_IDENTITY.c.rank + step)
        _run(session, later)


def _move_deliveries(session: Session, kept: Member, gone: Member) -> None:
    """Of two about the same, that which was posted stays, so that nobody is asked twice."""
    recipient = str(Recipient(member=kept.id))
    for theirs in _rows(session, _DELIVERY, _DELIVERY.c.member == gone.id):
        same = (_DELIVERY.c.purpose == theirs.purpose, _DELIVERY.c.about == theirs.about)
        own = _rows(session, _DELIVERY, *same, _DELIVERY.c.recipient == recipient)
        drops = theirs.id
        if own and theirs.progress == Progress.SENT.value != own[0].progress:
            drops = own[0].id
        if own:
            _run(session, delete(_DELIVERY).where(_DELIVERY.c.id == drops))
    moved = update(_DELIVERY).where(_DELIVERY.c.member == gone.id)
    _run(session, moved.values(member=kept.id, recipient=recipient))


def _keep_pseudonym(session: Session, kept: Member, gone: Member) -> None:
    """What the audit says of either is of one person now."""
    table = core(tables.Pseudonym)
    if _rows(session, table, table.c.member == kept.id):
        for row in _rows(session, table, table.c.member == gone.id):
            _run(session, insert(_FORMER).values(code=row.code, member=kept.id))


def _settings(session: Session, kept: Member, gone: Member) -> None:
    """Whatever either does not want is not sent."""
    own, theirs = (session.get_one(tables.Member, each.id) for each in (kept, gone))
    pauses = [each.paused_until for each in (own, theirs) if each.paused_until is not None]
    own.paused_until = max(pauses, default=None)
    own.reminds = own.reminds and theirs.reminds
    own.ignored = min(own.ignored, theirs.ignored)
    own.language = own.language or theirs.language
    session.add(own)
    session.flush()


def _rows(session: Session, table: Table, *which: Any) -> Sequence[Row[Any]]:  # noqa: ANN401  clauses
    return session.connection().execute(select(table).where(*which)).all()


def _run(session: Session, statement: Any) -> None:  # noqa: ANN401  an update, an insert or a deletion
    session.connection().execute(statement)
