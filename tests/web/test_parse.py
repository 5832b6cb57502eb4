"""What a browser sends is read exactly, and what no page of ours sends is told apart."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web import names
from adapters.web.parse import Malformed, meta, pairs, pressed, submitted, values, words
from bot.chat.events import Pressed, Submitted
from bot.chat.message import Action
from bot.chat.names import Person, Receipt

ADA = Person(names.identity("ada"), "Ada")


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), st.text())))
def test_any_text_comes_through(sent: list[tuple[str, str]]) -> None:
    meant = tuple((name, value.replace("\r\n", "\n").replace("\r", "\n")) for name, value in sent)
    assert pairs(urlencode(sent).encode()) == meant


def test_line_ends_are_line_feeds() -> None:
    assert pairs(b"one%3Awhy=a%0D%0Ab%0Dc%0Ad") == (("one:why", "a\nb\nc\nd"),)


@pytest.mark.parametrize("body", [b"a=%ff", b"a=\xff", b"%ff=a", b"&".join([b"a=1"] * 6_001)])
def test_what_is_not_text_or_too_much_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        pairs(body)


def test_what_was_left_empty_is_absent() -> None:
    sent = (("proof", "p"), ("one:word", ""), ("one:why", " "), ("many:themes", ""), ("many:themes", "a"))
    assert values(sent) == {"why": " ", "themes": ("a",)}


def test_several_choices_stay_in_order() -> None:
    assert values((("many:themes", "b"), ("many:themes", "a"))) == {"themes": ("b", "a")}


@pytest.mark.parametrize(
    "sent",
    [
        (("one:why", "a"), ("one:why", "b")),
        (("one:why", "a"), ("many:why", "b")),
        (("many:why", "a"), ("one:why", "b")),
        (("one:", "a"),),
        (("one:Why", "a"),),
        (("one:" + "w" * 61, "a"),),
    ],
)
def test_fields_that_no_form_has_are_malformed(sent: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(Malformed):
        values(sent)


def test_a_hidden_control_comes_once_or_not_at_all() -> None:
    assert meta((("verb", "a"),), "verb") == "a"
    assert meta((), "verb") == ""
    with pytest.raises(Malformed):
        meta((("verb", "a"), ("verb", "a")), "verb")


def test_a_button_is_a_press_and_a_form_a_submission() -> None:
    sent = (("verb", "check_in.answer"), ("subject", "7"), ("origin", "l1"), ("one:why", "Because"))
    action, origin = Action("check_in.answer", "7"), Receipt(names.address("ada"), "l1")
    assert pressed(ADA, sent) == Pressed(ADA, action, origin)
    assert submitted(ADA, sent) == Submitted(ADA, action, {"why": "Because"}, origin)
    assert pressed(ADA, (("verb", "home.show"), ("origin", ""))) == Pressed(ADA, Action("home.show"))


@pytest.mark.parametrize("sent", [(), (("verb", "No verb"),), (("verb", "a"), ("subject", "s" * 181))])
def test_an_action_that_no_button_carries_is_malformed(sent: tuple[tuple[str, str], ...]) -> None:
    for reading in (pressed, submitted):
        with pytest.raises(Malformed):
            reading(ADA, sent)


def test_words_are_what_people_typed_and_nothing_of_ours() -> None:
    assert words((("proof", "p"), ("one:why", "long"), ("one:word", " "), ("many:themes", "a"))) == ("long", "a")


@pytest.mark.parametrize("origin", ["\0", "l1\0", "l\n1"])
def test_a_letter_of_which_no_database_knows_is_malformed(origin: str) -> None:
    with pytest.raises(Malformed):
        pressed(ADA, (("verb", "home.show"), ("origin", origin)))
