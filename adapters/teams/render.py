"""Messages -> the elements of Adaptive Cards 1.5; every message that can be built can be shown."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.teams import charts
from adapters.teams.carried import carry
from adapters.teams.scene import Origin
from adapters.teams.words import INSIDE, LETTER, Element, bold, literal, rich, run, table
from bot.chat.message import Block, Button, Buttons, ButtonStyle, Chart, Divider, Facts, Message, Table, Text

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
"""Teams shows nothing newer on every client."""

_STYLES: Mapping[ButtonStyle, str] = {"plain": "default", "primary": "positive", "danger": "destructive"}
_QUESTIONS = (".", "?", "!", "…")
"""How a fact's name ends that is a sentence: what is said of it stands below."""
_AROUND, _GAP = 30, 8
"""Pixels around a button's label, and between two buttons."""
_SHORT = 2
"""Letters whose room a shorter label takes, too."""
# A heading that is read out as one is a TextBlock, and that reads mark-up: none of this may be in it.
_MARKED_UP = re.compile(r"[\\`*_{}\[\]<>#+~|&\-]|://|www\.|^\s*\d+[.)]|^\s|\s$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is shown, which decides how its buttons speak."""

    where: Literal["post", "dialog"] = "post"
    """A dialog knows only Action.Submit."""
    origin: Origin | None = None
    """What each button carries, where Teams does not tell which post it is on."""
    dialogs: bool = True
    """Whether this Teams opens dialogs; without them a form takes the place of its button's card."""


def card(body: Sequence[Element], summary: str) -> Element:
    """A card around these elements."""
    return {"type": "AdaptiveCard", "version": VERSION, "fallbackText": literal(summary), "body": list(body)}


def elements(message: Message, place: Place, *, native: bool = True) -> list[Element]:
    """A message's blocks in order. Without `native`, tables and charts are written as lines."""
    shown: list[Element] = []
    divided = False
    above: Block | None = None
    for block in message.blocks:
        before = len(shown)
        match block:
            case Text():
                shown.append(_text_below(above, block))
            case Facts():
                shown += [line for name, value in block.facts for line in _fact(name, value)]
            case Table():
                shown += [rich(bold(block.caption)), *_figures(block, native=native)]
            case Chart():
                shown += charts.drawn(block) if native else charts.in_words(block)
            case Divider():
                divided = True
            case Buttons():
                shown += _rows(block.buttons, place)
        if divided and len(shown) > before:
            # A rule stands between parts: Teams draws it above an element, so none is drawn below the last.
            shown[before], divided = {**shown[before], "separator": True, "spacing": "Large"}, False
        above = block
    return shown


def text_element(text: Text) -> Element:
    """One text, read literally."""
    match text.style:
        case "heading" if not _MARKED_UP.search(text.text):
            style = {"style": "heading", "size": "Large", "weight": "Bolder", "wrap": True, "spacing": "Large"}
            return {"type": "TextBlock", "text": text.text, **style}
        case "heading":
            return rich(bold(text.text, size="Large"), spacing="Large")
        case "note":
            return rich(run(text.text, size="Small", isSubtle=True), spacing="Medium")
        case "quote":
            return {"type": "Container", "style": "emphasis", "items": [rich(run(text.text, italic=True))]}
        case "body":
            return rich(run(text.text))


def executes(title: str, verb: str, data: Element, style: str = "default") -> Element:
    """An action that is answered within its card."""
    return {"type": "Action.Execute", "title": title, "style": style, "verb": verb, "data": data}


def refreshed(shown: Element, data: Element, mri: str) -> Element:
    """The card, asked for anew whenever this person sees it. Nobody else's client asks."""
    asked = {"type": "Action.Execute", "verb": "weft.refresh", "data": data}
    return {**shown, "refresh": {"action": asked, "userIds": [mri]}}


def _text_below(above: Block | None, text: Text) -> Element:
    """A text, close to the heading or note that introduces it."""
    introduced = isinstance(above, Text) and above.style in {"heading", "note"} and text.style != "heading"
    return text_element(text) | ({"spacing": "Small"} if introduced else {})


def _fact(name: str, value: str) -> list[Element]:
    if name.endswith(_QUESTIONS):
        return [rich(bold(name)), rich(run(value), spacing="None")]
    return [rich(bold(f"{name}: "), run(value), spacing="Small")]


def _figures(shown: Table, *, native: bool) -> list[Element]:
    """A table, or its rows in lines where it is to be plain or is too wide for a phone."""
    if native and (grid := table([list(shown.columns), *map(list, shown.rows)])):
        return [grid]
    rows = (rich(*_named(row), spacing="Small") for row in shown.rows)
    return [rich(*_cells(shown.columns, bold)), *rows]


def _rows(buttons: Sequence[Button], place: Place) -> Iterator[Element]:
    """Buttons in rows that a phone shows whole.

    A longer row would be one line there that moves sideways and does not show that it does
    (https://github.com/microsoft/AdaptiveCards/issues/3705): what lies beyond its end is not there for most.
    """
    row: list[Element] = []
    left = INSIDE
    for button in buttons:
        width = LETTER * max(len(button.label), _SHORT) + _AROUND
        if row and width > left:
            yield {"type": "ActionSet", "actions": row}
            row, left = [], INSIDE
        row.append(_button(button, place))
        left -= width + _GAP
    yield {"type": "ActionSet", "actions": row}


def _button(button: Button, place: Place) -> Element:
    data = carry("press", button.action, place.origin)
    style = _STYLES[button.style]
    if place.where == "dialog":
        return {"type": "Action.Submit", "title": button.label, "style": style, "data": data}
    if button.opens_form and place.dialogs:
        opening = {"msteams": {"type": "task/fetch"}, **data}
        return {"type": "Action.Submit", "title": button.label, "style": style, "data": opening}
    return executes(button.label, button.action.verb, data, style)


def _named(row: Sequence[str]) -> Iterator[Element]:
    """A row with its first cell, which says what it is of, standing out."""
    _, *others = _cells(row, run)
    yield bold(row[0])
    yield from others


def _cells(cells: Sequence[str], written: Callable[[str], Element]) -> Iterator[Element]:
    for number, cell in enumerate(cells):
        if number:
            yield run(" · ")
        yield written(cell)
