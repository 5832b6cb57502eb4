"""The digest in words: what moved, what was answered, what is hidden and why, who said what, and what comes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat.message import Chart, Message
from bot.domain.digest import WEEK, Coming, Digest, Lens, compose
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
from bot.domain.disclosure.release import Pairs, Release, Result, Words
from bot.domain.partnership import Thresholds
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.texts import digests
from tests.texts.released import CITY, EVERYBODY, NHS, NOW, TRUST, VOLUNTARY, by_group
from tests.world import buttons, words

HOW = ScaleQuestion("q1", "How well do we listen?")
FIGURE = ScaleFigure(1, (0, 2, 0, 5, 1))
WHY, AND = OpenQuestion("q1", "Why?"), OpenQuestion("q2", "And?")
CONVENER, LEAD = Lens(whole=True, own=frozenset()), Lens(whole=False, own=frozenset({TRUST.key, NHS.key}))
DISAGREEING = ScaleFigure(1, (8, 0, 0, 0, 0))


def told(
    *releases: Release,
    last: tuple[Release, ...] = (),
    coming: tuple[Coming, ...] = (),
    lens: Lens = CONVENER,
) -> Message:
    """The digest of these releases, before which others were made."""
    digest: Digest = compose(
        partnership="p",
        name="Fenland",
        until=NOW,
        zone="Europe/London",
        lens=lens,
        releases=releases,
        earlier={each.schedule: (*last, each) for each in releases},
        coming=coming,
    )
    return digests.message(digest)


def said(*releases: Release, lens: Lens = CONVENER, coming: tuple[Coming, ...] = ()) -> str:
    """Its words."""
    return words(told(*releases, lens=lens, coming=coming))


def figured(*answers: tuple[Question, Figure], **changes: object) -> Release:
    """A release with these figures of everybody."""
    made = by_group(*((question, {EVERYBODY: figure}) for question, figure in answers))
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields' own types


PULSE = figured((HOW, FIGURE))


def before(figure: Figure, weeks: int = 1, **changes: object) -> Release:
    """What the same question showed some weeks before."""
    return figured((HOW, figure), occurrence=f"before {weeks}", closed_at=NOW - weeks * WEEK, **changes)


def test_a_week_without_anything_says_so() -> None:
    assert said().splitlines() == [
        "Fenland: the week",
        "4 May 2026 to 11 May 2026",
        "No check-in closed this week.",
        "Nothing is planned for next week.",
        "Nothing is ever shown of fewer than 5 answers.",
        "History",
    ]


def test_how_many_answered_and_what() -> None:
    text = said(PULSE)
    assert "Pulse · 8 of 12 answered (67 %)\n" in text
    assert "How well do we listen?\n75 % agree, average 3.6 (n = 8)\n" in text
    assert "What moved" not in text


def test_how_many_answered_is_told_by_sector_where_that_may_be_said() -> None:
    group = {EVERYBODY: FIGURE, NHS: FIGURE, VOLUNTARY: FIGURE, TRUST: FIGURE}
    everything = by_group((HOW, group), turnouts={EVERYBODY: Rate(30, 20), NHS: Rate(18, 13)})
    assert "20 of 30 answered (67 %): NHS 13 of 18, Voluntary and community 8 of 12\n" in said(everything)
    hidden = by_group(
        (HOW, group), turnouts={EVERYBODY: Rate(30, 20), NHS: Rate(18, 13), VOLUNTARY: Mask(Reason.FEW)}
    )
    assert "20 of 30 answered (67 %): NHS 13 of 18\n" in said(hidden)


def test_a_wave_is_told_by_its_name() -> None:
    assert "Pulse · endline · 8 of 12 answered" in said(replace(PULSE, wave="endline"))


def test_too_few_are_told_without_a_number() -> None:
    text = said(by_group((HOW, {EVERYBODY: Mask(Reason.FEW)}), turnouts={EVERYBODY: Mask(Reason.FEW)}))
    assert "Pulse · no numbers are shown\n" in text
    assert "How well do we listen?\nhidden: too few answers\n" in text
    assert "Not shown, or not for every question: the whole partnership (too few answers).\n" in text
    assert "n = " not in text


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
    own = (
        "How well do we listen?\n75 % agree, average 3.6 (n = 8)\nNHS: 90 to 100 % agree (n = 20)\n"
        "Trust organisation: hidden: too few answers besides one organisation's\n"
    )
    assert own in said(release, lens=LEAD)
    assert "City organisation" not in said(release, lens=LEAD)
    assert "NHS: " not in said(release, lens=CONVENER)
    assert "NHS: " in said(release, lens=replace(CONVENER, own=LEAD.own))


def test_nothing_stands_beside_everybody_where_everybody_is_hidden() -> None:
    release = by_group((HOW, {EVERYBODY: Mask(Reason.ALONE), NHS: FIGURE, TRUST: Mask(Reason.FEW)}))
    assert "How well do we listen?\nhidden: too few answers besides one organisation's\nNot shown" in said(
        release, lens=LEAD
    )


def test_what_is_hidden_is_said_with_its_reasons() -> None:
    release = by_group((HOW, {EVERYBODY: FIGURE, NHS: FIGURE, TRUST: Mask(Reason.OTHERS), CITY: Mask(Reason.FEW)}))
    ends = "; 1 organisation (too few answers)."
    assert "Not shown, or not for every question: 1 organisation (to protect another group)" in said(release)
    assert ends in said(release)
    assert ends not in said(release, lens=LEAD)


@pytest.mark.parametrize(
    ("figure", "change"),
    [
        (
            DISAGREEING,
            "Up 75 points since 4 May 2026 (95 % interval 28 to 93; n = 8, then 8; different people or not",
        ),
        (ScaleFigure(1, (0, 0, 0, 8, 0)), "Down 25 points since 4 May 2026 (95 % interval -59 to 12; n = 8, then 8;"),
        (
            ScaleFigure(1, (13, 13, 0, 75, 0)),
            "Up 1 point since 4 May 2026 (95 % interval -34 to 21; n = 101, then 8;",
        ),
    ],
)
def test_what_moved_since_last_time_is_told_with_its_interval(figure: ScaleFigure, change: str) -> None:
    text = words(told(PULSE, last=(before(figure),)))
    assert f"What moved\nHow well do we listen?\n“How well do we listen?”: 75 % agree (n = 8). {change}" in text


@pytest.mark.parametrize("figure", [FIGURE, ScaleFigure(1, (1, 1, 0, 5, 1)), Mask(Reason.FEW)])
def test_where_agreement_stands_where_it_stood_or_was_hidden_nothing_moved(figure: Figure) -> None:
    assert "What moved" not in words(told(PULSE, last=(before(figure),)))


def test_the_same_people_are_told_as_such_and_an_earlier_wave_by_its_name() -> None:
    pairs = Pairs("q1", "before 1", 41, (18, 34), (5, 15), (22, 54), (8, 40))
    last = before(DISAGREEING, wave="baseline")
    text = words(told(replace(PULSE, pairs=(pairs,), wave="endline"), last=(last,)))
    assert "Up 39 points since baseline (95 % interval 22 to 54; same people: 41 answered both times): more" in text


def test_what_moved_most_is_drawn_without_its_gaps_and_the_rest_is_told() -> None:
    other = replace(HOW, key="q2", text="Do we trust?")
    now = by_group((HOW, {EVERYBODY: FIGURE}), (other, {EVERYBODY: FIGURE}))
    last = [
        replace(now, occurrence=str(weeks), closed_at=NOW - weeks * WEEK, results=told_then)
        for weeks, told_then in (
            (3, _results((HOW, DISAGREEING))),
            (2, _results((HOW, Mask(Reason.FEW)))),
            (1, _results((HOW, ScaleFigure(1, (4, 0, 0, 4, 0))), (other, DISAGREEING))),
        )
    ]
    message = told(now, last=tuple(last))
    (chart,) = (block for block in message.blocks if isinstance(block, Chart))
    assert (chart.title, chart.categories) == ("Do we trust?", ("4 May 2026", "11 May 2026"))
    assert [(series.name, series.values) for series in chart.series] == [("% agree", (0, 75))]
    assert chart.sentence.startswith("“Do we trust?”: 75 % agree (n = 8). Up 75 points since 4 May 2026")
    assert "“How well do we listen?”: 75 % agree (n = 8). Up 25 points since 4 May 2026" in words(message)
    (chart,) = (block for block in told(PULSE, last=tuple(last)).blocks if isinstance(block, Chart))
    assert chart.categories == ("20 Apr 2026", "4 May 2026", "11 May 2026")


def _results(*answers: tuple[Question, Figure]) -> tuple[Result, ...]:
    return figured(*answers).results


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
    assert "Why?\nLess hurry.\nMore tea.\n— Bea\nAnd?\n" in text
    assert f"{'x' * 319}…" in text
    assert "8 answered in words" not in text


def test_from_the_digest_one_gets_to_the_results_of_every_check_in_and_to_history() -> None:
    ways = buttons(told(PULSE))
    assert ways["Results by group"].action.subject == "o"
    assert ways["History"].action.subject == "p"
    six = [replace(PULSE, occurrence=str(number), title=f"{number} {'t' * 98}") for number in range(6)]
    ways = buttons(told(*six, replace(PULSE, occurrence="6")))
    assert [way.action.subject for way in ways.values()] == [*"012345", "p"]
    assert next(iter(ways)) == f"Results: 0 {'t' * 28}…"


def test_the_lowest_threshold_of_the_week_is_told() -> None:
    raised = [replace(PULSE, occurrence=str(scores), thresholds=Thresholds(scores, 20)) for scores in (10, 8)]
    assert "Nothing is ever shown of fewer than 8 answers." in said(*raised)


def test_what_comes_is_told_in_order_of_its_moment() -> None:
    tuesday = datetime.fromisoformat("2026-05-12T09:30")
    coming = (
        Coming("Later", tuesday + timedelta(hours=2), "Europe/London"),
        Coming("In Kathmandu", tuesday, "Asia/Kathmandu"),
        Coming("First here", tuesday, "Europe/London"),
    )
    lines = said(coming=coming).splitlines()
    assert lines[lines.index("Next week:") + 1 :][:3] == [
        "Tuesday 12 May, 09:30 (Kathmandu time): In Kathmandu",
        "Tuesday 12 May, 09:30: First here",
        "Tuesday 12 May, 11:30: Later",
    ]
