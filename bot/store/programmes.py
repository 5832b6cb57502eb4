"""Programmes: evaluations in waves, and the key that lets the same person's answers be matched until they end."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select

from bot.domain.programme import Programme
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import tables

KEY_BYTES = 32


def make(session: Session, partnership: str, waves: Sequence[str], ends_at: datetime) -> Programme:
    """Begin a programme, with a key of its own."""
    row = tables.Programme(
        id=uuid4().hex,
        partnership=partnership,
        waves="\n".join(waves),
        ends_at=ends_at,
        key=secrets.token_hex(KEY_BYTES),
    )
    session.add(row)
    session.flush()
    return _programme(row)


def get(session: Session, programme: str) -> Programme:
    """The programme with this id; `NotFound` without."""
    if (row := session.get(tables.Programme, programme)) is None:
        raise NotFound(_("This evaluation is no longer here."))
    return _programme(row)


def change(session: Session, programme: str, waves: Sequence[str], ends_at: datetime) -> None:
    """Give a programme of which nothing has been asked other waves or another end."""
    row = session.get_one(tables.Programme, programme)
    row.waves, row.ends_at = "\n".join(waves), ends_at
    session.add(row)


def key(session: Session, programme: str) -> bytes | None:
    """What the pseudonyms of its waves are made with; None once it has ended."""
    row = session.get(tables.Programme, programme)
    return bytes.fromhex(row.key) if row and row.key else None


def to_end(session: Session, now: datetime) -> Sequence[Programme]:
    """Those whose end has come and whose key is still there; nobody else ends them meanwhile."""
    over = select(tables.Programme).where(
        col(tables.Programme.ends_at) <= now, col(tables.Programme.key).is_not(None)
    )
    rows = over.order_by(col(tables.Programme.ends_at), tables.Programme.id)
    return [_programme(row) for row in session.exec(rows.with_for_update())]


def end(session: Session, programme: str) -> None:
    """Destroy its key: from now on nobody can match anything any more."""
    row = session.get_one(tables.Programme, programme)
    row.key = None
    session.add(row)


def _programme(row: tables.Programme) -> Programme:
    return Programme(row.id, row.partnership, tuple(row.waves.split("\n")), row.ends_at)
