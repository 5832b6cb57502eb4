"""The same question over time: its points with their gaps, and how it moved from one to another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import intervals
from bot.domain.disclosure.figures import Mask, Rate, ScaleFigure, ScaleRange, per_cent
from bot.domain.disclosure.release import Pairs, Release
from bot.domain.intervals import Interval, Share
from bot.domain.prompt import ScaleQuestion


@dataclass(frozen=True, slots=True)
class Move:
    """A change in whole percentage points, with its 95 % interval and from where to where it went."""

    points: int
    """Rounded once, from the counts: the two shares are rounded each by itself, so they may differ by one more."""
    low: int
    high: int
    before: int
    """Whole per cent."""
    now: int
    """Whole per cent."""

    @property
    def beyond_chance(self) -> bool:
        """Whether it is more than chance would explain: the interval lies on one side of no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Change:
    """How a scale question moved between two moments at which different people, or it is not known who, answered."""

    before: ScaleFigure
    now: ScaleFigure
    agree: Move
    strongly: Move

    @property
    def mean(self) -> float:
        """By how much the average point went up or down."""
        return self.now.mean - self.before.mean


@dataclass(frozen=True, slots=True)
class Matched:
    """How the same people moved: those who answered both times."""

    n: int
    agree: Move
    strongly: Move


@dataclass(frozen=True, slots=True)
class Point:
    """What was released of one question at one moment; it is a gap where that is no figure."""

    occurrence: str
    closed_at: datetime
    wave: str | None
    figure: ScaleFigure | ScaleRange | Mask
    turnout: Rate | Mask
    pairs: tuple[Pairs, ...] = ()
    """How the same people answered this question at earlier points."""


@dataclass(frozen=True, slots=True)
class Series:
    """One scale question over time, as one schedule asked it, first to last; 1 point or more."""

    schedule: str
    title: str
    """Of the latest release in which it stands."""
    question: ScaleQuestion
    points: tuple[Point, ...]

    def matched(self, earlier: Point, point: Point) -> Matched | None:
        """How the same people moved from one point to a later one, where that was released."""
        pairs = next((each for each in point.pairs if each.earlier == earlier.occurrence), None)
        return None if pairs is None else matched(pairs)


def compare(before: ScaleFigure, now: ScaleFigure) -> Change:
    """How two figures of the same question differ, without knowing who answered both times."""
    return Change(
        before,
        now,
        agree=_move(Share(before.agreeing, before.n), Share(now.agreeing, now.n)),
        strongly=_move(Share(before.counts[-1], before.n), Share(now.counts[-1], now.n)),
    )


def matched(pairs: Pairs) -> Matched:
    """What a release says of the same people, in points."""
    return Matched(
        pairs.n,
        _released(pairs.agreed, pairs.n, pairs.change),
        _released(pairs.strongly, pairs.n, pairs.change_strongly),
    )


def series(releases: Sequence[Release]) -> tuple[Series, ...]:
    """Every scale question of these releases over time, each with the points of one schedule.

    Questions are the same where their key, their wording and their scale are. The series that goes on longest comes
    first, and those of one check-in in the order in which it asks.
    """
    found: dict[tuple[str, ScaleQuestion], list[tuple[Release, Point]]] = {}
    for release in sorted(releases, key=lambda each: (each.closed_at, each.occurrence)):
        for result in release.results:
            figure = result.whole
            if isinstance(result.question, ScaleQuestion) and isinstance(figure, ScaleFigure | ScaleRange | Mask):
                point = Point(
                    occurrence=release.occurrence,
                    closed_at=release.closed_at,
                    wave=release.wave,
                    figure=figure,
                    turnout=release.turnout,
                    pairs=tuple(each for each in release.pairs if each.question == result.question.key),
                )
                found.setdefault((release.schedule, result.question), []).append((release, point))
    made = [
        Series(schedule, told[-1][0].title, question, tuple(point for _, point in told))
        for (schedule, question), told in found.items()
    ]
    return tuple(sorted(made, key=lambda each: len(each.points), reverse=True))


def thinned(told: Sequence[Point], most: int) -> tuple[Point, ...]:
    """At most so many points (2 or more) evenly spread over all, the first and the last among them."""
    if len(told) <= most:
        return tuple(told)
    return tuple(told[(place * (len(told) - 1) + (most - 1) // 2) // (most - 1)] for place in range(most))


def points(interval: Interval) -> tuple[int, int]:
    """An interval in whole percentage points; halves go up."""
    low, high = (math.floor(100 * bound + 0.5) for bound in interval)
    return low, high


def _move(before: Share, now: Share) -> Move:
    return _around(before, now, points(intervals.independent(before, now)))


def _released(counts: tuple[int, int], n: int, interval: tuple[int, int]) -> Move:
    before, now = (Share(count, n) for count in counts)
    return _around(before, now, interval)


def _around(before: Share, now: Share, interval: tuple[int, int]) -> Move:
    """Counts that were rounded to be published may tell a change beside its interval, which then reaches to it."""
    change = per_cent(now.count * before.n - before.count * now.n, before.n * now.n)
    low, high = min(change, interval[0]), max(change, interval[1])
    return Move(change, low, high, per_cent(before.count, before.n), per_cent(now.count, now.n))
