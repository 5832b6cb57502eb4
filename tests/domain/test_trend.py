"""The same question over time: one moment, two and sixty, with gaps, and how far it moved between two of them."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
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
from bot.domain.disclosure.release import Cell, Pairs, Release, Result, Turnout
from bot.domain.group import EVERYBODY
from bot.domain.partnership import USUAL
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Question, ScaleQuestion
from bot.domain.schedule import Visibility
from bot.domain.trend import Matched, Move, compare, matched, points, series
from tests.domain.examples import at

NETWORK = ScaleQuestion("q1", "I have a strong network.")
SEEING = ScaleQuestion("q2", "I see the whole system.")
FIRST = at("2026-01-07 09:00Z")
WEEK = timedelta(days=7)
FIGURE = ScaleFigure(1, (2, 5, 9, 20, 12))
RATE = Rate(60, 48)


def release(
    week: int,
    *told: tuple[Question, Figure],
    schedule: str = "schedule",
    seen: Rate | Mask = RATE,
    wave: str | None = None,
    pairs: tuple[Pairs, ...] = (),
) -> Release:
    """What was released some weeks after the first."""
    return Release(
        occurrence=f"{schedule} {week:02}",
        schedule=schedule,
        partnership="partnership",
        kind=Kind.PULSE,
        title=f"Week {week}",
        closed_at=FIRST + week * WEEK,
        visibility=Visibility.ANONYMOUS,
        thresholds=USUAL,
        turnouts=(Turnout(EVERYBODY, seen),),
        results=tuple(Result(question, (Cell(EVERYBODY, figure),)) for question, figure in told),
        words=(),
        wave=wave,
        pairs=pairs,
    )


@pytest.mark.parametrize("weeks", [1, 2, 60])
def test_one_two_and_sixty_moments(weeks: int) -> None:
    told = [release(week, (NETWORK, FIGURE)) for week in reversed(range(weeks))]
    (only,) = series(told)
    assert (only.question, only.schedule, only.title) == (NETWORK, "schedule", f"Week {weeks - 1}")
    assert [point.closed_at for point in only.points] == [FIRST + week * WEEK for week in range(weeks)]
    assert {(point.figure, point.turnout) for point in only.points} == {(FIGURE, RATE)}


def test_without_releases_there_is_nothing() -> None:
    assert series([]) == ()


def test_only_scales_are_followed_and_only_while_they_are_the_same_question() -> None:
    reworded, wider = replace(NETWORK, text="My network is strong."), replace(NETWORK, high=7)
    others = (
        (ChoiceQuestion("q3", "Which?", ("a", "b")), ChoiceFigure((3, 4), 7)),
        (OpenQuestion("q4", "?"), OpenFigure(7)),
    )
    told = [
        release(0, (NETWORK, FIGURE), (SEEING, FIGURE), *others),
        release(1, (NETWORK, FIGURE), *others),
        release(2, (reworded, FIGURE)),
        release(3, (wider, ScaleFigure(1, (1, 1, 1, 1, 1, 1, 1)))),
        release(4, (NETWORK, FIGURE), schedule="another"),
    ]
    found = [(each.schedule, each.question, len(each.points)) for each in series(told)]
    assert found == [
        ("schedule", NETWORK, 2),
        ("schedule", SEEING, 1),
        ("schedule", reworded, 1),
        ("schedule", wider, 1),
        ("another", NETWORK, 1),
    ]


@pytest.mark.parametrize("gap", [*map(Mask, Reason), ScaleRange(40, 38, 40)])
def test_what_is_not_shown_is_a_gap_with_its_reason(gap: Mask | ScaleRange) -> None:
    masked = Mask(Reason.FEW)
    (only,) = series(
        [release(0, (NETWORK, FIGURE)), release(1, (NETWORK, gap), seen=masked), release(2, (NETWORK, FIGURE))]
    )
    assert [point.figure for point in only.points] == [FIGURE, gap, FIGURE]
    assert only.points[1].turnout == masked


PAIRS = Pairs("q1", "schedule 00", 34, (15, 28), (3, 12), (21, 53), (10, 41))


def test_waves_keep_their_names_and_know_the_same_people() -> None:
    other = replace(PAIRS, question="q2", n=30)
    told = [
        release(0, (NETWORK, FIGURE), (SEEING, FIGURE), wave="baseline"),
        release(1, (NETWORK, FIGURE), (SEEING, FIGURE), wave="endline", pairs=(PAIRS, other)),
    ]
    network, seeing = series(told)
    assert [point.wave for point in network.points] == ["baseline", "endline"]
    assert network.matched(*network.points) == Matched(34, Move(38, 21, 53, 44, 82), Move(26, 10, 41, 9, 35))
    people = seeing.matched(*seeing.points)
    assert people is not None
    assert people.n == 30
    assert network.matched(network.points[1], network.points[1]) is None


def test_the_published_change_of_such_a_programme() -> None:
    """44 % of 59 and 82 % of 55."""
    change = compare(ScaleFigure(1, (6, 11, 16, 18, 8)), ScaleFigure(1, (0, 2, 8, 25, 20)))
    assert (change.before.agree, change.now.agree, change.agree) == (44, 82, Move(38, 20, 52, 44, 82))
    assert change.agree.beyond_chance
    assert (change.before.strongly, change.now.strongly, change.strongly.points) == (14, 36, 23)
    assert round(change.mean, 2) == 0.96


@pytest.mark.parametrize(
    ("told", "beyond"),
    [((5, 1, 9), True), ((5, 0, 9), False), ((-5, -9, -1), True), ((-5, -9, 0), False)],
)
def test_it_is_more_than_chance_only_when_the_interval_lies_on_one_side(
    told: tuple[int, int, int], *, beyond: bool
) -> None:
    assert Move(*told, 50, 50 + told[0]).beyond_chance is beyond


def test_points_are_whole_and_halves_go_up() -> None:
    assert points((-0.125, 0.214)) == (-12, 21)
    assert points((0.005, 0.0149)) == (1, 1)


COUNTS = st.lists(st.integers(0, 400), min_size=5, max_size=5).map(tuple).filter(any)
FIGURES = st.builds(ScaleFigure, st.just(1), COUNTS)


@settings(max_examples=200, deadline=None)
@given(FIGURES, FIGURES)
def test_a_change_is_rounded_once_from_the_counts_that_are_shown_and_lies_in_its_interval(
    before: ScaleFigure, now: ScaleFigure
) -> None:
    change = compare(before, now)
    exact = Fraction(now.agreeing, now.n) - Fraction(before.agreeing, before.n)
    assert abs(100 * exact - change.agree.points) <= Fraction(1, 2)
    assert (change.agree.before, change.agree.now) == (before.agree, now.agree)
    assert (change.strongly.before, change.strongly.now) == (before.strongly, now.strongly)
    for move in (change.agree, change.strongly):
        assert -100 <= move.low <= move.points <= move.high <= 100
        assert abs(move.now - move.before - move.points) <= 1, "the shares are rounded each by itself"


def test_released_pairs_hold_their_own_change_though_it_was_rounded() -> None:
    """As those are that were published: their counts are rounded, their interval is not."""
    told = matched(Pairs("q1", "earlier", 1_000, (335, 345), (0, 0), (2, 2), (0, 0)))
    assert told.agree == Move(1, 1, 2, 34, 35)
    told = matched(Pairs("q1", "earlier", 1_000, (334, 344), (0, 0), (0, 0), (0, 0)))
    assert told.agree == Move(1, 0, 1, 33, 34)


def test_a_change_is_not_the_difference_of_two_rounded_shares() -> None:
    """21 of 36 people more are 58.3 points, and 26 of them 72.2."""
    told = matched(Pairs("q1", "earlier", 36, (12, 33), (4, 30), (38, 72), (52, 83)))
    assert told.agree == Move(58, 38, 72, 33, 92)
    assert told.strongly == Move(72, 52, 83, 11, 83)
    fallen = matched(Pairs("q1", "earlier", 36, (33, 12), (30, 4), (-72, -38), (-83, -52)))
    assert (fallen.agree.points, fallen.strongly.points) == (-58, -72)
