"""Rhythms in words, as a convener reads them before anything is saved."""

from collections.abc import Sequence
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date

from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.rhythm import Rhythm
from bot.domain.rule import DATES, DAYS, OFFSETS, Rule

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LOCALE = Locale.parse("en_GB")
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second last"}
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_MOST_DATES = 6
_SHORTEST, _LONGEST_MONTH = 28, 31
_EVERY_MONTH_HAS = 4
_LAST_DAY = "-1"
_COUNTRIES = {"GB-ENG": "England", "GB-WLS": "Wales", "GB-SCT": "Scotland", "GB-NIR": "Northern Ireland"}


def days(rhythm: Rhythm) -> str:
    """The days of a rhythm, such as `every month on the second Tuesday`."""
    return _working_day(rhythm.read, rhythm.working) or _days(rhythm.read, rhythm.starts)


def bounds(rhythm: Rhythm) -> str:
    """When it ends and what becomes of bank holidays, such as `, until 28 February 2027`; often nothing."""
    rule, working = rhythm.read, rhythm.working
    return _end(rule) + (_shifted(working) if working and not _working_day(rule, working) else "")


def _working_day(rule: Rule, working: Working | None) -> str | None:
    """The first or last working day of a month, which is its first or last day, moved."""
    which = {("1", Shift.NEXT): "first", (_LAST_DAY, Shift.PREVIOUS): "last"}
    asked = which.get((rule.parts.get("BYMONTHDAY", ""), working.shift)) if working else None
    if not working or not asked or not _only(rule, "MONTHLY", "BYMONTHDAY"):
        return None
    return f"{_rounds(rule)} on the {asked} working day{calendar(working.calendar)}"


def _days(rule: Rule, starts: datetime) -> str:
    if DATES in rule.parts:
        return f"on {_dates(rule.dates)}"
    if OFFSETS in rule.parts:
        return enumeration([offset(days) for days in rule.offsets]) + " the event"
    freq = rule.parts.get("FREQ")
    if freq == "DAILY" and _only(rule, freq):
        return _rounds(rule)
    if freq == "WEEKLY" and (_only(rule, freq, "BYDAY") or _only(rule, freq)):
        weekdays = sorted(set(rule.weekdays)) or [starts.weekday()]
        return f"{_rounds(rule)} on {enumeration([WEEKDAYS[day] for day in weekdays])}"
    if freq == "MONTHLY" and (said := _monthly(rule, starts)):
        return f"{_rounds(rule)} {said}"
    if freq == "YEARLY" and (said := _yearly(rule, starts)):
        return f"{_rounds(rule)} on {said}"
    return f"by the rule {rule.without('UNTIL', 'COUNT')}"


def _monthly(rule: Rule, starts: datetime) -> str | None:
    if _only(rule, "MONTHLY"):
        return _on_dates([starts.day])
    if _only(rule, "MONTHLY", "BYMONTHDAY"):
        return _on_dates([int(day) for day in rule.listed("BYMONTHDAY")])
    listed, place = rule.listed("BYMONTHDAY"), rule.parts.get("BYSETPOS")
    if _only(rule, "MONTHLY", "BYMONTHDAY", "BYSETPOS"):
        until = int(listed[-1])
        if place == _LAST_DAY and listed == [str(day) for day in range(_SHORTEST, until + 1)]:
            return f"on the {nth(until)}, in shorter months on the last day"
        return None
    if _only(rule, "MONTHLY", "BYDAY", "BYSETPOS"):
        known = [_PLACES[int(each)] for each in rule.listed("BYSETPOS") if int(each) in _PLACES]
        if rule.listed("BYDAY") != list(DAYS[:5]) or len(known) != len(rule.listed("BYSETPOS")):
            return None
        return f"on the {enumeration(known)} day from Monday to Friday"
    return _on_places(rule.listed("BYDAY")) if _only(rule, "MONTHLY", "BYDAY") else None


def _on_dates(listed: Sequence[int]) -> str:
    named = ["last day" if day == -1 else f"{nth(-day)} day from the end" if day < 0 else nth(day) for day in listed]
    left_out = _left_out(any(abs(day) > _SHORTEST for day in listed))
    return f"on the {enumeration(named)}{left_out}"


def _on_places(listed: Sequence[str]) -> str | None:
    places = [(int(day[:-2] or "0"), WEEKDAYS[DAYS.index(day[-2:])]) for day in listed]
    if not all(place in _PLACES for place, _ in places):
        return None
    named = [f"{_PLACES[place]} {day}" for place, day in places]
    left_out = _left_out(any(place > _EVERY_MONTH_HAS for place, _ in places))
    return f"on the {enumeration(named)}{left_out}"


def _left_out(some: bool) -> str:  # noqa: FBT001  whether is what the argument says
    return " (months that have none are left out)" if some else ""


def _yearly(rule: Rule, starts: datetime) -> str | None:
    if _only(rule, "YEARLY"):
        leap = " (other years are left out)" if (starts.month, starts.day) == (2, 29) else ""
        return f"{starts.day} {_month(starts.month)}{leap}"
    months, listed = rule.listed("BYMONTH"), rule.listed("BYMONTHDAY")
    if not _only(rule, "YEARLY", "BYMONTH", "BYMONTHDAY") or len(months) != 1 or len(listed) != 1:
        return None
    day, month = int(listed[0]), int(months[0])
    if day == -1:
        return f"the last day of {_month(month)}"
    leap = " (other years are left out)" if (month, day) == (2, 29) else ""
    return f"{day} {_month(month)}{leap}" if day > 0 else None


def _only(rule: Rule, freq: str, *names: str) -> bool:
    """Whether a rule says these things about its days and no others; months beside them for what is monthly."""
    others = {"FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST"} | ({"BYMONTH"} if freq == "MONTHLY" else set())
    return rule.parts.get("FREQ") == freq and rule.parts.keys() - others == set(names)


def _rounds(rule: Rule) -> str:
    unit = _UNITS[rule.parts["FREQ"]]
    every = f"every {unit}" if rule.every == 1 else f"every {rule.every} {unit}s"
    months = rule.listed("BYMONTH") if rule.parts["FREQ"] == "MONTHLY" else []
    if not months:
        return every
    within = enumeration([_month(int(month)) for month in months])
    return f"in {within}" if rule.every == 1 else f"{every}, in {within} only,"


def _end(rule: Rule) -> str:
    if (last := rule.until) is not None:
        return f", until {_date(last)}"
    if (count := rule.count) is not None:
        return {1: ", once only", 2: ", twice only"}.get(count, f", {count} times")
    return ""


def _shifted(working: Working) -> str:
    said = {
        Shift.NEXT: "on the next working day where it is none",
        Shift.PREVIOUS: "on the working day before where it is none",
        Shift.SKIP: "on working days only",
    }
    return f", {said[working.shift]}{calendar(working.calendar)}"


def calendar(calendar: Calendar) -> str:
    """Whose bank holidays are kept, in brackets; nothing where none are."""
    place = _COUNTRIES.get(calendar.place, calendar.place)
    return f" (bank holidays: {place})" if place else ""


def offset(days: int) -> str:
    """Days from an event: `28 days before`, `on the day of`."""
    if not days:
        return "on the day of"
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'after' if days > 0 else 'before'}"


def _dates(dates: Sequence[date]) -> str:
    shown = [_date(day) for day in dates[:_MOST_DATES]]
    more = len(dates) - len(shown)
    return enumeration([*shown, *([f"{more} more"] if more else [])])


def _date(day: date) -> str:
    return format_date(day, "d MMMM y", locale=_LOCALE)


def _month(number: int) -> str:
    return format_date(date(2000, number, 1), "MMMM", locale=_LOCALE)


def nth(number: int) -> str:
    """`1st`, `22nd`, `13th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 % 10 != 1 else "th"
    return f"{number}{ending}"


def enumeration(items: list[str]) -> str:
    """`a`, `a and b` or `a, b and c`."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last
