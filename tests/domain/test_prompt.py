"""Questions as conveners type them: what each line means, what is refused, and that reading back changes nothing."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.form import Option, Scale, ShortText
from bot.domain.prompt import (
    ChoiceQuestion,
    Kind,
    OpenQuestion,
    Prompt,
    Question,
    ScaleQuestion,
    parse_questions,
    written,
)
from bot.errors import InvalidInput
from tests.words import texts


def parsed(line: str) -> Question:
    """The one question of a pulse."""
    (question,) = parse_questions(line, Kind.PULSE)
    return question


def refusal(text: str, kind: Kind = Kind.PULSE) -> str:
    """Why these questions cannot be read."""
    with pytest.raises(InvalidInput) as caught:
        parse_questions(text, kind)
    assert list(caught.value.errors) == ["questions"]
    return caught.value.errors["questions"]


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("How are we? [1-5]", ScaleQuestion("q1", "How are we?")),
        ("How are we?[ 0 - 10 ] ", ScaleQuestion("q1", "How are we?", 0, 10)),
        ("How are we? [1–5]", ScaleQuestion("q1", "How are we?")),  # noqa: RUF001  what a phone makes of a hyphen
        ("Listening? [1-5: never / always]", ScaleQuestion("q1", "Listening?", 1, 5, "never", "always")),
        ("Well? [1-2 :not (yet)/yes!]", ScaleQuestion("q1", "Well?", 1, 2, "not (yet)", "yes!")),
        ("Item [3]: well? [1-5]", ScaleQuestion("q1", "Item [3]: well?")),
        ("Twice [1-3] [1-5]", ScaleQuestion("q1", "Twice [1-3]")),
        ("What of week [2-3]", ScaleQuestion("q1", "What of week", 2, 3)),
        ("First? [a / b]", ChoiceQuestion("q1", "First?", ("a", "b"))),
        ("First? [a (all of it) / b]", ChoiceQuestion("q1", "First?", ("a (all of it)", "b"))),
        ("How many? [1-5 / 6-10]", ChoiceQuestion("q1", "How many?", ("1-5", "6-10"))),
        ("Any? (a/ b /c)", ChoiceQuestion("q1", "Any?", ("a", "b", "c"), several=True)),
        ("Any? (1-5: a / b)", ChoiceQuestion("q1", "Any?", ("1-5: a", "b"), several=True)),
        ("Any? (a [x] / b)", ChoiceQuestion("q1", "Any?", ("a [x]", "b"), several=True)),
        ("Any (of these)? (a / b)", ChoiceQuestion("q1", "Any (of these)?", ("a", "b"), several=True)),
    ],
)
def test_a_line_of_a_pulse_says_how_it_is_answered(line: str, question: Question) -> None:
    assert parsed(line) == question
    assert parsed(written((question,))) == question


@pytest.mark.parametrize(
    "line",
    [
        "What of health / care?",
        "What happened on [2-3] May?",
        "What changed in [2024-2026]",
        "Which [of these]",
        "Which (of these)",
        "Which [a / b)",
        "Which a / b]",
        "Which [a / b",
        "[1-5] how?",
        "[]",
        "/",
        "شو الأخبار؟",
        "How is 👩🏽\u200d🚀 and e\u0301?",
    ],
)
def test_anything_else_is_answered_in_words(line: str) -> None:
    assert parsed(line) == OpenQuestion("q1", line)
    assert parse_questions(line, Kind.REFLECTION) == (OpenQuestion("q1", line),)


def test_lines_are_numbered_and_white_space_does_not_matter() -> None:
    questions = parse_questions("\n  What   now?\t\r\n\n \x0b\x0cWhat\x07 next? \u2028Why?\n", Kind.LEARNING_SHARE)
    assert questions == (
        OpenQuestion("q1", "What now?"),
        OpenQuestion("q2", "What next?"),
        OpenQuestion("q3", "Why?"),
    )


@pytest.mark.parametrize("kind", [Kind.REFLECTION, Kind.LEARNING_SHARE])
@pytest.mark.parametrize("line", ["How? [1-5]", "Which? [a / b]", "Which? (a / b)"])
def test_only_a_pulse_has_scales_and_choices(kind: Kind, line: str) -> None:
    assert refusal(f"Why?\n{line}", kind).startswith("Only a pulse")


@pytest.mark.parametrize(("count", "fine"), [(0, False), (1, True), (10, True), (11, False)])
def test_there_are_one_to_ten_questions(count: int, *, fine: bool) -> None:
    text = "\n".join(f"Question {number}?" for number in range(count))
    if fine:
        assert len(parse_questions(text, Kind.PULSE)) == count
    else:
        assert refusal(text).endswith(f"there are {count}.")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[1-5]", "a question has 1 to 250"),
        ("(a / b)", "a question has 1 to 250"),
        ("a" * 251, "a question has 1 to 250 characters, not 251"),
        ("How? [5-1]", "goes up by 1 to 10"),
        ("How? [3-3]", "goes up by 1 to 10"),
        ("How? [0-11]", "goes up by 1 to 10"),
        ("How? [1-5:]", "name both ends"),
        ("How? [1-5: never]", "name both ends"),
        ("How? [1-5: / always]", "name both ends"),
        ("How? [1-5:  / always]", "name both ends"),
        ("How? [1-5: never / ]", "name both ends"),
        ("How? [1-5: never / sometimes / always]", "name both ends"),
        (f"How? [1-5: {'a' * 41} / b]", "at most 40 characters each"),
        (f"How? [1-5: a / {'b' * 41}]", "at most 40 characters each"),
        ("Which? [a / ]", "2 to 10 different options"),
        ("Which? (/)", "2 to 10 different options"),
        ("Which? [a / b / a]", "2 to 10 different options"),
        (f"Which? [{' / '.join('abcdefghijk')}]", "2 to 10 different options"),
        (f"Which? [a / {'b' * 61}]", "an option has at most 60"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(line: str, complaint: str) -> None:
    assert re.match(rf"Line 2: .*{complaint}", refusal(f"Why?\n{line}\n[1-1]"))


def test_two_questions_may_not_read_the_same() -> None:
    assert refusal("Why?\nHow are we? [1-5]\nwhy?").startswith("Two questions are worded the same")


def test_a_prompt_knows_whether_it_asks_for_words() -> None:
    for text, has_words in (("How? [1-5]", False), ("How? [1-5]\nWhy?", True)):
        prompt = Prompt("id", Kind.PULSE, "Title", "Theme", parse_questions(text, Kind.PULSE))
        assert prompt.has_words is has_words


@pytest.mark.parametrize("piece", [" ", "/", "[", "(", "[1-5:", "( /", "1-", "] "])
def test_no_text_takes_long_to_read(piece: str) -> None:
    start = time.process_time()
    for text in (f"q [1-5:{piece * 3_000}x", f"q ({piece * 1_000}/{piece * 1_000}x", f"q {piece * 3_000}]"):
        try:
            parse_questions(text, Kind.PULSE)
        except InvalidInput:
            continue
    assert time.process_time() - start < 1


_MARKS = st.sampled_from(["[", "]", "(", ")", "/", "-", ":", " ", "\n", "1", "5", "a", "b", "[1-5: ", " [", " ("])
_PIECES = st.lists(_MARKS | texts(20), max_size=6).map("".join)
_SHAPES = st.sampled_from(
    ["{0} [1-5]", "{0} [0-10: {1} / {2}]", "{0} [{1} / {2}]", "{0} ({1} / {2} / b)", "{0}\n{1}"]
)
_TYPED = _PIECES | st.builds(str.format, _SHAPES, _PIECES, texts(20), texts(20))


@given(_TYPED)
@example("a [1-5:  / b]")
@example("a (b [c / d]")
@example("a (b / [c / d])")
def test_what_can_be_read_is_written_and_read_back_the_same(typed: str) -> None:
    try:
        questions = parse_questions(typed, Kind.PULSE)
    except InvalidInput:
        return
    assert parse_questions(written(questions), Kind.PULSE) == questions


@given(_TYPED)
@example("Bell \x07?")
def test_what_can_be_read_can_be_asked(typed: str) -> None:
    try:
        questions = parse_questions(typed, Kind.PULSE)
    except InvalidInput:
        return
    for question in questions:
        ShortText(name=question.key, label=question.text)
        match question:
            case ScaleQuestion(key, text, low, high, low_label, high_label):
                Scale(name=key, label=text, low=low, high=high, low_label=low_label, high_label=high_label)
            case ChoiceQuestion():
                assert all(Option(str(index), option) for index, option in enumerate(question.options))
            case OpenQuestion():
                pass
