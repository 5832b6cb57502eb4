"""What Slack refuses: the limits in its Block Kit reference, checked as its API would."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]

_MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
_ONLY_IN_MESSAGES = {"table": 1, "data_visualization": 2}
_ONLY_IN_MODALS = {"input"}
_MOST_CHARACTERS = 13_200
_MOST_IN_VIEW = 250_000


def complaint(blocks: Sequence[Block], place: str) -> str:
    """The first thing that Slack would not take, in words; "" when there is none."""
    return next(_complaints(blocks, place), "")


def _complaints(blocks: Sequence[Block], place: str) -> Iterator[str]:
    if not 1 <= len(blocks) <= _MOST_BLOCKS[place]:
        yield f"{len(blocks)} blocks"
    kinds = Counter(block["type"] for block in blocks)
    for kind, most in _ONLY_IN_MESSAGES.items():
        if kinds[kind] > (most if place == "message" else 0):
            yield f"{kinds[kind]} of {kind} in a {place}"
    for kind in _ONLY_IN_MODALS:
        if kinds[kind] and place != "modal":
            yield f"{kind} in a {place}"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    actions = [
        element["action_id"] for block in blocks for element in block.get("elements", ()) if "value" in element
    ]
    if len(set(ids)) != len(ids) or len(set(actions)) != len(actions):
        yield "an id repeats"
    if place == "message" and sum(map(len, texts_of(blocks))) > _MOST_CHARACTERS:
        yield "msg_blocks_too_long"
    if place != "message" and len(json.dumps(blocks)) > _MOST_IN_VIEW:
        yield "view_too_large"
    for block in blocks:
        yield from _in_block(block)


def texts_of(value: object) -> Iterator[str]:
    """Every text in a block, in order."""
    match value:
        case {"type": "plain_text" | "text" | "raw_text", "text": str(text)}:
            yield text
        case Mapping():
            for inner in value.values():
                yield from texts_of(inner)
        case [*items]:
            for inner in items:
                yield from texts_of(inner)
        case _:
            pass


def _in_block(block: Block) -> Iterator[str]:
    if any(not text for text in texts_of(block)) or len(block.get("block_id", "")) > 255:
        yield "an empty text or a long block_id"
    match block:
        case {"type": "header", "text": {"type": "plain_text", "text": str(text)}}:
            yield from _most(text, 150, "a header")
        case {"type": "context", "elements": [*elements]}:
            yield from _most(elements, 10, "context elements")
            for element in elements:
                yield from _most(element["text"], 2_000, "a context text")
        case {"type": "actions", "elements": [*elements]}:
            yield from _most(elements, 25, "buttons")
            for button in elements:
                yield from _most(button["text"]["text"], 75, "a button's text")
                yield from _most(button["value"], 2_000, "a button's value")
                yield from _most(button["action_id"], 255, "an action_id")
                if button.get("style") not in {None, "primary", "danger"}:
                    yield "a button's style"
        case {"type": "rich_text", "elements": [_, *_]} | {"type": "divider"}:
            pass
        case {"type": "input"}:
            yield from _in_input(block)
        case _:
            yield from _in_data(block)


def _in_data(block: Block) -> Iterator[str]:
    match block:
        case {"type": "table", "rows": [*rows]}:
            yield from _most(rows, 100, "rows")
            yield from _most(rows[0], 20, "columns")
            yield from _most("".join(texts_of(rows)), 10_000, "a table")
        case {"type": "data_visualization", "title": str(title), "chart": chart}:
            yield from _most(title, 50, "a chart's title")
            yield from _in_chart(chart)
        case _:
            yield f"unknown block {block['type']}"


def _in_input(block: Block) -> Iterator[str]:
    yield from _most(block["label"]["text"], 2_000, "a label")
    yield from _most(block.get("hint", {"text": ""})["text"], 2_000, "a hint")
    element: Block = block["element"]
    match element:
        case {"type": "plain_text_input", "max_length": int(most)}:
            yield from _most(element.get("initial_value", ""), min(most, 3_000), "an initial value")
        case {"type": "radio_buttons" | "checkboxes" as kind, "options": [_, *_] as options}:
            yield from _most(options, 10, f"options of {kind}")
            yield from _in_options(options, element)
        case {"type": "static_select" | "multi_static_select", "options": [_, *_] as options}:
            yield from _most(options, 100, "options")
            yield from _in_options(options, element)
        case {"type": "datepicker" | "timepicker"}:
            pass
        case _:
            yield f"unknown element {element['type']}"


def _in_options(options: Sequence[Block], element: Block) -> Iterator[str]:
    for option in options:
        yield from _most(option["text"]["text"], 75, "an option's text")
        yield from _most(option["value"], 75, "an option's value")
    chosen = element.get("initial_options", [element["initial_option"]] if "initial_option" in element else [])
    if any(option not in options for option in chosen):
        yield "an initial option that is none"


def _in_chart(chart: Mapping[str, Any]) -> Iterator[str]:
    categories = chart["axis_config"]["categories"]
    yield from _most(chart["series"], 6, "series")
    for series in chart["series"]:
        yield from _most(series["data"], 20, "points")
        if [point["label"] for point in series["data"]] != categories:
            yield "labels that are no categories"
        for label in (series["name"], *categories):
            yield from _most(label, 20, "a label in a chart")


def _most(item: Sequence[object], most: int, what: str) -> Iterator[str]:
    if len(item) > most:
        yield f"{what} of {len(item)}, {most} are possible"
