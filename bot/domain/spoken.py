"""Days, times and numbers as people write them in a sentence."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = {
    word: place
    for place, words in enumerate(
        (
            ("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th"),
            ("sixth", "6th"), ("seventh", "7th"), ("eighth", "8th"), ("ninth", "9th"), ("tenth", "10th"),
        ),
        1,
    )
    for word in words
} | {"last": -1}  # fmt: skip

_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]})?" if month != "may" else "may" for month in MONTHS) + "|sept"
_WEEKDAY = (
    r"mon(?:day)?s?|tues?(?:day)?s?|wed(?:nesday)?s?|thu(?:rs?)?(?:day)?s?"
    r"|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?"
)
DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|today|tomorrow"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})\b(?: \d{{4}})?"
    rf"|(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,? \d{{4}})?)"
)
MONTH = rf"(?:{_MONTH})\b(?: \d{{4}})?"
WEEKDAY = rf"(?:{_WEEKDAY})\b"
ORDINAL = "(?:" + "|".join(_ORDINALS) + r"|penultimate|second last|second-last)"
NUMBER = r"(?:\d{1,4}|" + "|".join(_SMALL) + ")"
TIME = (
    r"(?:noon|midday|midnight|\d{1,2}[:.]\d{2} ?(?:am|pm)?|\d{1,2} ?(?:am|pm)|\d{1,2}h(?:\d{2})?"
    r"|half past \d{1,2}(?: ?(?:am|pm))?)"
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?h? ?(am|pm)?")
_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_HALF_DAY = 12
_AMBIGUOUS = range(1, 7)
"""Hours that people mean in the afternoon as often as in the night."""


def number(text: str) -> int:
    """`3` or `three`."""
    return int(text) if text.isdecimal() else _SMALL.index(text) + 1


def ordinal(text: str) -> int:
    """`second` or `2nd`; from the end with a minus."""
    return _ORDINALS.get(text, -2)


def weekday(text: str) -> int:
    """`tue`, `Tuesday` or `tuesdays`; Monday is 0."""
    return next(place for place, day in enumerate(WEEKDAYS) if day[:3] == text[:3])


def month(text: str) -> int:
    """`mar` or `march`; January is 1."""
    return next(place for place, name in enumerate(MONTHS, 1) if name[:3] == text[:3])


def listed(text: str) -> Iterator[str]:
    """`a`, `a and b`, `a, b and c`."""
    for part in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", text):
        if part.strip():
            yield part.strip()


def clock(text: str) -> time | None:
    """`9:30`, `2pm`, `14.00`, `noon`; none where it is no time of day, or may be one of two."""
    if text in _NAMED:
        return _NAMED[text]
    half = text.startswith("half past ")
    if not (found := _CLOCK.fullmatch(text.removeprefix("half past "))):
        return None
    hour, minute = int(found[1]), 30 if half else int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if found[3] == "pm" else 0)
    elif hour in _AMBIGUOUS and (half or (found[2] is None and "h" not in text)):
        return None
    try:
        return time(hour, minute)
    except ValueError:
        return None


def day(text: str, since: date) -> date | None:
    """The day that somebody means; without a year the first such since a day. None where there is none."""
    if text in {"today", "tomorrow"}:
        return since + timedelta(days=text == "tomorrow")
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        if "/" in text:
            return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone
        words = re.sub(r"\bof |,", "", text).split()
        name = next(word for word in words if word[0].isalpha())
        of_month, *year = (int(re.sub(r"\D", "", word)) for word in words if word[0].isdecimal())
        if year:
            return date(year[0], month(name), of_month)
    except ValueError:
        return None
    return _next(of_month, month(name), since)


def _next(of_month: int, of_year: int, since: date) -> date | None:
    # A 29 February may be eight years away.
    for year in range(since.year, min(since.year + 9, date.max.year)):
        if 1 <= of_month <= monthrange(year, of_year)[1] and (found := date(year, of_year, of_month)) >= since:
            return found
    return None


def month_begins(text: str, since: date) -> date:
    """The first day of a month such as `march` or `march 2028`; without a year the first to begin after a day."""
    name, *year = text.split()
    if year:
        return date(max(1, int(year[0])), month(name), 1)
    first = date(since.year, month(name), 1)
    return first if first > since else date(min(since.year + 1, date.max.year), month(name), 1)
