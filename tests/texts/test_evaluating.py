"""What people read of an evaluation."""

import pytest

from bot.domain.disclosure.figures import ScaleFigure
from bot.domain.schedule import Visibility
from bot.domain.trend import Matched, Move, compare
from bot.texts.evaluating import METHOD, ROUNDED, apart, briefly, different, matching, moved, same, shortly, terms
from tests.domain.examples import at

ENDS = at("2026-05-12 23:00Z")
PEOPLE = Matched(34, Move(12, -2, 21, 50, 62), Move(-1, -3, -1, 10, 9))


@pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.ORGANISATION])
def test_who_could_match_until_when_is_said_plainly(visibility: Visibility) -> None:
    assert matching(visibility, ENDS, "Europe/London") == (
        "This is asked in several waves, and your answers to them are kept under one code, so that they can be "
        "matched. Until the end of 12 May 2026 whoever runs Weft could work out whose code it is. After that nobody "
        "can tell which answers are the same person's, not even those who run Weft."
    )


def test_names_are_compared_by_name() -> None:
    assert matching(Visibility.ATTRIBUTED, ENDS, "Europe/London") == (
        "This is asked in several waves until 12 May 2026; what the same person answered is compared by name."
    )


def test_a_change_is_told_with_its_interval_both_n_and_who_it_was() -> None:
    before, now = ScaleFigure(1, (6, 10, 11, 16, 5)), ScaleFigure(1, (1, 3, 6, 21, 20))
    assert different(compare(before, now), "baseline", "agree", "strongly agree") == (
        "All who answered, since baseline (n = 48, then 51; different people or not known)",
        (
            "Agree: 44 % to 80 %, up 37 points; more than chance would explain (95 % interval 18 to 52).\n"
            "Strongly agree: 10 % to 39 %, up 29 points; more than chance would explain (12 to 44)."
        ),
    )
    assert different(compare(before, before), "baseline", "say 6 or 7", "say 7")[1].splitlines() == [
        "Say 6 or 7: 44 % to 44 %, no change; could be chance (95 % interval -19 to 19).",
        "Say 7: 10 % to 10 %, no change; could be chance (-13 to 13).",
    ]


def test_where_the_highest_point_is_the_only_one_above_the_middle_it_is_told_once() -> None:
    two = ScaleFigure(1, (20, 28))
    assert "\n" not in different(compare(two, two), "baseline", "say 2", "say 2")[1]


def test_the_same_people_are_told_as_such() -> None:
    assert same(PEOPLE, "week 3", "say 6 or 7", "say 7") == (
        "The same 34 people, since week 3",
        (
            "Say 6 or 7: 50 % to 62 %, up 12 points; could be chance (95 % interval -2 to 21).\n"
            "Say 7: 10 % to 9 %, down 1 point; more than chance would explain (-3 to -1)."
        ),
    )


def test_it_is_known_where_two_rounded_shares_leave_another_change_than_is_told() -> None:
    assert apart(Move(58, 38, 72, 33, 92))
    assert not apart(Move(59, 38, 72, 33, 92))
    assert "rounded" in ROUNDED


def test_in_a_digest_a_change_is_told_shortly_and_on_which_terms_apart_from_it() -> None:
    assert shortly(Move(36, 18, 52, 44, 80)) == "up 36 points (18 to 52)"
    assert shortly(Move(-1, -9, 7, 50, 49), named=True) == "down 1 point (95 % interval -9 to 7)"
    before, now = ScaleFigure(1, (6, 10, 11, 16, 5)), ScaleFigure(1, (1, 3, 6, 21, 20))
    different_people = compare(before, now)
    assert terms(different_people, None, "baseline") == (
        "since baseline: more than chance would explain; n was 48, different people or not known"
    )
    assert terms(different_people, PEOPLE, "week 3") == "since week 3: could be chance"


@pytest.mark.parametrize(
    ("points", "said"), [(0, "no change"), (1, "up 1 point"), (-1, "down 1 point"), (-12, "down 12 points")]
)
def test_points_are_told_in_words(points: int, said: str) -> None:
    assert moved(Move(points, -100, 100, 50, 50 + points)) == said


def test_in_a_table_a_change_is_brief() -> None:
    assert [briefly(Move(points, -21, 30, 50, 50 + points)) for points in (12, 0, -3)] == [
        "+12 (-21 to 30)",
        "0 (-21 to 30)",
        "-3 (-21 to 30)",
    ]


def test_the_method_is_named_and_nothing_is_called_significant() -> None:
    assert "Newcombe" in METHOD
    assert "significant" not in METHOD
