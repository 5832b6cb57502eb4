"""Shared quiet hours: when nobody in a partnership is reminded of anything."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SharedQuiet:
    """Hours of the day from `starts` up to `ends`, over midnight where that comes first; none where both are one."""

    starts: int = 18
    ends: int = 8
    weekends: bool = True
    """Whether Saturdays and Sundays are quiet as a whole."""

    def holds(self, at: datetime, zone: str) -> bool:
        """Whether it is quiet at a moment, on a zone's clock."""
        shown = at.astimezone(ZoneInfo(zone))
        if self.weekends and shown.weekday() >= _SATURDAY:
            return True
        if self.starts <= self.ends:
            return self.starts <= shown.hour < self.ends
        return shown.hour >= self.starts or shown.hour < self.ends


EVENINGS = SharedQuiet()
"""From six in the evening to eight in the morning and at weekends, unless a convener chooses otherwise."""
