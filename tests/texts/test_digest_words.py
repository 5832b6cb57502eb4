"""The digest in words: what moved, what was answered, what is hidden and why, who said what, and what comes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat.message import Chart
from bot.domain.digest import WEEK, Coming
from bot.domain.disclosure.figures import (
    ChoiceFigure,
    Figure,
    Mask,
    OpenFigure,
    Reason,
    ScaleFigure,
    ScaleRange,
)
from bot.domain.disclosure.release import Pairs, Words
from bot.domain.partnership import Thresholds
from bot.domain.prompt import ChoiceQuestion
from bot.texts.evaluating import ROUNDED
from tests.replied import words
from tests.texts.digested import (
    AND,
    CONVENER,
    DISAGREEING,
    FIGURE,
    HOW,
    LEAD,
    PULSE,
    WHY,
    before,
    figured,
    results,
    said,
    told,
)
from tests.texts.released import CITY, EVERYBODY, NHS, NOW, TRUST, VOLUNTARY, by_group


def test_a_week_without_anything_says_so() -> None:
    assert said().splitlines() == [
        "Fenland: the week",
        "4 May 2026 to 11 May 2026",
        "Answered",
        "No check-in closed this week.",
        "Next week",
        "Nothing is planned.",
        "Only groups of 5 or more people are ever shown.",
        "History",
    ]


def test_how_many_answered_and_what() -> None:
    assert "What people said\nHow well do we listen?\n75 % agree, average 3.6 (n = 8)\nAnswered\n" in said(PULSE)
    assert "Answered\nListening: 8 of 12\nNext week\n" in said(PULSE)
    assert "What moved" not in said(PULSE)


def test_a_wave_is_told_by_its_name() -> None:
    assert "Listening, endline: 8 of 12\n" in said(replace(PULSE, wave="endline"))


def test_too_few_are_told_without_a_number() -> None:
    text = said(by_group((HOW, {EVERYBODY: Mask(Reason.FEW)}), turnouts={EVERYBODY: Mask(Reason.FEW)}))
    assert "Listening (hidden: too few answers)\n" in text
    assert "Hidden: everybody together (too few answers)." in text
    assert "n = " not in text
    assert "%" not in text


def test_where_nearly_everybody_agrees_a_range_is_told() -> None:
    assert "90 to 100 % agree (n = 20)" in said(figured((HOW, ScaleRange(20, 18, 20))))


def test_the_readers_own_groups_stand_beside_everybody() -> None:
    release = by_group(
        (
            HOW,
            {
                EVERYBODY: FIGURE,
                NHS: ScaleRange(20, 18, 20),
                VOLUNTARY: FIGURE,
                TRUST: Mask(Reason.ALONE),
                CITY: FIGURE,
            },
        )
    )
    own = "How well do we listen?\n75 % agree, average 3.6 (n = 8)\nNHS: 90 to 100 % agree (n = 20)\n"
    text = said(release, lens=LEAD)
    assert own in text
    assert "Hidden: Trust organisation (too few answers)." in text
    assert not any(name in text for name in ("Trust organisation:", "City organisation", "Voluntary and community:"))
    assert "NHS: " not in said(release, lens=CONVENER)
    assert "NHS: " in said(release, lens=replace(CONVENER, own=LEAD.own))


def test_of_a_question_that_is_hidden_of_everybody_only_the_reason_is_told() -> None:
    release = by_group((HOW, {EVERYBODY: Mask(Reason.ALONE), NHS: FIGURE, TRUST: Mask(Reason.FEW)}))
    text = said(release, lens=LEAD)
    assert "How well do we listen?" not in text
    assert "NHS: " not in text
    assert "Hidden: everybody together and Trust organisation (too few answers).\n" in text


def test_what_is_hidden_is_said_once_with_its_reasons_and_only_of_groups_that_the_reader_looks_at() -> None:
    release = by_group((HOW, {EVERYBODY: FIGURE, NHS: FIGURE, TRUST: Mask(Reason.OTHERS), CITY: Mask(Reason.FEW)}))
    both = "Trust organisation and City organisation (too few answers; to protect another group)"
    assert f"Hidden: {both}.\n" in said(release)
    assert "Hidden: Trust organisation (to protect another group).\n" in said(release, lens=LEAD)


def test_a_group_that_is_hidden_in_several_check_ins_is_counted_once_for_the_plainest_reason() -> None:
    first = by_group((HOW, {EVERYBODY: FIGURE, TRUST: Mask(Reason.OTHERS), CITY: Mask(Reason.OTHERS)}))
    second = by_group((HOW, {EVERYBODY: FIGURE, TRUST: Mask(Reason.FEW), CITY: FIGURE}))
    text = said(first, replace(second, occurrence="second"))
    assert text.count("Hidden") == 1
    assert (
        "Hidden in one question or more: Trust organisation and City organisation "
        "(too few answers; to protect another group).\n"
    ) in text


@pytest.mark.parametrize(
    ("figure", "change"),
    [
        (
            DISAGREEING,
            "up 75 points (95 % interval 28 to 93) since 4 May 2026: more than chance would explain; n was 8,",
        ),
        (
            ScaleFigure(1, (0, 0, 0, 8, 0)),
            "down 25 points (95 % interval -59 to 12) since 4 May 2026: could be chance; n was 8,",
        ),
        (
            ScaleFigure(1, (13, 13, 0, 75, 0)),
            "up 1 point (95 % interval -34 to 21) since 4 May 2026: could be chance; n was 101,",
        ),
    ],
)
def test_what_moved_since_last_time_is_told_with_its_interval_and_both_n(figure: ScaleFigure, change: str) -> None:
    text = words(told(PULSE, last=(before(figure),)))
    sentence = f"“How well do we listen?” 75 % agree (n = 8), {change} different people or not known.\n"
    assert f"What moved: % who agree\n{sentence}" in text


def test_what_moved_is_not_told_a_second_time() -> None:
    text = words(told(PULSE, last=(before(DISAGREEING),)))
    assert "What people said" not in text
    assert text.count("75 % agree") == 1


@pytest.mark.parametrize("figure", [FIGURE, ScaleFigure(1, (1, 1, 0, 5, 1)), Mask(Reason.FEW)])
def test_where_agreement_stands_where_it_stood_or_was_hidden_nothing_moved(figure: Figure) -> None:
    assert "What moved" not in words(told(PULSE, last=(before(figure),)))


def test_the_same_people_are_told_as_such_and_an_earlier_wave_by_its_name() -> None:
    pairs = Pairs("q1", "before 1", 41, (18, 34), (5, 15), (22, 54), (8, 40))
    last = before(DISAGREEING, wave="baseline")
    text = words(told(replace(PULSE, pairs=(pairs,), wave="endline"), last=(last,)))
    assert (
        "“How well do we listen?” 44 % to 83 % of the same 41 people agree, up 39 points (95 % interval 22 to 54) "
        "since baseline: more than chance would explain.\n"
    ) in text
    assert "different people" not in text


def test_the_same_people_are_drawn_where_it_is_their_change_that_is_told() -> None:
    pairs = Pairs("q1", "before 2", 36, (12, 33), (4, 30), (38, 72), (52, 83))
    last = (before(DISAGREEING, 2, wave="baseline"), before(FIGURE, 1, wave="midpoint"))
    message = told(replace(PULSE, pairs=(pairs,), wave="endline"), last=last)
    (chart,) = (block for block in message.blocks if isinstance(block, Chart))
    assert (chart.categories, chart.series[0].values) == (("baseline", "endline"), (33, 92))
    assert "33 % to 92 % of the same 36 people agree, up 58 points (95 % interval 38 to 72)" in chart.sentence
    assert f"\n{ROUNDED}\n" in words(message), "33 and 92 are 59 apart, and it says why"


def test_what_holds_of_the_same_people_for_all_that_moved_is_said_once_and_each_keeps_its_n() -> None:
    other = replace(HOW, key="q2", text="Do we trust?")
    pairs = Pairs("q1", "before 1", 40, (10, 30), (4, 30), (38, 72), (52, 83))
    now = replace(
        figured((HOW, FIGURE), (other, FIGURE)), pairs=(pairs, replace(pairs, question="q2", n=50)), wave="endline"
    )
    then = replace(now, occurrence="before 1", closed_at=NOW - WEEK, pairs=(), wave="baseline")
    text = words(told(now, last=(then,)))
    assert "“How well do we listen?” 25 % to 75 % of the same 40 people agree, up 50 points (95 % interval" in text
    assert "“Do we trust?” 20 % to 60 % of the same 50 people, up 40 points (38 to 72).\n" in text
    assert "\nAll since baseline: more than chance would explain.\n" in text
    assert ROUNDED not in text


def test_what_moved_most_is_drawn_without_its_gaps_and_the_rest_is_told() -> None:
    other = replace(HOW, key="q2", text="Do we trust?")
    now = by_group((HOW, {EVERYBODY: FIGURE}), (other, {EVERYBODY: FIGURE}))
    last = [
        replace(now, occurrence=str(weeks), closed_at=NOW - weeks * WEEK, results=told_then)
        for weeks, told_then in (
            (3, results((HOW, DISAGREEING))),
            (2, results((HOW, Mask(Reason.FEW)))),
            (1, results((HOW, ScaleFigure(1, (4, 0, 0, 4, 0))), (other, DISAGREEING))),
        )
    ]
    message = told(now, last=tuple(last))
    (chart,) = (block for block in message.blocks if isinstance(block, Chart))
    assert (chart.title, chart.categories) == ("What moved: % who agree", ("4 May 2026", "11 May 2026"))
    assert [(series.name, series.values) for series in chart.series] == [("% agree", (0, 75))]
    assert chart.sentence.startswith(
        "“Do we trust?” 75 % agree (n = 8), up 75 points (95 % interval 28 to 93) since 4 May 2026"
    )
    assert "“How well do we listen?” 75 % (n = 8), up 25 points (-19 to 59) since 4 May 2026" in words(message)
    (chart,) = (block for block in told(PULSE, last=tuple(last)).blocks if isinstance(block, Chart))
    assert chart.categories == ("20 Apr 2026", "4 May 2026", "11 May 2026")


def test_what_holds_for_all_that_moved_is_said_once() -> None:
    high = replace(HOW, key="q2", text="How often do we?", high_label="always")
    then = figured((HOW, DISAGREEING), (high, DISAGREEING), occurrence="before", closed_at=NOW - WEEK)
    text = words(told(figured((HOW, FIGURE), (high, FIGURE)), last=(then,)))
    assert "“How well do we listen?” 75 % agree (n = 8), up 75 points (95 % interval 28 to 93).\n" in text
    assert "“How often do we?” 75 % say 4 or 5, towards “always” (n = 8), up 75 points (28 to 93).\n" in text
    assert "\nAll since 4 May 2026: more than chance would explain; n was 8, different people or not known.\n" in text


def test_choices_come_most_chosen_first() -> None:
    which = ChoiceQuestion("q1", "Which?", ("red", "blue"))
    assert "blue: 6; red: 2 (n = 7)" in said(figured((which, ChoiceFigure((2, 6), 7))))


def test_questions_in_words_are_no_figures_and_words_stand_under_their_question() -> None:
    quotes = (
        Words("Why?", "Less hurry.", None),
        Words("Why?", "More tea.", "Bea"),
        Words("And?", "x" * 400, None),
    )
    text = said(figured((WHY, OpenFigure(8)), (AND, OpenFigure(8)), words=quotes))
    assert "In their words\nWhy?\nLess hurry.\nMore tea.\n— Bea\nAnswered\n" in text
    assert "See all has 1 more quote.\n" in text
    assert f"And?\n{'x' * 179}…" in said(figured((AND, OpenFigure(8)), words=quotes[2:]))
    assert "8 answered in words" not in text


def test_the_lowest_threshold_of_the_week_is_told() -> None:
    raised = [replace(PULSE, occurrence=str(scores), thresholds=Thresholds(scores, 20)) for scores in (10, 8)]
    assert "Only groups of 8 or more people are ever shown." in said(*raised)


def test_what_comes_is_told_in_order_of_its_moment() -> None:
    tuesday = datetime.fromisoformat("2026-05-12T09:30")
    coming = (
        Coming("Later", tuesday + timedelta(hours=2), "Europe/London"),
        Coming("In Kathmandu", tuesday, "Asia/Kathmandu"),
        Coming("First here", tuesday, "Europe/London"),
    )
    lines = said(coming=coming).splitlines()
    assert lines[lines.index("Next week") + 1 :][:3] == [
        "Tue 12 May, 09:30 (Kathmandu time): In Kathmandu",
        "Tue 12 May, 09:30: First here",
        "Tue 12 May, 11:30: Later",
    ]
