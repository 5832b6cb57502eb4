"""Asking members for their own clock and quiet hours, and keeping what they say in all their partnerships."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Said, Show, Submitted, Whisper
from bot.domain import nudging
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, Purpose
from bot.domain.leave import LONGEST, Leave
from bot.domain.partnership import Member
from bot.domain.quiet import NEVER, Quiet
from bot.domain.typed import Typed
from bot.domain.zone import instant, is_zone
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.speech import language, speaking
from bot.store import clocks, deliveries, languages, members, occurrences, partnerships, rests, schedules
from bot.texts import notes, working
from bot.texts import settling as texts

_A_DAY = timedelta(days=1)


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
    """Keep it; check-ins that open from now on go by it, and so does what still waits to be sent."""
    theirs = _members(session, event)
    typed = Typed(event.values)
    zone, hours = typed.zone("zone"), _hours(typed)
    days = typed.some_of("days_off", set(map(str, range(7))))
    if len(days) == 7:  # noqa: PLR2004  a week has seven days
        typed.errors["days_off"] = working.all_days()
    leave = _leave(typed, now)
    spoken = typed.language("language")
    if typed.errors:
        first = partnerships.get(session, theirs[0].partnership)
        return Reject(texts.form(clocks.get(session, theirs[0].id), first.zone), typed.errors)
    clock = Clock(zone, replace(hours, days=frozenset(map(int, days))), leave)
    for member in theirs:
        clocks.keep(session, member.id, clock)
        _move_what_waits(session, member, clock, now)
        schedules.look_again(session, member.partnership)
    if spoken:
        languages.choose(session, (member.id for member in theirs), spoken)
    with speaking(spoken or language()):
        return Whisper(notes.note(_("Saved. {clock}", clock=texts.in_words(clock)), notes.home()))


def _hours(typed: Typed) -> Quiet:
    given = [name for name in ("quiet_begins", "quiet_ends") if typed.text(name).strip()]
    if not given:
        return NEVER
    begins, ends = typed.time("quiet_begins"), typed.time("quiet_ends")
    if len(given) == 1 or typed.errors.keys() & {"quiet_begins", "quiet_ends"}:
        return NEVER
    if begins == ends:
        typed.errors["quiet_ends"] = _("Choose another time than that at which they begin, or leave both empty.")
    return Quiet(begins, ends)


def _leave(typed: Typed, now: datetime) -> Leave | None:
    given = [name for name in ("leave_begins", "leave_ends") if typed.text(name).strip()]
    if not given:
        return None
    if len(given) == 1:
        missing = "leave_ends" if given == ["leave_begins"] else "leave_begins"
        typed.errors[missing] = working.both_days()
        return None
    begins, ends = typed.day("leave_begins"), typed.day("leave_ends")
    if typed.errors.keys() & {"leave_begins", "leave_ends"}:
        return None
    if not timedelta() <= ends - begins <= LONGEST:
        typed.errors["leave_ends"] = working.wrong_order()
        return None
    if not (now.date() - _A_DAY <= ends and begins <= now.date() + LONGEST):
        typed.errors["leave_begins"] = working.over()
        return None
    return Leave(begins, ends)


def _move_what_waits(session: Session, member: Member, clock: Clock, now: datetime) -> None:
    """What is not posted yet comes when this clock says. What they have put off themselves comes when they said."""
    for each in deliveries.pending(session, member.id):
        match each.purpose:
            case Purpose.ASK:
                occurrence = occurrences.get(session, each.about)
                own = schedules.get(session, occurrence.schedule).own_clock
                moment = max(now, instant(occurrence.slot, clock.zone)) if own else now
                deliveries.postpone(session, each.id, clock.from_(moment))
            case Purpose.REMINDER | Purpose.LAST_REMINDER:
                deliveries.postpone(session, each.id, _reminder(session, each, clock, now))
            case Purpose.DIGEST | Purpose.STILL_WANTED:
                deliveries.postpone(session, each.id, clock.from_(now))
            case Purpose.SNOOZED | Purpose.INVITATION | Purpose.DOUBT | Purpose.LOST:
                pass


def _reminder(session: Session, one: Delivery, clock: Clock, now: datetime) -> datetime:
    """When a reminder comes that was planned by another clock; at the end, where there is no moment left for it."""
    occurrence = occurrences.get(session, one.about)
    member = one.recipient.member or ""
    hours = rests.hours(session, [member]).get(member, frozenset())
    quiet = partnerships.get(session, occurrence.partnership).quiet
    moments = nudging.reminders(occurrence, hours, quiet, clock)
    place = (Purpose.REMINDER, Purpose.LAST_REMINDER).index(one.purpose)
    planned = moments[place] if place < len(moments) else occurrence.closes_at
    return clock.from_(now) if planned < now else planned


def _members(session: Session, event: Pressed | Submitted | Said) -> Sequence[Member]:
    """Who somebody is, in each of their partnerships."""
    found = members.of(session, event.who.identity)
    if not found:
        raise NotFound(_("You are not in a partnership yet, so there is nothing to set."))
    return found
