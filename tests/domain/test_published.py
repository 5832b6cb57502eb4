"""What is published: nothing behind fewer than ten, every count a multiple of five, and no other story told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from bot.domain.disclosure.published import published
from bot.domain.disclosure.release import Cell, Pairs, Release, Result, Turnout, Words
from bot.domain.group import EVERYBODY, Group, Margin
from bot.domain.partnership import Thresholds
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, ScaleQuestion
from bot.domain.schedule import Visibility
from bot.store import codec

SCALE = ScaleQuestion("q1", "I see the whole system.")
CHOICE = ChoiceQuestion("q2", "Which first?", ("red", "green", "blue"))
OPEN = OpenQuestion("q3", "What else?")
NHS = Group(Margin.SECTOR, "nhs", "NHS")
FENS = Group(Margin.SITE, "fens", "The Fens")
PAIRS = Pairs("q1", "before", 33, (12, 18), (3, 8), (2, 31), (-1, 28))
RELEASE = Release(
    occurrence="o",
    schedule="s",
    partnership="p",
    kind=Kind.PULSE,
    title="Seeing the system",
    closed_at=datetime(2026, 5, 12, tzinfo=UTC),
    visibility=Visibility.ORGANISATION,
    thresholds=Thresholds(),
    turnouts=(Turnout(EVERYBODY, Rate(58, 43)), Turnout(NHS, Rate(12, 9)), Turnout(FENS, Mask(Reason.ALONE))),
    results=(
        Result(SCALE, (Cell(EVERYBODY, ScaleFigure(1, (3, 4, 8, 16, 12))), Cell(NHS, Mask(Reason.OTHERS)))),
        Result(CHOICE, (Cell(EVERYBODY, ChoiceFigure((22, 14, 6), 42)), Cell(NHS, ChoiceFigure((4, 5, 0), 9)))),
        Result(OPEN, (Cell(EVERYBODY, OpenFigure(17)), Cell(NHS, OpenFigure(6)))),
    ),
    words=(Words("What else?", "Less hurry.", None), Words("What else?", "More tea.", "Bo", "m1")),
    pairs=(PAIRS, replace(PAIRS, n=9, agreed=(3, 4), strongly=(1, 2))),
)

_COUNTS = st.integers(0, 40)
_FIGURES = st.one_of(
    st.lists(_COUNTS, min_size=2, max_size=7).filter(any).map(lambda counts: ScaleFigure(1, tuple(counts))),
    st.tuples(st.integers(5, 60), st.booleans()).map(
        lambda of: ScaleRange(of[0], of[0] - 2, of[0]) if of[1] else ScaleRange(of[0], 0, 2)
    ),
    st.lists(_COUNTS, min_size=2, max_size=5).filter(any).map(lambda each: ChoiceFigure(tuple(each), sum(each))),
    st.integers(5, 60).map(OpenFigure),
    st.sampled_from(Reason).map(Mask),
)


def of(figure: Figure, thresholds: Thresholds = RELEASE.thresholds) -> Figure:
    """What is published of a figure."""
    made = published(replace(RELEASE, thresholds=thresholds, results=(Result(SCALE, (Cell(EVERYBODY, figure),)),)))
    return made.results[0].whole


def test_the_example_of_a_release() -> None:
    made = published(RELEASE)
    scale, choice, open_ = (tuple(cell.figure for cell in result.cells) for result in made.results)
    assert scale == (ScaleFigure(1, (5, 5, 10, 15, 10), 45), Mask(Reason.OTHERS))
    assert choice == (ChoiceFigure((20, 15, 5), 40), Mask(Reason.FEW))
    assert open_ == (OpenFigure(15), Mask(Reason.FEW))
    assert [each.seen for each in made.turnouts] == [Rate(60, 45), Mask(Reason.FEW), Mask(Reason.ALONE)]
    assert made.words == ()
    assert made.pairs == (replace(PAIRS, n=35, agreed=(10, 20), strongly=(5, 10)),)
    same = ("occurrence", "schedule", "title", "closed_at", "visibility", "thresholds")
    assert all(getattr(made, name) == getattr(RELEASE, name) for name in same)


def test_shares_and_averages_are_those_of_the_rounded_counts() -> None:
    figure = of(ScaleFigure(1, (3, 4, 8, 16, 12)))
    assert isinstance(figure, ScaleFigure)
    assert (figure.n, sum(figure.counts)) == (45, 45)
    assert (figure.agree, figure.strongly, round(figure.mean, 2)) == (56, 22, 3.44)


def test_n_is_rounded_by_itself() -> None:
    figure = of(ScaleFigure(1, (7, 7, 7, 7, 7)))
    assert figure == ScaleFigure(1, (5, 5, 5, 5, 5), 35)
    assert isinstance(figure, ScaleFigure)
    assert (figure.n, figure.agree, figure.mean) == (35, 40, 3)


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ((2, 2, 2, 2, 2), ScaleRange(10, 0, 5)),
        ((2, 2, 1, 2, 3), ScaleRange(10, 5, 10)),
        ((2, 2, 2, 2, 7), ScaleRange(15, 5, 10)),
        ((1, 1, 0, 5, 5), ScaleRange(10, 5, 10)),
        ((0, 0, 20), ScaleRange(20, 15, 20)),
        ((20, 0, 0), ScaleRange(20, 0, 5)),
    ],
)
def test_counts_that_would_tell_another_story_become_a_range(counts: tuple[int, ...], wanted: ScaleRange) -> None:
    assert of(ScaleFigure(1, counts)) == wanted


@pytest.mark.parametrize("n", range(10, 40))
def test_a_range_stays_one_and_holds_what_it_was_made_of(n: int) -> None:
    for fewest, most in ((0, 2), (n - 2, n)):
        figure = of(ScaleRange(n, fewest, most))
        assert isinstance(figure, ScaleRange)
        assert figure.bounds[0] < figure.bounds[1]
        assert figure == (ScaleRange(figure.n, figure.n - 5, figure.n) if fewest else ScaleRange(figure.n, 0, 5))
        assert {figure.n % 5, figure.fewest % 5, figure.most % 5} == {0}


def test_rounding_does_not_say_that_all_were_of_one_mind() -> None:
    assert of(ChoiceFigure((10, 2), 12)) == Mask(Reason.TELLING)
    one_mind = replace(PAIRS, n=12, agreed=(5, 10))
    assert published(replace(RELEASE, pairs=(one_mind,))).pairs == ()


@pytest.mark.parametrize(("asked", "wanted"), [(13, Rate(15, 15)), (17, Rate(20, 15)), (18, Rate(20, 15))])
def test_rounding_does_not_say_that_everybody_answered(asked: int, wanted: Rate) -> None:
    assert published(replace(RELEASE, turnouts=(Turnout(EVERYBODY, Rate(asked, 13)),))).turnout == wanted


def test_a_higher_threshold_for_words_holds_for_what_is_published() -> None:
    assert of(OpenFigure(19), Thresholds(10, 20)) == Mask(Reason.FEW)
    assert of(OpenFigure(21), Thresholds(10, 20)) == OpenFigure(20)
    assert published(replace(RELEASE, thresholds=Thresholds(10, 40))).pairs == ()


@given(_FIGURES)
def test_nothing_behind_fewer_than_ten_and_only_multiples_of_five(figure: Figure) -> None:
    made = of(figure)
    if isinstance(figure, Mask) or figure.n < 10:
        assert made == (figure if isinstance(figure, Mask) else Mask(Reason.FEW))
        return
    assert isinstance(made, type(figure) | Mask | ScaleRange)
    assert all(count % 5 == 0 for count in _counts(made))
    if not isinstance(made, Mask):
        assert abs(made.n - figure.n) <= 2
    if isinstance(figure, ScaleFigure | ChoiceFigure) and isinstance(made, ScaleFigure | ChoiceFigure):
        assert all(abs(new - old) <= 2 for new, old in zip(made.counts, figure.counts, strict=True))
    if isinstance(figure, ScaleFigure) and isinstance(made, ScaleFigure):
        assert abs(made.agree - figure.agree) <= 10
        assert 0 < made.agree < 100
    if isinstance(figure, ScaleFigure) and isinstance(made, ScaleRange):
        assert made.fewest <= figure.agreeing <= made.most + 2
        assert made.fewest < made.most <= made.n


@given(st.lists(_FIGURES, min_size=1, max_size=4), st.integers(0, 60), st.integers(0, 60))
def test_it_is_worked_out_from_what_is_shown_and_settles_at_once(
    figures: list[Figure], answered: int, silent: int
) -> None:
    cells = tuple(Cell(Group(Margin.SITE, str(place), ""), each) for place, each in enumerate(figures))
    shown = replace(
        RELEASE,
        turnouts=(Turnout(EVERYBODY, Rate(answered + silent, answered)),),
        results=(Result(SCALE, cells),),
    )
    made = published(shown)
    assert made == published(codec.load(codec.dump(shown, Release), Release))
    rate = made.turnout
    assert isinstance(rate, Mask) == (answered < 10)
    if isinstance(rate, Rate):
        assert (rate.asked > rate.answered) == bool(silent)
        assert (rate.asked % 5, rate.answered % 5) == (0, 0)
    masked = [isinstance(cell.figure, Mask) for cell in shown.results[0].cells]
    assert all(isinstance(cell.figure, Mask) for cell, was in zip(made.results[0].cells, masked, strict=True) if was)


def test_what_is_published_is_read_back_as_it_was() -> None:
    made = published(RELEASE)
    assert codec.load(codec.dump(made, Release), Release) == made
    assert "total" not in codec.dump(RELEASE, Release)


def _counts(figure: Figure) -> Iterator[int]:
    match figure:
        case ScaleFigure(counts=counts) | ChoiceFigure(counts=counts):
            yield from (*counts, figure.n)
        case ScaleRange(n, fewest, most):
            yield from (n, fewest, most)
        case OpenFigure(n):
            yield n
        case Mask():
            pass
