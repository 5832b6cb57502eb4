"""What a convener has changed about one slot of a schedule: it is skipped, moved, or asks something else."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One slot of the rhythm, and what becomes of it."""

    slot: datetime
    """As the rhythm has it: naive local time."""
    to: datetime | None
    """When it is instead, the slot itself if it stays; None if it is skipped."""
    prompt: str | None = None
    """What it asks instead, this once."""
    open_minutes: int | None = None
    """How long it is open instead, this once."""

    @property
    def open_for(self) -> timedelta | None:
        """How long it is open instead."""
        return None if self.open_minutes is None else timedelta(minutes=self.open_minutes)

    @property
    def is_other(self) -> bool:
        """Whether this one is not only skipped or moved, but another one than the schedule says."""
        return self.to is not None and (self.prompt is not None or self.open_minutes is not None)
