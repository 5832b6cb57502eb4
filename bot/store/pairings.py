"""Pairings: the codes that wait to be entered elsewhere, and the further identities that come of them."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, or_, select

from bot.chat.names import Identity
from bot.store import tables


def offer(session: Session, who: Identity, digest: str, *, now: datetime, until: datetime) -> None:
    """Keep the digest of this identity's code; its earlier ones end, and whatever has run out leaves with them."""
    session.exec(delete(tables.Pairing).where(or_(col(tables.Pairing.expires_at) <= now, _of(who))))
    row = tables.Pairing(code=digest, platform=who.platform, tenant=who.tenant, user=who.user, expires_at=until)
    session.add(row)
    session.flush()


def issuer(session: Session, digest: str, now: datetime) -> Identity | None:
    """Whose code this is, while it works."""
    row = session.get(tables.Pairing, digest)
    return None if row is None or row.expires_at <= now else Identity(row.platform, row.tenant, row.user)


def end(session: Session, digest: str) -> bool:
    """Let this code work no more; False when it was used or ended already, be it this very moment."""
    return session.exec(delete(tables.Pairing).where(col(tables.Pairing.code) == digest)).rowcount == 1


def withdraw(session: Session, who: Identity) -> None:
    """Let no code of this identity work any more."""
    session.exec(delete(tables.Pairing).where(_of(who)))


def link(session: Session, who: Identity, member: str, partnership: str) -> None:
    """Make this identity a further one of a member: the last to be written to.

    Where it was somebody who has left this partnership, it becomes the present member's all the same: one identity
    is one member in a partnership. The member who left keeps what they answered, and nobody comes back as them by
    this identity any more.
    """
    last = session.exec(select(func.max(tables.Identity.rank)).where(tables.Identity.member == member)).one()
    row = session.get(tables.Identity, (who.platform, who.tenant, who.user, partnership))
    if row is None:
        row = tables.Identity(
            platform=who.platform, tenant=who.tenant, user=who.user, partnership=partnership, member=member
        )
    row.member, row.rank = member, (last or 0) + 1
    # Whoever enters a code is there.
    row.gone, row.gone_at = "", None
    session.add(row)
    session.flush()


def prefer(session: Session, who: Identity, member: str) -> None:
    """From now on this identity of a member is the first to be written to."""
    mine, others = _identities(session, who, member)
    if mine and others:
        mine.rank = min(each.rank for each in others) - 1
        session.add(mine)
        session.flush()


def unlink(session: Session, who: Identity, member: str) -> bool:
    """Take this identity from a member; False for their last one, which stays."""
    mine, others = _identities(session, who, member)
    if mine is None or not others:
        return False
    session.delete(mine)
    session.flush()
    return True


def _identities(session: Session, who: Identity, member: str) -> tuple[tables.Identity | None, list[tables.Identity]]:
    """This identity of a member and their others, which nobody else changes meanwhile."""
    rows = session.exec(select(tables.Identity).where(tables.Identity.member == member).with_for_update()).all()
    mine = [row for row in rows if (row.platform, row.tenant, row.user) == (who.platform, who.tenant, who.user)]
    return (mine[0] if mine else None), [row for row in rows if row not in mine]


def _of(who: Identity):  # type: ignore[no-untyped-def]  # noqa: ANN202  a clause of SQLAlchemy's own type
    return (
        (col(tables.Pairing.platform) == who.platform)
        & (col(tables.Pairing.tenant) == who.tenant)
        & (col(tables.Pairing.user) == who.user)
    )
