"""What a reader gets each week: what moved, what was released, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain import trend
from bot.domain.disclosure.figures import ScaleFigure
from bot.domain.disclosure.release import Release
from bot.domain.group import Group, Groups, Margin
from bot.domain.partnership import DigestTime
from bot.domain.schedule import Rhythm, instant
from bot.domain.trend import Change, Matched, Move, Point, Series

WEEK = timedelta(days=7)
GRACE = timedelta(days=1)
"""How late a digest may still be sent after Weft was down; later it counts as missed."""
_MOST_MOVED = 3


@dataclass(frozen=True, slots=True)
class Coming:
    """A check-in that opens within the next week."""

    title: str
    opens: datetime
    """Naive local time in `zone`."""
    zone: str


@dataclass(frozen=True, slots=True)
class Lens:
    """Which groups a reader looks at. What they are shown of these is the same for everybody who looks at them."""

    whole: bool
    """Whether they see the results of every organisation, as who tends the partnership does."""
    own: Groups
    """The groups that they stand in or answer for."""

    def shows(self, group: Group) -> bool:
        """Whether this reader is shown a group's results, if these may be shown at all."""
        return self.whole or group.margin is not Margin.ORGANISATION or self.is_own(group)

    def is_own(self, group: Group) -> bool:
        """Whether the group is one of the reader's own."""
        return group.key in self.own


@dataclass(frozen=True, slots=True)
class Moved:
    """A scale question that stands elsewhere than the last time it was asked."""

    series: Series
    """Its points over time; the last one is this week's."""
    before: Point
    change: Change
    same: Matched | None
    """How those moved who answered both times, where that was released."""

    @property
    def told(self) -> Move:
        """The one change in agreement that is told of it: that of the same people where it is known."""
        return self.same.agree if self.same else self.change.agree


@dataclass(frozen=True, slots=True)
class Digest:
    """One week of one partnership, as one reader sees it."""

    partnership: str
    """Its id."""
    name: str
    """Of the partnership."""
    since: datetime
    until: datetime
    zone: str
    """The reader's own."""
    lens: Lens
    releases: tuple[Release, ...]
    moved: tuple[Moved, ...]
    """At most three, those first that chance does not explain, then the farthest."""
    coming: tuple[Coming, ...]
    late: tuple[Release, ...] = ()
    """Late answers that were released in that week, to check-ins of this week or an earlier one."""


def compose(
    *,
    partnership: str,
    name: str,
    until: datetime,
    zone: str,
    lens: Lens,
    releases: Sequence[Release],
    earlier: Mapping[str, Sequence[Release]],
    coming: Sequence[Coming],
    late: Sequence[Release] = (),
) -> Digest:
    """Put a digest together.

    Args:
        partnership: its id.
        name: of the partnership.
        until: the moment (UTC) it is for; it covers the week before.
        zone: the reader's zone.
        lens: which groups they look at.
        releases: those of the partnership in that week.
        earlier: by schedule, its releases before the week's end, oldest first and those of the week among them.
        coming: what opens in the week after.
        late: the late answers that were released in that week.
    """
    closed = {release.occurrence for release in releases}
    moved = [
        found
        for schedule in dict.fromkeys(release.schedule for release in releases)
        for series in trend.series(earlier[schedule])
        if series.points[-1].occurrence in closed and (found := _moved(series)) is not None
    ]
    moved.sort(key=lambda each: (not each.told.beyond_chance, -abs(each.told.points)))
    return Digest(
        partnership=partnership,
        name=name,
        since=until - WEEK,
        until=until,
        zone=zone,
        lens=lens,
        releases=tuple(releases),
        moved=tuple(moved[:_MOST_MOVED]),
        coming=tuple(sorted(coming, key=lambda each: instant(each.opens, each.zone))),
        late=tuple(late),
    )


def _moved(series: Series) -> Moved | None:
    """How the last point differs from the one before; None where either is no figure, or nothing moved.

    Where the same people can be compared, the last wave of an evaluation is held against the earliest one of those.
    """
    *earlier, now = series.points
    if not earlier:
        return None
    before = next((point for point in earlier if series.matched(point, now)), earlier[-1])
    if not isinstance(before.figure, ScaleFigure) or not isinstance(now.figure, ScaleFigure):
        return None
    moved = Moved(series, before, trend.compare(before.figure, now.figure), series.matched(before, now))
    return moved if moved.told.points else None


def next_digest(time: DigestTime, now: datetime) -> datetime:
    """The first moment (UTC) after `now` at which a reader wants the digest."""
    local = now.astimezone(ZoneInfo(time.zone)).replace(tzinfo=None)
    starts = (local - WEEK).replace(hour=time.hour, minute=0, second=0, microsecond=0)
    return Rhythm.weekly((time.weekday,), 1, starts, time.zone).next_instant(now)
