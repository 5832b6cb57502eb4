"""The digest in words: what was answered, what moved, who said what they let be shared, and what comes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.digest import Coming, Digest, compose
from bot.domain.disclosure import ChoiceFigure, Figure, Mask, OpenFigure, Release, ScaleFigure, Words
from bot.domain.prompt import Kind
from bot.texts import digests
from tests.world import words

NOW = datetime.fromisoformat("2026-05-11T08:00Z")
HOW = ScaleFigure("How well do we listen?", 1, 5, "Strongly disagree", "Strongly agree", (0, 2, 0, 5, 1))
RELEASE = Release(
    occurrence="o",
    schedule="s",
    partnership="p",
    kind=Kind.PULSE,
    title="Listening",
    closed_at=NOW,
    asked=12,
    answered=8,
    figures=(HOW,),
    words=(),
)


def said(*releases: Release, previous: Release | None = None, coming: tuple[Coming, ...] = ()) -> str:
    """The digest of these releases."""
    before = {} if previous is None else {release.occurrence: previous for release in releases}
    digest: Digest = compose(
        partnership="Fenland", until=NOW, zone="Europe/London", releases=releases, previous=before, coming=coming
    )
    return words(digests.message(digest))


def figured(*figures: Figure, **changes: object) -> Release:
    """A release with these figures."""
    return replace(RELEASE, figures=figures, **changes)  # type: ignore[arg-type]  # the fields' own types


def test_a_week_without_anything_says_so() -> None:
    assert said().splitlines() == [
        "Fenland: the week",
        "4 May 2026 to 11 May 2026",
        "No check-in closed this week.",
        "Nothing is planned for next week.",
        "Only whole-partnership results of five or more answers are ever shown.",
    ]


def test_how_many_answered_and_what() -> None:
    text = said(RELEASE)
    assert "Pulse · 8 of 12 answered (67 %)" in text
    assert "75 % agree, average 3.6 (n = 8). Asked for the first time." in text


def test_too_few_are_told_without_a_number() -> None:
    masked = figured(Mask("How?", "hidden: fewer than 5 answers"), asked=None, answered=None)
    text = said(masked)
    assert "no numbers are shown" in text
    assert "hidden: fewer than 5 answers" in text
    assert "n = " not in text


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ((0, 2, 0, 5, 1), "The same as last time (n = 8)."),
        ((1, 1, 0, 5, 1), "The same as last time (n = 8)."),
        ((8, 0, 0, 0, 0), "Up 75 points since last time (n = 8)."),
        ((0, 0, 0, 8, 0), "Down 25 points since last time (n = 8)."),
        ((13, 13, 0, 75, 0), "Up 1 point since last time (n = 101)."),
    ],
)
def test_what_moved_since_last_time(before: tuple[int, ...], change: str) -> None:
    assert change in said(RELEASE, previous=figured(replace(HOW, counts=before)))


@pytest.mark.parametrize(
    ("low", "high", "counts", "what"),
    [
        (1, 5, (0, 0, 0, 5, 5), "100 % said 4 or 5, towards “always”"),
        (1, 2, (5, 5), "50 % said 2, towards “always”"),
        (0, 10, (0,) * 10 + (6,), "100 % said 6 to 10, towards “always”"),
        (1, 4, (0, 0, 5, 5), "100 % said 3 or 4, towards “always”"),
    ],
)
def test_a_scale_with_ends_of_its_own_is_told_by_them(
    low: int, high: int, counts: tuple[int, ...], what: str
) -> None:
    assert what in said(figured(ScaleFigure("How often?", low, high, "never", "always", counts)))


def test_choices_come_most_chosen_first() -> None:
    assert "blue: 6; red: 2 (n = 7)" in said(figured(ChoiceFigure("Which?", ("red", "blue"), (2, 6), 7)))


def test_questions_in_words_are_no_figures_and_words_stand_under_their_question() -> None:
    quotes = (
        Words("Why?", "Less hurry.", None),
        Words("Why?", "More tea.", "Bea"),
        Words("And?", "x" * 400, None),
    )
    text = said(figured(OpenFigure("Why?", 8), OpenFigure("And?", 8), words=quotes))
    assert "Why?\nLess hurry.\nMore tea.\n— Bea\nAnd?\n" in text
    assert f"{'x' * 319}…" in text
    assert "8 answered in words" not in text


def test_what_is_left_out_is_counted() -> None:
    many = tuple(Words("Why?", f"Because {number}.", None) for number in range(20))
    text = said(figured(OpenFigure("Why?", 20), words=many))
    assert "Why? (some of the answers that were shared)" in text
    assert text.count("Because") == 8
    eight = [replace(RELEASE, occurrence=str(number), title=f"Check-in {number}") for number in range(8)]
    text = said(*eight)
    assert "Check-in 5" in text
    assert "2 more closed this week." in text


def test_figures_come_before_words_where_both_do_not_fit() -> None:
    options = tuple(f"{number} {'o' * 58}" for number in range(10))
    long = tuple(ChoiceFigure(f"{number} {'q' * 248}", options, (9_999,) * 10, 9_999) for number in range(9))
    quotes = tuple(Words("Why?", "w" * 3_000, "N" * 80) for _ in range(8))
    text = said(figured(*long, OpenFigure("Why?", 9_999), words=quotes))
    assert text.count("(n = 9999)") == 9
    assert "www" in text
    assert text.count("— N") < 8
    assert "1 more closed" in said(figured(*long), figured(*long, occurrence="p"))


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
