"""What was changed: the audit of a partnership, for its conveners to read."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Replace, Reply
from bot.domain.audit import readable
from bot.domain.permission import Deed
from bot.store import audit, members, partnerships
from bot.texts import changes as texts


def show(session: Session, now: datetime, event: Pressed) -> Reply:
    """One page of it, the latest first."""
    del now
    subject, _, before = event.action.subject.partition(":")
    member = members.acting(session, event.who.identity, subject, Deed.READ_CHANGES)
    first = int(before) if before.isdecimal() and len(before) <= texts.DIGITS else None
    entries = audit.latest(session, subject, first, texts.PAGE)
    names = audit.names(session, texts.ids(readable(entries))) | audit.named(session, subject)
    view = texts.View(partnerships.get(session, subject), member.digest.zone, entries, names)
    return Replace(texts.message(view, latest=first is None))
