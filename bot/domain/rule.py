"""The text of a rule, read: what recurs (RFC 5545), days that are named one by one, days counted from an event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import cast

from dateutil.rrule import rrule, rrulestr

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DATES, OFFSETS, SENT = "RDATE", "OFFSETS", "SENT"
_HORIZON = timedelta(days=40 * 366)
"""How far a slot is looked for: a rule that names 30 February would be followed to the year 9999."""
_ENDLESS = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001  a wall clock has no zone
_PERIODS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Rule:
    """The parts of a rule by name."""

    parts: dict[str, str]

    @classmethod
    def of(cls, text: str) -> "Rule":
        """Read `FREQ=WEEKLY;BYDAY=MO`, `RDATE=20270512,20270603` or `OFFSETS=-28,1;SENT=-28`."""
        return cls(dict(part.split("=", 1) for part in text.split(";") if "=" in part))

    def __str__(self) -> str:
        """The text that `of` reads."""
        return ";".join(f"{name}={value}" for name, value in self.parts.items())

    @property
    def every(self) -> int:
        """Days, weeks, months or years from one round to the next."""
        return int(self.parts.get("INTERVAL", "1"))

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of the week that it names, whichever of a month they are."""
        return tuple(DAYS.index(day[-2:]) for day in self.listed("BYDAY"))

    @property
    def dates(self) -> tuple[date, ...]:
        """The days that are named one by one, in order."""
        return tuple(sorted({as_date(text) for text in self.listed(DATES)}))

    @property
    def offsets(self) -> tuple[int, ...]:
        """Days counted from an event, in order; minus before it."""
        return tuple(sorted({int(text) for text in self.listed(OFFSETS)}))

    @property
    def sent(self) -> frozenset[int]:
        """Those of them that have gone out, and do not once more when the event moves."""
        return frozenset(int(text) for text in self.listed(SENT))

    @property
    def until(self) -> datetime | None:
        """The last possible slot."""
        return as_moment(self.parts["UNTIL"]) if "UNTIL" in self.parts else None

    @property
    def count(self) -> int | None:
        """How many slots there are in all."""
        return int(self.parts["COUNT"]) if "COUNT" in self.parts else None

    def listed(self, name: str) -> list[str]:
        """The values of a part, between its commas."""
        return [value for value in self.parts.get(name, "").split(",") if value]

    def without(self, *names: str) -> "Rule":
        """The same rule without these parts."""
        return Rule({name: value for name, value in self.parts.items() if name not in names})

    def with_(self, **parts: str) -> "Rule":
        """The same rule with these parts."""
        return Rule({**self.parts, **parts})

    def slots(self, starts: datetime, after: datetime | None = None) -> Iterator[datetime]:
        """The slots in order, later than `after` where it is given; naive local times at the time of `starts`."""
        if DATES in self.parts:
            found = iter([datetime.combine(day, starts.time()) for day in self.dates])
        elif OFFSETS in self.parts:
            found = (slot for _, slot in self.hung(starts))
        elif (count := self.count) is not None:
            found = islice(self._recurring(starts, after or starts), count)
        else:
            found = self._recurring(self._near(starts, after) if after else starts, after or starts)
        return found if after is None else (slot for slot in found if slot > after)

    def hung(self, starts: datetime) -> Iterator[tuple[int, datetime]]:
        """What hangs on an event that is at `starts` and has not gone out: days from it, and the slot."""
        for days in self.offsets:
            if days not in self.sent:
                yield days, starts + timedelta(days=days)

    def _near(self, starts: datetime, after: datetime) -> datetime:
        """The start of a later round, not after a moment: counting all that passed would take longer every week."""
        period = _PERIODS.get(self.parts.get("FREQ", ""))
        if period is None:
            return starts
        round_ = period * self.every
        return starts + max(0, (after - starts) // round_) * round_

    def _recurring(self, starts: datetime, after: datetime) -> Iterator[datetime]:
        latest = max(starts, after)
        horizon = latest + _HORIZON if latest < _ENDLESS - _HORIZON else _ENDLESS
        last = min(filter(None, (self.until, horizon)))
        if last < starts:
            return iter(())
        plain = cast("rrule", rrulestr(str(self.without("COUNT", "UNTIL")), dtstart=starts))
        return iter(plain.replace(until=last))


def as_date(text: str) -> date:
    """Read `20270512`."""
    return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007  a day has no zone


def as_moment(text: str) -> datetime:
    """Read `20270512T093000`, or `20270512` as the end of that day; naive local time."""
    day = as_date(text)
    clock = datetime.strptime(text[9:15], "%H%M%S").time() if "T" in text else datetime.max.time()  # noqa: DTZ007
    return datetime.combine(day, clock).replace(microsecond=0)
