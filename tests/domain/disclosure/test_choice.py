"""Which groups are shown of partnerships that everybody can picture, and why the others are not."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.disclosure import choice
from bot.domain.disclosure.choice import Choice, choose
from bot.domain.disclosure.figures import Reason
from bot.domain.disclosure.program import Bools, Program
from bot.domain.disclosure.safety import allowed, leaks
from bot.domain.group import Groups, Margin
from tests.domain.disclosure.people import crowd_of, people

SHOWN = "shown"
NHS = ("4 o1 sector:nhs", "4 o2 sector:nhs", "4 o3 sector:nhs")
LARGER = ("5 o4 sector:care", "5 o5 sector:care", "5 o6 sector:care")
CARE = ("4 o4 sector:care", "4 o5 sector:care", "4 o6 sector:care")


def told(standing: list[Groups], *, anonymous: bool = True, threshold: int = 5) -> dict[str, str]:
    """What becomes of each group that matters: all of them, but organisations only where they may be shown."""
    crowd, cells = crowd_of(standing, by_organisation=not anonymous)
    hidden = choose(crowd, cells, threshold).hidden
    return {
        cell.id or "everybody": str(why) if why else SHOWN
        for cell, why in zip(cells, hidden, strict=True)
        if cell.margin is not Margin.ORGANISATION or why is None
    }


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        pytest.param(people("1 o1", "1 o2", "2 o3"), {"everybody": "few"}, id="four people"),
        pytest.param(
            people("9 o1", "9 o2"), {"everybody": "alone"}, id="two organisations, either of which sees the other"
        ),
        pytest.param(people("2 o1", "2 o2", "4 o3"), {"everybody": "alone"}, id="too few are left to the largest"),
        pytest.param(people("3 o1", "3 o2", "3 o3"), {"everybody": SHOWN}, id="three organisations, of equal size"),
        pytest.param(people("9 o1"), {"everybody": "alone"}, id="one organisation, anonymously"),
        pytest.param(
            people(*NHS, *CARE),
            {"everybody": SHOWN, "nhs": SHOWN, "care": SHOWN},
            id="two sectors of three organisations",
        ),
        pytest.param(
            people(*NHS, *LARGER, "1 o7 sector:other", "1 o8 sector:other"),
            {"everybody": SHOWN, "nhs": "others", "care": SHOWN, "other": "few"},
            id="three sectors of which one is small: another hides it",
        ),
        pytest.param(
            people(*NHS, "8 o4 sector:other"),
            {"everybody": SHOWN, "nhs": "others", "other": "alone"},
            id="the rest would be one organisation alone",
        ),
        pytest.param(
            people(*NHS, "2 o4 sector:other", "6 o5 sector:other"),
            {"everybody": SHOWN, "nhs": "others", "other": "alone"},
            id="the rest would be two people for who is of the larger one",
        ),
        pytest.param(
            people(
                *(f"{kind} cohort:a" for kind in NHS),
                "1 o4 sector:care cohort:a",
                "1 o5 sector:care cohort:a",
                *LARGER,
            ),
            {"everybody": SHOWN, "nhs": SHOWN, "care": SHOWN, "a": "others"},
            id="a cohort that is a sector and two people more",
        ),
        pytest.param(
            people(
                "4 o1 cohort:a cohort:b", "4 o2 cohort:a", "4 o3 cohort:a", *(f"4 o{n} cohort:b" for n in (4, 5, 6))
            ),
            {"everybody": SHOWN, "a": SHOWN, "b": "others"},
            id="some stand in two cohorts: both together and everybody would tell who they are",
        ),
        pytest.param(
            people(*(f"2 o{n} cohort:a" for n in range(1, 5)), *(f"2 o{n}" for n in range(1, 5))),
            {"everybody": SHOWN, "a": SHOWN},
            id="half of every organisation stands in no cohort",
        ),
        pytest.param(
            people(*(f"2 o{n} sector:nhs" for n in range(1, 5)), "1 - "),
            {"everybody": SHOWN, "nhs": "others"},
            id="one whose organisation is not known counts as of one of their own",
        ),
    ],
)
def test_groups_are_shown_only_where_nothing_too_small_follows(
    standing: list[Groups], expected: dict[str, str]
) -> None:
    assert told(standing) == expected


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        pytest.param(
            people("6 o1", "6 o2", "6 o3"),
            {"everybody": SHOWN, "o1": SHOWN, "o2": SHOWN, "o3": SHOWN},
            id="organisations with enough people may all be shown",
        ),
        pytest.param(
            people("6 o1", "6 o2", "3 o3", "3 o4"),
            {"everybody": SHOWN, "o2": SHOWN},
            id="one of two is hidden with the small ones, of which the other would be left alone",
        ),
        pytest.param(
            people("6 o1", "6 o2"),
            {"everybody": SHOWN, "o1": SHOWN, "o2": SHOWN},
            id="two organisations, both of which are shown: the whole tells no more",
        ),
    ],
)
def test_organisations_are_shown_where_answers_are_not_anonymous(
    standing: list[Groups], expected: dict[str, str]
) -> None:
    assert told(standing, anonymous=False) == expected


def test_a_higher_threshold_hides_what_a_lower_one_shows() -> None:
    standing = people(*NHS, *CARE)
    assert told(standing, threshold=8)["nhs"] == SHOWN
    assert told(standing, threshold=9) == {"everybody": SHOWN, "nhs": "alone", "care": "alone"}


def test_of_groups_that_cannot_stand_together_the_higher_and_the_larger_stay() -> None:
    standing = people(
        *(f"4 o{n} sector:a site:x" for n in range(3)), "4 o3 sector:a", "4 o4 site:x", "4 o5", "4 o6", "4 o7"
    )
    assert told(standing)["everybody"] == SHOWN
    assert (told(standing)["a"], told(standing)["x"]) == (SHOWN, "others")


def test_a_margin_that_is_given_up_is_hidden() -> None:
    crowd, cells = crowd_of(people(*NHS, *CARE), by_organisation=False)
    hidden = choose(crowd, cells, 5, given_up=frozenset({Margin.SECTOR})).hidden
    assert hidden == (None, Reason.OTHERS, Reason.OTHERS)
    assert choose(crowd, cells, 5, given_up=frozenset(Margin)).hidden == (Reason.TELLING,) * 3


def test_cells_that_say_less_come_last_and_never_cost_another_its_figure() -> None:
    crowd, cells = crowd_of(people(*NHS, *CARE, "1 o7 sector:other", "1 o8 sector:other"), by_organisation=False)
    where = {cell.id: place for place, cell in enumerate(cells)}
    vague = np.array([int(cell.id == "care") for cell in cells])
    hidden = choose(crowd, cells, 5, vague=vague).hidden
    assert hidden[where["care"]] is Reason.OTHERS
    assert hidden[where["nhs"]] is None
    crowd, cells = crowd_of(people(*NHS, *CARE), by_organisation=False)
    vague = np.array([int(cell.id == "care") for cell in cells])
    assert choose(crowd, cells, 5, vague=vague).hidden == (None, None, None)


def test_no_figure_rests_on_a_range() -> None:
    # The sector without o0 is o2 by itself, which would be no secret if o2 were shown.
    crowd, cells = crowd_of(people("8 o0 sector:nhs", "8 o2 sector:nhs", *CARE))
    vague = np.array([int(cell.id == "o2") for cell in cells])
    hidden = dict(zip((cell.id for cell in cells), choose(crowd, cells, 5, vague=vague).hidden, strict=True))
    assert hidden["nhs"] is not None or hidden["o0"] is not None
    assert choose(crowd, cells, 5).hidden[[cell.id for cell in cells].index("o2")] is None


def test_what_was_forbidden_elsewhere_is_looked_at_first_and_forgotten_where_it_is_safe() -> None:
    crowd, cells = crowd_of(people(*NHS, *CARE, "1 o7 sector:other", "1 o8 sector:other"), by_organisation=False)
    every = frozenset(range(len(cells)))
    first = choose(crowd, cells, 5)
    assert first.forbidden
    again = choose(crowd, cells, 5, suspected=first.forbidden)
    assert again.hidden == first.hidden
    assert set(again.forbidden) == set(first.forbidden)
    safe, cells = crowd_of(people(*NHS, *CARE), by_organisation=False)
    assert choose(safe, cells, 5, suspected=(every, frozenset())).forbidden == ()


def test_only_the_whole_is_shown_where_no_choice_is_proved_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_ROUNDS", 1)
    standing = people(*NHS, *CARE, "1 o7 sector:other", "1 o8 sector:other")
    assert told(standing) == {"everybody": SHOWN, "nhs": "others", "care": "others", "other": "few"}


def some_people(seed: int) -> list[Groups]:
    """Three to seven organisations in up to three sectors, cohorts and sites."""
    chance = Random(seed)
    standing = []
    for n in range(chance.randint(3, 7)):
        sector = chance.randrange(3)
        for _ in range(chance.randint(1, 6)):
            more = [f"{margin}:{chance.randrange(3)}" for margin in ("cohort", "site") if chance.random() < 0.7]
            standing.append(frozenset({f"organisation:o{n}", f"sector:{sector}", *more}))
    return standing


@settings(max_examples=60)
@given(st.integers(0, 9_999), st.booleans())
def test_a_choice_leaks_nothing_and_none_of_its_cells_is_too_small(seed: int, anonymous: bool) -> None:  # noqa: FBT001
    crowd, cells = crowd_of(some_people(seed), by_organisation=not anonymous)
    made = choose(crowd, cells, 5)
    assert not list(leaks(crowd, _shown(made), 5)) if _shown(made).any() else True
    assert (crowd.totals[_shown(made)] >= 5).all()
    assert (_shown(made) <= allowed(crowd, 5)[0]).all()


@settings(max_examples=40)
@given(st.integers(0, 9_999), st.randoms())
def test_who_comes_first_makes_no_difference(seed: int, chance: Random) -> None:
    standing = some_people(seed)
    shuffled = chance.sample(standing, len(standing))
    crowd, cells = crowd_of(standing)
    assert choose(crowd, cells, 5) == choose(crowd_of(shuffled)[0], cells, 5)


def test_nothing_is_shown_where_the_solver_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Program, "least", lambda *_: None)
    crowd, cells = crowd_of(people(*NHS, *CARE, "1 o7 sector:other", "1 o8 sector:other"), by_organisation=False)
    assert not _shown(choose(crowd, cells, 5)).any()


def _shown(choice: Choice) -> Bools:
    return np.array([reason is None for reason in choice.hidden])
