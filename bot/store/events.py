"""Events of partnerships, from which schedules count their days."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from sqlmodel import Session, col, select

from bot.domain.event import Event
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import tables


def add(session: Session, partnership: str, name: str, day: date) -> Event:
    """Keep a new event."""
    row = tables.Event(id=uuid4().hex, partnership=partnership, name=name, day=day.isoformat())
    session.add(row)
    session.flush()
    return _event(row)


def get(session: Session, event: str) -> Event:
    """The event with this id; `NotFound` without."""
    if (row := session.get(tables.Event, event)) is None:
        raise NotFound(_("This event is no longer here."))
    return _event(row)


def of(session: Session, partnership: str) -> Sequence[Event]:
    """Those of a partnership, the latest first."""
    rows = select(tables.Event).where(tables.Event.partnership == partnership)
    return [_event(row) for row in session.exec(rows.order_by(col(tables.Event.day).desc(), tables.Event.id))]


def change(session: Session, event: str, name: str, day: date) -> Event:
    """Give it another name or day; what hangs on it is moved by whoever asks for this."""
    row = session.get_one(tables.Event, event, with_for_update=True)
    row.name, row.day = name, day.isoformat()
    session.add(row)
    return _event(row)


def _event(row: tables.Event) -> Event:
    return Event(row.id, row.partnership, row.name, date.fromisoformat(row.day))
