"""Drafts: what a convener has filled in and not saved yet."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, delete

from bot.errors import NotFound
from bot.store import tables


def keep(session: Session, member: str, content: str, now: datetime, draft: str | None = None) -> str:
    """Keep content (JSON), new or in place of an earlier draft of the same member; its id."""
    row = session.get(tables.Draft, draft) if draft else None
    if row is None or row.member != member:
        row = tables.Draft(id=uuid4().hex, member=member, at=now, content=content)
    row.content, row.at = content, now
    session.add(row)
    return row.id


def get(session: Session, draft: str) -> tuple[str, str]:
    """The member and the content; `NotFound` without."""
    if (row := session.get(tables.Draft, draft)) is None:
        raise NotFound("This draft has been saved or dropped already.")
    return row.member, row.content


def drop(session: Session, draft: str) -> None:
    """Forget a draft."""
    session.exec(delete(tables.Draft).where(col(tables.Draft.id) == draft))
