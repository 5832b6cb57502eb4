"""A second implementation of recurrence, day by day and without any library: what the first is held to."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

DAY = timedelta(days=1)
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def enumerate_slots(rule: str, starts: datetime, years: int = 12) -> Iterator[datetime]:
    """The slots of an RFC 5545 rule as far as so many years: look at each day and ask whether it is one."""
    parts = dict(part.split("=") for part in rule.split(";"))
    found = _all(parts, starts, years)
    return islice(found, int(parts["COUNT"])) if "COUNT" in parts else found


def _all(parts: dict[str, str], starts: datetime, years: int) -> Iterator[datetime]:
    first = starts.date()
    last = first + timedelta(days=366 * years)
    if "UNTIL" in parts:
        last = min(last, date(int(parts["UNTIL"][:4]), int(parts["UNTIL"][4:6]), int(parts["UNTIL"][6:8])))
    for days in _periods(parts, first, last):
        fitting = [day for day in days if _fits(parts, day, first)]
        if "BYSETPOS" in parts:
            chosen = {
                place - 1 if place > 0 else len(fitting) + place for place in map(int, parts["BYSETPOS"].split(","))
            }
            fitting = [day for place, day in enumerate(fitting) if place in chosen]
        for day in fitting:
            if first <= day <= last:
                yield datetime.combine(day, starts.time())


def _periods(parts: dict[str, str], first: date, last: date) -> Iterator[list[date]]:
    """The days of each round: a day, a week from Monday on, a month or a year, of which some are passed over."""
    every, freq = int(parts.get("INTERVAL", "1")), parts["FREQ"]
    by_round: dict[int, list[date]] = {}
    # From the beginning of its year to the end of its year, so that no round is cut in two.
    day = date(first.year, 1, 1) - 7 * DAY
    while day <= date(last.year, 12, 31):
        by_round.setdefault(_round(freq, day), []).append(day)
        day += DAY
    zero = _round(freq, first)
    for number, days in sorted(by_round.items()):
        if number >= zero and (number - zero) % every == 0:
            yield days


def _round(freq: str, day: date) -> int:
    match freq:
        case "DAILY":
            return day.toordinal()
        case "WEEKLY":
            return (day.toordinal() - 1) // 7
        case "MONTHLY":
            return day.year * 12 + day.month
        case _:
            return day.year


def _fits(parts: dict[str, str], day: date, first: date) -> bool:
    freq = parts["FREQ"]
    if "BYMONTH" in parts and str(day.month) not in parts["BYMONTH"].split(","):
        return False
    if "BYMONTHDAY" in parts:
        length = monthrange(day.year, day.month)[1]
        if not {day.day, day.day - length - 1} & set(map(int, parts["BYMONTHDAY"].split(","))):
            return False
    if "BYDAY" in parts:
        return any(_is(name, day) for name in parts["BYDAY"].split(","))
    if "BYMONTHDAY" in parts or freq == "DAILY":
        return True
    if freq == "WEEKLY":
        return day.weekday() == first.weekday()
    if freq == "YEARLY" and "BYMONTH" not in parts:
        return (day.month, day.day) == (first.month, first.day)
    return day.day == first.day


def _is(name: str, day: date) -> bool:
    """Whether this is such a day of its month: `2TU`, `-1FR`, or any of its name."""
    if NAMES[day.weekday()] != name[-2:]:
        return False
    length = monthrange(day.year, day.month)[1]
    places = {(day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)}
    return name[:-2] == "" or int(name[:-2]) in places
