"""One instant of a schedule: when it opens, reminds and closes, and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.schedule import Schedule, Visibility, instant

THRESHOLD = 5
"""Fewest answers behind any figure or words that are shown."""
CLOSING_SOON = timedelta(hours=4)


class State(StrEnum):
    """Missed: its window had passed before Weft was up again, so nobody was asked."""

    OPEN = "open"
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
    slot: datetime
    """Naive local wall-clock time: the key, because an hour can come twice in UTC's eyes."""
    zone: str
    due_at: datetime
    closes_at: datetime
    remind_at: datetime | None
    visibility: Visibility
    threshold: int
    """Locked when it opens."""
    state: State

    def takes_answers(self, now: datetime) -> bool:
        """Whether an answer given now is accepted."""
        return self.state is State.OPEN and now < self.closes_at

    def closing_soon(self, now: datetime) -> bool:
        """Whether it is open for a little while only."""
        return self.takes_answers(now) and self.closes_at - now <= CLOSING_SOON


def occur(schedule: Schedule, slot: datetime, id_: str, now: datetime) -> Occurrence:
    """The occurrence of a schedule at this slot: open, or missed when its window has passed by `now`."""
    due_at = instant(slot, schedule.rhythm.zone)
    closes_at = due_at + schedule.open_for
    return Occurrence(
        id=id_,
        schedule=schedule.id,
        partnership=schedule.partnership,
        prompt=schedule.prompt,
        slot=slot,
        zone=schedule.rhythm.zone,
        due_at=due_at,
        closes_at=closes_at,
        remind_at=None if schedule.remind_before is None else closes_at - schedule.remind_before,
        visibility=schedule.visibility,
        threshold=THRESHOLD,
        state=State.OPEN if now < closes_at else State.MISSED,
    )
