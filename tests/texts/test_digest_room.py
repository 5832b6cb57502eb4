"""The digest always fits one message: what gives way first where there is much to tell, and what never does."""

from dataclasses import replace

from bot.domain.disclosure.figures import ChoiceFigure, Mask, OpenFigure, Reason
from bot.domain.disclosure.release import Words
from bot.domain.prompt import ChoiceQuestion
from tests.texts.released import EVERYBODY, NHS, RELEASE, by_group
from tests.texts.test_digest_words import FIGURE, HOW, LEAD, WHY, figured, said


def test_what_there_is_no_room_for_is_counted() -> None:
    many = tuple(Words("Why?", f"Because {number}.", None) for number in range(20))
    text = said(figured((WHY, OpenFigure(20)), words=many))
    assert "Why? (some of the answers that were shared)" in text
    assert text.count("Because") == 8
    eight = [replace(RELEASE, occurrence=str(number), title=f"Check-in {number}") for number in range(8)]
    text = said(*eight)
    assert "Check-in 5" in text
    assert "2 more closed this week." in text


def test_figures_come_before_words_where_both_do_not_fit() -> None:
    options = tuple(f"{number} {'o' * 58}" for number in range(10))
    long = tuple(
        (ChoiceQuestion(f"q{number}", f"{number} {'q' * 248}", options), ChoiceFigure((9_999,) * 10, 9_999))
        for number in range(9)
    )
    quotes = tuple(Words("Why?", "w" * 3_000, "N" * 80) for _ in range(8))
    text = said(figured(*long, (WHY, OpenFigure(9_999)), words=quotes))
    assert text.count("(n = 9999)") == 9
    assert "www" in text
    assert text.count("— N") < 8
    assert "1 more closed" in said(figured(*long), figured(*long, occurrence="p"))


def test_the_readers_own_groups_give_way_where_not_all_fits_and_then_long_figures() -> None:
    options = tuple(f"{number} {'o' * 58}" for number in range(10))
    figure = ChoiceFigure((9_999,) * 10, 9_999)
    questions = [ChoiceQuestion(f"q{number}", f"{number} {'q' * 248}", options) for number in range(12)]
    release = by_group(*((question, {EVERYBODY: figure, NHS: figure}) for question in questions[:9]))
    assert "NHS: " not in said(release, lens=LEAD)
    assert said(release, lens=LEAD).count("(n = 9999)") == 9
    whole = said(by_group(*((question, {EVERYBODY: figure, NHS: figure}) for question in questions)), lens=LEAD)
    assert whole.count("…") == 12
    assert "more closed" not in whole


def test_every_one_of_six_check_ins_keeps_its_figures_where_all_have_much_to_quote() -> None:
    several = [
        replace(
            by_group((HOW, {EVERYBODY: FIGURE, NHS: Mask(Reason.FEW)})),
            occurrence=str(number),
            title=f"Check-in {number}",
            words=tuple(Words(f"Why {each}?", "Because.", None) for each in range(4)),
        )
        for number in range(6)
    ]
    text = said(*several)
    assert text.count("75 % agree, average 3.6 (n = 8)") == 6
    assert "more closed" not in text
    assert "Because." in text
