"""The audit of a partnership: adding an entry, reading them, and the pseudonyms under which members stand in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy import func, text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain import audit
from bot.domain.audit import Change, Entry
from bot.store import tables
from bot.store.lookup import core
from bot.store.upsert import keep_first

_LOCK = text("SELECT pg_advisory_xact_lock(:weft, hashtext(:partnership))")
_AUDIT = core(tables.Audit)
_OURS = 0x77656674
"""The first half of PostgreSQL's advisory locks of ours: "weft" in ASCII."""


def hold(session: Session, partnership: str) -> None:
    """Until this transaction ends nobody else adds to this audit, nor changes what is put on record there.

    On SQLite there is one writer at a time as it is.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.connection().execute(_LOCK, {"weft": _OURS, "partnership": partnership})


def add(
    session: Session, now: datetime, *, partnership: str, deed: str, by: str, changes: Iterable[Change] = ()
) -> Entry:
    """Add an entry; `hold` the audit first. Whoever did it is a pseudonym, or one of those that are no member."""
    last = _last(session, partnership)
    entry = Entry(
        partnership=partnership,
        number=last.number + 1 if last else 1,
        at=now,
        deed=deed,
        by=by,
        changes=audit.dump(changes),
        previous=last.hash if last else audit.BEGINNING,
        hash="",
    )
    row = tables.Audit(**{name: getattr(entry, name) for name in _COLUMNS} | {"hash": entry.sealed()})
    session.add(row)
    session.flush()
    return _entry(row)


def count(session: Session, partnership: str) -> int:
    """How many entries there are."""
    rows = select(func.count()).select_from(tables.Audit).where(tables.Audit.partnership == partnership)
    return session.exec(rows).one()


def entries(session: Session, partnership: str, after: int = 0, most: int = 1_000) -> Sequence[Entry]:
    """Those that follow this number, in order."""
    rows = select(tables.Audit).where(tables.Audit.partnership == partnership, col(tables.Audit.number) > after)
    return _those(session, rows.order_by(col(tables.Audit.number)).limit(most))


def every(session: Session, partnership: str) -> Iterator[Entry]:
    """All of them, in order; so many at a time that they need not fit into memory."""
    last = 0
    while some := entries(session, partnership, last):
        yield from some
        last = some[-1].number
        session.expunge_all()


def _those(session: Session, rows: SelectOfScalar[tables.Audit]) -> Sequence[Entry]:
    """The entries of these rows; one by one where somebody has put into one what is no moment."""
    try:
        return [_entry(row) for row in session.exec(rows)]
    except ValueError:
        numbers = session.connection().execute(rows.with_only_columns(_AUDIT.c.partnership, _AUDIT.c.number)).all()
        return [_whatever(session, row.partnership, row.number) for row in numbers]


def _whatever(session: Session, partnership: str, number: int) -> Entry:
    ours = (_AUDIT.c.partnership == partnership, _AUDIT.c.number == number)
    try:
        return _entry(session.exec(select(tables.Audit).where(*ours)).one())
    except ValueError:
        rest = [_AUDIT.c[name] for name in ("deed", "by", "changes", "previous", "hash")]
        row = session.connection().execute(sql.select(*rest).where(*ours)).one()
        return Entry(partnership, number, audit.NEVER, *row)


def latest(session: Session, partnership: str, before: int | None, most: int) -> Sequence[Entry]:
    """Those that came before this number, the latest first."""
    rows = select(tables.Audit).where(tables.Audit.partnership == partnership)
    if before is not None:
        rows = rows.where(col(tables.Audit.number) < before)
    return _those(session, rows.order_by(col(tables.Audit.number).desc()).limit(most))


def latest_of(session: Session, partnership: str, deed: str) -> Entry | None:
    """The latest entry of this deed."""
    rows = select(tables.Audit).where(tables.Audit.partnership == partnership, tables.Audit.deed == deed)
    return next(iter(_those(session, rows.order_by(col(tables.Audit.number).desc()).limit(1))), None)


def heads(session: Session) -> Mapping[str, tuple[int, str]]:
    """By partnership, the number and the hash of its last entry."""
    found = {}
    for partnership in session.exec(select(tables.Audit.partnership).distinct()).all():
        if last := _last(session, partnership):
            found[partnership] = (last.number, last.hash)
    return found


def pseudonyms(session: Session, members: Iterable[str]) -> dict[str, str]:
    """By which code the audit names each of these members; those who had none have one from now on."""
    wanted = sorted(set(members))
    known = _codes(session, wanted)
    new = [{"member": member, "code": uuid4().hex} for member in wanted if member not in known]
    if new:
        keep_first(session, tables.Pseudonym, new, ("member",))
        known = _codes(session, wanted)
    return known


def named(session: Session, partnership: str) -> dict[str, str]:
    """The names of those who stand in it, by pseudonym; whoever was erased is not among them."""
    rows = (
        select(tables.Pseudonym.code, tables.Member.name)
        .join(tables.Member, col(tables.Member.id) == tables.Pseudonym.member)
        .where(tables.Member.partnership == partnership)
    )
    former = (
        select(tables.FormerPseudonym.code, tables.Member.name)
        .join(tables.Member, col(tables.Member.id) == tables.FormerPseudonym.member)
        .where(tables.Member.partnership == partnership)
    )
    return {**dict(session.exec(former).all()), **dict(session.exec(rows).all())}


def names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """What the things with these ids are called now, as far as they are still there; people are in `named`."""
    wanted = list(ids)
    titled = tables.Prompt.title
    kinds = (
        select(tables.Partnership.id, tables.Partnership.name).where(col(tables.Partnership.id).in_(wanted)),
        select(tables.Organisation.id, tables.Organisation.name).where(col(tables.Organisation.id).in_(wanted)),
        select(tables.ReportingGroup.id, tables.ReportingGroup.name).where(col(tables.ReportingGroup.id).in_(wanted)),
        select(tables.Space.id, tables.Space.title).where(col(tables.Space.id).in_(wanted)),
        select(tables.Prompt.id, titled).where(col(tables.Prompt.id).in_(wanted)),
        select(tables.Schedule.id, titled).join(tables.Prompt).where(col(tables.Schedule.id).in_(wanted)),
        select(tables.Occurrence.id, titled).join(tables.Prompt).where(col(tables.Occurrence.id).in_(wanted)),
    )
    return {id_: name for kind in kinds for id_, name in session.exec(kind).all()}


def _codes(session: Session, members: Sequence[str]) -> dict[str, str]:
    rows = select(tables.Pseudonym.member, tables.Pseudonym.code)
    return dict(session.exec(rows.where(col(tables.Pseudonym.member).in_(members))).all())


def _last(session: Session, partnership: str) -> Entry | None:
    return next(iter(latest(session, partnership, None, 1)), None)


_COLUMNS = ("partnership", "number", "at", "deed", "by", "changes", "previous")


def _entry(row: tables.Audit) -> Entry:
    return Entry(row.partnership, row.number, row.at, row.deed, row.by, row.changes, row.previous, row.hash)
