"""Choosing a language: one's own, and that of a partnership."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Said, Show, Submitted, Whisper
from bot.chat.names import Identity
from bot.domain.partnership import Partnership
from bot.domain.permission import Deed
from bot.domain.typed import Typed
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.speech import offered, speaking
from bot.store import languages, members, partnerships
from bot.texts import notes
from bot.texts import speaking as texts


def choose(session: Session, now: datetime, event: Pressed) -> Reply:
    """Speak this language to somebody from now on, in all their partnerships."""
    del now
    return _choose(session, event.who.identity, event.action.subject)


def hear(session: Session, now: datetime, event: Said) -> Reply:
    """Somebody said the name of a language."""
    del now
    return _choose(session, event.who.identity, named(event.text) or "")


def offer_shared(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask which language the partnership's spaces speak."""
    del now
    return Show(texts.form(_tended(session, event)))


def choose_shared(session: Session, now: datetime, event: Submitted) -> Reply:
    """Speak it there from now on."""
    del now
    partnership, typed = _tended(session, event), Typed(event.values)
    language = typed.one_of("language", offered())
    if typed.errors:
        return Reject(texts.form(partnership), typed.errors)
    languages.choose_for_all(session, partnership.id, language)
    return Whisper(notes.note(texts.kept(language), notes.home()))


def named(text: str) -> str | None:
    """The language that is called so by itself, whatever somebody thinks of capitals and punctuation."""
    said = text.strip().strip(".!?").casefold()
    return next((code for code, name in offered().items() if name.casefold() == said), None)


def _choose(session: Session, who: Identity, code: str) -> Reply:
    theirs = members.of(session, who)
    if not theirs:
        raise NotFound(_("You are not in a partnership yet, so there is nothing to set."))
    if code not in offered():
        raise NotFound(_("Weft does not speak this language here."))
    languages.choose(session, (member.id for member in theirs), code)
    with speaking(code):
        return Whisper(notes.note(texts.chosen(), notes.home()))


def _tended(session: Session, event: Pressed | Submitted) -> Partnership:
    member = members.acting(session, event.who.identity, event.action.subject, Deed.SCHEDULE)
    return partnerships.get(session, member.partnership)
