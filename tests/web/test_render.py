"""Messages and forms become sound HTML: literal text, one heading above the others, a name for every control."""

from datetime import date, time

import pytest
from hypothesis import given, settings

from adapters.web.render import Carry, form, message
from bot.chat.form import Day, Field, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import Action, Button, Buttons, Divider, Message, Text
from tests.contract.web_forms import form_of, shown_in
from tests.html import Node, read
from tests.strategies import FORMS, MESSAGES

CARRY = Carry("p", "l1")
OPTIONS = tuple(Option(f"o{number}", f"Option {number}") for number in range(12))


def shown(said: Message) -> Node:
    return read(message(said, CARRY, 3, "letter-l1"))


def asked(field: Field, typed: Values | None = None, error: str = "") -> Node:
    errors = {field.name: error} if error else {}
    return read(form(Form("Title", Action("a"), (field,)), CARRY, typed, errors))


@settings(max_examples=30, deadline=None)
@given(MESSAGES)
def test_every_message_is_rendered(said: Message) -> None:
    page = shown(said)
    ids = [node.attributes["id"] for node in page.every() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    assert len(list(page.every("h3"))) == 1
    assert not [node for node in page.every() if "style" in node.attributes or node.tag == "script"]


@settings(max_examples=30, deadline=None)
@given(FORMS)
def test_every_form_is_rendered_and_every_control_is_named(built: Form) -> None:
    page = read(form(built, CARRY, None, {field.name: "Look again." for field in built.fields}))
    labelled = {label.attributes.get("for") for label in page.every("label")}
    within = {id(control) for label in page.every("label") for control in label.every("input")}
    targets = {node.attributes["id"] for node in page.every() if "id" in node.attributes}
    for control in page.every():
        if control.tag in {"input", "textarea", "select"} and control.attributes.get("type") != "hidden":
            assert control.attributes.get("id") in labelled or id(control) in within
    for node in page.every():
        assert set(node.attributes.get("aria-describedby", "").split()) <= targets
    for summary in page.every("div", class_="errors"):
        assert {link.attributes["href"].removeprefix("#") for link in summary.every("a")} <= targets


def test_text_is_literal() -> None:
    said = '<script>alert("1")</script> & *bold*\n\tkept'
    page = shown(Message(said, (Text(said), Buttons((Button(said[:40], Action("a", '"><b>')),)))))
    assert shown_in(page).texts == (said, said[:40])
    assert shown_in(page).buttons == {said[:40]: Action("a", '"><b>')}


def test_a_message_stands_under_its_first_heading_or_else_its_summary() -> None:
    own = shown(Message("Summary", (Text("First", "heading"), Divider(), Text("Second", "heading"))))
    assert (own.one("h3").text, own.one("h4").text, list(own.every(class_="unseen"))) == ("First", "Second", [])
    without = shown(Message("Summary", (Text("Body"), Text("Second", "heading"))))
    assert without.one("h3", class_="unseen").text == "Summary"


def test_each_style_of_text_has_its_own_element() -> None:
    page = shown(Message("·", (Text("a"), Text("b", "note"), Text("c", "quote"))))
    assert [node.text for node in page.every("p", class_="note")] == ["b"]
    assert page.one("blockquote").one("p").text == "c"


@pytest.mark.parametrize(
    ("field", "held"),
    [
        (ShortText(name="f", label="F", initial="a"), "a"),
        (LongText(name="f", label="F", initial="\n\na\n"), "\n\na\n"),
        (PickOne(name="f", label="F", options=OPTIONS[:10], initial="o3"), "o3"),
        (PickOne(name="f", label="F", options=OPTIONS, initial="o11"), "o11"),
        (PickMany(name="f", label="F", options=OPTIONS, initial=("o1", "o2")), ("o1", "o2")),
        (Scale(name="f", label="F", low=-1, high=1, low_label="l", high_label="h", initial=0), "0"),
        (Day(name="f", label="F", initial=date(26, 1, 2)), "0026-01-02"),
        (Time(name="f", label="F", initial=time(9, 5)), "09:05"),
    ],
)
def test_a_field_holds_its_initial_value_until_something_is_typed(field: Field, held: str | tuple[str, ...]) -> None:
    assert form_of(asked(field)).initial == {"f": held}
    assert form_of(asked(field, {})).initial == {}
    assert form_of(asked(field, {"f": held})).initial == {"f": held}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (PickMany(name="f", label="F", options=OPTIONS), "o1"),
        (ShortText(name="f", label="F"), ("o1",)),
        (PickOne(name="f", label="F", options=OPTIONS[:2]), "elsewhere"),
    ],
)
def test_a_value_of_another_sort_does_no_harm(field: Field, typed: str | tuple[str, ...]) -> None:
    assert form_of(asked(field, {"f": typed})).initial in ({}, {"f": ("o1",)})


@pytest.mark.parametrize(
    ("field", "typed", "kind"),
    [
        (Day(name="f", label="F"), "2026-05-12", "date"),
        (Day(name="f", label="F"), "next Tuesday", "text"),
        (Day(name="f", label="F"), "", "date"),
        (Time(name="f", label="F"), "09:30", "time"),
        (Time(name="f", label="F"), "noon", "text"),
    ],
)
def test_words_that_a_date_picker_would_throw_away_are_kept(field: Field, typed: str, kind: str) -> None:
    control = asked(field, {"f": typed}).one("input", name="one:f")
    assert (control.attributes["type"], control.value) == (kind, typed)


@pytest.mark.parametrize("required", [True, False])
def test_an_optional_choice_can_be_taken_back(*, required: bool) -> None:
    for field in (
        PickOne(name="f", label="F", options=OPTIONS[:2], required=required),
        PickOne(name="f", label="F", options=OPTIONS, required=required),
        Scale(name="f", label="F", low=1, high=2, low_label="l", high_label="h", required=required),
    ):
        assert ("No answer" in asked(field).text) != required
        assert ("(optional)" in asked(field).text) != required


def test_errors_are_told_above_and_beside() -> None:
    built = Form("Title", Action("a"), (ShortText(name="f", label="F", hint="Hint"), LongText(name="g", label="G")))
    page = read(form(built, CARRY, {"f": "typed"}, {"": "Not now.", "f": "Too <short>.", "unknown": "Gone."}))
    told = page.one("div", class_="errors")
    assert told.attributes["role"] == "alert"
    assert [item.text for item in told.every("li")] == ["Not now.", "Gone.", "Too <short>."]
    assert told.one("a").attributes["href"] == "#field-f"
    control = page.one("input", id="field-f")
    assert control.attributes["aria-describedby"] == "field-f-hint field-f-error"
    assert control.attributes["aria-invalid"] == "true"
    assert page.one("p", id="field-f-error").text == "Error: Too <short>."
    assert not list(page.every("p", id="field-g-error"))
    assert "3 things" in told.text


def test_the_browser_never_stands_in_the_way_of_our_own_errors() -> None:
    page = asked(LongText(name="f", label="F", most=5))
    assert "novalidate" in page.one("form").attributes
    control = page.one("textarea")
    assert not {"required", "maxlength"} & control.attributes.keys()
    assert "Up to 5 characters." in page.text


def test_the_way_back_leads_to_the_letter_that_was_left() -> None:
    built = Form("Title", Action("a"), (), intro="Nothing to fill in.")
    assert read(form(built, CARRY, None, {})).one("a").attributes["href"] == "/#letter-l1"
    assert read(form(built, Carry("p"), None, {})).one("a").attributes["href"] == "/"
