"""A message reads the same wherever Teams shows it, and nothing in it is read as anything but words."""

import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.teams.carried import seal
from adapters.teams.render import Place, card, elements, executes, refreshed, text_element
from adapters.teams.scene import Aside, Home, Nowhere, Origin
from adapters.teams.words import literal
from bot.chat import limits
from bot.chat.message import (
    Action,
    Block,
    Button,
    Buttons,
    Chart,
    Divider,
    Facts,
    Message,
    Series,
    Table,
    Text,
)
from bot.chat.names import Address, Receipt
from tests.contract.play import EXAMPLES
from tests.contract.seen import assert_shows
from tests.contract.teams_reading import shown_in
from tests.strategies import MESSAGES
from tests.stubs.teams_cards import complaint, without_extensions
from tests.words import texts

HERE = Address("teams", "tenant", "19:here@thread.v2")
POST, HOME = Receipt(HERE, "17"), Home(Receipt(HERE, "18"), "29:ada")
PLACES = [
    Place(),
    Place(dialogs=False),
    Place(origin=HOME),
    Place("dialog", POST),
    Place("dialog", HOME),
    Place(origin=Aside(POST)),
    Place("dialog", Nowhere(), dialogs=False),
]
DATE = "{{DATE(2026-03-02T09:00:00Z, SHORT)}} {{TIME(2026-03-02T09:00:00Z)}}"
READ = {"text", "label", "fallbackText"}
"""Where Teams reads more than words."""


def found(part: Any, keys: set[str]) -> list[str]:  # noqa: ANN401  any JSON value
    """Every text under one of these keys."""
    match part:
        case dict():
            own = [value for key, value in part.items() if key in keys and isinstance(value, str)]
            return own + [text for value in part.values() for text in found(value, keys)]
        case list():
            return [text for value in part for text in found(value, keys)]
        case _:
            return []


def buttons(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [action for each in shown for action in each.get("actions", ())]


@EXAMPLES
@given(message=MESSAGES, place=st.sampled_from(PLACES), native=st.booleans())
def test_a_message_reads_the_same_everywhere(message: Message, place: Place, native: bool) -> None:  # noqa: FBT001  drawn
    shown = card(elements(message, place, native=native), message.summary)
    assert complaint(shown) == ""
    assert_shows(shown_in(shown), message)
    # Whoever sends it on and reads it back finds the same.
    assert json.loads(json.dumps(shown)) == shown


@EXAMPLES
@given(message=MESSAGES)
def test_a_client_that_knows_no_charts_is_told_the_figures(message: Message) -> None:
    drawn = json.dumps(without_extensions(elements(message, Place())), ensure_ascii=False)
    for chart in (block for block in message.blocks if isinstance(block, Chart)):
        for word in (chart.title, *chart.categories, *(series.name for series in chart.series)):
            assert json.dumps(literal(word), ensure_ascii=False)[1:-1] in drawn
        for value in (value for series in chart.series for value in series.values):
            assert f"{value:g}" in drawn


@EXAMPLES
@given(text=texts(limits.HEADING, lines=False))
@example("A plain heading")
@example("*bold*")
@example("1. one")
@example(" 1) one")
@example("see https://example.org")
@example("see www.example.org")
@example("[a](b)")
@example("<b>")
@example("&amp;")
@example("- one")
@example("# one")
@example("~gone~")
@example(DATE)
@example(" led by a space")
def test_a_heading_is_read_as_mark_up_only_where_it_has_none(text: str) -> None:
    shown = text_element(Text(text, "heading"))
    if shown["type"] == "TextBlock":
        assert shown["text"] == text
        assert not re.search(r"[\\`*_{}\[\]<>#+~|&]|//|www\.", text)
        assert not re.match(r"\s|[-+]|\d+[.)]", text)
        assert shown["style"] == "heading"
    else:
        [run] = shown["inlines"]
        assert run["text"] == literal(text)


@pytest.mark.parametrize("style", ["body", "note", "quote"])
def test_any_other_text_is_never_read_as_mark_up(style: Any) -> None:  # noqa: ANN401  one of a few words
    shown = text_element(Text("**bold** [a](b)\n- one\n\n<at>Ada</at>", style))
    assert "TextBlock" not in found(shown, {"type"})
    assert found(shown, {"text"}) == ["**bold** [a](b)\n- one\n\n<at>Ada</at>"]


def test_a_date_that_somebody_wrote_is_not_made_another() -> None:
    chart = Chart(DATE[:50], "bar", (DATE[:20],), (Series(DATE[:20], (1.0,)),), DATE)
    blocks: tuple[Block, ...] = (
        *(Text(DATE, style) for style in ("body", "note", "quote", "heading")),
        Facts(((DATE, DATE), (f"{DATE}?", DATE))),
        Table(DATE, (DATE,), ((DATE,),)),
        chart,
    )
    message = Message(DATE, blocks)
    for native in (True, False):
        shown = card(elements(message, Place(), native=native), message.summary)
        assert not re.search(r"\{\{(DATE|TIME)\(", "\n".join(found(shown, READ)))
        assert_shows(shown_in(shown), message)
    assert literal("{{ DATE }} {{date(x)}} {{{{DATE(x)}}}}") == "{{ DATE }} {{date(x)}} {{{\u2060{DATE(x)}}}}"


def test_a_rule_stands_between_parts_and_never_below_the_last() -> None:
    words, rule = Text("Words"), Divider()
    for blocks, ruled in (
        ((words, rule, words), [False, True]),
        ((words, rule, rule, words, rule), [False, True]),
        ((rule, words), [True]),
        ((rule,), []),
    ):
        shown = elements(Message("Rules", blocks), Place())
        assert [each.get("separator", False) for each in shown] == ruled


OPENS = Message("Go", (Buttons((Button("Answer", Action("answer", "17"), opens_form=True),)),))
PLAIN = Message("Go", (Buttons((Button("Skip", Action("skip"), "danger"),)),))


@pytest.mark.parametrize(
    ("message", "place", "kind", "opening"),
    [
        (OPENS, Place(), "Action.Submit", True),
        (OPENS, Place(dialogs=False), "Action.Execute", False),
        (OPENS, Place("dialog", POST), "Action.Submit", False),
        (PLAIN, Place(), "Action.Execute", False),
        (PLAIN, Place(dialogs=False), "Action.Execute", False),
        (PLAIN, Place("dialog", POST), "Action.Submit", False),
    ],
)
def test_a_button_opens_a_dialog_where_this_teams_opens_any(
    message: Message, place: Place, kind: str, *, opening: bool
) -> None:
    [button] = buttons(elements(message, place))
    assert button["type"] == kind
    assert (button["data"].get("msteams") == {"type": "task/fetch"}) == opening
    assert ("verb" in button) == (kind == "Action.Execute")


@pytest.mark.parametrize(
    ("origin", "carried"),
    [
        (None, {}),
        (Nowhere(), {}),
        (POST, {"post": "17"}),
        (Aside(POST), {"aside": True, "post": "17"}),
        (HOME, {"home": True, "post": "18"}),
        (Home(Receipt(HERE, ""), "29:ada"), {"home": True}),
    ],
)
def test_a_button_carries_where_it_is_when_teams_does_not_tell(
    origin: Origin | None, carried: dict[str, object]
) -> None:
    for message, means in ((OPENS, {"verb": "answer", "subject": "17"}), (PLAIN, {"verb": "skip"})):
        for place in (Place(origin=origin), Place("dialog", origin)):
            [button] = buttons(elements(message, place))
            sealed = {"seal": seal(Receipt(HERE, str(carried["post"])))} if "post" in carried else {}
            assert button["data"]["weft"] == {"do": "press", **means, **carried, **sealed}


def test_a_button_looks_like_what_it_does() -> None:
    styles = {"plain": "default", "primary": "positive", "danger": "destructive"}
    for style, shown in styles.items():
        [button] = buttons(elements(Message("Go", (Buttons((Button("b", Action("a"), style),)),)), Place()))  # type: ignore[arg-type]  # its keys
        assert button["style"] == shown


@given(st.lists(st.text("abc", min_size=1, max_size=limits.LABEL), min_size=1, max_size=limits.BUTTONS))
def test_no_row_of_buttons_is_wider_than_a_phone(labels: list[str]) -> None:
    row = Buttons(tuple(Button(label, Action("a", f"{n}")) for n, label in enumerate(labels)))
    shown = elements(Message("Go", (row,)), Place())
    assert [button["title"] for button in buttons(shown)] == labels
    for each in shown:
        # A letter takes eight pixels of the 292 there are.
        assert len(each["actions"]) == 1 or sum(len(action["title"]) for action in each["actions"]) * 8 <= 292


def test_a_table_is_a_table_where_a_phone_has_room_for_it() -> None:
    narrow = Table("Votes", ("Who", "Yes"), (("A few words here", "3"), ("-", "-")))
    wide = Table("Votes", ("Organisation", "Yes", "No", "Undecided-yet"), (("A Conservation Trust", "3", "1", "0"),))
    for table, native in ((narrow, True), (wide, False)):
        caption, *rest = elements(Message("Votes", (table,)), Place())
        assert found(caption, {"text"}) == ["Votes"]
        assert (rest[0]["type"] == "Table") == native
        assert_shows(shown_in({"body": [caption, *rest]}), Message("Votes", (table,)))
    [_, head, row] = elements(Message("Votes", (wide,)), Place())
    assert "".join(found(row, {"text"})) == "A Conservation Trust · 3 · 1 · 0"
    assert [run["weight"] for run in head["inlines"][::2]] == ["Bolder"] * 4
    assert [run.get("weight") for run in row["inlines"][::2]] == ["Bolder", None, None, None], "of what the row is"


def test_figures_are_written_as_short_as_they_are() -> None:
    series = (Series("All", (3.25, 4.0)), Series("Ours", (1e9, -0.5)))
    chart = Chart("Trust", "line", ("May", "June"), series, "Trust rose.")
    title, sentence, months, *lines = elements(Message("Trust", (chart,)), Place(), native=False)
    assert [found(each, {"text"}) for each in (title, sentence)] == [["Trust"], ["Trust rose."]]
    assert found(months, {"text"}) == ["May", " · ", "June"]
    assert [found(each, {"text"}) for each in lines] == [["All: ", "3.25 · 4"], ["Ours: ", "1e+09 · -0.5"]]


def test_a_fact_s_value_follows_its_name_or_stands_below_a_question() -> None:
    [short, question, answer] = elements(
        Message(
            "Facts",
            (
                Facts(
                    (("Closes", "Friday"), ("What went well?", "Much.")),
                ),
            ),
        ),
        Place(),
    )
    assert found(short, {"text"}) == ["Closes: ", "Friday"]
    assert [found(each, {"text"}) for each in (question, answer)] == [["What went well?"], ["Much."]]


def test_a_card_is_asked_for_anew_by_its_reader_alone() -> None:
    data = {"weft": {"do": "home", "home": True}}
    shown = refreshed(card([text_element(Text("Words"))], "s"), data, "29:ada")
    assert complaint(shown) == ""
    assert shown["refresh"]["userIds"] == ["29:ada"]
    assert shown["refresh"]["action"]["data"] == data
    assert executes("Home", "weft.home", data)["style"] == "default"
