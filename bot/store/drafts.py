"""Drafts: what a convener has filled in and not saved yet."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session, col, delete

from bot.domain.draft import Draft
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import codec, tables

_KEPT = timedelta(days=30)
"""How long a draft is kept that nobody saves."""


def keep(session: Session, member: str, draft: Draft, now: datetime, id_: str | None = None) -> str:
    """Keep a draft, new or in place of an earlier one of the same member; its id."""
    session.exec(delete(tables.Draft).where(col(tables.Draft.at) < now - _KEPT))
    content = codec.dump(draft, Draft)
    row = session.get(tables.Draft, id_) if id_ else None
    if row is None or row.member != member:
        row = tables.Draft(id=uuid4().hex, member=member, at=now, content=content)
    row.content, row.at = content, now
    session.add(row)
    return row.id


def get(session: Session, id_: str) -> tuple[str, Draft]:
    """The member whose draft it is, and the draft; `NotFound` without."""
    if (row := session.get(tables.Draft, id_)) is None:
        raise NotFound(_("This draft has been saved or dropped already."))
    return row.member, codec.load(row.content, Draft)


def drop(session: Session, id_: str) -> None:
    """Forget a draft."""
    session.exec(delete(tables.Draft).where(col(tables.Draft.id) == id_))
