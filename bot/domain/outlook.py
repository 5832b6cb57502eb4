"""What goes out in the weeks to come, to whom, and who would be asked too often in one of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.partnership import Member
from bot.domain.prompt import Kind, Prompt
from bot.domain.schedule import Schedule, instant
from bot.domain.upcoming import as_asked, between, change_of

WEEKS = 8
OFTEN = 3
"""Asks in a week that are not yet too many."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One check-in that goes out."""

    schedule: Schedule
    """As it is for this one."""
    prompt: Prompt
    slot: datetime
    """Naive local time in the schedule's zone."""
    other: bool = False
    """Whether it asks something else than usual, or is open for another time: this one only."""

    @property
    def at(self) -> datetime:
        """The moment (UTC)."""
        return instant(self.slot, self.schedule.rhythm.zone)


@dataclass(frozen=True, slots=True)
class Crowded:
    """A week in which some people would be asked more than `OFTEN` times."""

    monday: date
    people: int
    asks: int
    """The most that one of them would be asked."""


def planned(
    running: Iterable[tuple[Schedule, Prompt]],
    now: datetime,
    weeks: int = WEEKS,
    others: Mapping[str, Prompt] | None = None,
) -> Sequence[Planned]:
    """What goes out within so many weeks, in order; `others` are prompts that are asked once only, by id."""
    until = now + timedelta(weeks=weeks)
    coming = (
        _planned(schedule, prompt, slot, others or {})
        for schedule, prompt in running
        for slot in between(schedule, now, until)
    )
    return sorted(coming, key=lambda each: (each.at, each.prompt.title, each.schedule.id))


def _planned(schedule: Schedule, prompt: Prompt, slot: datetime, others: Mapping[str, Prompt]) -> Planned:
    change = change_of(schedule, slot)
    if change is None or not change.is_other:
        return Planned(schedule, prompt, slot)
    return Planned(as_asked(schedule, slot), others.get(change.prompt or "", prompt), slot, other=True)


def crowded(plan: Iterable[Planned], members: Sequence[Member], zone: str) -> Iterator[Crowded]:
    """The weeks, on a zone's calendar, in which somebody would be asked too often."""
    asks: dict[date, Counter[str]] = {}
    for each in plan:
        asks.setdefault(monday(each.at, zone), Counter()).update(
            member.id for member in members if each.schedule.audience.includes(member)
        )
    for week, counts in sorted(asks.items()):
        often = [count for count in counts.values() if count > OFTEN]
        if often:
            yield Crowded(week, len(often), max(often))


def crowding(
    running: Iterable[tuple[Schedule, Prompt]], new: Schedule, members: Sequence[Member], zone: str, now: datetime
) -> Sequence[Crowded]:
    """The weeks in which somebody would be asked too often by a schedule that is new or new in its place."""
    asked = Prompt("", Kind.REFLECTION, "", "", ())
    others = (each for each in running if each[0].id != new.id)
    return list(crowded(planned((*others, (new, asked)), now), members, zone))


def monday(at: datetime, zone: str) -> date:
    """The day on which the week of a moment begins, on a zone's calendar."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())
