"""A digest is one screen: what there is no room for is counted, and a press away."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.digest import WEEK, Coming, Lens
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Reason
from bot.domain.disclosure.release import Words
from bot.domain.group import Group, Margin
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, ScaleQuestion
from tests.replied import buttons, words
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
from tests.texts.released import EVERYBODY, NOW, RELEASE, by_group


def test_of_many_words_a_few_are_quoted_and_it_says_how_many_more_there_are() -> None:
    many = tuple(Words("Why?", f"Because {number}.", None) for number in range(20))
    text = said(figured((WHY, OpenFigure(20)), words=many))
    assert text.count("Because") == 2
    assert "See all has 18 more quotes.\nSee all\nHistory" in text


@pytest.mark.parametrize(("talking", "each"), [(1, [2]), (2, [1, 1]), (3, [1, 1, 0])])
def test_check_ins_with_words_are_quoted_in_turn(talking: int, each: list[int]) -> None:
    several = [
        replace(RELEASE, occurrence=name, words=tuple(Words("Why?", f"Because {name}.", None) for _ in range(6)))
        for name in "abc"[:talking]
    ]
    text = said(replace(PULSE, occurrence="silent"), *several)
    assert [text.count(f"Because {name}.") for name in "abc"[:talking]] == each


def test_a_long_question_above_its_quotes_ends_with_a_whole_word() -> None:
    why = OpenQuestion("q1", f"When did what was best for your own organisation {'last pull ' * 9}?")
    text = said(figured((why, OpenFigure(20)), words=(Words(why.text, "Then.", None),)))
    assert "When did what was best for your own organisation last pull last pull…\nThen.\n" in text


def test_what_there_is_no_room_for_is_counted() -> None:
    several = [replace(PULSE, occurrence=str(number), title=f"Check-in {number}") for number in range(6)]
    text = said(*several)
    assert [f"Check-in {number}: 8 of 12\n" in text for number in range(6)] == [True] * 4 + [False] * 2
    assert "and 2 more\nNext week\n" in text
    assert text.count("75 % agree, average 3.6 (n = 8)") == 3
    assert "See all (3 more figures):\nCheck-in 0\n" in text
    assert "more figure" not in said(*several[:3])


def test_no_more_than_three_figures_are_told_of_what_moved_and_what_did_not() -> None:
    others = [replace(HOW, key=f"q{number}", text=f"And {number}?") for number in range(2, 6)]
    now = figured((HOW, FIGURE), *((each, FIGURE) for each in others))
    last = figured((HOW, DISAGREEING), occurrence="before", closed_at=NOW - WEEK)
    text = words(told(now, last=(last,)))
    assert text.count("up 75 points") == 1
    assert text.count("75 % agree, average 3.6 (n = 8)") == 2
    assert "See all has 2 more figures." in text


def test_the_fullest_digest_fits() -> None:
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
    assert text.count("— N") == 2
    assert "(28 more figures, 14 more quotes)" in text


def test_however_long_a_figure_is_it_keeps_its_n() -> None:
    which = ChoiceQuestion("q1", "Which?", tuple(f"{number} {'o' * 58}" for number in range(10)))
    assert "(n = 9999)" in said(figured((which, ChoiceFigure((9_999,) * 10, 9_999))))


def test_of_many_own_groups_each_that_is_told_keeps_its_n() -> None:
    own = [Group(Margin.SITE, str(number), f"{number} {'s' * 60}") for number in range(6)]
    text = said(
        by_group((HOW, {EVERYBODY: FIGURE, **dict.fromkeys(own, FIGURE)})),
        lens=Lens(whole=False, own=frozenset(group.key for group in own)),
    )
    assert all(line.endswith("75 % agree, average 3.6 (n = 8)") for line in text.splitlines() if "sss" in line)


def test_from_the_digest_one_gets_to_the_results_of_every_check_in_and_to_history() -> None:
    ways = buttons(told(PULSE))
    assert ways["See all"].action.subject == "o"
    assert ways["History"].action.subject == "p"
    six = [replace(PULSE, occurrence=str(number), title=f"{number} {'t' * 98}") for number in range(6)]
    ways = buttons(told(*six))
    assert [way.action.subject for way in ways.values()] == [*"0123", "p"], "as many as fit beside the history"
    assert next(iter(ways)) == f"0 {'t' * 37}…"


def test_check_ins_of_one_title_are_told_apart_by_their_day_and_where_it_is_one_by_number() -> None:
    days = [replace(PULSE, occurrence=str(day), closed_at=NOW - timedelta(days=day)) for day in (3, 0)]
    assert list(buttons(told(*days))) == ["Listening, 8 May 2026", "Listening, 11 May 2026", "History"]
    same = [replace(PULSE, occurrence=name) for name in "ab"]
    assert list(buttons(told(*same))) == ["Listening, 11 May 2026", "Listening, 11 May 2026 (2)", "History"]
    long = [replace(each, title="t" * 100) for each in days]
    assert list(buttons(told(*long))) == [f"{'t' * 27}…, 8 May 2026", f"{'t' * 26}…, 11 May 2026", "History"]
