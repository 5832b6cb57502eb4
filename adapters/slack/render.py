"""Messages -> Slack's blocks; every message that can be built can be shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Literal

from adapters.slack.carried import action_value
from bot.chat.message import Button, Buttons, Chart, Divider, Facts, Message, Series, Table, Text
from bot.chat.numerals import numeral

Block = dict[str, Any]

# Slack's context text takes 2000 characters, its table cells 10 000 together.
_NOTE, _CELLS = 2_000, 10_000


def blocks(message: Message, team: str, *, native: bool = True) -> list[Block]:
    """A message as blocks, at most 43 where Slack allows 50 in a message and 100 elsewhere.

    `team` is the workspace whose installation shows it; its buttons will say so. Without `native`, tables and charts
    are written as lines. Slack's reference names only messages as the place of `table` and `data_visualization`, so
    home pages and modals are rendered so, and a message is when a workspace refuses those blocks.
    """
    numbers = count()
    shown: list[Block] = []
    for block in message.blocks:
        match block:
            case Text():
                shown.append(text_block(block))
            case Facts():
                shown.append(_rich(*(_line(_bold(f"{name}: "), _plain(value)) for name, value in block.facts)))
            case Table() if native and sum(map(len, _cells(block))) <= _CELLS:
                shown += [_rich(_line(_bold(block.caption))), _table(block)]
            case Table():
                rows = (_row(row, _plain) for row in block.rows)
                shown.append(_rich(_line(_bold(block.caption)), _row(block.columns, _bold), *rows))
            case Chart() if native:
                shown += [_chart(block), _rich(_line(_plain(block.sentence)), *_in_figures(block))]
            case Chart():
                words = _rich(_line(_bold(block.title)), _line(_plain(block.sentence)))
                shown += [words, _rich(*_in_figures(block))]
            case Divider():
                shown.append({"type": "divider"})
            case Buttons():
                # An action_id is unique in its message; the number makes it so where an action is offered twice.
                elements = [_button(button, team, next(numbers)) for button in block.buttons]
                shown.append({"type": "actions", "elements": elements})
    return shown


def said(message: Message, team: str, *, native: bool = True) -> dict[str, Any]:
    """A message's blocks, and the text for notifications and screen readers."""
    text = message.summary.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"blocks": blocks(message, team, native=native), "text": text}


def posted(message: Message, team: str, *, native: bool = True) -> dict[str, Any]:
    """A message as the body of a post: nothing in it is linked or previewed, and its mark goes with it unseen."""
    body = {**said(message, team, native=native), "parse": "none", "link_names": False}
    if message.mark is not None:
        body["metadata"] = {"event_type": "weft_delivery", "event_payload": {"mark": message.mark}}
    return body


def marked(post: Mapping[str, Any]) -> str | None:
    """The mark of a post as Slack's history shows it; None where it has none of ours."""
    match post:
        case {"metadata": {"event_type": "weft_delivery", "event_payload": {"mark": str(mark)}}}:
            return mark
        case _:
            return None


def text_block(text: Text) -> Block:
    """One text: rich text reads no mark-up, and plain text none but emoji codes, which are turned off."""
    match text.style:
        case "heading":
            return {"type": "header", "text": plain_text(text.text)}
        case "note":
            parts = [text.text[start : start + _NOTE] for start in range(0, len(text.text), _NOTE)]
            return {"type": "context", "elements": [plain_text(part) for part in parts]}
        case "quote":
            return _rich({"type": "rich_text_quote", "elements": [_plain(text.text)]})
        case "body":
            return _rich(_line(_plain(text.text)))


def plain_text(text: str) -> Block:
    """Literal text where Slack wants a text object."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _button(button: Button, team: str, number: int) -> Block:
    shown = {
        "type": "button",
        "text": plain_text(button.label),
        "action_id": f"{button.action.verb}:{number}",
        "value": action_value(button.action, team),
    }
    return shown if button.style == "plain" else {**shown, "style": button.style}


def _table(table: Table) -> Block:
    rows = [[{"type": "raw_text", "text": cell} for cell in row] for row in (table.columns, *table.rows)]
    return {"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True} for _ in table.columns]}


def _cells(table: Table) -> Iterator[str]:
    for row in (table.columns, *table.rows):
        yield from row


def _chart(chart: Chart) -> Block:
    series = [
        {
            "name": one.name,
            "data": [
                {"label": label, "value": value} for label, value in zip(chart.categories, one.values, strict=True)
            ],
        }
        for one in chart.series
    ]
    axis: dict[Literal["categories"], Sequence[str]] = {"categories": list(chart.categories)}
    return {
        "type": "data_visualization",
        "title": chart.title,
        "chart": {"type": chart.kind, "series": series, "axis_config": axis},
    }


def _rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def _line(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def _row(cells: Sequence[str], written: Callable[[str], Block]) -> Block:
    parts = [part for cell in cells for part in (_plain(" · "), written(cell))]
    return _line(*parts[1:])


def _in_figures(chart: Chart) -> list[Block]:
    """What a chart shows as lines: its categories, then the values of each series."""
    return [_row(chart.categories, _bold), *(_figures(series) for series in chart.series)]


def _figures(series: Series) -> Block:
    values = " · ".join(map(numeral, series.values))
    return _line(_bold(f"{series.name}: "), {"type": "text", "text": values, "style": {"code": True}})


def _plain(text: str) -> Block:
    return {"type": "text", "text": text}


def _bold(text: str) -> Block:
    return {"type": "text", "text": text, "style": {"bold": True}}
