"""The page of one question over time: chart, sentences and table say the same, and nothing that may not be shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.message import Chart, Facts, Message, Table
from bot.domain.disclosure.figures import Mask, Rate, Reason, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Pairs
from bot.domain.prompt import ScaleQuestion
from bot.domain.trend import Point, Series
from bot.texts import figures, history
from bot.texts.evaluating import METHOD, ROUNDED
from bot.texts.verbs import Verb
from tests.domain.examples import at
from tests.replied import buttons, words

FIRST = at("2026-01-07 09:00Z")
NETWORK = ScaleQuestion("q1", "I have a strong network.")
BEFORE, NOW = ScaleFigure(1, (6, 11, 16, 18, 8)), ScaleFigure(1, (0, 2, 8, 25, 20))
MIDWAY = ScaleFigure(1, (2, 8, 12, 22, 10))
PAIRS = Pairs("q1", "0", 41, (18, 34), (5, 15), (22, 54), (8, 40))


def point(number: int, figure: ScaleFigure | ScaleRange | Mask, wave: str | None = None, *pairs: Pairs) -> Point:
    seen = Mask(Reason.FEW) if isinstance(figure, Mask) else Rate(60, figure.n)
    return Point(str(number), FIRST + number * timedelta(days=7), wave, figure, seen, pairs)


def page(*points: Point, question: ScaleQuestion = NETWORK) -> Message:
    series = Series("schedule", "Seeing the system", question, points)
    return history.message(history.View("p", "Fenland", "Europe/London", ("schedule",), 0, (series,), 0))


def chart(message: Message) -> Chart | None:
    return next((block for block in message.blocks if isinstance(block, Chart)), None)


def table(message: Message) -> Table:
    return next(block for block in message.blocks if isinstance(block, Table))


def test_waves_are_told_by_name_with_everything_that_an_evaluation_needs() -> None:
    told = page(point(0, BEFORE, "baseline"), point(1, MIDWAY, "midpoint"), point(2, NOW, "endline", PAIRS))
    drawn = chart(told)
    assert drawn is not None
    assert drawn.categories == ("baseline", "midpoint", "endline")
    assert [(each.name, each.values) for each in drawn.series] == [
        ("% agree", (44, 59, 82)),
        ("% strongly agree", (14, 19, 36)),
    ]
    assert drawn.sentence == (
        "At baseline 44 % agree and 14 % strongly agree (n = 59). At endline it is 82 % and 36 % (n = 55)."
    )
    for sentence in (
        (
            "How it moved\nThe same 41 people, since baseline\n"
            "Agree: 44 % to 83 %, up 39 points; more than chance would explain (95 % interval 22 to 54).\n"
            "Strongly agree: 12 % to 37 %, up 24 points; more than chance would explain (8 to 40).\n"
            "All who answered, since baseline (n = 59, then 55; different people or not known)\n"
            "Agree: 44 % to 82 %, up 38 points; more than chance would explain (95 % interval 20 to 52).\n"
        ),
        "All who answered, since midpoint (n = 54, then 55; different people or not known)\n",
        ROUNDED,
        METHOD,
    ):
        assert sentence in words(told)
    (moved,) = (block for block in told.blocks if isinstance(block, Facts))
    assert len(moved.facts) == 3
    assert table(told).columns == (
        "When",
        "Agree",
        "Strongly agree",
        "Average",
        "n",
        "Answered",
        "Points since baseline, all who answered (95 % interval)",
        "Points, the same people",
    )
    first, second, last = table(told).rows
    assert first == (
        "baseline",
        "44 %",
        "14 %",
        "3.2",
        "59",
        "59 of 60 (98 %)",
        "start",
        "start",
    )
    assert second[-1] == "not known"
    assert last[:6] == ("endline", "82 %", "36 %", "4.1", "55", "55 of 60 (92 %)")
    assert last[6:] == ("+38 (20 to 52)", "+39 (22 to 54), n = 41")
    assert "significant" not in words(told)


def test_one_moment_is_a_bar_with_its_figures_and_no_change() -> None:
    told = page(point(0, NOW))
    drawn = chart(told)
    assert drawn is not None
    assert (drawn.kind, drawn.categories) == ("bar", ("7 Jan 2026",))
    assert drawn.sentence == "On 7 January 2026 82 % agree and 36 % strongly agree; average 4.1 (n = 55)."
    assert len(table(told).columns) == 6
    assert METHOD not in words(told)


def test_two_moments_are_a_line_and_compared_once() -> None:
    told = page(point(0, BEFORE), point(1, NOW))
    drawn = chart(told)
    assert drawn is not None
    assert drawn.kind == "line"
    assert words(told).count("All who answered, since 7 January 2026 (n = 59, then 55; ") == 1


def test_sixty_weeks_are_thinned_evenly_and_it_says_so() -> None:
    told = page(*(point(number, BEFORE if number < 59 else NOW) for number in range(60)))
    drawn = chart(told)
    assert drawn is not None
    assert len(drawn.categories) == len(table(told).rows) == 20
    assert (drawn.categories[0], drawn.categories[-1]) == ("7 Jan 2026", "24 Feb 2027")
    assert "20 of 60 times since 7 January 2026 are shown, evenly spread." in words(told)
    assert "All who answered, since 17 February 2027 (n = 59," in words(told), "the last but one is not left out"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (Mask(Reason.FEW), "hidden: too few answers"),
        (Mask(Reason.ALONE), "hidden: too few answers besides one organisation's"),
        (Mask(Reason.OTHERS), "hidden: to protect another group"),
        (Mask(Reason.TELLING), "hidden: it would tell too much"),
        (ScaleRange(40, 37, 40), "93 to 100 %"),
    ],
)
def test_a_gap_stands_in_the_table_with_its_reason_or_range(gap: Mask | ScaleRange, said: str) -> None:
    told = page(point(0, BEFORE), point(1, gap), point(2, NOW))
    drawn = chart(told)
    assert drawn is not None
    assert len(drawn.categories) == 2
    row = table(told).rows[1]
    assert row[1] == said
    assert row[2:4] == ("not shown", "not shown")
    assert (row[4] == "not shown") is isinstance(gap, Mask)
    assert row[6:] == ("not shown", "not shown")
    assert "1 of them is in the table only, because not everything may be shown." in words(told)


def test_nothing_that_may_be_shown_needs_no_chart() -> None:
    told = page(point(0, Mask(Reason.FEW)), point(1, Mask(Reason.FEW)))
    assert chart(told) is None
    assert "Nothing of it may be shown so far." in words(told)
    assert "2 of them are in the table only" in words(told)


def test_a_scale_that_is_not_of_agreement_is_told_by_its_points() -> None:
    joined = ScaleQuestion("q1", "How joined up?", 1, 7, "apart", "joined up")
    told = page(point(0, ScaleFigure(1, (1, 2, 3, 4, 5, 6, 7))), question=joined)
    assert "64 % say 5 to 7 and 25 % say 7; average 5.0 (n = 28)." in words(told)
    assert "The scale goes from 1 (apart) to 7 (joined up)." in words(told)
    two = replace(joined, high=2)
    assert figures.names(two) == ("say 2", "say 2")
    assert "agree means 4 or 5, strongly agree means 5." in words(page(point(0, NOW)))
    told = page(point(0, ScaleFigure(1, (3, 4))), question=two)
    assert chart(told) is not None


def test_points_of_the_same_day_and_names_that_begin_alike_are_told_apart() -> None:
    long = "a wave with quite a long name"
    told = page(*(point(0, BEFORE, name) for name in (None, None, f"{long} 1", f"{long} 2")))
    drawn = chart(told)
    assert drawn is not None
    assert len(set(drawn.categories)) == 4
    assert drawn.categories[1] == "7 Jan 2026 (2)"


def test_one_question_a_page_and_the_ways_between_them() -> None:
    told = tuple(
        Series("s1", "Seeing", replace(NETWORK, text=f"Question {number}"), (point(0, NOW),)) for number in range(2)
    )
    view = history.View("p", "Fenland", "UTC", ("s0", "s1", "s2"), 1, told, 0)
    ways = {label: button.action for label, button in buttons(history.message(view)).items()}
    assert {label: (action.verb, action.subject) for label, action in ways.items()} == {
        "Previous check-in": (Verb.HISTORY, "p:s0:last"),
        "Next question": (Verb.HISTORY, "p:s1:1"),
        "Home": (Verb.HOME, ""),
    }
    ways = {label: button.action for label, button in buttons(history.message(replace(view, number=1))).items()}
    assert (ways["Earlier question"].subject, ways["Next check-in"].subject) == ("p:s1:0", "p:s2:0")
    assert "Seeing · question 1 of 2 · check-in 2 of 3" in words(history.message(view))
    alone = history.message(history.View("p", "Fenland", "UTC", ("s1",), 0, told[:1], 0))
    assert buttons(alone).keys() == {"Home"}
    assert "Seeing · question 1 of 1\n" in words(alone)


def test_where_there_is_nothing_it_says_what_would_be_here() -> None:
    assert "No pulse has closed yet." in words(history.message(history.View("p", "Fenland", "UTC", (), 0, (), 0)))
    nothing = history.message(history.View("p", "Fenland", "UTC", ("s0", "s1"), 0, (), 0))
    assert "This pulse asks nothing on a scale." in words(nothing)
    assert "Next check-in" in buttons(nothing)


@pytest.mark.parametrize(
    ("text", "count", "found"),
    [
        ("", 3, 0),
        ("1", 3, 1),
        ("7", 3, 2),
        ("last", 3, 2),
        ("last", 0, 0),
        ("9" * 99, 0, 0),
        ("-1", 3, 0),
        ("x", 3, 0),
    ],
)
def test_a_page_that_is_not_there_is_the_nearest_or_the_first(text: str, count: int, found: int) -> None:
    assert history.number(text, count) == found


WORDING = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=250)
FIGURES = (
    st.builds(
        ScaleFigure, st.just(-990), st.lists(st.integers(0, 9_999), min_size=11, max_size=11).map(tuple).filter(any)
    )
    | st.builds(Mask, st.sampled_from(Reason))
    | st.builds(ScaleRange, st.just(99_999), st.just(99_990), st.just(99_999))
)


@settings(max_examples=60, deadline=None)
@given(
    WORDING,
    st.lists(st.tuples(FIGURES, st.none() | st.text("abc", min_size=30, max_size=30)), min_size=1, max_size=60),
)
def test_any_history_fits(wording: str, told: list[tuple[ScaleFigure | ScaleRange | Mask, str | None]]) -> None:
    question = ScaleQuestion("q1", wording, -990, -980, "l" * 40, "h" * 40)
    points = (
        point(number, figure, wave, *(replace(PAIRS, earlier=str(earlier)) for earlier in range(number)))
        for number, (figure, wave) in enumerate(told)
    )
    message = page(*points, question=question)
    assert sum(map(len, message.texts())) <= limits.MESSAGE_TEXT
