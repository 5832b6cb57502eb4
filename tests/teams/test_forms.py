"""Every form is a card that Teams takes, holds what was typed, and comes back as values whatever Teams sends."""

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.teams.carried import seal
from adapters.teams.forms import form_card, values
from adapters.teams.render import Place
from adapters.teams.scene import Home, Nowhere
from bot.chat import limits
from bot.chat.form import Day, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import Action
from bot.chat.names import Address, Receipt
from tests.contract.play import EXAMPLES
from tests.contract.seen import assert_asks, initial
from tests.contract.teams_reading import Opened, form_of, inputs_of
from tests.strategies import FILLED, FORMS
from tests.stubs.teams import Conversation
from tests.stubs.teams_cards import complaint

ACTION = Action("check_in.answer", "17")
HERE = Address("teams", "tenant", "19:here@thread.v2")
PLACES = [Place(), Place("dialog", Receipt(HERE, "17")), Place("dialog", Home(Receipt(HERE, "17"), "29:ada"))]
FEW = (Option("a", "A"), Option("b", "B"))
MANY = tuple(Option(f"v{number}", f"L{number}") for number in range(11))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.text(max_size=5) | st.builds("".join, st.lists(st.sampled_from(["f.", "*", "?", "a", "_", ".", "Z", ","])))


def read(shown: dict[str, Any], title: str = "") -> Any:  # noqa: ANN401  a form as it is seen
    return form_of(title, Opened(shown, Conversation(HERE.place, "groupChat", HERE.tenant)))


def inputs(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The card's inputs by their ids."""
    return {each["id"]: each for each in shown["body"] if each["type"].startswith("Input.")}


@EXAMPLES
@given(form=FORMS, place=st.sampled_from(PLACES))
def test_any_form_with_any_complaint_is_a_card_that_teams_takes(form: Form, place: Place) -> None:
    errors = {field.name: "{{DATE(x)}} *x*" * 300 for field in form.fields} | {"": " ", "unknown": "Not here."}
    nothing: Values = {}
    for typed in (None, nothing):
        shown = form_card(form, place, typed=typed, errors=errors)
        assert complaint(shown) == ""
        seen = read(shown)
        assert seen.errors == errors | {"": "Please look at this again."}
        assert seen.initial == (initial(form) if typed is None else {})
    assert_asks(read(form_card(form, place), form.title), form)


@EXAMPLES
@given(filled=FILLED, place=st.sampled_from(PLACES))
def test_what_is_filled_in_comes_back_and_can_be_shown_again(filled: tuple[Form, Values], place: Place) -> None:
    form, typed = filled
    sent = inputs_of(form_card(form, place), typed)
    assert values(json.loads(json.dumps(sent))) == typed
    again = form_card(form, place, typed=typed)
    assert read(again).initial == typed
    assert values(inputs_of(again, read(again).initial)) == typed


@EXAMPLES
@given(form=FORMS, typed=st.data())
def test_what_was_typed_into_another_form_does_no_harm(form: Form, typed: st.DataObject) -> None:
    strange = st.text(max_size=5) | st.lists(st.text("ab", min_size=1), min_size=1).map(tuple)
    names = st.sampled_from([field.name for field in form.fields] or ["other"])
    shown = form_card(form, Place(), typed=typed.draw(st.dictionaries(names, strange)))
    assert complaint(json.loads(json.dumps(shown))) == ""


@given(st.dictionaries(KEYS, JSON | st.just("a,b")))
@example({"f.": "a", "f.*": "a", "f.**a": "a", "f.a": "", "f.*a": ",", "f.b": ["a"], "weft": {"do": "form"}})
@example({"f." + "a" * (limits.FIELD_NAME + 1): "a"})
def test_anything_reads_as_values(data: dict[str, Any]) -> None:
    read_ = values(data)
    assert read_.keys() <= {re.sub(r"^f\.[*?]?", "", key) for key in data}
    for name, value in read_.items():
        limits.name(name, limits.FIELD_NAME, "a field's name")
        assert value
        assert isinstance(value, str | tuple)
        sent = [data.get(f"f.{kind}{name}") for kind in (("*",) if isinstance(value, tuple) else ("", "?"))]
        assert (value if isinstance(value, str) else ",".join(value)) in sent


def test_what_is_not_a_field_s_name_is_left_out() -> None:
    for name in ("", "Upper", "9", "a b", "a" * (limits.FIELD_NAME + 1)):
        assert values({f"f.{name}": "x", f"f.*{name}": "x,y", "f.good": "z"}) == {"good": "z"}


FIELDS = (
    ShortText(name="short", label="l", initial="old", required=False, hint="a hint", most=9),
    LongText(name="long", label="l"),
    PickOne(name="one", label="l", options=FEW, required=False),
    PickOne(name="menu", label="l", options=MANY),
    PickMany(name="some", label="l", options=FEW, initial=("b", "a"), required=False),
    PickMany(name="lots", label="l", options=MANY),
    Scale(name="scale", label="l", low=0, high=10, low_label="none", high_label="all", initial=0, required=False),
    Day(name="day", label="l", initial=date(2026, 3, 2)),
    Time(name="time", label="l", initial=time(9, 5)),
)


def test_each_field_is_asked_in_its_own_way() -> None:
    asked = inputs(form_card(Form("Title", ACTION, FIELDS, intro=" "), Place()))
    kinds = {each["id"]: each["type"].removeprefix("Input.") for each in asked.values()}
    assert kinds == {
        "f.short": "Text",
        "f.long": "Text",
        "f.?one": "ChoiceSet",
        "f.?menu": "ChoiceSet",
        "f.*some": "ChoiceSet",
        "f.*lots": "ChoiceSet",
        "f.?scale": "ChoiceSet",
        "f.day": "Date",
        "f.time": "Time",
    }
    assert (asked["f.short"]["isMultiline"], asked["f.long"]["isMultiline"]) == (False, True)
    assert (asked["f.short"]["maxLength"], asked["f.long"]["maxLength"]) == (9, limits.LONG)
    assert {name for name, each in asked.items() if each.get("isRequired")} == {
        "f.long",
        "f.?menu",
        "f.*lots",
        "f.day",
        "f.time",
    }
    # More than can be taken in at once become a menu.
    assert {name: each["style"] for name, each in asked.items() if "style" in each} == {
        "f.?one": "expanded",
        "f.?menu": "compact",
        "f.*some": "expanded",
        "f.*lots": "compact",
        "f.?scale": "compact",
    }
    assert {name for name, each in asked.items() if each.get("isMultiSelect")} == {"f.*some", "f.*lots"}
    assert {name: each["value"] for name, each in asked.items() if "value" in each} == {
        "f.short": "old",
        "f.*some": "b,a",
        "f.?scale": "0",
        "f.day": "2026-03-02",
        "f.time": "09:05",
    }


def test_an_answer_that_may_be_left_out_can_be_taken_back() -> None:
    asked = inputs(form_card(Form("Title", ACTION, FIELDS), Place()))
    for name in ("f.?one", "f.?scale"):
        *_, last = asked[name]["choices"]
        assert last["title"] == "No answer"
        # Not an empty value: Teams would send another word in its stead.
        assert last["value"]
        assert values({name: last["value"], "f.long": "kept"}) == {"long": "kept"}
    assert values({"f.long": "left out,"}) == {"long": "left out,"}
    # What is required has no way out, and of several choices each can be let go.
    for name in ("f.?menu", "f.*some", "f.*lots"):
        assert "No answer" not in [each["title"] for each in asked[name]["choices"]]


def test_what_was_typed_is_filled_in_where_it_still_fits() -> None:
    typed: Values = {
        "long": " words\n",
        "menu": "v10",
        "lots": ("v3",),
        "day": "2026-01-01",
        "some": "a",
        "one": ("a",),
    }
    kept = read(form_card(Form("Title", ACTION, FIELDS), Place(), typed=typed))
    assert kept.initial == {"long": " words\n", "menu": "v10", "lots": ("v3",), "day": "2026-01-01"}


def test_a_form_has_its_title_where_no_bar_shows_it_and_knows_where_it_began() -> None:
    form = Form("A title", ACTION, FIELDS[:2], "An intro", "Send it")
    began: list[tuple[Place, dict[str, object], bool]] = [
        (Place(), {}, True),
        (Place(origin=Receipt(HERE, "17")), {"post": "17"}, True),
        (Place("dialog", Receipt(HERE, "17")), {"post": "17"}, False),
        (Place("dialog", Home(Receipt(HERE, "18"), "29:ada")), {"home": True, "post": "18"}, False),
        (Place("dialog", Nowhere()), {}, False),
    ]
    for place, carried, titled in began:
        shown = form_card(form, place)
        assert (read(shown).texts[0] == "A title") == titled
        [send] = shown["actions"]
        assert send["title"] == "Send it"
        assert send["type"] == ("Action.Submit" if place.where == "dialog" else "Action.Execute")
        means = {"do": "form", "verb": ACTION.verb, "subject": ACTION.subject}
        assert send["data"] == {"weft": {**means, **_sealed(carried)}}


def _sealed(carried: Mapping[str, object]) -> dict[str, object]:
    """With our seal, wherever a post is carried."""
    return {**carried, **({"seal": seal(Receipt(HERE, str(carried["post"])))} if "post" in carried else {})}


def test_a_form_of_words_only_is_a_form_too() -> None:
    shown = form_card(Form("Sure?", ACTION, (), "This cannot be undone."), Place("dialog"))
    assert read(shown).texts == ("This cannot be undone.", "Save")
    assert complaint(shown) == ""
