"""When nobody is reminded, as a convener chooses it."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.domain.partnership import Partnership
from bot.domain.permission import Deed
from bot.domain.shared_quiet import SharedQuiet
from bot.domain.typed import Typed
from bot.store import members, partnerships
from bot.texts import notes
from bot.texts import quieting as texts


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the hours."""
    del now
    return Show(texts.form(_tended(session, event)))


def keep(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep them."""
    del now
    partnership, typed = _tended(session, event), Typed(event.values)
    hours = {str(hour) for hour in range(24)}
    starts, ends = typed.one_of("starts", hours), typed.one_of("ends", hours)
    weekends = typed.one_of("weekends", texts.WEEKENDS)
    if typed.errors:
        return Reject(texts.form(partnership), typed.errors)
    quiet = SharedQuiet(int(starts), int(ends), weekends == "yes")
    partnerships.keep_quiet(session, partnership.id, quiet)
    return Whisper(notes.note(texts.said(quiet), notes.home()))


def _tended(session: Session, event: Pressed | Submitted) -> Partnership:
    member = members.acting(session, event.who.identity, event.action.subject, Deed.SCHEDULE)
    return partnerships.get(session, member.partnership)
