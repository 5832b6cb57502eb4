"""Figures, what is hidden of them, and why, in words."""

from dataclasses import replace

import pytest

from bot.domain.digest import Lens
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
from bot.domain.group import Group
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.speech import speaking
from bot.texts import figures
from bot.texts.hiding import left_out, left_out_shortly
from tests.texts.released import CITY, COAST, EVERYBODY, MIND, NHS, RELEASE, TRUST, VOLUNTARY, by_group

HOW = ScaleQuestion("q1", "How well do we listen?")
WHICH = ChoiceQuestion("q2", "Which?", ("red", "blue", "green"))
CONVENER, LEAD = Lens(whole=True, own=frozenset()), Lens(whole=False, own=frozenset({TRUST.key, NHS.key}))
FIGURE, FEW, OTHERS, ALONE = ScaleFigure(1, (0, 2, 0, 5, 1)), *map(Mask, (Reason.FEW, Reason.OTHERS, Reason.ALONE))


@pytest.mark.parametrize(
    ("question", "figure", "what"),
    [
        (HOW, FIGURE, "75 % agree, average 3.6 (n = 8)"),
        (HOW, ScaleRange(20, 18, 20), "90 to 100 % agree (n = 20)"),
        (HOW, ScaleRange(20, 0, 2), "0 to 10 % agree (n = 20)"),
        (HOW, Mask(Reason.OTHERS), "hidden: to protect another group"),
        (WHICH, ChoiceFigure((2, 6, 0), 7), "blue: 6; red: 2; green: 0 (n = 7)"),
        (OpenQuestion("q3", "Why?"), OpenFigure(7), "7 answered in words"),
    ],
)
def test_a_figure_never_stands_without_its_n(question: Question, figure: Figure, what: str) -> None:
    assert figures.said(question, figure) == what


def test_an_average_is_written_as_the_language_writes_decimals() -> None:
    with speaking("de"):
        assert "3,6" in figures.said(HOW, FIGURE)


@pytest.mark.parametrize(
    ("low", "high", "counts", "what"),
    [
        (1, 5, (0, 0, 0, 5, 5), "100 % say 4 or 5, towards “always”"),
        (1, 2, (5, 5), "50 % say 2, towards “always”"),
        (0, 10, (0,) * 10 + (6,), "100 % say 6 to 10, towards “always”"),
        (1, 4, (0, 0, 5, 5), "100 % say 3 or 4, towards “always”"),
    ],
)
def test_a_scale_with_ends_of_its_own_is_told_by_them(
    low: int, high: int, counts: tuple[int, ...], what: str
) -> None:
    question = ScaleQuestion("q1", "How often?", low, high, "never", "always")
    assert figures.said(question, ScaleFigure(low, counts)).startswith(what)
    assert f"to 100 % {what.partition(' % ')[2]}" in figures.said(question, ScaleRange(20, 18, 20))


def test_how_many_answered_is_told_or_hidden_with_the_reason() -> None:
    assert figures.rate(Rate(12, 8)) == "8 of 12 (67 %)"
    assert figures.rate(ALONE) == "hidden: too few answers besides one organisation's"


def test_every_reason_is_told_in_other_words() -> None:
    assert len({figures.hidden(Mask(reason)) for reason in Reason}) == len(Reason)
    assert figures.hidden(FEW) == "hidden: too few answers"


def hidden(cells: dict[Group, Figure], lens: Lens = CONVENER) -> str:
    """What is said of one question with these cells."""
    (result,) = by_group((HOW, cells)).results
    return left_out(result, lens)


def test_where_nothing_is_hidden_nothing_is_said_of_it() -> None:
    assert not hidden({EVERYBODY: FIGURE, NHS: FIGURE})
    assert not left_out_shortly([by_group((HOW, {EVERYBODY: FIGURE}))], CONVENER)
    assert not left_out_shortly([replace(RELEASE, results=(), turnouts=())], CONVENER)


def test_of_a_question_its_own_cells_are_told_and_no_other_question_s() -> None:
    release = by_group(
        (HOW, {EVERYBODY: FIGURE, NHS: OTHERS, COAST: FIGURE}),
        (replace(HOW, key="q2", text="Why?"), {EVERYBODY: FIGURE, NHS: FIGURE, COAST: FIGURE}),
        (replace(HOW, key="q3", text="And?"), {EVERYBODY: FIGURE, NHS: FIGURE, COAST: FEW}),
    )
    assert [left_out(result, CONVENER) for result in release.results] == [
        "Hidden: NHS (to protect another group).",
        "",
        "Hidden: Coast (too few answers).",
    ]


def test_up_to_three_groups_are_named_with_the_reason_that_they_share() -> None:
    assert hidden({EVERYBODY: ALONE, NHS: ALONE, TRUST: FEW}) == (
        "Hidden: everybody together and NHS (too few answers besides one organisation's); "
        "Trust organisation (too few answers)."
    )
    long = replace(NHS, name="n" * 100)
    assert hidden({EVERYBODY: FIGURE, long: FEW}) == f"Hidden: {'n' * 59}… (too few answers)."


def test_more_are_counted_by_reason_and_by_margin() -> None:
    assert hidden({EVERYBODY: FIGURE, NHS: FEW, VOLUNTARY: FEW, COAST: OTHERS, TRUST: ALONE, CITY: FEW}) == (
        "Hidden: 2 sectors and 1 organisation (too few answers); 1 site (to protect another group); "
        "1 organisation (too few answers besides one organisation's)."
    )


def test_a_lead_is_told_of_no_organisation_but_their_own() -> None:
    assert hidden({EVERYBODY: FIGURE, NHS: FEW, TRUST: ALONE, CITY: FEW, MIND: FEW}, LEAD) == (
        "Hidden: NHS (too few answers); Trust organisation (too few answers besides one organisation's)."
    )


def test_of_a_week_it_is_said_that_a_group_need_not_be_hidden_in_every_question() -> None:
    release = by_group(
        (HOW, {EVERYBODY: FIGURE, NHS: OTHERS, TRUST: FEW}),
        (replace(HOW, key="q2", text="Why?"), {EVERYBODY: FIGURE, NHS: FEW, TRUST: FIGURE}),
    )
    assert left_out_shortly([release], CONVENER) == (
        "Hidden in one question or more: NHS and Trust organisation (too few answers)."
    )


def test_of_a_week_many_groups_are_counted_by_margin_with_all_reasons_together() -> None:
    telling = Mask(Reason.TELLING)
    release = by_group((HOW, {EVERYBODY: telling, NHS: FEW, VOLUNTARY: ALONE, TRUST: FEW, CITY: FEW}))
    assert left_out_shortly([release], CONVENER) == (
        "Hidden: everybody together, 2 sectors and 2 organisations (too few answers; it would tell too much)."
    )


def test_a_scale_is_named_as_it_is_written() -> None:
    assert figures.towards(replace(HOW, high_label="Joined Up")) == ("4 or 5", "Joined Up")
