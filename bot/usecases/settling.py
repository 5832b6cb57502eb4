"""Asking members for their own clock and quiet hours, and keeping what they say in all their partnerships."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Said, Show, Submitted, Whisper
from bot.domain.clock import Clock
from bot.domain.partnership import Member
from bot.domain.quiet import Quiet
from bot.domain.typed import Typed
from bot.domain.zone import is_zone
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.speech import language, speaking
from bot.store import clocks, languages, members, partnerships, schedules
from bot.texts import notes
from bot.texts import settling as texts


def tell(session: Session, now: datetime, event: Said) -> Reply:
    """Say what is kept, with the way to change it."""
    del now
    return Whisper(texts.told(clocks.get(session, _members(session, event)[0].id)))


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask. What their platform tells is proposed, and kept only once they have said so."""
    del now
    first = _members(session, event)[0]
    zone = event.who.zone or ""
    proposed = zone if is_zone(zone) else partnerships.get(session, first.partnership).zone
    return Show(texts.form(clocks.get(session, first.id), proposed))


def settle(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep it; check-ins that open from now on go by it."""
    del now
    theirs = _members(session, event)
    typed = Typed(event.values)
    zone, quiet = typed.zone("zone"), _quiet(typed)
    spoken = typed.language("language")
    if typed.errors:
        first = partnerships.get(session, theirs[0].partnership)
        return Reject(texts.form(clocks.get(session, theirs[0].id), first.zone), typed.errors)
    clock = Clock(zone, quiet)
    for member in theirs:
        clocks.keep(session, member.id, clock)
        schedules.look_again(session, member.partnership)
    if spoken:
        languages.choose(session, (member.id for member in theirs), spoken)
    with speaking(spoken or language()):
        return Whisper(notes.note(_("Saved. {clock}", clock=texts.in_words(clock)), notes.home()))


def _quiet(typed: Typed) -> Quiet | None:
    given = [name for name in ("quiet_begins", "quiet_ends") if typed.text(name).strip()]
    if not given:
        return None
    begins, ends = typed.time("quiet_begins"), typed.time("quiet_ends")
    if len(given) == 1 or typed.errors.keys() & {"quiet_begins", "quiet_ends"}:
        return None
    if begins == ends:
        typed.errors["quiet_ends"] = _("Choose another time than that at which they begin, or leave both empty.")
        return None
    return Quiet(begins, ends)


def _members(session: Session, event: Pressed | Submitted | Said) -> Sequence[Member]:
    """Who somebody is, in each of their partnerships."""
    found = members.of(session, event.who.identity)
    if not found:
        raise NotFound(_("You are not in a partnership yet, so there is nothing to set."))
    return found
