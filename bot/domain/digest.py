"""What a reader gets each week: what was released, what moved since last time and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.disclosure.figures import ScaleFigure
from bot.domain.disclosure.release import Release
from bot.domain.partnership import DigestTime
from bot.domain.schedule import Rhythm, instant

WEEK = timedelta(days=7)
GRACE = timedelta(days=1)
"""How late a digest may still be sent after Weft was down; later it counts as missed."""


@dataclass(frozen=True, slots=True)
class Change:
    """How one scale question moved since the last time its schedule asked it."""

    figure: ScaleFigure
    before: ScaleFigure

    @property
    def points(self) -> int:
        """Percentage points of agreement, up or down."""
        return self.figure.agree - self.before.agree


@dataclass(frozen=True, slots=True)
class Coming:
    """A check-in that opens within the next week."""

    title: str
    opens: datetime
    """Naive local time in `zone`."""
    zone: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One week of one partnership, as one reader sees it."""

    partnership: str
    """Its name."""
    since: datetime
    until: datetime
    zone: str
    """The reader's own."""
    releases: tuple[Release, ...]
    changes: tuple[Change, ...]
    coming: tuple[Coming, ...]

    def change(self, figure: ScaleFigure) -> Change | None:
        """How the same question moved since last time, if it can be compared."""
        return next((change for change in self.changes if change.figure is figure), None)


def compose(
    *,
    partnership: str,
    until: datetime,
    zone: str,
    releases: Sequence[Release],
    previous: Mapping[str, Release],
    coming: Sequence[Coming],
) -> Digest:
    """Put a digest together.

    Args:
        partnership: its name.
        until: the moment (UTC) it is for; it covers the week before.
        zone: the reader's zone.
        releases: those of the partnership in that week.
        previous: by occurrence id, the release before it of the same schedule.
        coming: what opens in the week after.
    """
    return Digest(
        partnership=partnership,
        since=until - WEEK,
        until=until,
        zone=zone,
        releases=tuple(releases),
        changes=(),
        coming=tuple(sorted(coming, key=lambda each: instant(each.opens, each.zone))),
    )


def next_digest(time: DigestTime, now: datetime) -> datetime:
    """The first moment (UTC) after `now` at which a reader wants the digest."""
    local = now.astimezone(ZoneInfo(time.zone)).replace(tzinfo=None)
    starts = (local - WEEK).replace(hour=time.hour, minute=0, second=0, microsecond=0)
    return Rhythm.weekly((time.weekday,), 1, starts, time.zone).next_instant(now)
