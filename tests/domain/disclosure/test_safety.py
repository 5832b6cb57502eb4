"""The rule of subtraction, one combination of shown cells after another."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.disclosure import program
from bot.domain.disclosure.crowd import gather
from bot.domain.disclosure.program import Floats, Program, Solution
from bot.domain.disclosure.safety import allowed, leaks
from bot.domain.group import EVERYBODY, Groups
from tests.domain.disclosure.people import crowd_of, groups_of, people
from tests.domain.disclosure.test_choice import some_people

NHS = ("4 o1 sector:nhs", "4 o2 sector:nhs", "4 o3 sector:nhs")


def leaked(standing: list[Groups], *ids: str, threshold: int = 5) -> set[frozenset[str]]:
    """The combinations that tell too much where these are shown; "" is everybody."""
    crowd, cells = crowd_of(standing)
    shown = np.array([cell.id in ids for cell in cells])
    return {frozenset(cells[each].id for each in found) for found in leaks(crowd, shown, threshold)}


@pytest.mark.parametrize(
    ("standing", "shown", "expected"),
    [
        pytest.param(people(*NHS), ("",), [], id="one group of three organisations"),
        pytest.param(people("9 o1", "9 o2"), ("",), [{""}], id="two organisations only"),
        pytest.param(people(*NHS, "1 o4", "1 o5"), ("", "nhs"), [{"", "nhs"}], id="two people are left"),
        pytest.param(people(*NHS, "9 o4"), ("", "nhs"), [{"", "nhs"}], id="one organisation is left"),
        pytest.param(
            people(*NHS, "2 o4", "6 o5"), ("", "nhs"), [{"", "nhs"}], id="the insider of the larger subtracts"
        ),
        pytest.param(people(*NHS, "3 o4", "3 o5", "3 o6"), ("", "nhs"), [], id="three organisations are left"),
        pytest.param(
            people("6 o1", "6 o2", "3 o3", "3 o4"),
            ("", "o1", "o2"),
            [{"", "o1", "o2"}],
            id="organisations that are shown take themselves away, and may be hidden instead",
        ),
        pytest.param(
            people("3 o1 site:x", "3 o2 site:x", "6 o3", "6 o4"),
            ("x", "o3"),
            [{"x"}],
            id="what needs no organisation to be shown blames none that is",
        ),
        pytest.param(people("6 o1", "6 o2"), ("", "o1", "o2"), [], id="organisations that are shown hide nothing"),
        pytest.param(people("6 o1"), ("o1",), [], id="only one that is shown by itself"),
        pytest.param(people(*NHS), (), [], id="nothing"),
        pytest.param(
            people("6 o1 site:x", "6 o1", "6 o2", "6 o3"),
            ("o1", "x"),
            [{"x"}, {"o1", "x"}],
            id="half of an organisation of which the whole is shown",
        ),
        pytest.param(
            people(*(f"1 o{n} sector:s site:x" for n in range(12)), *(f"1 o{n} cohort:c site:x" for n in range(12)))
            + people("1 o1 sector:s cohort:c", "1 o2 sector:s cohort:c", *(f"2 o{n}" for n in range(6))),
            ("s", "c", "x"),
            [{"s", "c", "x"}],
            id="half of what three margins say together",
        ),
    ],
)
def test_whatever_follows_from_what_is_shown_must_be_large_enough(
    standing: list[Groups], shown: tuple[str, ...], expected: list[set[str]]
) -> None:
    assert leaked(standing, *shown) == set(map(frozenset, expected))


@pytest.mark.parametrize(("minds", "expected"), [((0, 0), True), ((0, 1), False)])
def test_people_who_are_all_alike_are_no_crowd(minds: tuple[int, int], expected: bool) -> None:  # noqa: FBT001
    standing = [*people(*NHS), *people("4 o4", "4 o5", "4 o6")]
    given = [(groups, (minds[n % 2] if n >= 12 else n % 2,)) for n, groups in enumerate(standing)]
    cells = (EVERYBODY, *(each for each in groups_of(standing) if each.id == "nhs"))
    assert bool(list(leaks(gather(given, cells, 2), np.array([True, True]), 5))) is expected


@pytest.mark.parametrize(
    ("kinds", "enough", "could"),
    [
        (("1 o1", "1 o2", "2 o3"), False, False),
        (("4 o1", "4 o2", "4 o3"), True, True),
        (("9 o1", "9 o2"), True, False),
        (("2 o1", "2 o2", "4 o3"), True, False),
        (("9 o1",), True, False),
    ],
)
def test_a_cell_that_could_not_stand_alone_is_told_apart(kinds: tuple[str, ...], enough: bool, could: bool) -> None:  # noqa: FBT001
    crowd, _ = crowd_of(people(*kinds), by_organisation=False)
    assert tuple(each.tolist() for each in allowed(crowd, 5)) == ([enough], [could])


@settings(max_examples=60)
@given(st.integers(0, 9_999))
def test_showing_less_is_never_less_safe(seed: int) -> None:
    chance = Random(seed)
    crowd, cells = crowd_of(some_people(seed))
    more = np.array([chance.random() < 0.5 for _ in cells]) & allowed(crowd, 5)[1]
    less = more & np.array([chance.random() < 0.7 for _ in cells])
    if more.any() and not list(leaks(crowd, more, 5)):
        # An organisation that is hidden may not be had, so hiding one is another question than showing less.
        less |= more & (crowd.own >= 0)
        assert not list(leaks(crowd, less, 5))


@settings(max_examples=60)
@given(st.integers(0, 9_999), st.integers(6, 10))
def test_what_is_safe_at_a_threshold_is_safe_at_a_lower_one(seed: int, threshold: int) -> None:
    chance = Random(seed)
    crowd, cells = crowd_of(some_people(seed))
    shown = np.array([chance.random() < 0.5 for _ in cells]) & allowed(crowd, threshold)[1]
    if shown.any() and not list(leaks(crowd, shown, threshold)):
        assert not list(leaks(crowd, shown, 5))


@settings(max_examples=40)
@given(st.integers(0, 9_999))
def test_each_set_that_is_blamed_tells_too_much_by_itself(seed: int) -> None:
    crowd, cells = crowd_of(some_people(seed))
    shown = allowed(crowd, 5)[1]
    for found in leaks(crowd, shown, 5) if shown.any() else ():
        assert found <= set(np.flatnonzero(shown).tolist())
        assert list(leaks(crowd, np.isin(np.arange(len(cells)), list(found)), 5))


def test_a_solver_that_gives_up_has_proved_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    standing = people(*NHS, "1 o4", "1 o5")
    monkeypatch.setattr(Program, "least", lambda *_: None)
    assert leaked(standing, "", "nhs") == {frozenset({"", "nhs"})}


def test_a_program_knows_where_the_least_lies_and_what_a_row_costs() -> None:
    made = Program(np.array([[1.0, 1.0]]), 0, program.INFINITY)
    made.bound_rows(np.array([2.0]), np.array([4.0]))
    least = made.least(np.array([3.0, 1.0]))
    assert isinstance(least, Solution)
    assert (least.cost, least.columns.tolist(), least.rows.tolist()) == (2, [0, 2], [2])
    made.bound_columns(np.zeros(2), np.array([5.0, 1.0]))
    again: Floats = np.array([3.0, 1.0])
    assert [solution.cost for solution in (made.least(again), made.least(again)) if solution] == [4, 4]
    made.bound_columns(np.zeros(2), np.zeros(2))
    assert made.least(again) is None


def test_a_program_in_whole_numbers_has_no_halves() -> None:
    rows = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])
    made = Program(rows, 0, 1, whole=True)
    made.bound_rows(np.zeros(3), np.ones(3))
    best = made.least(-np.ones(3))
    assert best is not None
    assert best.cost == pytest.approx(-1)
