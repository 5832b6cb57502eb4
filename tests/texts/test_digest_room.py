"""A digest is one screen: what there is no room for is counted, and words give way to figures."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.digest import WEEK, Coming, Lens
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Reason
from bot.domain.disclosure.release import Words
from bot.domain.group import Group, Margin
from bot.domain.prompt import ChoiceQuestion, Kind, ScaleQuestion
from tests.texts.digested import (
    DISAGREEING,
    FIGURE,
    HOW,
    PULSE,
    WHY,
    figured,
    results,
    said,
    told,
)
from tests.texts.released import EVERYBODY, NHS, NOW, RELEASE, by_group
from tests.world import buttons, words


def test_of_many_words_a_few_are_quoted_and_it_says_so() -> None:
    many = tuple(Words("Why?", f"Because {number}.", None) for number in range(20))
    text = said(figured((WHY, OpenFigure(20)), words=many))
    assert "Why? (some of the answers that were shared)" in text
    assert text.count("Because") == 4


@pytest.mark.parametrize(("talking", "each"), [(1, 4), (2, 2), (3, 1), (4, 1)])
def test_every_check_in_with_words_has_its_share_of_the_quotes(talking: int, each: int) -> None:
    several = [
        replace(RELEASE, occurrence=name, words=tuple(Words("Why?", f"Because {name}.", None) for _ in range(6)))
        for name in "abcd"[:talking]
    ]
    text = said(replace(PULSE, occurrence="silent"), *several)
    assert [text.count(f"Because {name}.") for name in "abcd"[:talking]] == [each] * talking


def test_lines_that_there_is_no_room_for_are_counted() -> None:
    several = [replace(PULSE, occurrence=str(number), title=f"Check-in {number}") for number in range(6)]
    text = said(*several)
    assert [f"Check-in {number} (pulse)\n" in text for number in range(6)] == [True] * 4 + [False] * 2
    assert text.count("75 % agree, average 3.6 (n = 8)") == 4
    assert "4 more lines are in Results by group.\n" in text
    assert "more lines" not in said(*several[:4])


def test_figures_come_before_words_where_both_do_not_fit() -> None:
    """The fullest digest that there can be fits; its stories give way to what moved and to the figures."""
    questions = [ScaleQuestion(f"q{number}", f"{number} {'q' * 248}", high_label="h" * 40) for number in range(10)]
    reasons = [Group(margin, reason, "g") for margin in list(Margin)[1:] for reason in Reason]
    own = [Group(Margin.SITE, name, name + "o" * 60) for name in "ab"]
    hidden: dict[Group, Figure] = {group: Mask(Reason(group.id)) for group in reasons}
    cells: dict[Group, Figure] = {EVERYBODY: FIGURE, **dict.fromkeys(own, FIGURE), **hidden}
    full = replace(
        by_group(*((question, cells) for question in questions)),
        kind=Kind.LEARNING_SHARE,
        title="t" * 100,
        wave="w" * 40,
        words=tuple(Words(f"{number} {'w' * 248}", "w" * 3_000, "N" * 80) for number in range(4)),
    )
    last = results(*((question, DISAGREEING) for question in questions[:3]))
    earlier = [
        replace(full, occurrence=str(weeks), closed_at=NOW - weeks * WEEK, results=last) for weeks in range(1, 30)
    ]
    coming = [Coming("c" * 100, datetime.fromisoformat("2026-09-30T09:30"), "America/Argentina/Buenos_Aires")] * 4
    lens = Lens(whole=True, own=frozenset(group.key for group in own))
    several = [replace(full, occurrence=name) for name in "abcd"]
    text = words(told(*several, last=tuple(reversed(earlier)), coming=tuple(coming), lens=lens))
    assert text.count("up 75 points") == 3
    assert text.count("average 3.6 (n = 8)\nao") == 7
    assert 0 < text.count("— N") < 4


@pytest.mark.xfail(strict=True, reason="what is said of one question is cut at its end, where the n stands")
def test_however_long_a_figure_is_it_keeps_its_n() -> None:
    which = ChoiceQuestion("q1", "Which?", tuple(f"{number} {'o' * 58}" for number in range(10)))
    assert "(n = 9999)" in said(figured((which, ChoiceFigure((9_999,) * 10, 9_999))))


@pytest.mark.xfail(strict=True, reason="what is said of one question is cut wherever it is, even within a number")
def test_of_many_own_groups_each_that_is_told_keeps_its_n() -> None:
    own = [Group(Margin.SITE, str(number), f"{number} {'s' * 60}") for number in range(6)]
    text = said(
        by_group((HOW, {EVERYBODY: FIGURE, **dict.fromkeys(own, FIGURE)})),
        lens=Lens(whole=False, own=frozenset(group.key for group in own)),
    )
    assert all(line.endswith("75 % agree, average 3.6 (n = 8)") for line in text.splitlines() if "sss" in line)


def test_check_ins_keep_their_figures_where_all_have_much_to_quote() -> None:
    several = [
        replace(
            by_group((HOW, {EVERYBODY: FIGURE, NHS: Mask(Reason.FEW)})),
            occurrence=str(number),
            title=f"Check-in {number}",
            words=tuple(Words(f"Why {each}?", "Because.", None) for each in range(4)),
        )
        for number in range(4)
    ]
    text = said(*several)
    assert text.count("75 % agree, average 3.6 (n = 8)") == 4
    assert text.count("Because.") == 4
    assert "more lines" not in text


def test_from_the_digest_one_gets_to_the_results_of_every_check_in_and_to_history() -> None:
    ways = buttons(told(PULSE))
    assert ways["Results by group"].action.subject == "o"
    assert ways["History"].action.subject == "p"
    six = [replace(PULSE, occurrence=str(number), title=f"{number} {'t' * 98}") for number in range(6)]
    ways = buttons(told(*six))
    assert [way.action.subject for way in ways.values()] == [*"0123", "p"], "as many as fit beside the history"
    assert next(iter(ways)) == f"Results: 0 {'t' * 28}…"
