"""The days of a check-in as a convener fills them in: the form for common cases, a sentence for all others."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain import sentence
from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.event import Event
from bot.domain.patterns import by_date
from bot.domain.rhythm import Rhythm
from bot.domain.rule import DATES, DAYS, OFFSETS, Rule
from bot.domain.typed import Typed
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.speech import noop

EVERY_WEEKS = (1, 2, 4, 8, 12, 13, 26)
"""The longer ones are what the waves of an evaluation need."""
BY_DATE, BY_PLACE, LAST_WORKING, ONCE = "date", "place", "working", "once"
MONTHLY = (BY_DATE, BY_PLACE, LAST_WORKING, ONCE)
"""On the date of the first day, on the same weekday of the month as it, on the last working day, on it alone."""
CLOCKS = ("zone", "own")
OWN = "own"
STAYS = "stay"
SHIFTS = (STAYS, *(shift.value for shift in Shift))
DAYS_FIELDS = ("weekdays", "every", "sentence", "time", "starts", "zone", "working", "holidays", "event")
_FARTHEST = timedelta(days=366)
_LONGEST_AGO = 10 * _FARTHEST
_WEEK = 7
_LAST = 5


def read_rhythm(typed: Typed, now: datetime, events: Mapping[str, Event]) -> tuple[Rhythm | None, str | None]:
    """The rhythm that is filled in and the event it hangs on, by id; none with what is wrong in `typed.errors`.

    A sentence says it all where there is one; the form beside it says what it leaves open.
    """
    already_wrong = set(typed.errors)
    text = " ".join(typed.text("sentence").split())
    weekly = {str(weeks) for weeks in EVERY_WEEKS}
    every = "" if text else typed.one_of("every", {*weekly, *MONTHLY})
    least = 1 if not text and every not in MONTHLY else 0
    weekdays = typed.some_of("weekdays", {str(day) for day in range(_WEEK)}, least=least)
    at = typed.time("time")
    day = typed.day("starts")
    zone = typed.zone("zone")
    calendar = _calendar(typed)
    working = _working(typed, calendar)
    event = _event(typed, events)
    if "starts" not in typed.errors and event is None and not _near(day, now):
        typed.errors["starts"] = _("Choose a day within a year from now.")
    if set(typed.errors) - already_wrong:
        return None, None
    starts = datetime.combine(day, at)
    if not text:
        if event is not None:
            typed.errors["sentence"] = _("Write how many days from the event, such as T-14, T-1, T+7.")
            return None, None
        formed = _formed(every, tuple(map(int, weekdays)), starts, zone)
        return replace(formed, working=Working(Shift.PREVIOUS, calendar) if every == LAST_WORKING else working), None
    try:
        said = sentence.read(text, first=day, usual=at, zone=zone)
    except InvalidInput as error:
        typed.errors.update(error.errors)
        return None, None
    if not said.hangs and not _near(said.starts.date(), now):
        typed.errors["sentence"] = _("Let it begin within a year from now.")
        return None, None
    if said.hangs != (event is not None):
        typed.errors["event"] = _(_ONE_WITHOUT_OTHER[said.hangs])
        return None, None
    if said.shift:
        working = Working(said.shift, calendar)
    starts = said.starts if event is None else datetime.combine(event.day, said.starts.time())
    return Rhythm(said.rule, starts, zone, working), event.id if event else None


_ONE_WITHOUT_OTHER = {
    True: noop("Choose the event from which these days are counted. Add it first if it is not there."),
    False: noop("Days from an event are written such as T-14, T+1. Write them, or choose no event."),
}


def _formed(every: str, weekdays: tuple[int, ...], starts: datetime, zone: str) -> Rhythm:
    """What the form says without a sentence."""
    if every == BY_DATE:
        return Rhythm(str(Rule({"FREQ": "MONTHLY", "INTERVAL": "1"} | by_date([starts.day]))), starts, zone)
    if every == BY_PLACE:
        place = (starts.day - 1) // _WEEK + 1
        day = f"{-1 if place == _LAST else place}{DAYS[starts.weekday()]}"
        return Rhythm(f"FREQ=MONTHLY;INTERVAL=1;BYDAY={day}", starts, zone)
    if every == LAST_WORKING:
        return Rhythm("FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1", starts, zone)
    if every == ONCE:
        return Rhythm(f"{DATES}={starts:%Y%m%d}", starts, zone)
    return Rhythm.weekly(weekdays, int(every), starts, zone)


def as_filled_in(rhythm: Rhythm, event: str | None) -> dict[str, tuple[str, ...]]:
    """A rhythm as it is filled in to be changed."""
    working = rhythm.working
    values: dict[str, tuple[str, ...]] = {
        "time": (f"{rhythm.starts:%H:%M}",),
        "starts": (rhythm.starts.date().isoformat(),),
        "zone": (rhythm.zone,),
    }
    if working:
        values["working"] = (working.shift.value,)
    if working and working.calendar.place:
        values["holidays"] = (working.calendar.place,)
    if event:
        values["event"] = (event,)
    rule = rhythm.read
    weekly = rule.parts.get("FREQ") == "WEEKLY" and rule.parts.keys() <= {"FREQ", "INTERVAL", "BYDAY"}
    if weekly and rule.every in EVERY_WEEKS:
        return values | {"weekdays": tuple(str(day) for day in rhythm.weekdays), "every": (str(rule.every),)}
    return values | {"sentence": (_written(rule),), "every": (str(EVERY_WEEKS[0]),)}


def _written(rule: Rule) -> str:
    """A rule as a sentence that is read back as it."""
    if DATES in rule.parts:
        return ", ".join(day.isoformat() for day in rule.dates)
    if OFFSETS in rule.parts:
        return ", ".join(f"T{days:+}" if days else "T" for days in rule.offsets)
    return str(rule)


def _working(typed: Typed, calendar: Calendar) -> Working | None:
    shift = typed.choice("working") or STAYS
    if shift not in SHIFTS:
        typed.errors["working"] = _("Choose one of the options.")
        return None
    return None if shift == STAYS else Working(Shift(shift), calendar)


def _calendar(typed: Typed) -> Calendar:
    found = Calendar.of(typed.text("holidays"))
    if found is None:
        typed.errors["holidays"] = _(
            "No bank holidays are known by this code. Write one such as GB-ENG, IE or DE-BY."
        )
    return found or Calendar()


def _event(typed: Typed, events: Mapping[str, Event]) -> Event | None:
    chosen = typed.choice("event")
    if chosen and chosen not in events:
        typed.errors["event"] = _("Choose one of the options.")
    return events.get(chosen)


def _near(day: date, now: datetime) -> bool:
    # A schedule that is edited may have started long ago, but every look for its next slot counts from there.
    return -_LONGEST_AGO <= day - now.date() <= _FARTHEST
