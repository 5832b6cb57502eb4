"""Reading a filled-in form: what counts as an answer, and that nothing else ever becomes one."""

from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.form import Values
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import SHARE, WORDS_LENGTH, Answer, Sharing, read, token
from bot.errors import InvalidInput
from tests.domain.examples import PULSE
from tests.words import texts

Value = str | tuple[str, ...]


@pytest.mark.parametrize(
    ("field", "value", "answer"),
    [
        ("q1", "1", 1),
        ("q1", "5", 5),
        ("q1", " 3\n", 3),
        ("q2", "0", (0,)),
        ("q2", ("2",), (2,)),
        ("q3", "1", (1,)),
        ("q3", ("2", "0"), (0, 2)),
        ("q3", ("1", "1"), (1,)),
        ("q4", "Well.", "Well."),
        ("q4", "  two\nlines \t", "  two\nlines \t"),
        ("q4", "bell\x07 and \x0b break", "bell  and   break"),
        ("q4", "😀" * WORDS_LENGTH, "😀" * WORDS_LENGTH),
    ],
)
def test_what_a_form_sends_becomes_an_answer(field: str, value: Value, answer: Answer) -> None:
    assert read(PULSE, {field: value}) == ({field: answer}, Sharing.NO)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        *(("q1", value, "number from 1 to 5") for value in ("0", "6", "-1", "+2", "1.5", "05", "0001", "1_0")),
        *(("q1", value, "number from 1 to 5") for value in ("", "²", "٣", "None", "9" * 5_000)),
        ("q1", ("1",), "one answer"),
        *(("q2", value, "from the options") for value in ("3", "-1", "red", "", "00", ("0", "x"))),
        ("q2", ("0", "1"), "one option"),
        ("q2", ("0", "0"), "one option"),
        ("q3", ("0", "3"), "from the options"),
        ("q4", "a" * (WORDS_LENGTH + 1), "At most 3,000 characters; this has 3,001"),
        ("q4", ("a", "b"), "one answer"),
        (SHARE, "everyone", "one of the answers"),
        (SHARE, ("named",), "one of the answers"),
    ],
)  # fmt: skip
def test_what_no_form_sends_is_refused_beside_its_field(field: str, value: Value, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint) as caught:
        read(PULSE, {"q4": "Fine.", field: value})
    assert list(caught.value.errors) == [field]


def test_leading_zeros_do_not_leave_the_scale() -> None:
    prompt = Prompt("id", Kind.PULSE, "Title", "Theme", (ScaleQuestion("q1", "How?", 0, 5),))
    with pytest.raises(InvalidInput):
        read(prompt, {"q1": "0009"})


def test_every_field_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        read(PULSE, {"q1": "9", "q2": "9", "q3": "9", "q4": ("a",), SHARE: "x"})
    assert list(caught.value.errors) == ["q1", "q2", "q3", "q4", SHARE]


@pytest.mark.parametrize("values", [{}, {"q4": " \n"}, {"q3": ()}, {"q9": "1"}, {SHARE: "named"}, {"q4": "\x00"}])
def test_at_least_one_question_is_answered(values: Values) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(PULSE, values)
    assert caught.value.errors == {"q1": "Answer at least one question, or press Skip on the card."}


def test_others_may_be_left_out_and_strangers_are_not_read() -> None:
    values: Values = {"q2": "1", "q3": (), "q4": " ", "q9": "1", SHARE: "unnamed"}
    assert read(PULSE, values) == ({"q2": (1,)}, Sharing.UNNAMED)


@pytest.mark.parametrize("sharing", Sharing)
def test_words_are_shared_as_their_author_says(sharing: Sharing) -> None:
    assert read(PULSE, {"q4": "Fine.", SHARE: sharing.value}) == ({"q4": "Fine."}, sharing)


_FIELDS = [question.key for question in PULSE.questions] + [SHARE]
_TEXTS = st.sampled_from(["0", "1", "2", "5", "no", "named", ""]) | texts(30) | st.text(max_size=5)
_VALUES = st.dictionaries(st.sampled_from([*_FIELDS, "q9"]), _TEXTS | st.lists(_TEXTS, max_size=4).map(tuple))


def possible(question: Question, answer: Answer) -> bool:
    """Whether this is an answer to the question."""
    match question:
        case ScaleQuestion(low=low, high=high):
            return answer in range(low, high + 1)
        case ChoiceQuestion(options=options, several=several):
            most = len(options) if several else 1
            return answer in {
                each for count in range(1, most + 1) for each in combinations(range(len(options)), count)
            }
        case OpenQuestion():
            return isinstance(answer, str) and bool(answer.strip()) and len(answer) <= WORDS_LENGTH


@given(_VALUES)
@example({"q1": "5", "q2": "0", "q3": ("0", "1"), "q4": "Fine.", SHARE: "named"})
def test_whatever_is_sent_only_answers_come_out(values: Values) -> None:
    questions = {question.key: question for question in PULSE.questions}
    try:
        answers, _ = read(PULSE, values)
    except InvalidInput as refused:
        errors = refused.errors
    else:
        assert answers
        assert all(possible(questions[key], answer) for key, answer in answers.items())
        return
    assert set(errors) <= set(_FIELDS)
    assert all(sentence.strip() for sentence in errors.values())


@given(st.binary(min_size=1, max_size=64), st.binary(min_size=1, max_size=64), st.uuids(), st.uuids())
def test_a_token_stands_for_one_member_under_one_key(key: bytes, other: bytes, member: UUID, neighbour: UUID) -> None:
    made = token(key, str(member))
    assert made == token(key, str(member))
    assert len(made) == 64
    assert str(member) not in made
    # HMAC pads its key with zeros, so keys that differ only in those are the same key.
    assert (made == token(other, str(member))) is (key.rstrip(b"\0") == other.rstrip(b"\0"))
    assert (made == token(key, str(neighbour))) is (member == neighbour)


def test_a_token_is_an_hmac_of_the_published_kind() -> None:
    # RFC 4231, test case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert token(b"Jefe", "what do ya want for nothing?") == expected
