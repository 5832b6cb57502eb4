"""Working days: weekends and bank holidays of a country or region, and what becomes of a slot that falls on one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from holidays import HolidayBase

_WEEKEND = frozenset({5, 6})
_DAY = timedelta(days=1)
LONGEST_WAIT = 31
"""Days: no calendar has a longer run without a working day, and none is looked for beyond."""


class Shift(StrEnum):
    """What becomes of a slot on a day that is no working day."""

    NEXT = "next"
    PREVIOUS = "previous"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a country or region by its code, such as `GB-SCT`; without one, Monday to Friday."""

    place: str = ""

    def __post_init__(self) -> None:
        if self.place and self.place not in places():
            raise ValueError("no calendar is known by this code")

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The calendar that somebody means; none where there is none by this code."""
        code = text.strip().upper().replace("_", "-")
        code = _ALSO.get(code, code)
        found = {each.upper(): each for each in places()}.get(code)
        return None if found is None else cls(found)

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        if not self.place:
            return day.weekday() not in _WEEKEND
        return _known(self.place).is_working_day(day)

    def nearest(self, day: date, shift: Shift) -> date | None:
        """The working day that takes the place of a day, itself where it is one; none where it is skipped."""
        step = {Shift.NEXT: _DAY, Shift.PREVIOUS: -_DAY, Shift.SKIP: timedelta()}[shift]
        for away in range(LONGEST_WAIT + 1 if step else 1):
            try:
                found = day + away * step
            except OverflowError:
                return None
            if self.is_working(found):
                return found
        return None


@dataclass(frozen=True, slots=True)
class Working:
    """That something goes out on working days only, by which calendar, and what becomes of other days."""

    shift: Shift
    calendar: Calendar = Calendar()

    def __str__(self) -> str:
        """The text that `parse` reads back: `next`, `skip:GB-ENG`."""
        return f"{self.shift}:{self.calendar.place}" if self.calendar.place else str(self.shift)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` writes.

        Raises:
            ValueError: it is nothing that `str` writes.
        """
        shift, _, place = text.partition(":")
        return cls(Shift(shift), Calendar(place))

    def __call__(self, slot: datetime) -> datetime | None:
        """Where a slot goes instead, at the same time of day; none where it is skipped."""
        day = self.calendar.nearest(slot.date(), self.shift)
        return None if day is None else datetime.combine(day, slot.time())


_ALSO = {"UK": "GB", "ENGLAND": "GB-ENG", "WALES": "GB-WLS", "SCOTLAND": "GB-SCT", "NORTHERN IRELAND": "GB-NIR"}
"""What people write who know no codes."""


@cache
def places() -> frozenset[str]:
    """The codes of all calendars, that of no country among them."""
    # Read when first needed: it takes a tenth of a second, which no command that knows no days should wait for.
    from holidays import list_supported_countries  # noqa: PLC0415  see above

    countries = list_supported_countries(include_aliases=False)
    regions = (f"{country}-{region}" for country, regions in countries.items() for region in regions)
    return frozenset(("", *countries, *regions))


@cache
def _known(place: str) -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415  see `places`

    country, _, region = place.partition("-")
    return country_holidays(country, subdiv=region or None)
