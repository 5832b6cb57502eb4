"""Changing what comes next of a check-in: skip it, move it, ask something else once, pause; and undo all that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.domain import upcoming
from bot.domain.adjustment import Adjustment
from bot.domain.draft import OPEN_HOURS
from bot.domain.permission import Deed
from bot.domain.prompt import TITLE_LENGTH, Prompt, Question, authored
from bot.domain.schedule import Schedule, Status, instant
from bot.domain.typed import Typed
from bot.errors import Closed, InvalidInput
from bot.speech import gettext as _
from bot.store import members, occurrences, prompts, schedules
from bot.texts import adjusting as texts
from bot.texts import notes, once

_A_DAY, _AN_HOUR, _A_MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
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
    what = typed.one_of("what", {*_WAYS, texts.THIS})
    if what == texts.THIS and slot:
        asked = upcoming.as_asked(schedule, slot)
        return Show(once.form(asked, prompts.get(session, asked.prompt), slot))
    done = _WAYS[what](typed, schedule, slot, now) if what in _WAYS else None
    if done is None or typed.errors:
        return Reject(form, typed.errors)
    following = schedules.adjust(session, done, now)
    return Whisper(notes.note(_told(what, title, slot, following, done), notes.home()))


def change_one(session: Session, now: datetime, event: Submitted) -> Reply:
    """Change the one that comes next as the form says, and no other one."""
    id_, _colon, shown = event.action.subject.partition(":")
    schedule, title = _tended(session, event, id_)
    slot = upcoming.next_slot(schedule, now)
    if slot is None or shown != slot.isoformat():
        raise Closed(once.passed())
    early = occurrences.at_slot(session, schedule.id, slot)
    if early and occurrences.parts(session, early.id):
        raise Closed(once.answered_early())
    usual = prompts.get(session, schedule.prompt)
    asked = upcoming.as_asked(schedule, slot)
    typed = Typed(event.values)
    to = _moved_to(typed, schedule, slot, now)
    hours = typed.one_of("open", {*map(str, OPEN_HOURS), str(asked.open_for // _AN_HOUR)})
    name, text = typed.line("title", TITLE_LENGTH), typed.text("questions")
    questions: tuple[Question, ...] = ()
    try:
        questions = authored(name, text, usual.kind)
    except InvalidInput as error:
        typed.errors.update(error.errors)
    if typed.errors:
        return Reject(once.form(asked, prompts.get(session, asked.prompt), slot), typed.errors)
    same = (name, questions) == (usual.title, usual.questions)
    open_for = asked.open_for if int(hours) == asked.open_for // _AN_HOUR else timedelta(hours=int(hours))
    first = upcoming.change_of(schedule, slot)
    change = Adjustment(
        first.slot if first else slot,
        to,
        prompt=None if same else _asked_once(session, asked, usual, name, questions),
        open_minutes=None if open_for == schedule.open_for else open_for // _A_MINUTE,
    )
    done = replace(schedule, adjustments=upcoming.otherwise(schedule, change))
    schedules.adjust(session, done, now)
    if not change.is_other:
        return Whisper(notes.note(once.as_planned(title, to), notes.home()))
    other = questions != usual.questions
    return Whisper(notes.note(once.changed(name, to, upcoming.as_asked(done, to), asks_other=other), notes.home()))


def _asked_once(session: Session, asked: Schedule, usual: Prompt, title: str, questions: tuple[Question, ...]) -> str:
    """The prompt that this one asks: the one it had, when nothing about it was changed."""
    earlier = prompts.get(session, asked.prompt)
    if (earlier.title, earlier.questions) == (title, questions):
        return earlier.id
    return prompts.write(
        session, asked.partnership, kind=usual.kind, title=title, theme=usual.theme, questions=questions
    ).id


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
    return replace(schedule, adjustments=upcoming.adjusted(schedule, slot, _moved_to(typed, schedule, slot, now)))


def _moved_to(typed: Typed, schedule: Schedule, slot: datetime, now: datetime) -> datetime:
    day = typed.day("day")
    at = typed.time("time") if typed.choice("time") else slot.time()
    to = datetime.combine(day, at)
    if not typed.errors and not (_near(day, now) and now < _instant(to, schedule)):
        typed.errors["day"] = _("Choose a time to come, within a year from now.")
    if not typed.errors and to != slot and to in upcoming.preview(schedule, now, _LOOKED_AT):
        typed.errors["day"] = _("Another one goes out at that very time. Choose another time, or skip this one.")
    return to


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
