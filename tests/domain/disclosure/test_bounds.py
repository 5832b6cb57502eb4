"""The last check: whether somebody can tell how many of a hidden group gave some answer."""

from collections.abc import Sequence
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.disclosure.bounds import too_tight
from bot.domain.disclosure.crowd import gather
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, Reason, ScaleFigure, ScaleRange
from bot.domain.disclosure.program import Program
from bot.domain.disclosure.tally import alike, ways
from bot.domain.group import EVERYBODY, Groups
from bot.domain.prompt import ChoiceQuestion, Question, ScaleQuestion
from bot.domain.response import Answer
from tests.domain.disclosure.people import groups_of, people
from tests.domain.examples import SCALE

HIDDEN = Mask(Reason.OTHERS)
TWO = ChoiceQuestion("q", "Which?", ("a", "b"))
ANY = ChoiceQuestion("q", "Which?", ("a", "b"), several=True)


def tight(
    standing: Sequence[Groups],
    question: Question,
    answers: Sequence[Answer],
    shown: Sequence[str],
    *,
    ranges: bool = False,
) -> bool:
    """Whether the check fails where plain counts of these groups are shown, or ranges of them."""
    cells = (EVERYBODY, *groups_of(standing))
    crowd = gather([(g, alike(question, a)) for g, a in zip(standing, answers, strict=True)], cells, ways(question))
    figures: list[Figure] = []
    for cell in cells:
        inside = [a for g, a in zip(standing, answers, strict=True) if cell is EVERYBODY or cell.key in g]
        figures.append(_figure(question, inside, ranges=ranges) if cell.id in shown else HIDDEN)
    exclusive = not (isinstance(question, ChoiceQuestion) and question.several)
    return too_tight(crowd, figures, exclusive=exclusive)


def _figure(question: Question, answers: Sequence[Answer], *, ranges: bool) -> Figure:
    if isinstance(question, ScaleQuestion):
        points = tuple(answers.count(point) for point in range(question.low, question.high + 1))
        above = sum(points[(len(points) + 1) // 2 :])
        return ScaleRange(len(answers), max(0, above - 1), above + 1) if ranges else ScaleFigure(question.low, points)
    chosen = [each for answer in answers if isinstance(answer, tuple) for each in answer]
    return ChoiceFigure(tuple(chosen.count(option) for option in range(2)), len(answers))


SIX = people("2 o1 sector:a", "2 o2 sector:a", "2 o3 sector:a", "2 o4 sector:b", "2 o5 sector:b", "2 o6 sector:b")


@pytest.mark.parametrize(
    ("question", "answers", "shown", "expected"),
    [
        pytest.param(SCALE, [1, 4] * 6, ("",), False, id="any could have given any answer"),
        pytest.param(SCALE, [1, 4] * 6, (), False, id="nothing is shown"),
        pytest.param(SCALE, [1, 4] * 6, ("", "a", "b"), False, id="organisations of two minds within a sector"),
        pytest.param(SCALE, [1, 4, 1, 4, 1, 4, *[5] * 6], ("a", "b"), True, id="all of a sector are at one point"),
        pytest.param(SCALE, [3] * 12, ("",), True, id="all are at one point"),
        pytest.param(
            SCALE, [1, 4, *[4] * 10], ("",), True, id="who is of another mind sees that all others are alike"
        ),
        pytest.param(TWO, [(0,), (1,)] * 6, ("",), False, id="a choice of one"),
        pytest.param(ANY, [(0,), (0, 1)] * 6, ("",), True, id="an option that everybody chose"),
        pytest.param(ANY, [(0,), (1,)] * 6, ("",), False, id="options that some chose"),
    ],
)
def test_a_number_that_is_the_only_one_possible_is_too_tight(
    question: Question,
    answers: list[Answer],
    shown: tuple[str, ...],
    expected: bool,  # noqa: FBT001
) -> None:
    assert tight(SIX, question, answers, shown) is expected


def test_what_is_the_remainder_of_what_is_shown_is_no_secret() -> None:
    assert not tight(SIX, SCALE, [1, 4] * 6, ("", "a"))


def test_a_remainder_with_halves_of_people_is_none() -> None:
    # a + b - c counts h twice and s once, and nobody of either gave the first answer.
    kinds = {"cohort:a cohort:b site:h": 0, "cohort:a cohort:c": 1, "cohort:b cohort:c": 1, "cohort:a": 0}
    standing = people(*(f"2 o{n} {kind}" for kind in kinds for n in range(3)))
    answers: list[Answer] = [(0,) if some and n % 2 else (1,) for some in kinds.values() for n in range(6)]
    assert tight(standing, TWO, answers, ("a", "b", "c"))


def test_a_range_leaves_room() -> None:
    assert not tight(SIX, SCALE, [1, *[4] * 11], ("",), ranges=True)


def test_a_solver_that_gives_up_has_proved_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody can be exchanged: all of the second sector are at one point, where some of the first are, too.
    answers: list[Answer] = [4, 1, 4, 1, 4, 1, 4, 4, 4, 4, 4, 4]
    assert not tight(SIX, SCALE, answers, ("",))
    monkeypatch.setattr(Program, "least", lambda *_: None)
    assert tight(SIX, SCALE, [3] * 12, ("",))


@settings(max_examples=60)
@given(st.integers(0, 9_999))
def test_the_check_misses_nothing_that_trying_everything_finds(seed: int) -> None:
    chance = Random(seed)
    standing = [
        groups | {f"{margin}:{margin}{chance.randrange(2)}" for margin in ("sector", "cohort")}
        for groups in people("2 o1", "2 o2", "3 o3")
    ]
    answers: list[Answer] = [(chance.randrange(2),) for _ in standing]
    ids = ["", *{each.id for each in groups_of(standing)}]
    shown = [each for each in sorted(ids) if chance.random() < 0.5]
    if shown and _only_one(standing, answers, shown):
        assert tight(standing, TWO, answers, shown)


def _only_one(standing: Sequence[Groups], answers: Sequence[Answer], shown: Sequence[str]) -> bool:
    """Whether a hidden group with no shown group around it, or beside it, holds but one number that is possible."""
    people, truth = len(standing), np.array([int(answer == (0,)) for answer in answers])
    cells = {
        cell.id: np.array([cell is EVERYBODY or cell.key in groups for groups in standing])
        for cell in (EVERYBODY, *groups_of(standing))
    }
    told = np.array([cells[each] for each in shown], dtype=np.int64)
    every = np.array(list(product((0, 1), repeat=people)))
    # The check allows for parts of people, as a linear program does, and so do halves here.
    halves = np.array(list(product((0, 0.5, 1), repeat=people)))
    possible = halves[(halves @ told.T == told @ truth).all(axis=1)]
    # A set that can be had is no secret, nor is who stands in one of which nobody or everybody gave the answer.
    rank = np.linalg.matrix_rank(told)
    had = [each for each in every if np.linalg.matrix_rank(np.vstack((told, each))) == rank]
    for id_, cell in cells.items():
        around = [each for each in had if (each >= cell).all()]
        plain = any((each == cell).all() or not each @ truth or not each @ (1 - truth) for each in around)
        if id_ not in shown and not plain and len(set((possible @ cell).tolist())) == 1:
            return True
    return False
