"""What no database takes is told apart from what every one does, however deep it lies."""

import pytest

from bot.chat.limits import keepable


@pytest.mark.parametrize("value", ["", "\\u0000", "a\tb\n", "\U0001f389", 7, None, {"a": [{"b": "c"}, True]}])
def test_what_people_write_is_taken(value: object) -> None:
    assert keepable(value)


@pytest.mark.parametrize("value", ["\0", "a\ud83d", ["a", ["\0"]], {"a": {"b": ["\udc00"]}}, {"\0": 1}])
def test_a_zero_byte_or_half_a_character_is_not(value: object) -> None:
    assert not keepable(value)
