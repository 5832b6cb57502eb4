"""Reads cards as a person in Teams sees them, and fills forms in as Teams's clients would."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.form import Values
from bot.chat.message import Action
from tests.contract.driver import Shown, ShownForm
from tests.stubs.teams import Conversation

Element = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A form's card, and where it is: in a dialog, or in the place of a post's card."""

    card: Element
    at: Conversation
    post: str = ""
    in_dialog: bool = True


def shown_in(*cards: Element, summary: str | None = None) -> Shown:
    """A message's texts in reading order, and its buttons; ways back are Teams's own, as a browser's are."""
    texts = [text for card in cards for text in _texts(card["body"])]
    return Shown(tuple(texts), {each["title"]: action_of(each) for each in _ours(*cards)}, summary)


def action_in(card: Element, label: str) -> Element:
    """The first action with this label, of ours or a way back."""
    return next(each for each in _actions(card["body"]) if each["title"] == label)


def has_action(card: Element, label: str) -> bool:
    """Whether there is one."""
    return any(each["title"] == label for each in _actions(card["body"]))


def action_of(action: Element) -> Action:
    """What a rendered button carries."""
    carried = action["data"]["weft"]
    return Action(carried["verb"], carried.get("subject", ""))


def is_form(card: Element) -> bool:
    """Whether a card is a form: it has an action of its own, which sends it."""
    return any(each["data"]["weft"]["do"] == "form" for each in card.get("actions", ()))


def form_of(title: str, opened: Opened) -> ShownForm:
    """A form as it is seen."""
    body = opened.card["body"]
    inputs = [each for each in body if each["type"].startswith("Input.")]
    held = {name_of(each): _initial(each) for each in inputs}
    errors = {
        each["id"].removeprefix("error."): _plain(each["inlines"][1]["text"])
        for each in body
        if each.get("id", "").startswith("error.")
    }
    return ShownForm(
        title=title,
        labels=tuple(_plain(each["label"]) for each in inputs),
        texts=tuple(_words(opened.card)),
        initial={name: value for name, value in held.items() if value},
        errors=errors,
        raw=opened,
    )


def inputs_of(card: Element, values: Values) -> dict[str, str]:
    """What Teams sends of every input once these values are filled in; several choices are joined by commas."""
    inputs = {name_of(each): each for each in card["body"] if each["type"].startswith("Input.")}
    assert values.keys() <= inputs.keys(), "the form lacks a field"
    sent: dict[str, str] = {}
    for name, each in inputs.items():
        value = values.get(name, "")
        sent[each["id"]] = value if isinstance(value, str) else ",".join(value)
        if each["type"] == "Input.ChoiceSet":
            offered = {choice["value"] for choice in each["choices"]} | {""}
            assert set((value,) if isinstance(value, str) else value) <= offered
    return sent


def name_of(element: Element) -> str:
    """The name of an input's field."""
    return str(element["id"]).removeprefix("f.").lstrip("*?")


def _initial(element: Element) -> str | tuple[str, ...]:
    value = str(element.get("value", ""))
    return tuple(value.split(",")) if element.get("isMultiSelect") and value else value


def _ours(*cards: Element) -> Iterator[Element]:
    for card in cards:
        yield from (each for each in _actions(card["body"]) if each["data"]["weft"]["do"] == "press")


def _actions(body: Sequence[Element]) -> Iterator[Element]:
    for element in body:
        if element["type"] == "ActionSet":
            yield from element["actions"]


def _texts(body: Sequence[Element]) -> Iterator[str]:
    rest = iter(body)
    for element in rest:
        match element:
            case {"type": "TextBlock", "text": str(text)}:
                assert not set(text) & set("\\`*_{}[]<>#+~|"), "mark-up would be read"
                yield text
            case {"type": "RichTextBlock", "inlines": [*runs]}:
                yield from _line(runs)
            case {"type": "Container", "items": [*items]}:
                yield from _texts(items)
            case {"type": "Table", "rows": [*rows]}:
                for row in rows:
                    for cell in row["cells"]:
                        yield from _texts(cell["items"])
            case {"type": "Chart.Line" | "Chart.VerticalBar.Grouped", "data": [first, *others]}:
                # The chart's sentence stands right below it, before its axis and legend are read out.
                yield from _texts([next(rest)])
                yield from (point["x"] for point in first["values"])
                yield from (series["legend"] for series in (first, *others))
            case {"type": "ActionSet", "actions": [*actions]}:
                yield from (each["title"] for each in actions if each["data"]["weft"]["do"] == "press")
            case _:
                raise AssertionError(element["type"])


def _line(runs: Sequence[Element]) -> Iterator[str]:
    """One line of rich text: a text, a name with its value or figures, or cells with something between them."""
    texts = [_plain(run["text"]) for run in runs]
    if len(texts) == 2:
        yield texts[0].removesuffix(": ")
        if runs[1].get("fontType") != "Monospace":
            yield texts[1]
        return
    yield from texts[::2]


def _words(card: Element) -> Iterator[str]:
    """All that can be read on a form."""
    for element in card["body"]:
        if element["type"].startswith("Input."):
            yield _plain(element["label"])
            yield from (choice["title"] for choice in element.get("choices", ()))
        else:
            yield from _texts([element])
    yield from (each["title"] for each in card["actions"])


def _plain(text: str) -> str:
    """The text as it is seen: the joiner that keeps a date from being read in it is not."""
    return re.sub(r"\{\u2060\{(?=DATE\(|TIME\()", "{{", text)
