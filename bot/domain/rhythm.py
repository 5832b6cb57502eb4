"""When something recurs on the wall clock of a zone, with its working days: the slots that come of a rule."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from typing import Self

from bot.domain.calendar import LONGEST_WAIT, Shift, Working
from bot.domain.rule import DAYS, SENT, Rule
from bot.domain.zone import has_day, instant, local

_EARLIEST = datetime(2, 1, 1)  # noqa: DTZ001  a wall clock has no zone


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something recurs, on the wall clock of a zone."""

    rule: str
    """An RFC 5545 recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO,TH`, or what else `bot.domain.rule` reads."""
    starts: datetime
    """The first possible slot, or the event that it hangs on: naive local time."""
    zone: str
    working: Working | None = None
    """What becomes of slots on days that are no working days; None where they stay."""

    @classmethod
    def weekly(cls, weekdays: Iterable[int], every: int, starts: datetime, zone: str) -> Self:
        """Every so many weeks on these days (Monday is 0), at the time of `starts`."""
        days = ",".join(DAYS[day] for day in sorted(set(weekdays)))
        return cls(f"FREQ=WEEKLY;INTERVAL={every};BYDAY={days}", starts, zone)

    @property
    def read(self) -> Rule:
        """Its rule."""
        return Rule.of(self.rule)

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of the week that the rule names, else the one it starts on."""
        return self.read.weekdays or (self.starts.weekday(),)

    @property
    def every(self) -> int:
        """Weeks (or days, months, years) from one round to the next."""
        return self.read.every

    def slots(self, after: datetime | None = None) -> Iterator[datetime]:
        """The slots in order, each once, naive local times, later than `after` where it is given."""
        found = self._shifted(after) if self.working else self.read.slots(self.starts, after)
        return (slot for slot in found if has_day(slot, self.zone))

    def _shifted(self, after: datetime | None) -> Iterator[datetime]:
        working, begin = self.working, after
        if after and working and working.shift is Shift.NEXT:
            # One from before may have been moved beyond.
            begin = max(after, _EARLIEST) - timedelta(days=LONGEST_WAIT + 1)
        slots = self.read.slots(self.starts, begin)
        moved = (slot for each in slots if (slot := working(each) if working else each))
        # Several in a row may have been moved to one day.
        return (slot for slot, _ in groupby(moved) if after is None or slot > after)

    def next_slot(self, now: datetime) -> datetime | None:
        """The first slot whose instant is later than `now`; None when the rule has ended."""
        # A day's margin either way covers every change of clocks; the instants decide.
        near = local(now, self.zone) - timedelta(days=1)
        return next((slot for slot in self.slots(near) if instant(slot, self.zone) > now), None)

    def next_instant(self, now: datetime) -> datetime:
        """The moment (UTC) of the next slot of a rule that never ends."""
        slot = self.next_slot(now)
        if slot is None:
            raise ValueError("this rhythm has ended")
        return instant(slot, self.zone)

    def between(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """The slots whose instants lie after the first and not after the second moment."""
        slot = self.next_slot(after)
        following = self.slots(slot) if slot else iter(())
        while slot is not None and instant(slot, self.zone) <= until:
            yield slot
            slot = next(following, None)

    def preview(self, now: datetime, count: int) -> tuple[datetime, ...]:
        """The next `count` slots from now on, naive local times."""
        first = self.next_slot(now)
        return () if first is None else (first, *islice(self.slots(first), count - 1))

    def hung(self) -> Iterator[tuple[int, datetime]]:
        """What hangs on the event and has not gone out: the days from it, and the slot."""
        for days, slot in self.read.hung(self.starts):
            shifted = self.working(slot) if self.working else slot
            if shifted is not None:
                yield days, shifted

    def sent(self, opened: Collection[datetime]) -> frozenset[int]:
        """The days from the event that have gone out by now, when these slots were opened."""
        return self.read.sent | {days for days, slot in self.hung() if slot in opened}

    def having_sent(self, offsets: Collection[int]) -> Self:
        """The same, but these days from the event have gone out and do not once more."""
        if not offsets:
            return self
        return replace(self, rule=str(self.read.with_(**{SENT: ",".join(map(str, sorted(offsets)))})))

    def moved(self, day: date, opened: Collection[datetime]) -> Self:
        """The same, with its event on another day: what has gone out has, all else moves with it."""
        kept = self.having_sent(self.sent(opened))
        return replace(kept, starts=datetime.combine(day, self.starts.time()))
