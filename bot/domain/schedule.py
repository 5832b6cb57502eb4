"""When a prompt recurs: an RFC 5545 rule in a zone's wall clock, and the slots and instants it yields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrule, rruleset, rrulestr

from bot.domain.partnership import Member, Role

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Visibility(StrEnum):
    """Who can tell whose answer it is: fixed when the prompt is shown, never widened after."""

    ATTRIBUTED = "attributed"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"


class Status(StrEnum):
    """Whether a schedule opens occurrences."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


class Whom(StrEnum):
    """The sorts of audience."""

    EVERYBODY = "everybody"
    SPACE = "space"
    ORGANISATION = "organisation"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a schedule addresses; `of` is the id of the space or organisation, or the role."""

    whom: Whom
    of: str = ""

    def __str__(self) -> str:
        """The text that `parse` reads back: `everybody`, `role:lead`, `space:<id>`."""
        return f"{self.whom}:{self.of}" if self.of else str(self.whom)

    def includes(self, member: Member) -> bool:
        """Whether a member is addressed. What is asked in a space is asked of the whole partnership."""
        match self.whom:
            case Whom.EVERYBODY | Whom.SPACE:
                return True
            case Whom.ORGANISATION:
                return member.organisation == self.of
            case Whom.ROLE:
                return Role(self.of) in member.roles

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` writes.

        Raises:
            ValueError: it is nothing that `str` writes.
        """
        whom, _, of = text.partition(":")
        audience = cls(Whom(whom), of)
        if str(audience) != text or bool(of) == (audience.whom is Whom.EVERYBODY):
            raise ValueError("an audience of everybody names no one, any other names one")
        if audience.whom is Whom.ROLE:
            Role(of)
        return audience


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something recurs, on the wall clock of a zone."""

    rule: str
    """An RFC 5545 recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO,TH`."""
    starts: datetime
    """The first possible slot: naive local time."""
    zone: str

    @classmethod
    def weekly(cls, weekdays: Iterable[int], every: int, starts: datetime, zone: str) -> Self:
        """Every so many weeks on these days (Monday is 0), at the time of `starts`."""
        days = ",".join(_DAYS[day] for day in sorted(set(weekdays)))
        return cls(f"FREQ=WEEKLY;INTERVAL={every};BYDAY={days}", starts, zone)

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of the week that the rule names, else the one it starts on."""
        named = self._parts().get("BYDAY")
        return tuple(_DAYS.index(day) for day in named.split(",")) if named else (self.starts.weekday(),)

    @property
    def every(self) -> int:
        """Weeks from one round to the next."""
        return int(self._parts().get("INTERVAL", "1"))

    def _parts(self) -> dict[str, str]:
        return dict(part.split("=", 1) for part in self.rule.split(";") if "=" in part)

    def slots(self, after: datetime | None = None) -> Iterator[datetime]:
        """The slots in order, naive local times, later than `after` where it is given."""
        return self._from(after).xafter(after) if after else iter(_recurrence(self.rule, self.starts))

    def _from(self, after: datetime) -> rrule | rruleset:
        """The rule without rounds of weeks that lie before a moment: counting them would take longer every week."""
        starts, parts = self.starts, self._parts()
        if parts.get("FREQ") == "WEEKLY" and "COUNT" not in parts and "\n" not in self.rule:
            between_rounds = timedelta(weeks=self.every)
            starts += max(0, (after - starts) // between_rounds) * between_rounds
        return _recurrence(self.rule, starts)

    def next_slot(self, now: datetime) -> datetime | None:
        """The first slot whose instant is later than `now`; None when the rule has ended."""
        # A day's margin either way covers every change of clocks; the instants decide.
        local = now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) - timedelta(days=1)
        return next((slot for slot in self.slots(local) if instant(slot, self.zone) > now), None)

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


@dataclass(frozen=True, slots=True)
class Schedule:
    """A prompt with its rhythm and audience."""

    id: str
    partnership: str
    prompt: str
    rhythm: Rhythm
    audience: Audience
    open_for: timedelta
    remind_before: timedelta | None
    """How long before closing those who have not answered are reminded, once; None for never."""
    visibility: Visibility
    status: Status
    programme: str | None = None
    """The evaluation whose waves its occurrences are."""
    late_for: timedelta = timedelta()
    """How long after closing late answers are taken."""


def instant(slot: datetime, zone: str) -> datetime:
    """The moment (UTC) of a slot on a zone's wall clock.

    As RFC 5545 has it: a time that comes twice when clocks go back means the first, one that is left out when
    they go forward is read with the offset from before the change.
    """
    return slot.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def is_zone(name: str) -> bool:
    """Whether this is an IANA zone name that we know."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Two that the system's own list adds: the host's own clock, and none at all.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _recurrence(rule: str, starts: datetime) -> rrule | rruleset:
    return rrulestr(rule, dtstart=starts)
