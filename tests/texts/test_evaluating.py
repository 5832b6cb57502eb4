"""What people read of an evaluation."""

import pytest

from bot.domain.disclosure.figures import ScaleFigure
from bot.domain.schedule import Visibility
from bot.domain.trend import Matched, Move, compare
from bot.texts.evaluating import METHOD, briefly, different, matching, moved, same, shortly, terms
from tests.domain.examples import at

ENDS = at("2026-05-12 23:00Z")


@pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.ORGANISATION])
def test_who_could_match_until_when_is_said_plainly(visibility: Visibility) -> None:
    assert matching(visibility, ENDS, "Europe/London") == (
        "This is asked in several waves, and your answers to them are kept under one code, so that they can be "
        "matched. Until the end of 12 May 2026 whoever runs Weft could work out whose code it is. After that nobody, "
        "operators included, can tell which answers are the same person's."
    )


def test_names_are_compared_by_name() -> None:
    assert matching(Visibility.ATTRIBUTED, ENDS, "Europe/London") == (
        "This is asked in several waves until 12 May 2026; what the same person answered is compared by name."
    )


def test_a_change_is_told_with_its_interval_both_n_and_who_it_was() -> None:
    before, now = ScaleFigure(1, (6, 10, 11, 16, 5)), ScaleFigure(1, (1, 3, 6, 21, 20))
    assert different(compare(before, now), "baseline", "strongly agree") == (
        (
            "Up 36 points since baseline (95 % interval 18 to 52; n = 48, then 51; different people or not known): "
            "more than chance would explain."
        ),
        (
            "Strongly agree: up 29 points since baseline (95 % interval 12 to 44; n = 48, then 51; different people "
            "or not known): more than chance would explain."
        ),
    )
    assert different(compare(before, before), "baseline", "say 7")[0] == (
        "No change since baseline (95 % interval -19 to 19; n = 48, then 48; different people or not known): "
        "could be chance."
    )


def test_the_same_people_are_told_as_such() -> None:
    assert same(Matched(34, Move(12, -2, 21), Move(-1, -3, -1)), "week 3", "say 7") == (
        "Up 12 points since week 3 (95 % interval -2 to 21; same people: 34 answered both times): could be chance.",
        (
            "Say 7: down 1 point since week 3 (95 % interval -3 to -1; same people: 34 answered both times): "
            "more than chance would explain."
        ),
    )


def test_in_a_digest_a_change_is_told_shortly_and_on_which_terms_apart_from_it() -> None:
    assert shortly(Move(36, 18, 52)) == "up 36 points (18 to 52)"
    assert shortly(Move(-1, -9, 7), "95 % interval ") == "down 1 point (95 % interval -9 to 7)"
    before, now = ScaleFigure(1, (6, 10, 11, 16, 5)), ScaleFigure(1, (1, 3, 6, 21, 20))
    different_people = compare(before, now)
    assert terms(different_people, None, "baseline") == (
        "since baseline: more than chance would explain; n was 48, different people or not known"
    )
    same_people = Matched(34, Move(12, -2, 21), Move(-1, -3, -1))
    assert terms(different_people, same_people, "week 3") == "since week 3: could be chance; the same 34 people"


@pytest.mark.parametrize(
    ("points", "said"), [(0, "no change"), (1, "up 1 point"), (-1, "down 1 point"), (-12, "down 12 points")]
)
def test_points_are_told_in_words(points: int, said: str) -> None:
    assert moved(Move(points, -100, 100)) == said


def test_in_a_table_a_change_is_brief() -> None:
    assert [briefly(Move(points, -21, 30)) for points in (12, 0, -3)] == [
        "+12 (-21 to 30)",
        "0 (-21 to 30)",
        "-3 (-21 to 30)",
    ]


def test_the_method_is_named_and_nothing_is_called_significant() -> None:
    assert "Newcombe" in METHOD
    assert "significant" not in METHOD
