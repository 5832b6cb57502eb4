"""Figures: whole numbers, ranges and what counts as of one mind."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Reason, ScaleFigure, ScaleRange
from bot.domain.disclosure.tally import alike, figure, ways
from bot.domain.prompt import Question, ScaleQuestion
from tests.domain.examples import ONE, OPEN, SCALE, SEVERAL


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
        pytest.param(SCALE, ([1, 5], [2, 4], [3, 5]), ScaleFigure(1, (1, 1, 1, 1, 2)), id="of many minds"),
        pytest.param(
            SCALE, ([4, 5, 5], [4, 4, 4], [5, 5, 1]), Mask(Reason.ALIKE), id="but one, whose colleagues see it"
        ),
        pytest.param(SCALE, ([1, 5], [5, 1], [5, 5], [4]), ScaleFigure(1, (2, 0, 0, 1, 4)), id="but two of two"),
        pytest.param(SCALE, ([5, 1], [5, 1], [5, 5]), ScaleFigure(1, (2, 0, 0, 0, 4)), id="two points"),
        pytest.param(SCALE, ([4, 4], [5, 5], []), Mask(Reason.ALIKE), id="nobody of one organisation"),
        pytest.param(ONE, ([(0,), (1,)], [(0,), (2,)], [(1,)]), ChoiceFigure((2, 2, 1), 5), id="a choice"),
        pytest.param(ONE, ([(0,), (0,)], [(0,), (0,)], [(1,)]), Mask(Reason.ALIKE), id="all but one choose the same"),
        pytest.param(SEVERAL, ([(0, 1), (1,)], [(0,)], [(0, 2)]), Mask(Reason.ALIKE), id="all but one choose it too"),
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
        ([5, 4, 5, 1, 1], ScaleFigure(1, (2, 0, 0, 1, 2))),
    ],
)
def test_an_organisation_of_nearly_one_mind_is_a_range_a_person_wider(answers: list[int], expected: Figure) -> None:
    # Of several organisations such a figure is hidden: the colleagues of the one who differs see through it.
    assert tallied(SCALE, answers) == expected


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), min_size=3, max_size=5))
def test_a_figure_or_a_range_is_never_of_one_mind(organisations: list[list[int]]) -> None:
    points = [point for answers in organisations for point in answers]
    shown = tallied(SCALE, *organisations)
    above = sum(point > 3 for point in points)
    for own in organisations:
        others = len(points) - len(own)
        left = {point > 3 for answers in organisations if answers is not own for point in answers}
        assert len(left) > 1 or not others or shown == Mask(Reason.ALIKE)
    if isinstance(shown, ScaleRange):
        assert shown.fewest <= above <= shown.most
        assert shown.most - shown.fewest == 2


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
