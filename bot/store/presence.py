"""By which identities members are still to be found, and who has left."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.chat.names import Identity
from bot.domain.partnership import Space
from bot.domain.presence import Absence, Gone, Leaver
from bot.store import members, partnerships, tables


def spaces_of(session: Session, who: Identity) -> Sequence[Space]:
    """The linked spaces, on this identity's platform, of the partnerships that they are a member of."""
    found = (each for member in members.of(session, who) for each in partnerships.spaces(session, member.partnership))
    return [space for space in found if space.address.platform == who.platform]


def leave(
    session: Session, who: Identity, why: Absence, now: datetime, within: Collection[str] | None = None
) -> Sequence[str]:
    """Nobody is to be found by this identity any more, in these partnerships or in all; the members who they are."""
    rows = [row for row in _rows(session, who, within) if row.gone != why]
    for row in rows:
        row.gone, row.gone_at = why.value, row.gone_at or now
        session.add(row)
    session.flush()
    return [row.member for row in rows]


def come_back(session: Session, who: Identity, within: Collection[str] | None = None) -> bool:
    """They are to be found by this identity again, in these partnerships or in all; whether they had been gone."""
    rows = [row for row in _rows(session, who, within) if row.gone_at is not None]
    for row in rows:
        row.gone, row.gone_at = "", None
        session.add(row)
    session.flush()
    return bool(rows)


def is_gone(session: Session, who: Identity) -> bool:
    """Whether somebody is taken to have left, in any of their partnerships."""
    return any(row.gone_at is not None for row in _rows(session, who, None))


def gone_of(session: Session, member: str) -> Sequence[Gone]:
    """The identities by which a member is not to be found any more, the earliest first."""
    rows = select(tables.Identity).where(tables.Identity.member == member, col(tables.Identity.gone_at).is_not(None))
    return [
        Gone(Identity(row.platform, row.tenant, row.user), Absence(row.gone), row.gone_at)
        for row in session.exec(rows.order_by(col(tables.Identity.gone_at), tables.Identity.user))
        if row.gone_at is not None
    ]


def leavers(session: Session, partnership: str) -> Sequence[Leaver]:
    """The members of a partnership who have left somewhere, by name."""
    rows = select(tables.Identity).where(
        tables.Identity.partnership == partnership, col(tables.Identity.gone_at).is_not(None)
    )
    gone: dict[str, list[Gone]] = {}
    for row in session.exec(rows.order_by(col(tables.Identity.gone_at), tables.Identity.user)):
        if row.gone_at is not None:
            identity = Identity(row.platform, row.tenant, row.user)
            gone.setdefault(row.member, []).append(Gone(identity, Absence(row.gone), row.gone_at))
    there = members.reachable(session, gone)
    return [
        Leaver(member, tuple(gone[member.id]), member.id in there)
        for member in members.present(session, partnership)
        if member.id in gone
    ]


def _rows(session: Session, who: Identity, within: Collection[str] | None) -> Iterable[tables.Identity]:
    rows = select(tables.Identity).where(
        tables.Identity.platform == who.platform,
        tables.Identity.tenant == who.tenant,
        tables.Identity.user == who.user,
    )
    if within is not None:
        rows = rows.where(col(tables.Identity.partnership).in_(within))
    return session.exec(rows.order_by(tables.Identity.partnership)).all()
