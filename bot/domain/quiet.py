"""Somebody's own quiet hours: when they are not to be written to, on their own wall clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain.zone import instant, local


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day until another, over midnight where the second is the earlier one."""

    begins: time
    ends: time

    def __post_init__(self) -> None:
        if self.begins == self.ends:
            raise ValueError("quiet hours that begin as they end are none, or all")

    def holds(self, clock: time) -> bool:
        """Whether it is quiet at this time of day."""
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def after(self, moment: datetime, zone: str) -> datetime:
        """This moment (UTC), or the one at which the quiet hours that it falls in are over."""
        shown = local(moment, zone)
        if not self.holds(shown.time()):
            return moment
        day = shown.date() if shown.time() < self.ends else shown.date() + timedelta(days=1)
        # Where clocks go back it may be quiet once more at once; never earlier than the moment itself.
        return max(moment, instant(datetime.combine(day, self.ends), zone))
