"""What pictures of Teams have shown to go wrong on a phone, and does not any more."""

import pytest

from adapters.teams.forms import form_card, values
from adapters.teams.render import Place, elements
from adapters.teams.words import Element
from bot.chat.form import Form, Option, Scale, ShortText
from bot.chat.message import Action, Block, Button, Buttons, Chart, Divider, Facts, Message, Series, Table, Text
from bot.errors import Unbuildable

OPTIONAL = Scale(name="trust", label="Trust?", low=1, high=5, low_label="None", high_label="Plenty", required=False)


def shown(*blocks: Block) -> list[Element]:
    return elements(Message("Shown", blocks), Place())


def rows(*labels: str) -> list[list[str]]:
    """How buttons are laid out."""
    buttons = Buttons(tuple(Button(label, Action("press", label)) for label in labels))
    return [[action["title"] for action in row["actions"]] for row in shown(buttons)]


def plain(*lines: Element) -> list[str]:
    return ["".join(run["text"] for run in line["inlines"]) for line in lines]


def test_no_button_lies_beyond_the_edge_of_a_phone() -> None:
    labels = ("Check-ins and people", "Read the digest", "When the digest comes", "My answers", "Leave")
    assert rows(*labels) == [*([label] for label in labels[:3]), ["My answers", "Leave"]]


def test_a_scale_without_words_stays_in_one_row() -> None:
    assert rows("1", "2", "3", "4", "5") == [["1", "2", "3", "4", "5"]]


def test_a_row_of_buttons_keeps_the_rule_above_it() -> None:
    first, *others = shown(Divider(), Buttons((Button("W" * 30, Action("a")), Button("W" * 30, Action("b")))))
    assert first["separator"]
    assert [other.get("separator") for other in others] == [None]


def test_columns_are_as_wide_as_their_words() -> None:
    _, table = shown(Table("Who", ("Organisation", "n"), (("Care Board", "4"),)))
    wide, narrow = (column["width"] for column in table["columns"])
    assert wide > narrow > 0


def test_a_table_whose_words_a_phone_would_break_is_written_in_lines() -> None:
    columns = ("Sector", "Asked", "Answered", "Rate", "Change since last time")
    caption, *lines = shown(Table("Response", columns, (("NHS", "24", "18", "75 %", "+2 people"),)))
    assert plain(caption, *lines) == ["Response", " · ".join(columns), "NHS · 24 · 18 · 75 % · +2 people"]


@pytest.mark.parametrize(("count", "kind"), [(2, "Table"), (6, "RichTextBlock")])
def test_a_chart_of_many_series_falls_back_to_lines(count: int, kind: str) -> None:
    series = tuple(Series(f"Sector {number}", (1.0, 2.5)) for number in range(count))
    title, chart, _ = shown(Chart("Change", "line", ("May", "June"), series, "It rose."))
    assert plain(title) == ["Change"]
    assert {element["type"] for element in chart["fallback"]["items"]} == {kind}


def test_what_is_said_of_a_question_stands_below_it() -> None:
    asked, said, short = shown(Facts((("How well do we listen?", "61 % agree"), ("People", "60"))))
    assert plain(asked, said, short) == ["How well do we listen?", "61 % agree", "People: 60"]


def test_an_answer_stands_closer_to_its_question_than_to_the_next() -> None:
    _, answer, question = shown(Text("What happened?", "note"), Text("Much."), Text("What next?", "note"))
    assert (answer["spacing"], question["spacing"]) == ("Small", "Medium")


def test_no_answer_is_an_answer_that_comes_back_as_none() -> None:
    (asked,) = form_card(Form("Pulse", Action("answer"), (OPTIONAL,)), Place())["body"][1:]
    left_out = asked["choices"][-1]
    assert left_out["title"] == "No answer"
    # A browser sends `on` for a radio button whose value is empty.
    assert left_out["value"]
    assert values({asked["id"]: left_out["value"], "f.other": "4"}) == {"other": "4"}
    with pytest.raises(Unbuildable):
        Option(left_out["value"], "Somebody's own")


def test_an_error_stands_with_its_field_and_apart_from_the_one_above() -> None:
    fields = (ShortText(name="name", label="Name"), ShortText(name="zone", label="Zone"))
    card = form_card(Form("Plan", Action("plan"), fields), Place("dialog"), errors={"zone": "We do not know it."})
    above, error, below = card["body"]
    assert (above["id"], error["id"], below["id"]) == ("f.name", "error.zone", "f.zone")
    assert (error["spacing"], below["spacing"]) == ("Large", "Small")
