"""An evaluation: the same pulse in named waves, whose answers can be matched until the programme ends."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Programme:
    """Until it ends, its key makes the pseudonyms by which the same person's answers are matched."""

    id: str
    partnership: str
    waves: tuple[str, ...]
    """Such as baseline, midpoint and endline, in order; the first occurrence is the first of them."""
    ends_at: datetime
