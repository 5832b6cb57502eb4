"""Somebody's leave: whole days on which they are not to be written to."""

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Leave:
    """From its first day to its last, both of them days of leave."""

    begins: date
    ends: date

    def __post_init__(self) -> None:
        if not timedelta() <= self.ends - self.begins <= LONGEST:
            raise ValueError("a leave has a first and a last day, a year apart at most")

    def holds(self, day: date) -> bool:
        """Whether this is one of its days."""
        return self.begins <= day <= self.ends
