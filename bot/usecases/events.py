"""Events of a partnership, from which check-ins count their days: add them, move them with all that hangs on them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.domain.event import MOST, NAME_LENGTH, Event
from bot.domain.permission import Deed
from bot.domain.schedule import Schedule, instant
from bot.domain.typed import Typed
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.store import events, members, occurrences, partnerships, prompts, schedules
from bot.texts import events as texts
from bot.texts import notes

_LONGEST_AGO, _FARTHEST = timedelta(days=366), timedelta(days=3 * 366)


def show(session: Session, now: datetime, event: Pressed) -> Reply:
    """The events of a partnership with what hangs on them."""
    partnership = _partnership(session, event, event.action.subject)
    found = events.of(session, partnership)
    hanging = {each.id: _hanging(session, schedules.hanging(session, each.id), now) for each in found[: texts.PAGE]}
    return Replace(texts.message(partnerships.get(session, partnership), found, hanging))


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask for a new event."""
    del now
    return Show(texts.add_form(partnerships.get(session, _partnership(session, event, event.action.subject))))


def add(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep a new event."""
    partnership = _partnership(session, event, event.action.subject)
    try:
        name, day = _read(event, now, already=len(events.of(session, partnership)))
    except InvalidInput as error:
        return Reject(texts.add_form(partnerships.get(session, partnership)), error.errors)
    return Whisper(notes.note(texts.added(events.add(session, partnership, name, day)), notes.home()))


def offer_moving(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask for another day."""
    del now
    return Show(texts.move_form(_event(session, event)))


def move(session: Session, now: datetime, event: Submitted) -> Reply:
    """Move it, and everything that hangs on it and has not gone out."""
    found = _event(session, event)
    try:
        name, day = _read(event, now)
    except InvalidInput as error:
        return Reject(texts.move_form(found), error.errors)
    moved = events.change(session, found.id, name, day)
    anew = [_moved(session, schedule, day, now) for schedule in schedules.hanging(session, found.id)]
    for schedule in anew:
        schedules.save(session, schedule, now)
    return Whisper(notes.note(texts.moved(moved, _hanging(session, anew, now)), notes.home()))


def _moved(session: Session, schedule: Schedule, day: date, now: datetime) -> Schedule:
    return replace(schedule, rhythm=schedule.rhythm.moved(day, occurrences.opened(session, schedule.id, now)))


def _hanging(session: Session, found: Sequence[Schedule], now: datetime) -> Sequence[texts.Hanging]:
    return [_hangs(session, schedule, now) for schedule in found]


def _hangs(session: Session, schedule: Schedule, now: datetime) -> texts.Hanging:
    gone = schedule.rhythm.sent(occurrences.opened(session, schedule.id, now))
    left = [(days, slot) for days, slot in schedule.rhythm.hung() if days not in gone]
    return texts.Hanging(
        prompts.get(session, schedule.prompt).title,
        [each for each in left if instant(each[1], schedule.rhythm.zone) > now],
        [days for days, slot in left if instant(slot, schedule.rhythm.zone) <= now],
    )


def _read(event: Submitted, now: datetime, already: int = 0) -> tuple[str, date]:
    typed = Typed(event.values)
    name, day = typed.line("name", NAME_LENGTH), typed.day("day")
    if "day" not in typed.errors and not -_LONGEST_AGO <= day - now.date() <= _FARTHEST:
        typed.errors["day"] = _("Choose a day within three years from now, or one that is less than a year ago.")
    if already >= MOST:
        typed.errors["name"] = _("There are {most} events already. Move one that is over to its new day.", most=MOST)
    if typed.errors:
        raise InvalidInput(typed.errors)
    return name, day


def _event(session: Session, event: Pressed | Submitted) -> Event:
    found = events.get(session, event.action.subject)
    _partnership(session, event, found.partnership)
    return found


def _partnership(session: Session, event: Pressed | Submitted, partnership: str) -> str:
    return members.acting(session, event.who.identity, partnership, Deed.SCHEDULE).partnership
