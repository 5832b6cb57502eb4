"""Figures: whole numbers, ranges and what counts as of one mind."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Reason, ScaleFigure, ScaleRange
from bot.domain.disclosure.tally import alike, figure, ways
from bot.domain.prompt import Question, ScaleQuestion
from tests.domain.examples import ONE, OPEN, SCALE, SEVERAL

TELLING = Mask(Reason.TELLING)
TWO_POINTS = ScaleQuestion("q", "How?", 1, 2)


def tallied(question: Question, *organisations: Sequence[int | tuple[int, ...]]) -> Figure:
    """The figure of organisations whose people answered like this."""
    said = np.zeros((len(organisations), ways(question)), dtype=np.int64)
    for row, answers in zip(said, organisations, strict=True):
        for answer in answers:
            row[list(alike(question, answer))] += 1
    return figure(question, np.array([len(answers) for answers in organisations]), said)


@pytest.mark.parametrize(
    ("question", "organisations", "expected"),
    [
        pytest.param(SCALE, ([1, 5, 4], [2, 4, 1], [3, 5]), ScaleFigure(1, (2, 1, 1, 2, 2)), id="of many minds"),
        pytest.param(
            SCALE, ([4, 5, 5], [4, 4, 4], [5, 5, 1]), ScaleRange(9, 7, 9), id="but one, whom colleagues know"
        ),
        pytest.param(SCALE, ([4, 5, 5], [4, 4, 4], [5, 5, 5]), ScaleRange(9, 7, 9), id="all, which looks the same"),
        pytest.param(SCALE, ([4, 5, 1], [4, 4, 4], [5, 5, 1]), ScaleRange(9, 7, 9), id="but two of two"),
        pytest.param(SCALE, ([5] * 4, [5] * 4, [5, 1, 1]), ScaleRange(11, 8, 11), id="but two of one"),
        pytest.param(SCALE, ([5, 5], [5, 5], [1, 1]), TELLING, id="but two of one, and few others"),
        pytest.param(SCALE, ([5] * 7, [1, 1], [1, 2], [1]), TELLING, id="all of one against all of the others"),
        pytest.param(SCALE, ([4, 4], [5, 5], [4]), ScaleRange(5, 3, 5), id="no dissent"),
        pytest.param(ONE, ([(0,), (1,)], [(0,), (2,)], [(1,)]), ChoiceFigure((2, 2, 1), 5), id="a choice"),
        pytest.param(ONE, ([(0,), (0,)], [(0,), (0,)], [(1,)]), TELLING, id="all but one choose the same"),
        pytest.param(SEVERAL, ([(0, 1), (1,)], [(0,)], [(0, 2)]), TELLING, id="all but one choose it, too"),
        pytest.param(SEVERAL, ([(), ()], [(), ()], [()]), TELLING, id="nobody chooses anything"),
        pytest.param(SEVERAL, ([(0,), (1,)], [(), ()], [()]), TELLING, id="nobody but one organisation's"),
        pytest.param(OPEN, ([], []), OpenFigure(0), id="words"),
    ],
)
def test_a_figure_hides_what_all_say_whom_somebody_does_not_know(
    question: Question, organisations: Sequence[Sequence[int | tuple[int, ...]]], expected: Figure
) -> None:
    assert tallied(question, *organisations) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([5, 4, 5, 4, 1], ScaleRange(5, 3, 5)),
        ([1, 2, 3, 2, 5], ScaleRange(5, 0, 2)),
        ([5, 4, 5, 1, 1, 2], ScaleFigure(1, (2, 1, 0, 1, 2))),
    ],
)
def test_one_organisation_of_nearly_one_mind_is_a_range(answers: list[int], expected: Figure) -> None:
    assert tallied(SCALE, answers) == expected


def _may_be_shown(sizes: Sequence[int]) -> bool:
    """Whether an organisation by itself, or of each insider enough others of several organisations are left."""
    alone = len(sizes) == 1 and sum(sizes) >= 5
    return alone or (len(sizes) >= 3 and all(sum(sizes) - size >= 5 for size in sizes))


@settings(max_examples=40)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=4).filter(_may_be_shown))
def test_nobody_who_knows_the_rules_learns_that_all_others_stand_on_one_side(sizes: list[int]) -> None:
    """Every way to answer is tried: of those that look the same to a reader, one has others on both sides."""
    mixed: dict[tuple[object, ...], bool] = {}
    for above in product(*(range(size + 1) for size in sizes)):
        answers = [[2] * some + [1] * (size - some) for some, size in zip(above, sizes, strict=True)]
        shown = tallied(TWO_POINTS, *answers)
        if isinstance(shown, ScaleRange):
            assert shown.fewest <= sum(above) <= shown.most
        for reader in (None, *range(len(sizes))):
            own, theirs = (0, 0) if reader is None else (above[reader], sizes[reader])
            if others := sum(sizes) - theirs:
                seen = (str(shown), reader, own)
                mixed[seen] = mixed.get(seen, False) or 0 < sum(above) - own < others
    assert all(mixed.values()), [seen for seen, held in mixed.items() if not held]


def test_a_range_is_said_in_whole_per_cent() -> None:
    assert ScaleRange(12, 10, 12).bounds == (83, 100)
    assert ScaleRange(12, 0, 2).bounds == (0, 17)


def scale(counts: Sequence[int], low: int = 1) -> ScaleFigure:
    """So many people at each point."""
    return ScaleFigure(low, tuple(counts))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=300))
def test_agreement_and_mean_are_those_of_a_plain_count(points: list[int]) -> None:
    shown = scale([points.count(point) for point in range(1, 6)])
    share = Decimal(100 * sum(point > 3 for point in points)) / Decimal(len(points))
    assert shown.n == len(points)
    assert shown.agree == share.quantize(Decimal(1), ROUND_HALF_UP)
    assert shown.strongly == (200 * points.count(5) + len(points)) // (2 * len(points))
    assert shown.mean == pytest.approx(fmean(points))


@pytest.mark.parametrize(
    ("above", "n", "per_cent"),
    [(1, 8, 13), (3, 8, 38), (5, 8, 63), (1, 200, 1), (0, 5, 0), (5, 5, 100), (26, 60, 43), (27, 60, 45)],
)
def test_halves_of_a_per_cent_go_up(above: int, n: int, per_cent: int) -> None:
    assert scale([n - above, 0, 0, 0, above]).agree == per_cent


@pytest.mark.parametrize(
    ("low", "high", "counts", "agree"),
    [
        (1, 5, [1, 1, 1, 1, 1], 40),
        (1, 4, [1, 1, 1, 1], 50),
        (0, 10, [1] * 11, 45),
        (1, 2, [1, 3], 75),
        (0, 1, [1, 3], 75),
    ],
)
def test_who_agrees_stands_above_the_middle(low: int, high: int, counts: list[int], agree: int) -> None:
    assert scale(counts, low).agree == agree
    # Those who are counted as alike above the middle are the same.
    question = ScaleQuestion("q", "How?", low, high)
    upper = [point for point in range(low, high + 1) if alike(question, point)[1] == len(counts)]
    assert sum(counts[point - low] for point in upper) == scale(counts, low).agreeing
