"""Reads Slack's blocks and views as a person sees them, and fills forms in as Slack's clients would."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bot.chat.form import Values
from bot.chat.message import Action
from tests.contract.driver import Shown, ShownForm
from tests.stubs.slack_limits import texts_of

Block = Mapping[str, Any]


def shown_in(blocks: Sequence[Block]) -> Shown:
    """A message's texts in reading order, and its buttons."""
    assert not any(_pictured(blocks))
    buttons = (button for block in blocks if block["type"] == "actions" for button in block["elements"])
    return Shown(tuple(_texts(blocks)), {button["text"]["text"]: action_of(button) for button in buttons})


def notice_of(text: str) -> str:
    """A notification as it is read. In its text alone Slack still reads mark-up, such as a mention of everybody."""
    assert not set(text) & set("<>"), "mark-up is not escaped"
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def action_of(button: Block) -> Action:
    """What a rendered button carries."""
    verb, subject, _ = json.loads(button["value"])
    return Action(verb, subject)


def button_in(blocks: Sequence[Block], label: str) -> Block:
    """The first button with this label."""
    rows = (block["elements"] for block in blocks if block["type"] == "actions")
    return next(button for row in rows for button in row if button["text"]["text"] == label)


def form_of(view: Block, typed: Values | None = None, errors: Mapping[str, str] | None = None) -> ShownForm:
    """A modal as it is seen; `typed` and `errors` are what Slack itself keeps and shows in an open one."""
    assert not any(_pictured(view))
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    held = {_name(block): _initial(block["element"]) for block in inputs}
    complaints = {
        block["block_id"].split(":")[1]: block["elements"][1]["text"]
        for block in view["blocks"]
        if block.get("block_id", "").startswith("error:")
    }
    return ShownForm(
        title=view["title"]["text"],
        labels=tuple(block["label"]["text"] for block in inputs),
        texts=tuple(texts_of(view)),
        initial={name: value for name, value in held.items() if value} if typed is None else typed,
        errors=complaints if errors is None else {block_id.split(":")[0]: text for block_id, text in errors.items()},
        raw=view,
    )


def states(view: Block, values: Values) -> dict[str, dict[str, Any]]:
    """The state of every input of a modal, by block_id, once these values are filled in."""
    inputs = {_name(block): block for block in view["blocks"] if block["type"] == "input"}
    assert values.keys() <= inputs.keys(), "the form lacks a field"
    return {block["block_id"]: _state(block["element"], values.get(name)) for name, block in inputs.items()}


def _state(element: Block, value: str | tuple[str, ...] | None) -> dict[str, Any]:
    kind = element["type"]
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": value}
        case "datepicker":
            return {"type": kind, "selected_date": value}
        case "timepicker":
            return {"type": kind, "selected_time": value}
        case "radio_buttons" | "static_select":
            chosen = next((option for option in element["options"] if option["value"] == value), None)
            return {"type": kind, "selected_option": chosen}
        case _:
            options = {option["value"]: option for option in element["options"]}
            return {"type": kind, "selected_options": [options[each] for each in value or ()]}


def _initial(element: Block) -> str | tuple[str, ...] | None:
    match element:
        case {"initial_value": str(held)} | {"initial_date": str(held)} | {"initial_time": str(held)}:
            return held
        case {"initial_option": {"value": str(held)}}:
            return held
        case {"initial_options": [*chosen]}:
            return tuple(option["value"] for option in chosen)
        case _:
            return None


def _pictured(value: object) -> Iterator[bool]:
    """Whether codes such as `:tada:` become pictures in the texts of a block."""
    match value:
        case {"type": "plain_text", "emoji": False}:
            pass
        case {"type": "plain_text"}:
            yield True
        case Mapping():
            for inner in value.values():
                yield from _pictured(inner)
        case [*items]:
            for inner in items:
                yield from _pictured(inner)
        case _:
            pass


def _name(block: Block) -> str:
    return str(block["block_id"].split(":")[0])


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    rest = iter(blocks)
    for block in rest:
        match block:
            case {"type": "header", "text": {"text": str(text)}}:
                yield text
            case {"type": "context", "elements": [*parts]}:
                yield "".join(part["text"] for part in parts)
            case {"type": "rich_text", "elements": [*lines]}:
                for line in lines:
                    yield from _line(line["elements"])
            case {"type": "table", "rows": [*rows]}:
                yield from (cell["text"] for row in rows for cell in row)
            case {"type": "data_visualization", "title": str(title), "chart": chart}:
                yield title
                # Right below it stand its sentence, and its axis and legend with the figures.
                told = list(_texts(list(islice(rest, 1))))
                categories, names = chart["axis_config"]["categories"], [each["name"] for each in chart["series"]]
                assert told[1:] == [*categories, *names]
                yield from told
            case {"type": "actions", "elements": [*buttons]}:
                yield from (button["text"]["text"] for button in buttons)
            case _:
                assert block["type"] == "divider", block["type"]


def _line(parts: Sequence[Block]) -> Iterator[str]:
    """One line of rich text: a text, a name with its value or figures, or cells with something between them."""
    if len(parts) == 2:
        name, value = parts
        yield name["text"].removesuffix(": ")
        if not value.get("style", {}).get("code"):
            yield value["text"]
        return
    yield from (part["text"] for part in parts[::2])
