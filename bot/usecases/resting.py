"""What somebody is not asked, and when: putting off, pausing, never again, and whether they are reminded."""

from datetime import datetime, time, timedelta

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.domain.delivery import Purpose, Recipient
from bot.domain.nudging import Snooze, put_off
from bot.domain.occurrence import Occurrence, Part
from bot.domain.partnership import Member
from bot.domain.permission import Deed
from bot.domain.schedule import instant
from bot.domain.typed import Typed
from bot.errors import Closed, NotAllowed
from bot.speech import gettext as _
from bot.store import clocks, deliveries, members, occurrences, partnerships, prompts, rests, schedules
from bot.texts import resting as texts

_LONGEST = timedelta(days=366)


def show(session: Session, now: datetime, event: Pressed) -> Reply:
    """How it stands, with the way back from everything."""
    member = members.acting(session, event.who.identity, event.action.subject, Deed.ANSWER)
    return Replace(
        texts.message(
            texts.Rests(
                partnership=partnerships.get(session, member.partnership),
                paused_until=rests.paused_until(session, member.id, now),
                reminds=rests.wants_reminders(session, member.id),
                declined=rests.declined(session, member.id),
            )
        )
    )


def offer_snooze(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask until when."""
    occurrence, _member = _asked(session, now, event)
    return Show(texts.snooze_form(prompts.get(session, occurrence.prompt), occurrence))


def snooze(session: Session, now: datetime, event: Submitted) -> Reply:
    """Ask again then, in private, and not before."""
    occurrence, member = _asked(session, now, event)
    prompt = prompts.get(session, occurrence.prompt)
    form, typed = texts.snooze_form(prompt, occurrence), Typed(event.values)
    chosen = typed.one_of("until", set(Snooze))
    if typed.errors:
        return Reject(form, typed.errors)
    clock = clocks.get(session, member.id)
    zone = clock.zone if clock else occurrence.zone
    at = put_off(Snooze(chosen), now, zone)
    if clock and chosen != Snooze.HOUR:
        # Who wants it in an hour wants it then, whatever they have said of all other days.
        at = clock.from_(at)
    if at >= occurrence.closes_at:
        return Reject(form, {"until": _("It will have closed by then. Choose an earlier time, or answer it now.")})
    lane = event.who.identity.lane
    deliveries.drop(session, Purpose.SNOOZED, occurrence.id, Recipient(member=member.id))
    deliveries.plan(
        session,
        partnership=occurrence.partnership,
        purpose=Purpose.SNOOZED,
        about=occurrence.id,
        recipients=[(Recipient(member=member.id), lane)],
        not_before=at,
    )
    return Whisper(texts.snoozed(prompt, at, zone))


def decline(session: Session, now: datetime, event: Pressed) -> Reply:
    """Not this one again: its schedule asks them no more, and what is open of it counts as skipped."""
    occurrence = occurrences.get(session, event.action.subject)
    member = members.acting(session, event.who.identity, occurrence.partnership, Deed.ANSWER)
    part = occurrences.part(session, occurrence.id, member.id)
    if part is Part.ASKED and occurrence.takes_answers(now):
        occurrences.take_part(session, occurrence.id, member.id, Part.SKIPPED)
    rests.decline(session, occurrence.schedule, member.id)
    return Whisper(texts.declined(prompts.get(session, occurrence.prompt).title, occurrence.schedule))


def take_up(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask them again."""
    del now
    schedule = schedules.get(session, event.action.subject)
    member = members.acting(session, event.who.identity, schedule.partnership, Deed.ANSWER)
    rests.take_up(session, schedule.id, member.id)
    return Whisper(texts.taken_up(prompts.get(session, schedule.prompt).title))


def offer_rest(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask until which day."""
    del now
    member = members.acting(session, event.who.identity, event.action.subject, Deed.ANSWER)
    return Show(texts.rest_form(partnerships.get(session, member.partnership)))


def rest(session: Session, now: datetime, event: Submitted) -> Reply:
    """Send them nothing until then, from none of their partnerships."""
    member = members.acting(session, event.who.identity, event.action.subject, Deed.ANSWER)
    partnership = partnerships.get(session, member.partnership)
    typed = Typed(event.values)
    day = typed.day("until")
    until = None if typed.errors else instant(datetime.combine(day, time()), partnership.zone)
    if until is not None and not now < until <= now + _LONGEST:
        typed.errors["until"] = _("Choose a day after today, within a year.")
    if until is None or typed.errors:
        return Reject(texts.rest_form(partnership), typed.errors)
    rests.pause(session, [each.id for each in members.of(session, event.who.identity)], until)
    return Whisper(texts.paused(until, partnership.zone))


def go_on(session: Session, now: datetime, event: Pressed) -> Reply:
    """End the pause."""
    del now
    members.acting(session, event.who.identity, event.action.subject, Deed.ANSWER)
    rests.pause(session, [each.id for each in members.of(session, event.who.identity)], None)
    return Whisper(texts.going_on())


def remind(session: Session, now: datetime, event: Pressed) -> Reply:
    """They say whether they want reminders."""
    del now
    subject, _colon, wanted = event.action.subject.partition(":")
    member = members.acting(session, event.who.identity, subject, Deed.ANSWER)
    rests.remind(session, member.id, wants=wanted != "off")
    return Whisper(texts.reminded(wants=wanted != "off"))


def _asked(session: Session, now: datetime, event: Pressed | Submitted) -> tuple[Occurrence, Member]:
    """An open check-in that still waits for whoever asks."""
    occurrence = occurrences.get(session, event.action.subject)
    member = members.acting(session, event.who.identity, occurrence.partnership, Deed.ANSWER)
    if not occurrence.takes_answers(now):
        raise Closed(_("This check-in has closed, so there is nothing to put off."))
    if not occurrence.audience.includes(member):
        raise NotAllowed(_("This check-in is for other people of the partnership."))
    if occurrences.part(session, occurrence.id, member.id) in {Part.ANSWERED, Part.SKIPPED}:
        raise Closed(_("You have answered or skipped this check-in already, so you are not asked again."))
    return occurrence, member
