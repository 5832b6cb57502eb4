"""Changing what comes next of a check-in: skipping it, moving it, pausing until a day, and undoing all that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.domain import upcoming
from bot.domain.permission import Deed
from bot.domain.schedule import Schedule, Status, instant
from bot.domain.typed import Typed
from bot.errors import Closed
from bot.speech import gettext as _
from bot.store import members, prompts, schedules
from bot.texts import adjusting as texts
from bot.texts import notes

_A_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=366)


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show what comes next, and what can be changed about it."""
    schedule, title = _tended(session, event, event.action.subject)
    return Show(texts.form(schedule, title, upcoming.next_slot(schedule, now)))


def adjust(session: Session, now: datetime, event: Submitted) -> Reply:
    """Change it as the form says, if what comes next is still what it was when the form was shown."""
    id_, _colon, shown = event.action.subject.partition(":")
    schedule, title = _tended(session, event, id_)
    slot = upcoming.next_slot(schedule, now)
    form = texts.form(schedule, title, slot)
    if shown != (slot.isoformat() if slot else ""):
        return Reject(form, {"what": _("Meanwhile another one comes next. Please look again and choose.")})
    typed = Typed(event.values)
    what = typed.one_of("what", _WAYS)
    done = None if typed.errors else _WAYS[what](typed, schedule, slot, now)
    if done is None or typed.errors:
        return Reject(form, typed.errors)
    following = schedules.adjust(session, done, now)
    return Whisper(notes.note(_told(what, title, slot, following, done), notes.home()))


def _told(what: str, title: str, slot: datetime | None, following: datetime | None, done: Schedule) -> str:
    if what == texts.SKIP and slot:
        return texts.skipped(title, slot, following)
    if what == texts.MOVE and slot:
        return texts.moved(title, slot, done.adjustments[-1].to or slot)
    return texts.paused(title, following) if what == texts.PAUSE else texts.undone(title, following)


def _skip(typed: Typed, schedule: Schedule, slot: datetime | None, now: datetime) -> Schedule | None:
    del now
    if slot is None:
        typed.errors["what"] = _("There is none to skip.")
        return None
    return replace(schedule, adjustments=upcoming.adjusted(schedule, slot, None))


def _move(typed: Typed, schedule: Schedule, slot: datetime | None, now: datetime) -> Schedule | None:
    if slot is None:
        typed.errors["what"] = _("There is none to move.")
        return None
    day = typed.day("day")
    at = typed.time("time") if typed.choice("time") else slot.time()
    to = datetime.combine(day, at)
    if not typed.errors and not (_near(day, now) and now < _instant(to, schedule)):
        typed.errors["day"] = _("Choose a time to come, within a year from now.")
    if not typed.errors and to != slot and to in upcoming.preview(schedule, now, _LOOKED_AT):
        typed.errors["day"] = _("Another one goes out at that very time. Choose another time, or skip this one.")
    return replace(schedule, adjustments=upcoming.adjusted(schedule, slot, to))


_LOOKED_AT = 100
"""Slots among which a moved one must not fall together with another."""


def _pause(typed: Typed, schedule: Schedule, slot: datetime | None, now: datetime) -> Schedule | None:
    del slot
    day = typed.day("day")
    if not typed.errors and not (_near(day, now) and now < _instant(datetime.combine(day, time.min), schedule)):
        typed.errors["day"] = _("Choose a day from tomorrow on, within a year from now.")
    if typed.errors:
        return None
    return replace(schedule, paused_until=_instant(datetime.combine(day, time.min), schedule))


def _undo(typed: Typed, schedule: Schedule, slot: datetime | None, now: datetime) -> Schedule | None:
    del typed, slot
    local = now.astimezone(ZoneInfo(schedule.rhythm.zone)).replace(tzinfo=None)
    # One that has gone out early would come again.
    over = tuple(each for each in schedule.adjustments if each.to is not None and each.to <= local)
    return replace(schedule, adjustments=over, paused_until=None)


_Way = Callable[[Typed, Schedule, datetime | None, datetime], Schedule | None]
_WAYS: dict[str, _Way] = {texts.SKIP: _skip, texts.MOVE: _move, texts.PAUSE: _pause, texts.UNDO: _undo}


def _near(day: date, now: datetime) -> bool:
    return -_A_DAY <= day - now.date() <= _FARTHEST


def _instant(local: datetime, schedule: Schedule) -> datetime:
    return instant(local, schedule.rhythm.zone)


def _tended(session: Session, event: Pressed | Submitted, id_: str) -> tuple[Schedule, str]:
    schedule = schedules.get(session, id_)
    members.acting(session, event.who.identity, schedule.partnership, Deed.SCHEDULE)
    if schedule.status is not Status.ACTIVE:
        raise Closed(_("This check-in is paused or stopped. Resume it before you change what comes next."))
    return schedule, prompts.get(session, schedule.prompt).title
