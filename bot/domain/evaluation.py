"""Planning an evaluation: the names of its waves and the day on which it ends, as a convener fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.draft import WAVES_LENGTH, Draft
from bot.domain.programme import Programme
from bot.domain.prompt import Kind
from bot.domain.schedule import Schedule, Visibility, instant
from bot.domain.typed import Typed
from bot.speech import gettext as _

FEWEST, MOST = 2, 6
"""Waves of one evaluation."""
NAME_LENGTH = 30
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=3 * 365 + 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The waves in order, and the moment (UTC) at which the evaluation ends."""

    waves: tuple[str, ...]
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """What people have been shown of an evaluation, so that it cannot be changed any more."""

    programme: Programme
    asked: int
    """Waves that have opened; 1 or more."""
    visibility: Visibility
    zone: str
    """In which its last day was chosen."""


def read(
    draft: Draft, schedule: Schedule | None, now: datetime, begun: Begun | None = None
) -> tuple[Plan | None, Mapping[str, str]]:
    """The evaluation that a draft plans, none where it names no waves, and what is wrong with it.

    Args:
        draft: with its form filled in.
        schedule: what the rest of the form says; None while something is wrong with that.
        now: the moment.
        begun: where its waves have been asked already.
    """
    typed = draft.typed()
    waves, day = _waves(typed), _day(typed)
    if draft.kind is not Kind.PULSE:
        if typed.errors or waves or day:
            return None, {"waves": _("Only a pulse can be asked in waves. Leave them out, or choose a pulse.")}
        return None, {}
    if waves and day is None and "ends" not in typed.errors:
        typed.errors["ends"] = _("Choose the day on which the evaluation ends, after its last wave has closed.")
    if day and not waves and "waves" not in typed.errors:
        typed.errors["waves"] = _("Name the waves that end on this day, or leave the day out.")
    if begun and schedule and (errors := _changed(begun, schedule, waves, day)):
        return None, errors
    if typed.errors or not waves or day is None or schedule is None:
        return None, typed.errors
    ends_at = begun.programme.ends_at if begun else end_of(day, schedule.rhythm.zone)
    if complaint := _too_early_or_late(schedule, len(waves) - (begun.asked if begun else 0), ends_at, now):
        return None, {"ends": complaint}
    return Plan(waves, ends_at), {}


def end_of(day: date, zone: str) -> datetime:
    """The moment (UTC) at which a day is over in a zone."""
    return instant(datetime.combine(day + _DAY, datetime.min.time()), zone)


def last_day(ends_at: datetime, zone: str) -> date:
    """The day that is over at this moment in a zone."""
    return (ends_at.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date()


def _waves(typed: Typed) -> tuple[str, ...]:
    text = typed.text("waves")
    names = tuple(name for part in text.replace("\n", ",").split(",") if (name := " ".join(part.split())))
    if not names:
        return ()
    if len(text) > WAVES_LENGTH:
        typed.errors["waves"] = _("At most {most} characters in all. Find shorter names.", most=WAVES_LENGTH)
    elif not FEWEST <= len(names) <= MOST:
        typed.errors["waves"] = _(
            "Name {fewest} to {most} waves, with commas between; there are {count}.",
            fewest=FEWEST,
            most=MOST,
            count=len(names),
        )
    elif long := [name for name in names if len(name) > NAME_LENGTH]:
        typed.errors["waves"] = _(
            "The name of a wave has at most {most} characters; “{name}” has more.", most=NAME_LENGTH, name=long[0]
        )
    elif len({name.casefold() for name in names}) < len(names):
        typed.errors["waves"] = _("Two waves have the same name. Name them so that readers can tell them apart.")
    return names


def _day(typed: Typed) -> date | None:
    if not typed.text("ends").strip():
        return None
    day = typed.day("ends")
    return None if "ends" in typed.errors else min(day, date.max - _DAY)


def _changed(begun: Begun, schedule: Schedule, waves: tuple[str, ...], day: date | None) -> Mapping[str, str]:
    """What was shown with the first wave holds for all of them."""
    programme, last = begun.programme, last_day(begun.programme.ends_at, begun.zone)
    if (waves, day) != (programme.waves, last):
        names = ", ".join(programme.waves)
        return {
            "waves": _(
                "The first wave has been asked, so this stays as it was: {names}; until {last}.",
                names=names,
                last=last,
            )
        }
    if schedule.visibility is not begun.visibility:
        return {"visibility": _("The first wave has been asked, so who can tell whose answer it is stays as it was.")}
    return {}


def _too_early_or_late(schedule: Schedule, to_come: int, ends_at: datetime, now: datetime) -> str:
    if ends_at - now > _LONGEST:
        return _("Choose a day within three years from now.")
    slots = schedule.rhythm.preview(now, to_come) if to_come else ()
    if not slots:
        return ""
    closes_at = instant(slots[-1], schedule.rhythm.zone) + schedule.open_for
    if closes_at <= ends_at:
        return ""
    return _(
        "The last wave closes on {day}. Choose that day or a later one.",
        day=last_day(closes_at, schedule.rhythm.zone),
    )
