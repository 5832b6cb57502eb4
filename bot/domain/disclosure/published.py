"""What may be published of a release, outside the partnership: the 10-5 rule of the Office for National Statistics.

Figures of fewer than ten people are not shown, and all counts are rounded to the nearest five. It is worked out from
what everybody in the partnership is shown and from nothing else: whoever reads both learns nothing from the second.
"""

from dataclasses import replace

from bot.domain.disclosure.figures import (
    ChoiceFigure,
    Figure,
    Mask,
    OpenFigure,
    Rate,
    Reason,
    ScaleFigure,
    ScaleRange,
)
from bot.domain.disclosure.release import Cell, Pairs, Release, Result, Turnout

LEAST = 10
"""Fewest people behind anything that is published; a release's own threshold for words may be higher."""
STEP = 5
"""What counts are rounded to."""
_HONEST = 10
"""Percentage points by which rounded counts may tell another share than those that they were made of."""


def published(release: Release) -> Release:
    """The same release for readers outside the partnership.

    Words stay inside: their authors let them stand in the partnership's digest, and who sees them is never widened.
    """
    least = max(LEAST, release.thresholds.words)
    return replace(
        release,
        turnouts=tuple(Turnout(each.group, _rate(each.seen, least)) for each in release.turnouts),
        results=tuple(
            Result(each.question, tuple(Cell(cell.group, _figure(cell.figure, least)) for cell in each.cells))
            for each in release.results
        ),
        words=(),
        pairs=tuple(_pairs(each) for each in release.pairs if _publishable(each, least)),
    )


def _rate(seen: Rate | Mask, least: int) -> Rate | Mask:
    if isinstance(seen, Mask):
        return seen
    if seen.answered < least:
        return Mask(Reason.FEW)
    asked, answered = _rounded(seen.asked), _rounded(seen.answered)
    # Nor must rounding say that everybody answered.
    return Rate(asked + STEP if asked == answered and seen.asked > seen.answered else asked, answered)


def _figure(figure: Figure, least: int) -> Figure:
    if isinstance(figure, Mask):
        return figure
    if figure.n < least:
        return Mask(Reason.FEW)
    match figure:
        case ScaleFigure():
            return _scale(figure)
        case ScaleRange(n, fewest, most):
            return _range(n, fewest, most)
        case ChoiceFigure(counts, n):
            anew = tuple(_rounded(count) for count in counts)
            # Rounding must not say that all were of one mind.
            return Mask(Reason.TELLING) if max(anew) >= _rounded(n) else ChoiceFigure(anew, _rounded(n))
        case OpenFigure(n):
            return OpenFigure(_rounded(n))


def _scale(figure: ScaleFigure) -> ScaleFigure | ScaleRange:
    """Each point rounded by itself; a range where few stand at each, and rounded they would tell another story."""
    counts = tuple(_rounded(count) for count in figure.counts)
    anew = ScaleFigure(figure.low, counts, _rounded(figure.n))
    if 0 < anew.agreeing < sum(counts) and _honest(figure, anew):
        return anew
    return _range(figure.n, figure.agreeing, figure.agreeing)


def _honest(figure: ScaleFigure, anew: ScaleFigure) -> bool:
    return abs(anew.agree - figure.agree) <= _HONEST and abs(anew.strongly - figure.strongly) <= _HONEST


def _range(n: int, fewest: int, most: int) -> ScaleRange:
    """Its ends rounded away from each other and never at the same place: it holds the truth, and says no count."""
    rounded = _rounded(n)
    low = min(fewest // STEP * STEP, rounded - STEP)
    return ScaleRange(rounded, low, max(min(-(-most // STEP) * STEP, rounded), low + STEP))


def _publishable(pairs: Pairs, least: int) -> bool:
    """Enough people, who even after rounding are not all of one mind."""
    return pairs.n >= least and all(0 < _rounded(agreed) < _rounded(pairs.n) for agreed in pairs.agreed)


def _pairs(pairs: Pairs) -> Pairs:
    (before, now), (highest_before, highest_now) = pairs.agreed, pairs.strongly
    return replace(
        pairs,
        n=_rounded(pairs.n),
        agreed=(_rounded(before), _rounded(now)),
        strongly=(_rounded(highest_before), _rounded(highest_now)),
    )


def _rounded(count: int) -> int:
    """To the nearest step; halves go up."""
    return (2 * count + STEP) // (2 * STEP) * STEP
