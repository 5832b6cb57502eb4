"""A check-in's card, reminder and own answer in words, at every stage and for every part that somebody took."""

from dataclasses import replace

import pytest

from bot.chat.message import Buttons, Message
from bot.domain.card import Card, Stage
from bot.domain.occurrence import Part
from bot.domain.prompt import Kind, OpenQuestion, Prompt, ScaleQuestion
from bot.domain.response import Response, Sharing
from bot.domain.schedule import Visibility
from bot.speech import speaking
from bot.texts import answers, asking
from tests.domain.examples import OCCURRENCE, ONE, OPEN, PULSE, SCALE, SEVERAL
from tests.replied import words

LAST = "Wednesday 3 June, 09:00 (London time)"
CAME = [["See what came of it", "This week's digest"]]


def labels(message: Message) -> list[list[str]]:
    """The labels of each row of buttons."""
    return [[button.label for button in block.buttons] for block in message.blocks if isinstance(block, Buttons)]


@pytest.mark.parametrize(
    ("card", "line", "buttons"),
    [
        (Card(Stage.OPEN, None, None), f"Open until {LAST}.", [["Answer", "Skip"]]),
        (Card(Stage.OPEN, 7, None), f"Open until {LAST}. 7 people answered.", [["Answer", "Skip"]]),
        (Card(Stage.CLOSING_SOON, None, None), f"Closing soon: {LAST}.", [["Answer", "Skip"]]),
        (
            Card(Stage.OPEN, None, Part.ASKED),
            f"Open until {LAST}.",
            [["Answer", "Skip", "Later", "Not this one again"]],
        ),
        (
            Card(Stage.CLOSING_SOON, None, Part.ANSWERED),
            f"You have answered, thank you. Closing soon: {LAST}.",
            [["Change my answer", "Skip", "Not this one again"]],
        ),
        (
            Card(Stage.OPEN, None, Part.SKIPPED),
            f"You skipped this one. Open until {LAST}.",
            [["Answer", "Say why", "Not this one again"]],
        ),
        (Card(Stage.CLOSED, None, Part.SKIPPED), "Closed. What came of it is here, and in the weekly digest.", CAME),
        (
            Card(Stage.CLOSED, 12, None),
            "Closed. 12 people answered. What came of it is here, and in the weekly digest.",
            CAME,
        ),
    ],
)
def test_a_card_says_how_far_it_is(card: Card, line: str, buttons: list[list[str]]) -> None:
    message = asking.card("Fenland", PULSE, OCCURRENCE, card, "mark")
    assert line in words(message).splitlines()
    assert labels(message) == buttons
    assert message.mark == "mark"
    assert message.summary.startswith("Closed: " if card.stage is Stage.CLOSED else "Seeing the system: Fenland")


@pytest.mark.parametrize(("low", "high", "taps"), [(1, 5, 5), (0, 1, 2), (1, 6, 0), (0, 10, 0)])
def test_one_short_scale_can_be_answered_on_the_card(low: int, high: int, taps: int) -> None:
    prompt = Prompt("p", Kind.PULSE, "One", "", (ScaleQuestion("q1", "How?", low, high, "l" * 40, "h" * 40),))
    rows = labels(asking.card("Fenland", prompt, OCCURRENCE, Card(Stage.OPEN, None, None)))
    assert len(rows) == 1 + bool(taps)
    assert not taps or len(rows[0]) == taps
    answered = labels(asking.card("Fenland", prompt, OCCURRENCE, Card(Stage.OPEN, None, Part.ANSWERED)))
    assert answered == [["Change my answer", "Skip", "Not this one again"]]
    open_ = replace(prompt, questions=(OPEN,))
    assert asking.tappable(open_) is None


@pytest.mark.parametrize(
    ("visibility", "promise"),
    [
        (
            Visibility.ATTRIBUTED,
            "Your name is kept with your answer, and conveners may see it. Only groups of 5",
        ),
        (
            Visibility.ORGANISATION,
            (
                f"After {LAST} nobody can tell which answer from your organisation is yours, not even those who "
                "run Weft. Your organisation's name stays with it only if 5 or more of its people answer. "
                "Until then you can change"
            ),
        ),
        (
            Visibility.ANONYMOUS,
            (
                f"Only groups of 5 or more people are ever shown. After {LAST} nobody can tell which answer is "
                "yours, not even those who run Weft. Until then you can change it or take it back, afterwards "
                "not any more."
            ),
        ),
    ],
)
def test_the_promise_is_on_the_card_and_in_the_form(visibility: Visibility, promise: str) -> None:
    occurrence = replace(OCCURRENCE, visibility=visibility)
    assert promise in words(asking.card("Fenland", PULSE, occurrence, Card(Stage.OPEN, None, None)))
    form = asking.form(PULSE, occurrence, None)
    assert promise in form.intro
    assert "Only groups of 5 or more people are ever shown." in form.intro
    named = [option.value for option in getattr(form.fields[-1], "options", ())]
    assert ("named" in named) is (visibility is Visibility.ATTRIBUTED)


def test_questions_are_numbered_where_there_are_several() -> None:
    card = words(asking.card("Fenland", PULSE, OCCURRENCE, Card(Stage.OPEN, None, None)))
    assert "1. I see the whole system.\n2. Which first?" in card
    single = replace(PULSE, questions=(SCALE,))
    assert "1. " not in words(asking.card("Fenland", single, OCCURRENCE, Card(Stage.OPEN, None, None)))


def test_one_s_own_answer_is_told_as_a_person_would_say_it() -> None:
    assert answers.in_words(SCALE, 1) == "1 · Strongly disagree"
    assert answers.in_words(SCALE, 3) == "3"
    assert answers.in_words(ONE, (1,)) == "green"
    assert answers.in_words(SEVERAL, (0, 2)) == "red; blue"
    assert answers.in_words(OPEN, "Because.") == "Because."
    assert answers.in_words(OPEN, 4) == "left out"


@pytest.mark.parametrize("sharing", Sharing)
def test_what_was_left_out_and_what_may_be_shared_is_told(sharing: Sharing) -> None:
    text = words(answers.own(PULSE, OCCURRENCE, Response("o", "t", {"q1": 5}, sharing), open_=True))
    assert text.count("left out") == 3
    assert ("Your words stay out of the digest." in text) is (sharing is Sharing.NO)
    assert "Change my answer" in text
    silent = replace(PULSE, questions=(SCALE,))
    closed = words(answers.own(silent, OCCURRENCE, Response("o", "t", {"q1": 5}, sharing), open_=False))
    assert "digest" not in closed
    assert "Change my answer" not in closed


def test_ten_long_answers_are_cut_with_a_sign_and_one_long_answer_is_whole() -> None:
    ten = tuple(OpenQuestion(f"q{number}", f"{number}" + "q" * 249) for number in range(1, 11))
    everything = {question.key: "long words " * 272 for question in ten}
    prompt = replace(PULSE, questions=ten)
    text = words(answers.own(prompt, OCCURRENCE, Response("o", "t", everything, Sharing.NAMED), open_=True))
    assert text.count("…") == 10
    whole = "x" * 2_990 + " the end."
    text = words(
        answers.own(
            replace(PULSE, questions=(OPEN,)), OCCURRENCE, Response("o", "t", {"q4": whole}, Sharing.NO), open_=True
        )
    )
    assert text.replace("\n", "").count("x") >= 2_990
    assert "the end." in text


def test_what_is_kept_to_be_said_again_is_kept_for_each_language() -> None:
    thanks = answers.saved(PULSE, OCCURRENCE)
    assert answers.saved(PULSE, OCCURRENCE) is thanks
    with speaking("de"):
        assert answers.saved(PULSE, OCCURRENCE) is not thanks


def test_nothing_to_show_says_why() -> None:
    assert "have not answered" in words(answers.none(PULSE, open_=True))
    assert "has closed" in words(answers.none(PULSE, open_=False))
    assert "can be seen only until a check-in takes no more" in words(answers.listed([]))
    assert "Seeing the system, 1 June 2026" in words(answers.listed([(OCCURRENCE, PULSE)]))
