"""What a convener has changed about one slot of a schedule: it is skipped, or moved."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One slot of the rhythm, and what becomes of it."""

    slot: datetime
    """As the rhythm has it: naive local time."""
    to: datetime | None
    """When it is instead; None if it is skipped."""
