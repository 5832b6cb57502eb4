"""One instant of a schedule: when it opens, reminds and closes, and whose turn it is."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.partnership import USUAL, Thresholds
from bot.domain.schedule import Audience, Schedule, Visibility, instant
from bot.domain.upcoming import as_asked, slots

CLOSING_SOON = timedelta(hours=4)
EVENING = time(18)
"""From then on, on the day before its slot, a check-in may be answered by whoever likes to."""


class State(StrEnum):
    """Late: released, and taking late answers. Missed: its window had passed before Weft was up again."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    MISSED = "missed"


class Part(StrEnum):
    """What a member has done about an occurrence, apart from what they answered."""

    ASKED = "asked"
    ANSWERED = "answered"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One instant of a schedule, unique by schedule and slot."""

    id: str
    schedule: str
    partnership: str
    prompt: str
    audience: Audience
    """As its schedule had it when this opened."""
    slot: datetime
    """Naive local wall-clock time: the key, because an hour can come twice in UTC's eyes."""
    zone: str
    due_at: datetime
    closes_at: datetime
    remind_at: datetime | None
    visibility: Visibility
    thresholds: Thresholds
    """As its partnership had them when it opened."""
    state: State
    programme: str | None = None
    wave: str | None = None
    """Its name among the waves of its programme."""
    linked_until: datetime | None = None
    """When the programme ends, and with it what matches one person's answers to its waves."""
    late_until: datetime | None = None
    """Until when late answers are taken, once it has closed; None for not at all."""

    @property
    def cut_at(self) -> datetime:
        """From when on nothing leads from an answer to its author any more, unless it bears their name."""
        return self.late_until or self.closes_at

    def takes_answers(self, now: datetime) -> bool:
        """Whether an answer given now is accepted."""
        return self.state is State.OPEN and now < self.closes_at

    def takes_late(self, now: datetime) -> bool:
        """Whether an answer given now is accepted as a late one: apart from the release, which is made already."""
        return self.state is State.LATE and self.late_until is not None and now < self.late_until

    def closing_soon(self, now: datetime) -> bool:
        """Whether it is open for a little while only."""
        return self.takes_answers(now) and self.closes_at - now <= CLOSING_SOON


def occur(  # noqa: PLR0917  the last two have their usual values
    schedule: Schedule,
    slot: datetime,
    id_: str,
    state: State,
    thresholds: Thresholds = USUAL,
    zones: Collection[str] = (),
) -> Occurrence:
    """The occurrence of a schedule at this slot, with what was changed about this one only.

    Where people are asked on their own wall clocks, in these zones, it opens with the first and is open for all.
    """
    schedule = as_asked(schedule, slot)
    due_at = opens_at(schedule, slot, zones)
    closes_at = max(instant(slot, zone) for zone in (*zones, schedule.rhythm.zone)) + schedule.open_for
    remind_at = closes_at - schedule.remind_before if schedule.remind_before else None
    return Occurrence(
        id=id_,
        schedule=schedule.id,
        partnership=schedule.partnership,
        prompt=schedule.prompt,
        audience=schedule.audience,
        slot=slot,
        zone=schedule.rhythm.zone,
        due_at=due_at,
        closes_at=closes_at,
        # Nobody is reminded of what they are just being asked.
        remind_at=remind_at if remind_at and remind_at > due_at else None,
        visibility=schedule.visibility,
        thresholds=thresholds,
        state=state,
        programme=schedule.programme,
        # Waves are compared as they close, so that nothing may be added to them.
        late_until=closes_at + schedule.late_for if schedule.late_for and not schedule.programme else None,
    )


def opens_at(schedule: Schedule, slot: datetime, zones: Collection[str] = ()) -> datetime:
    """The moment (UTC) at which a slot comes on the first of the wall clocks on which people are asked."""
    return min(instant(slot, zone) for zone in (*zones, schedule.rhythm.zone))


def answerable_from(slot: datetime, zone: str) -> datetime:
    """The moment (UTC) from which somebody may answer early: the evening before the slot, on the zone's clock."""
    return instant(datetime.combine(slot.date() - timedelta(days=1), EVENING), zone)


def due_occurrences(
    schedule: Schedule, first: datetime, now: datetime, zones: Collection[str] = ()
) -> Iterator[tuple[datetime, State]]:
    """The slots from the first on that have come by `now`, each with what becomes of it.

    After downtime only the latest is opened, if its window still holds; the others were missed. Never a burst.
    """
    come = [first]
    for slot in slots(schedule, first):
        if opens_at(schedule, slot, zones) > now:
            break
        come.append(slot)
    *passed, latest = come
    for slot in passed:
        yield slot, State.MISSED
    in_time = now < occur(schedule, latest, "", State.OPEN, zones=zones).closes_at
    yield latest, State.OPEN if in_time else State.MISSED
