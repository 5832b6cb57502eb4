"""Partnerships, their organisations and the spaces they meet in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row
from sqlmodel import Session, col, select, update

from bot.chat.names import Address, Lane
from bot.domain.partnership import Basis, Organisation, Partnership, Sector, Space, Thresholds
from bot.domain.record import Record
from bot.domain.shared_quiet import SharedQuiet
from bot.errors import InvalidInput, NotFound
from bot.speech import ENGLISH
from bot.speech import gettext as _
from bot.store import tables
from bot.store.lookup import one


def start(session: Session, name: str, zone: str, language: str = ENGLISH) -> Partnership:
    """Keep a new partnership."""
    row = tables.Partnership(id=uuid4().hex, name=name, zone=zone, language=language)
    session.add(row)
    session.flush()
    return _partnership(row)


def get(session: Session, partnership: str) -> Partnership:
    """The partnership with this id; `NotFound` without."""
    if (row := one(session, tables.Partnership, id=partnership)) is None:
        raise NotFound(_("This partnership is no longer here."))
    return _partnership(row)


def count(session: Session) -> int:
    """How many partnerships there are."""
    return len(session.exec(select(tables.Partnership.id)).all())


def names(session: Session) -> Mapping[str, str]:
    """What the partnerships are called, by id."""
    return {row.id: row.name for row in session.exec(select(tables.Partnership))}


def move_to_zone(session: Session, partnership: str, zone: str) -> None:
    """From now on its conveners think in this zone; what is scheduled keeps its own."""
    session.exec(update(tables.Partnership).where(col(tables.Partnership.id) == partnership).values(zone=zone))


def raise_thresholds(session: Session, partnership: str, scores: int, words: int) -> Thresholds:
    """Set the fewest people behind what is shown of check-ins that open from now on; `InvalidInput` if one fell."""
    row = session.get_one(tables.Partnership, partnership, with_for_update=True)
    thresholds = Thresholds(row.threshold, row.words_threshold).raised(scores, words)
    row.threshold, row.words_threshold = thresholds.scores, thresholds.words
    session.add(row)
    return thresholds


def keep_quiet(session: Session, partnership: str, quiet: SharedQuiet) -> None:
    """Set when nobody is reminded."""
    row = session.get_one(tables.Partnership, partnership)
    row.quiet_from, row.quiet_until, row.quiet_weekends = quiet.starts, quiet.ends, quiet.weekends
    session.add(row)


def add_organisation(
    session: Session,
    partnership: str,
    name: str,
    sector: Sector,
    contact: str,
    *,
    basis: Basis | None = None,
    retention_days: int | None = None,
) -> Organisation:
    """Keep a new organisation; `InvalidInput` when the partnership has one of that name."""
    _require_new(session, partnership, name)
    row = tables.Organisation(
        id=uuid4().hex,
        partnership=partnership,
        name=name,
        sector=sector.value,
        contact=contact,
        basis=basis.value if basis else "",
        retention_days=retention_days,
    )
    session.add(row)
    session.flush()
    return _organisation(row)


def put_on_record(session: Session, organisation: str, record: Record) -> None:
    """What is on record of an organisation from now on; `InvalidInput` when another one has the name."""
    row = session.get_one(tables.Organisation, organisation)
    _require_new(session, row.partnership, record.name, but=organisation)
    row.name, row.sector, row.contact = record.name, record.sector.value, record.contact
    row.basis, row.retention_days = record.basis.value, record.retention_days
    session.add(row)
    session.flush()


def _require_new(session: Session, partnership: str, name: str, but: str = "") -> None:
    same = select(tables.Organisation.id).where(
        tables.Organisation.partnership == partnership,
        tables.Organisation.name == name,
        tables.Organisation.id != but,
    )
    if session.exec(same).first():
        raise InvalidInput({"organisation": _("There is an organisation of this name already.")})


def organisations(session: Session, partnership: str) -> Sequence[Organisation]:
    """Those of a partnership, by name."""
    rows = select(tables.Organisation).where(tables.Organisation.partnership == partnership)
    return [_organisation(row) for row in session.exec(rows.order_by(tables.Organisation.name))]


def organisation(session: Session, organisation: str) -> Organisation:
    """The organisation with this id; `NotFound` without."""
    if (row := session.get(tables.Organisation, organisation)) is None:
        raise NotFound(_("This organisation is no longer here."))
    return _organisation(row)


def met(session: Session, address: Address, title: str) -> Space:
    """Keep that the bot is in a space, new or known."""
    row = session.exec(_at(address)).first()
    if row is None:
        row = tables.Space(
            id=uuid4().hex,
            platform=address.platform,
            tenant=address.tenant,
            place=address.place,
            title=title,
            partnership=None,
        )
    row.title, row.left_at = title, None
    session.add(row)
    session.flush()
    return _space(row)


def space(session: Session, space: str) -> Space:
    """The space with this id; `NotFound` without."""
    if (row := session.get(tables.Space, space)) is None:
        raise NotFound(_("This channel is no longer known here."))
    return _space(row)


def space_at(session: Session, address: Address) -> Space | None:
    """The space at an address, if we have met it."""
    row = one(session, tables.Space, platform=address.platform, tenant=address.tenant, place=address.place)
    return None if row is None else _space(row)


def spaces(session: Session, partnership: str) -> Sequence[Space]:
    """The linked spaces of a partnership that the bot is still in, by title."""
    rows = select(tables.Space).where(tables.Space.partnership == partnership, col(tables.Space.left_at).is_(None))
    return [_space(row) for row in session.exec(rows.order_by(tables.Space.title))]


def link(session: Session, space: str, partnership: str) -> None:
    """From now on the bot speaks for this partnership in the space."""
    row = session.get_one(tables.Space, space)
    row.partnership = partnership
    session.add(row)


def leave_space(session: Session, address: Address, now: datetime) -> None:
    """The bot is no longer in this space."""
    if (row := session.exec(_at(address)).first()) is not None:
        row.left_at = now
        session.add(row)


def leave_lane(session: Session, lane: Lane, now: datetime) -> None:
    """The bot is no longer in any space of this lane."""
    session.exec(
        update(tables.Space)
        .where(col(tables.Space.platform) == lane.platform, col(tables.Space.tenant) == lane.tenant)
        .values(left_at=now)
    )


def rename(session: Session, address: Address, title: str) -> None:
    """The space at this address, if we have met it, is called something else now."""
    if (row := session.exec(_at(address)).first()) is not None:
        row.title = title
        session.add(row)


def move(session: Session, old: Address, new: Address) -> None:
    """A space has another address now; one that was met there before it was known to be the same gives way."""
    if old != new and (row := session.exec(_at(old)).first()) is not None:
        if (met_anew := session.exec(_at(new)).first()) is not None:
            if met_anew.partnership is not None:
                return
            row.left_at = met_anew.left_at
            session.delete(met_anew)
            session.flush()
        row.platform, row.tenant, row.place = new.platform, new.tenant, new.place
        session.add(row)


def _at(address: Address):  # type: ignore[no-untyped-def]  # noqa: ANN202  the statement's type is SQLModel's own
    return select(tables.Space).where(
        tables.Space.platform == address.platform,
        tables.Space.tenant == address.tenant,
        tables.Space.place == address.place,
    )


def _partnership(row: tables.Partnership | Row[Any]) -> Partnership:
    quiet = SharedQuiet(row.quiet_from, row.quiet_until, row.quiet_weekends)
    thresholds = Thresholds(row.threshold, row.words_threshold)
    return Partnership(row.id, row.name, row.zone, thresholds, quiet, row.language)


def _organisation(row: tables.Organisation) -> Organisation:
    basis = Basis(row.basis) if row.basis else None
    return Organisation(row.id, row.partnership, row.name, Sector(row.sector), row.contact, basis, row.retention_days)


def _space(row: tables.Space | Row[Any]) -> Space:
    return Space(row.id, Address(row.platform, row.tenant, row.place), row.title, row.partnership)
