"""Fitting words into the room there is: nothing lost without a sign, and every choice can be reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.domain.typed import Typed
from bot.texts.room import MOST_CHOICES, chunks, one_line, pick, shorten


@given(st.text(max_size=30), st.integers(1, 30))
def test_what_is_cut_says_so(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(st.text(st.characters(), max_size=60), st.integers(1, 40))
def test_one_line_is_one_line(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert limits.printable(line) == line
    assert len(line.splitlines()) <= 1


@given(st.text("ab \n", max_size=40).map(lambda text: text * 250))
def test_a_long_text_comes_in_pieces_that_hold_all_of_it(text: str) -> None:
    pieces = list(chunks(text))
    assert all(len(piece) <= limits.TEXT and piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def choices(count: int) -> list[tuple[str, str]]:
    """So many values with labels."""
    return [(f"id-{number}", f"Organisation {number:03}") for number in range(count)]


def test_a_short_list_is_one_field() -> None:
    (field,) = pick("organisation", "Your organisation", choices(limits.OPTIONS))
    assert (field.name, field.label, field.required, field.hint) == ("organisation", "Your organisation", True, "")


@pytest.mark.parametrize("count", [101, 200, 201, MOST_CHOICES])
def test_a_long_list_is_spread_and_every_value_can_be_chosen(count: int) -> None:
    fields = pick("organisation", "Your organisation", choices(count), "id-100")
    assert [option.value for field in fields for option in field.options] == [value for value, _ in choices(count)]
    assert fields[0].label == "Your organisation: Organisation 000 to Organisation 099"
    assert [field.initial for field in fields] == [None, "id-100", None][: len(fields)]
    assert not any(field.required for field in fields)
    known = {value for value, _ in choices(count)}
    for field in fields:
        typed = Typed({field.name: field.options[-1].value})
        assert typed.one_of("organisation", known) == field.options[-1].value
        assert not typed.errors


def test_choosing_in_two_lists_or_in_none_is_told() -> None:
    known = {value for value, _ in choices(150)}
    for values in ({"organisation": "id-1", "organisation2": "id-120"}, {}, {"organisation3": "elsewhere"}):
        typed = Typed(values)
        typed.one_of("organisation", known)
        assert typed.errors == {"organisation": "Choose one of the options."}


def test_an_initial_choice_that_is_no_longer_there_is_none() -> None:
    assert [field.initial for field in pick("member", "Who", choices(3), "gone")] == [None]
