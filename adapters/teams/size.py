"""Keeping cards within what Teams takes: plainer first, then in several posts, and shortened only as a last resort.

Teams refuses a message of about 100 KB and advises to stay below 80 KB, counted in UTF-16
(https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages).
"""

import json
from collections.abc import Sequence

from adapters.teams.render import Place, card, elements
from adapters.teams.words import Element, note
from bot.chat.message import Message
from bot.speech import gettext as _

BUDGET = 80_000
"""Bytes in UTF-16, for a card with what stands around it."""
_AROUND = 2_000
"""Bytes for the activity, a refresh and a way back."""
_BETWEEN = 4
"""Bytes of a comma and a space."""


def weight(shown: Element | Sequence[Element]) -> int:
    """How many bytes Teams counts."""
    return len(json.dumps(shown, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def cards(message: Message, place: Place, *, budget: int = BUDGET) -> list[Element]:
    """The message as one card or, where it is too large even without tables and charts, as several in order."""
    summary, room = message.summary, budget - _AROUND
    body = elements(message, place)
    if weight(body) <= room:
        return [card(body, summary)]
    body = elements(message, place, native=False)
    parts: list[list[Element]] = [[]]
    left = room
    for element in body:
        heavy = weight(element) + _BETWEEN
        if heavy > left and parts[-1]:
            parts.append([])
            left = room
        parts[-1].append(element)
        left -= heavy
    return [card(part, summary) for part in parts]


def within(count: int, shown: Sequence[Element], summary: str, inbox: str | None) -> list[Element]:
    """The cards in the place of so many posts: those beyond are left out, and the last one says so."""
    if len(shown) <= count:
        return list(shown)
    last = shown[count - 1]
    rest = note(_elsewhere(inbox))
    body: list[Element] = last["body"]
    while len(body) > 1 and weight([*body, rest]) > BUDGET - _AROUND:
        body = body[:-1]
    return [*shown[: count - 1], card([*body, rest], summary)]


def _elsewhere(inbox: str | None) -> str:
    if inbox is None:
        return _("The rest is too long for Teams. Ask a convener for it.")
    return _("The rest is too long for Teams. Read it in your inbox: {inbox}", inbox=inbox)


def one_card(message: Message, place: Place, inbox: str | None) -> Element:
    """The message as a single card, for where several cannot be."""
    shown = cards(message, place)
    return within(1, shown, message.summary, inbox)[0]
