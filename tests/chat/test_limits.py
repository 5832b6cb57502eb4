"""The limits that every constructor shares: how long, how many, which characters."""

import pytest

from bot.chat import limits
from bot.errors import PersonError, Unbuildable


@pytest.mark.parametrize("value", ["a", "a" * 10, " a", "a\n", "\ta", "a\u00a0", "é\u2028", "😀" * 10])
def test_a_text_may_be_any_printable_characters_up_to_its_most(value: str) -> None:
    limits.text(value, 10, "a text")


@pytest.mark.parametrize("value", ["", "a" * 11, " ", "\n\t", "\u00a0"])
def test_a_text_is_neither_empty_nor_blank_nor_too_long(value: str) -> None:
    with pytest.raises(Unbuildable, match="a text"):
        limits.text(value, 10, "a text")


@pytest.mark.parametrize("value", ["", " ", "\n"])
def test_a_text_that_is_not_needed_may_be_empty_or_blank(value: str) -> None:
    limits.text(value, 10, "a text", least=0)


@pytest.mark.parametrize("code", [0x00, 0x08, 0x0B, 0x0D, 0x1F, 0x7F, 0xD800, 0xDFFF])
def test_no_text_holds_a_control_character(code: int) -> None:
    with pytest.raises(Unbuildable, match="control character"):
        limits.text(f"a{chr(code)}b", 10, "a text", least=0)


@pytest.mark.parametrize("code", [0x09, 0x0A, 0x20, 0x7E, 0x80, 0xD7FF, 0xE000, 0x10FFFF])
def test_the_neighbours_of_control_characters_are_text(code: int) -> None:
    limits.text(f"a{chr(code)}b", 10, "a text")


@pytest.mark.parametrize("value", ["a", "check_in.answer", "q10", "a" * 20])
def test_a_name_is_lower_case_with_digits_dots_and_underscores(value: str) -> None:
    limits.name(value, 20, "a verb")


@pytest.mark.parametrize("value", ["", "A", "1a", "_a", ".a", "a-b", "a b", "a\n", "é", "a" * 21])
def test_nothing_else_is_a_name(value: str) -> None:
    with pytest.raises(Unbuildable, match="a verb"):
        limits.name(value, 20, "a verb")


@pytest.mark.parametrize(("many", "fits"), [(1, False), (2, True), (4, True), (5, False)])
def test_a_count_has_two_ends(many: int, *, fits: bool) -> None:
    if fits:
        limits.count(range(many), 2, 4, "things")
    else:
        with pytest.raises(Unbuildable, match=f"^{many} things; 2 to 4 are possible$"):
            limits.count(range(many), 2, 4, "things")


def test_the_complaint_names_what_is_too_long_but_not_its_words() -> None:
    with pytest.raises(Unbuildable) as caught:
        limits.text("secret words", 5, "a button label")
    assert str(caught.value) == "a button label has 12 characters; 1 to 5 are possible"
    assert not isinstance(caught.value, PersonError)


def test_what_was_typed_is_made_printable_by_spaces() -> None:
    assert limits.printable("a\x00b\r\nc\td") == "a b \nc\td"
