"""The page of one question by group: each that the reader may see, their own marked, and the rest explained."""

from dataclasses import replace

import pytest

from bot.chat.message import Message, Table
from bot.domain.digest import Lens
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Reason, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Release, Words
from bot.domain.group import Group, Margin
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Question, ScaleQuestion
from bot.texts import results
from bot.texts.figures import WHY as WHY_HIDDEN
from bot.texts.results import View
from tests.replied import buttons, words
from tests.texts.released import CITY, EVERYBODY, MIND, NHS, TRUST, VOLUNTARY, by_group

HOW, WHY = ScaleQuestion("q1", "How well do we listen?"), OpenQuestion("q2", "Why?")
FIGURE, FEW = ScaleFigure(1, (0, 2, 0, 5, 1)), Mask(Reason.FEW)
CONVENER, LEAD = Lens(whole=True, own=frozenset()), Lens(whole=False, own=frozenset({TRUST.key, NHS.key}))
RELEASE = by_group(
    (HOW, {EVERYBODY: FIGURE, NHS: FIGURE, VOLUNTARY: FEW, TRUST: FEW, CITY: FIGURE, MIND: FEW}),
    (WHY, dict.fromkeys((EVERYBODY, NHS, VOLUNTARY, TRUST, CITY, MIND), OpenFigure(8))),
    turnouts={TRUST: Mask(Reason.OTHERS), MIND: FEW},
)


def page(release: Release = RELEASE, lens: Lens = CONVENER, number: int = 0, turned: int = 0) -> Message:
    """What somebody sees of a question."""
    return results.message(View(release, lens, "Europe/London", number, turned))


def rows(message: Message) -> tuple[tuple[str, ...], ...]:
    """What its table says."""
    return next(block.rows for block in message.blocks if isinstance(block, Table))


def test_it_says_which_question_of_which_check_in_it_is() -> None:
    assert words(page()).splitlines()[:3] == [
        "Listening",
        "Pulse · closed 11 May 2026 · question 1 of 2",
        "How well do we listen?",
    ]


def test_a_convener_sees_every_organisation_that_is_shown() -> None:
    figure = ("75 %", "8", "3.6", "8 of 12 (67 %)", "0, 2, 0, 5, 1")
    assert rows(page()) == (("Everybody", *figure), ("NHS", *figure), ("City organisation", *figure))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        (HOW, ("Group", "Agree", "n", "Average", "Answered", "At each point, from 1 to 5")),
        (
            replace(HOW, high_label="very well"),
            ("Group", "Say 4 or 5", "n", "Average", "Answered", "At each point, from 1 to 5"),
        ),
        (WHY, ("Group", "What they said", "n", "Answered")),
    ],
)
def test_the_figure_and_its_n_stand_beside_the_group(question: Question, named: tuple[str, ...]) -> None:
    message = page(by_group((question, {EVERYBODY: FIGURE if question != WHY else OpenFigure(8)})))
    assert [block.columns for block in message.blocks if isinstance(block, Table)] == [named]


def test_a_lead_sees_their_own_groups_even_where_these_are_hidden_and_no_other_organisation() -> None:
    told = rows(page(lens=LEAD))
    assert [row[0] for row in told] == ["Everybody", "NHS (yours)", "Trust organisation (yours)"]
    assert told[-1][1:] == ("hidden: too few answers", "-", "-", "hidden: to protect another group", "-")
    assert rows(page(by_group((WHY, {EVERYBODY: OpenFigure(8), TRUST: FEW})), LEAD))[-1][1:] == (
        "hidden: too few answers",
        "-",
        "8 of 12 (67 %)",
    )
    assert "City" not in words(page(lens=LEAD))


@pytest.mark.parametrize("lens", [CONVENER, LEAD])
def test_what_everybody_may_see_is_the_same_for_everybody_who_sees_it(lens: Lens) -> None:
    assert rows(page(lens=lens))[0] == rows(page())[0]


@pytest.mark.parametrize(
    ("question", "figure", "said"),
    [
        (HOW, ScaleRange(20, 18, 20), ("90 to 100 %", "20", "-", "8 of 12 (67 %)", "-")),
        (
            ChoiceQuestion("q1", "Which?", ("red", "blue")),
            ChoiceFigure((2, 6), 7),
            ("blue: 6; red: 2 (n = 7)", "7", "8 of 12 (67 %)"),
        ),
        (WHY, OpenFigure(12), ("12 answered in words", "12", "8 of 12 (67 %)")),
    ],
)
def test_every_sort_of_figure_has_its_words(question: Question, figure: Figure, said: tuple[str, ...]) -> None:
    (row,) = rows(page(by_group((question, {EVERYBODY: figure}))))
    assert row[1:] == said


def test_what_is_left_out_is_said_with_its_reasons() -> None:
    said = "Hidden: Voluntary and community, Trust organisation and Mind organisation (too few answers).\n"
    assert said in words(page())
    assert "Hidden" not in words(page(number=1)), "where every group is shown"


def test_where_all_is_hidden_there_is_no_table_and_it_says_why() -> None:
    alone = Mask(Reason.ALONE)
    cells = {EVERYBODY: alone, NHS: alone, TRUST: FEW}
    for lens in (CONVENER, LEAD):
        message = page(by_group((HOW, cells)), lens)
        assert not any(isinstance(block, Table) for block in message.blocks)
        assert (
            "No answer to this can be shown.\nAnswered this check-in: 8 of 12 (67 %).\n"
            "Hidden: everybody together and NHS (too few answers besides one organisation's); "
            "Trust organisation (too few answers).\n"
        ) in words(message)
    silent = page(by_group((HOW, cells), turnouts={EVERYBODY: alone}))
    assert "Answered" not in words(silent)
    assert words(silent).count("NHS") == 1


def test_everybody_stands_first_even_where_only_a_group_is_shown_and_a_reason_is_said_once() -> None:
    others = Mask(Reason.OTHERS)
    told = rows(page(by_group((HOW, {EVERYBODY: others, NHS: FIGURE}), turnouts={EVERYBODY: others})))
    assert told[0] == ("Everybody", "hidden: to protect another group", "-", "-", "-", "-")
    assert told[1][:2] == ("NHS", "75 %")


def test_questions_are_turned_like_pages() -> None:
    first, last = buttons(page(number=0)), buttons(page(number=1))
    assert first["Next question"].action.subject == "o:1"
    assert last["Earlier question"].action.subject == "o:0"
    assert "Earlier question" not in first
    assert "Next question" not in last
    assert first["History"].action.subject == "p"


def test_words_that_were_shared_stand_below_the_question_that_they_answer_and_nowhere_else() -> None:
    quoted = replace(RELEASE, words=(Words("Why?", "Less hurry.", None), Words("Why?", "More tea.", "Bea")))
    assert "\nLess hurry.\nMore tea.\n— Bea\n" in words(page(quoted, number=1))
    assert "Less hurry." not in words(page(quoted, number=0))


def test_a_story_of_several_questions_and_words_of_a_question_that_is_asked_twice_stand_once() -> None:
    story = replace(
        RELEASE, title="Share", kind=Kind.LEARNING_SHARE, words=(Words("Share", "Once upon a time.", None),)
    )
    assert ["Once upon" in words(page(story, number=number)) for number in (0, 1)] == [True, False]
    twice = by_group((WHY, {EVERYBODY: OpenFigure(8)}), (replace(WHY, key="q3"), {EVERYBODY: OpenFigure(8)}))
    twice = replace(twice, words=(Words("Why?", "Less hurry.", None),))
    assert ["Less hurry." in words(page(twice, number=number)) for number in (0, 1)] == [True, False]


def test_a_wave_is_told_by_its_name() -> None:
    assert "Pulse, endline · closed 11 May 2026" in words(page(replace(RELEASE, wave="endline")))


def test_a_scale_is_explained_and_keeps_its_capitals() -> None:
    assert "The scale goes from 1 (Strongly disagree) to 5 (Strongly agree); agree means 4 or 5" in words(page())
    own = by_group((replace(HOW, low_label="not", high_label="Very Well"), {EVERYBODY: FIGURE}))
    assert "The scale goes from 1 (not) to 5 (Very Well).\n" in words(page(own))


def test_many_groups_and_many_words_come_page_by_page_each_once_and_the_readers_own_first() -> None:
    many = [Group(Margin.ORGANISATION, str(number), f"Organisation {number:03}") for number in range(19)]
    quoted = tuple(Words("Why?", f"Because {number}.", None) for number in range(23))
    release = replace(by_group((WHY, dict.fromkeys((EVERYBODY, *many), OpenFigure(8)))), words=quoted)
    lens = replace(CONVENER, own=frozenset({many[-1].key}))
    pages = [page(release, lens, turned=number) for number in range(5)]
    assert "question 1 of 1 · page 2 of 5" in words(pages[1])
    told = [row[0] for each in pages[:3] for row in rows(each)]
    assert told == ["Everybody", "Organisation 018 (yours)", *(group.name for group in many[:-1])]
    assert "Groups 17 to 20 of 20" in words(pages[2])
    assert not any(isinstance(block, Table) for each in pages[3:] for block in each.blocks)
    together = "\n".join(map(words, pages))
    assert all(together.count(each.text) == 1 for each in quoted)
    assert [sorted(ways & {"Previous page", "Next page"}) for ways in (buttons(each).keys() for each in pages)] == [
        ["Next page"],
        *[["Next page", "Previous page"]] * 3,
        ["Previous page"],
    ]
    assert buttons(pages[1])["Next page"].action.subject == "o:0:2"
    assert words(page(release, lens, turned=99)) == words(pages[-1])


def test_what_fits_one_page_is_not_paged() -> None:
    assert "page" not in words(page())


def test_the_fullest_page_fits() -> None:
    """The longest groups and stories, and every reason for what is hidden."""
    many = [Group(Margin.ORGANISATION, str(number), f"{number} {'x' * 90}") for number in range(190)]
    hidden = {
        Group(margin, f"{margin} {reason}", "h" * 100): Mask(reason)
        for margin in Margin
        for reason in Reason
        if margin is not Margin.PARTNERSHIP
    }
    question = replace(HOW, text="q" * 250, high_label="h" * 40)
    release = by_group((question, {EVERYBODY: FIGURE, **dict.fromkeys(many, FIGURE), **hidden}))
    said = tuple(Words("t" * 100, "w" * 3_000, "N" * 80) for _ in range(12))
    text = words(page(replace(release, title="t" * 100, kind=Kind.LEARNING_SHARE, words=said)))
    assert all(why in text for why in WHY_HIDDEN.values())
    assert text.count("— N") == 5
