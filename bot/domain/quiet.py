"""Quiet hours and days: when somebody, or nobody in a partnership, is to be written to, on a wall clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.zone import instant, local

MORNING = time(9)
"""When a day begins for whoever was not to be written to on the one before."""
WEEKEND = frozenset({5, 6})
_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day until another, over midnight where the second is the earlier one, and whole days."""

    begins: time = time()
    ends: time = time()
    """No hour is quiet where it is the time at which they begin."""
    days: frozenset[int] = frozenset()
    """Days of the week that are quiet as a whole; Monday is 0."""

    def __post_init__(self) -> None:
        if not self.days < frozenset(range(_WEEK)):
            raise ValueError("not all seven days of a week can be quiet")

    @property
    def has_hours(self) -> bool:
        """Whether any hour is quiet."""
        return self.begins != self.ends

    @property
    def weekends(self) -> bool:
        """Whether Saturdays and Sundays are quiet."""
        return self.days >= WEEKEND

    def holds(self, moment: datetime, zone: str) -> bool:
        """Whether it is quiet at a moment, on a zone's clock."""
        shown = local(moment, zone)
        return shown.weekday() in self.days or self._at(shown.time())

    def after(self, moment: datetime, zone: str) -> datetime:
        """This moment (UTC), or the first one that is not quiet; after whole days that is in the morning."""
        shown = local(moment, zone)
        if shown.weekday() in self.days:
            # Whoever is never to be written to in the morning is when their quiet hours end.
            begins = self.ends if self._at(MORNING) else MORNING
            then = instant(datetime.combine(self._loud(shown.date()), begins), zone)
        elif self._at(shown.time()):
            day = shown.date() if shown.time() < self.ends else shown.date() + _DAY
            then = instant(datetime.combine(day, self.ends), zone)
        else:
            return moment
        # Where clocks go back it may be quiet once more at once; never earlier than the moment itself.
        return self.after(then, zone) if then > moment else moment

    def _at(self, clock: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def _loud(self, day: date) -> date:
        while day.weekday() in self.days:
            day += _DAY
        return day


NEVER = Quiet()


def hours(begins: int, ends: int, days: Collection[int] = ()) -> Quiet:
    """From one full hour of the day until another."""
    return Quiet(time(begins), time(ends), frozenset(days))


USUAL = hours(18, 8, WEEKEND)
"""In a partnership: from six to eight in the morning and at weekends, unless a convener chooses otherwise."""
