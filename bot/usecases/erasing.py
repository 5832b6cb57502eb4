"""Erasing a person wholly, as whoever runs Weft is asked to, and putting on record that it was done."""

from datetime import datetime

from sqlmodel import Session

from bot.domain.audit import ERASED, OPERATOR
from bot.store import audit, members, vanishing


def erase_person(session: Session, member: str, now: datetime) -> None:
    """Delete a member and all that leads to them; `NotFound` without. Afterwards let the database forget, too.

    The audit keeps what they did, under a pseudonym that leads to nobody any more.
    """
    found = members.get(session, member)
    audit.hold(session, found.partnership)
    vanishing.erase_person(session, found)
    audit.add(session, now, partnership=found.partnership, deed=ERASED, by=OPERATOR)
