"""Invitations: whom a partnership has asked to take part, and what they said."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, delete, func, select

from bot.chat.names import Identity
from bot.domain.delivery import Progress, Purpose
from bot.domain.invitation import KEPT, Invitation, Said
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import tables
from bot.store.lookup import one
from bot.store.upsert import keep_first

_KEY = ("partnership", "platform", "tenant", "user")


def ask(session: Session, partnership: str, people: Iterable[Identity], now: datetime) -> Sequence[Invitation]:
    """Keep that these are asked; those of whom that is new."""
    rows = [
        {
            "id": uuid4().hex,
            "partnership": partnership,
            "platform": who.platform,
            "tenant": who.tenant,
            "user": who.user,
            "state": Said.NOTHING.value,
            "asked_at": now,
        }
        for who in people
    ]
    keep_first(session, tables.Invitation, rows, _KEY)
    new = select(tables.Invitation).where(col(tables.Invitation.id).in_([row["id"] for row in rows]))
    return [_invitation(row) for row in session.exec(new.order_by(tables.Invitation.id))]


def forget_old(session: Session, partnership: str, now: datetime) -> None:
    """Forget of whoever has said nothing for long that they were asked: they may be asked once more."""
    session.exec(
        delete(tables.Invitation).where(
            col(tables.Invitation.partnership) == partnership,
            col(tables.Invitation.state) == Said.NOTHING.value,
            col(tables.Invitation.asked_at) < now - KEPT,
        )
    )


def get(session: Session, invitation: str) -> Invitation:
    """The invitation with this id; `NotFound` without."""
    if (row := session.get(tables.Invitation, invitation)) is None:
        raise NotFound(_("This invitation is no longer here."))
    return _invitation(row)


def of(session: Session, who: Identity, partnership: str) -> Invitation | None:
    """How somebody was asked to take part in a partnership, if they were."""
    key = {"platform": who.platform, "tenant": who.tenant, "user": who.user, "partnership": partnership}
    row = one(session, tables.Invitation, **key)
    return None if row is None else get(session, row.id)


def settle(session: Session, who: Identity, partnership: str, said: Said) -> None:
    """Keep what somebody said, if they were asked."""
    if (found := of(session, who, partnership)) is not None:
        row = session.get_one(tables.Invitation, found.id)
        row.state = said.value
        session.add(row)
        session.flush()


def answers(session: Session, partnership: str) -> Mapping[Identity, Said]:
    """What each of those who were asked has said."""
    rows = session.exec(select(tables.Invitation).where(tables.Invitation.partnership == partnership))
    return {Identity(row.platform, row.tenant, row.user): Said(row.state) for row in rows}


def counts(session: Session, partnership: str) -> Mapping[Said, int]:
    """How many have said what."""
    return Counter(answers(session, partnership).values())


def unreached(session: Session, partnership: str) -> int:
    """How many of those who have said nothing could not be written to."""
    failed = select(tables.Delivery.about).where(
        tables.Delivery.partnership == partnership,
        tables.Delivery.purpose == Purpose.INVITATION.value,
        tables.Delivery.progress == Progress.FAILED.value,
    )
    silent = select(func.count()).where(
        col(tables.Invitation.id).in_(failed), col(tables.Invitation.state) == Said.NOTHING.value
    )
    return session.exec(silent).one()


def known(session: Session, partnership: str) -> Mapping[Identity, bool]:
    """Who is or was a member, and whether they still are."""
    rows = (
        select(tables.Identity, tables.Member.left_at)
        .join(tables.Member, col(tables.Member.id) == tables.Identity.member)
        .where(tables.Identity.partnership == partnership)
    )
    return {Identity(row.platform, row.tenant, row.user): left is None for row, left in session.exec(rows)}


def _invitation(row: tables.Invitation) -> Invitation:
    who = Identity(row.platform, row.tenant, row.user)
    return Invitation(row.id, row.partnership, who, Said(row.state), row.asked_at)
