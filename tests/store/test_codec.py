"""Values as JSON text come back exactly, whatever people write."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.message import Message
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.domain.response import Answers
from bot.store import codec
from tests import strategies
from tests.words import texts

_ANSWERS = st.integers(0, 10) | texts(200) | st.lists(st.integers(0, 9), max_size=4).map(tuple)
_QUESTIONS = st.one_of(
    st.builds(ScaleQuestion, texts(5), texts(200), st.integers(0, 1), st.integers(2, 10), texts(20), texts(20)),
    st.builds(ChoiceQuestion, texts(5), texts(200), st.lists(texts(20)).map(tuple), st.booleans()),
    st.builds(OpenQuestion, texts(5), texts(200)),
)

STEADY = settings(max_examples=40, deadline=None)


@STEADY
@given(strategies.MESSAGES)
def test_messages(message: Message) -> None:
    assert codec.load(codec.dump(message, Message), Message) == message


@STEADY
@given(st.dictionaries(st.sampled_from(("q1", "q2", "q3")), _ANSWERS))
def test_answers(answers: Answers) -> None:
    assert codec.load_answers(codec.dump_answers(answers)) == answers


@STEADY
@given(st.lists(_QUESTIONS).map(tuple))
def test_questions(questions: tuple[Question, ...]) -> None:
    kind = tuple[Question, ...]
    assert codec.load(codec.dump(questions, kind), kind) == questions
