"""Which of several: the days of a month, and its first, second or last weekday."""

from collections.abc import Sequence

from bot.speech import gettext as _
from bot.speech import noop

_DAYS = (
    *(noop("1st"), noop("2nd"), noop("3rd"), noop("4th"), noop("5th"), noop("6th"), noop("7th"), noop("8th")),
    *(noop("9th"), noop("10th"), noop("11th"), noop("12th"), noop("13th"), noop("14th"), noop("15th"), noop("16th")),
    *(noop("17th"), noop("18th"), noop("19th"), noop("20th"), noop("21st"), noop("22nd"), noop("23rd"), noop("24th")),
    *(noop("25th"), noop("26th"), noop("27th"), noop("28th"), noop("29th"), noop("30th"), noop("31st")),
)
_PLACES = {
    1: noop("first"),
    2: noop("second"),
    3: noop("third"),
    4: noop("fourth"),
    5: noop("fifth"),
    -1: noop("last"),
    -2: noop("second last"),
}
_WEEKDAYS = {
    1: noop("first {weekday}"),
    2: noop("second {weekday}"),
    3: noop("third {weekday}"),
    4: noop("fourth {weekday}"),
    5: noop("fifth {weekday}"),
    -1: noop("last {weekday}"),
    -2: noop("second last {weekday}"),
}


def nth(number: int) -> str:
    """A day of a month: `1st`, `22nd`, `13th`."""
    return _(_DAYS[number - 1])


def places(numbers: Sequence[int]) -> list[str] | None:
    """`first` or `last` of each; None where one has no name."""
    return [_(_PLACES[each]) for each in numbers] if all(each in _PLACES for each in numbers) else None


def on_the_weekday(place: int, weekday: str) -> str | None:
    """`second Tuesday`; None where the place has no name."""
    return _(_WEEKDAYS[place], weekday=weekday) if place in _WEEKDAYS else None
