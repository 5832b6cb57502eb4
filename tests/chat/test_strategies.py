"""What the strategies draw can be built, and covers what the language has."""

from typing import get_args

from hypothesis import HealthCheck, given, settings

from bot.chat.form import Field, Form, Values
from bot.chat.message import Block, Message
from tests.strategies import FILLED, MESSAGES

STEADY = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def test_every_block_is_drawn() -> None:
    seen: set[type[Block]] = set()

    @given(message=MESSAGES)
    @STEADY
    def look(message: Message) -> None:
        seen.update(map(type, message.blocks))

    look()
    assert seen == set(get_args(Block))


def test_every_field_is_drawn() -> None:
    seen: set[type[Field]] = set()

    @given(filled=FILLED)
    @STEADY
    def look(filled: tuple[Form, Values]) -> None:
        seen.update(map(type, filled[0].fields))

    look()
    assert seen == set(get_args(Field))


@given(filled=FILLED)
@STEADY
def test_a_filled_in_form_answers_its_questions_and_no_other(filled: tuple[Form, Values]) -> None:
    form, values = filled
    names = {field.name for field in form.fields}
    assert {field.name for field in form.fields if field.required} <= set(values) <= names
