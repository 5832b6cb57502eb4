"""Forms read field by field: what is taken, what is told, and that reading never fails."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.form import Values
from bot.domain.typed import Typed
from tests.words import texts


@pytest.mark.parametrize(
    ("value", "line"),
    [("Tide", "Tide"), ("  Tide \n and\x0b shore\t", "Tide and shore"), ("a" * 20, "a" * 20), ("é" * 20, "é" * 20)],
)
def test_a_line_is_tidied(value: str, line: str) -> None:
    typed = Typed({"name": value})
    assert (typed.line("name", 20), typed.errors) == (line, {})


@pytest.mark.parametrize("values", [{}, {"name": ""}, {"name": " \x00\n"}, {"name": "a" * 21}, {"name": ("a",)}])
def test_a_line_of_nothing_or_too_much_is_told(values: Values) -> None:
    typed = Typed(values)
    typed.line("name", 20)
    assert list(typed.errors) == ["name"]
    assert "at most 20 characters" in typed.errors["name"]


def test_a_text_is_kept_as_it_was_typed() -> None:
    typed = Typed({"story": " one\n\n two\x07 "})
    assert (typed.text("story"), typed.text("none"), typed.errors) == (" one\n\n two  ", "", {})


def test_a_choice_is_one_of_the_known() -> None:
    typed = Typed({"fine": "a", "off": "c", "two": ("a", "b")})
    assert typed.one_of("fine", {"a", "b"}) == "a"
    assert not typed.errors
    for name in ("off", "two", "none"):
        typed.one_of(name, {"a", "b"})
    assert list(typed.errors) == ["off", "two", "none"]


@pytest.mark.parametrize(
    ("values", "least", "chosen", "fine"),
    [
        ({"days": ("0", "3")}, 1, ("0", "3"), True),
        ({"days": "3"}, 1, ("3",), True),
        ({"days": ()}, 0, (), True),
        ({}, 0, (), True),
        ({}, 1, (), False),
        ({"days": ("0", "9")}, 1, (), False),
        ({"days": ("9",)}, 0, (), False),
    ],
)
def test_several_choices_are_all_known_and_enough(
    values: Values, least: int, chosen: tuple[str, ...], *, fine: bool
) -> None:
    typed = Typed(values)
    assert typed.some_of("days", {"0", "3"}, least=least) == chosen
    assert (not typed.errors) is fine


def test_zones_days_and_times_are_read() -> None:
    typed = Typed({"zone": " Europe/London ", "day": "2026-05-12", "time": "09:30"})
    assert typed.zone("zone") == "Europe/London"
    assert typed.day("day") == date(2026, 5, 12)
    assert typed.time("time") == time(9, 30)
    assert not typed.errors


def test_a_time_is_to_the_minute_and_on_nobodys_zone() -> None:
    assert Typed({"time": "09:30:59.5+02:00"}).time("time") == time(9, 30)


@pytest.mark.parametrize("value", ["", "soon", "2026-02-30", "25:00", "London", ("2026-05-12",), "../etc"])
def test_what_is_no_zone_day_or_time_is_told(value: str | tuple[str, ...]) -> None:
    typed = Typed({"zone": value, "day": value, "time": value})
    typed.zone("zone")
    assert (typed.day("day"), typed.time("time")) == (date.min, time.min)
    assert set(typed.errors) == {"zone", "day", "time"}


@given(st.dictionaries(st.sampled_from(["x", "y"]), texts(30) | st.lists(texts(5), max_size=3).map(tuple)))
def test_nothing_that_is_sent_breaks_the_reading(values: Values) -> None:
    typed = Typed(values)
    for name in ("x", "y", "z"):
        typed.line(name, 10)
        typed.text(name)
        typed.one_of(name, {"a"})
        typed.some_of(name, {"a"})
        typed.zone(name)
        typed.day(name)
        typed.time(name)
    assert all(sentence.endswith(".") or "such as" in sentence for sentence in typed.errors.values())
