"""Messages -> the elements of Adaptive Cards 1.5; every message that can be built can be shown."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.teams import charts
from adapters.teams.carried import carry
from adapters.teams.scene import Origin
from adapters.teams.words import Element, bold, literal, rich, run, table
from bot.chat.message import Button, Buttons, ButtonStyle, Chart, Divider, Facts, Message, Table, Text

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
"""Teams shows nothing newer on every client."""

_STYLES: Mapping[ButtonStyle, str] = {"plain": "default", "primary": "positive", "danger": "destructive"}
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
    for block in message.blocks:
        before = len(shown)
        match block:
            case Text():
                shown.append(text_element(block))
            case Facts():
                shown += [rich(bold(f"{name}: "), run(value), spacing="Small") for name, value in block.facts]
            case Table() if native:
                shown += [rich(bold(block.caption)), table([list(block.columns), *map(list, block.rows)])]
            case Table():
                rows = (rich(*_cells(row, run), spacing="Small") for row in block.rows)
                shown += [rich(bold(block.caption)), rich(*_cells(block.columns, bold)), *rows]
            case Chart():
                shown += charts.drawn(block) if native else charts.in_words(block)
            case Divider():
                divided = True
            case Buttons():
                shown.append({"type": "ActionSet", "actions": [_button(button, place) for button in block.buttons]})
        if divided and len(shown) > before:
            # A rule stands between parts: Teams draws it above an element, so none is drawn below the last.
            shown[before], divided = {**shown[before], "separator": True}, False
    return shown


def text_element(text: Text) -> Element:
    """One text, read literally."""
    match text.style:
        case "heading" if not _MARKED_UP.search(text.text):
            style = {"style": "heading", "size": "Large", "weight": "Bolder", "wrap": True}
            return {"type": "TextBlock", "text": text.text, **style}
        case "heading":
            return rich(run(text.text, size="Large", weight="Bolder"))
        case "note":
            return rich(run(text.text, size="Small", isSubtle=True))
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


def _button(button: Button, place: Place) -> Element:
    data = carry("press", button.action, place.origin)
    style = _STYLES[button.style]
    if place.where == "dialog":
        return {"type": "Action.Submit", "title": button.label, "style": style, "data": data}
    if button.opens_form and place.dialogs:
        opening = {"msteams": {"type": "task/fetch"}, **data}
        return {"type": "Action.Submit", "title": button.label, "style": style, "data": opening}
    return executes(button.label, button.action.verb, data, style)


def _cells(cells: Sequence[str], written: Callable[[str], Element]) -> Iterator[Element]:
    for number, cell in enumerate(cells):
        if number:
            yield run(" · ")
        yield written(cell)
