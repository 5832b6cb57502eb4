"""Somebody's own answers to read, print and keep: in words, and as JSON for machines."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.occurrence import Occurrence
from bot.domain.partnership import Partnership
from bot.domain.prompt import Prompt
from bot.domain.response import Answer, Response
from bot.domain.schedule import Visibility
from bot.speech import gettext as _
from bot.texts import moments
from bot.texts.answers import SHARING, in_words
from bot.texts.notes import home, my_data, note
from bot.texts.room import chunks, shorten
from bot.texts.verbs import Verb

WORDS, JSON = "words", "json"
_ROOM, _BLOCKS = limits.MESSAGE_TEXT - 600, limits.BLOCKS - 4
_PIECE = 1_000
"""Characters of an answer in one line of JSON, which may spend two on each."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A check-in with what the reader answered."""

    occurrence: Occurrence
    prompt: Prompt
    response: Response

    @property
    def named(self) -> bool:
        """Whether their name is kept with it."""
        return self.occurrence.visibility is Visibility.ATTRIBUTED


def message(partnership: Partnership, answered: Sequence[Answered], kind: str, page: int) -> Message:
    """One page of the reader's own answers; `kind` is words or JSON."""
    if not answered:
        said = _(
            "There is no answer of yours to download: none that is kept with your name, and none that is still open."
        )
        return note(said, my_data(), home())
    parts = [part for each in answered for part in (_lines(each) if kind == JSON else _told(each))]
    pages = list(_pages(parts))
    number = page % len(pages)
    about = (
        _("One line of JSON for each answer; a long one comes in parts.")
        if kind == JSON
        else _("All answers that have your name, and those without it whose check-in is still open.")
    )
    heading = _("Your answers in {partnership}", partnership=partnership.name)
    page_of = _("Page {page} of {pages}.", page=number + 1, pages=len(pages))
    blocks: list[Block] = [
        Text(shorten(heading, limits.HEADING), "heading"),
        Text(f"{about} {page_of}", "note"),
        *pages[number],
        Buttons(tuple(_buttons(partnership, kind, number, len(pages)))),
    ]
    summary = _("Your answers in {partnership}, page {page}", partnership=partnership.name, page=number + 1)
    return Message(shorten(summary, limits.SUMMARY), tuple(blocks))


def _told(each: Answered) -> Iterator[Sequence[Text]]:
    """Parts that are not to be torn apart."""
    occurrence, prompt, response = each.occurrence, each.prompt, each.response
    asked = moments.day(occurrence.due_at, occurrence.zone)
    whose = _("With your name.") if each.named else _("Without your name, and still open.")
    when = _("Asked on {day}.", day=asked)
    yield Text(prompt.title, "heading"), Text(f"{when} {whose}", "note")
    for question in prompt.questions:
        answer = response.answers.get(question.key)
        first, *rest = chunks(_("left out") if answer is None else in_words(question, answer))
        yield Text(question.text, "note"), Text(first)
        yield from ((Text(piece),) for piece in rest)
    if prompt.has_words:
        yield (Text(_(SHARING[response.sharing]), "note"),)


def _lines(each: Answered) -> Iterator[Sequence[Text]]:
    for question in each.prompt.questions:
        if (answer := each.response.answers.get(question.key)) is None:
            continue
        pieces = _pieces(answer if isinstance(answer, int) else in_words(question, answer))
        for number, piece in enumerate(pieces, 1):
            line = {
                "check_in": each.prompt.title,
                "asked": each.occurrence.due_at.date().isoformat(),
                "named": each.named,
                "question": question.text,
                "answer": piece,
                **({"part": number} if len(pieces) > 1 else {}),
                "sharing": each.response.sharing.value,
            }
            yield (Text(json.dumps(line, ensure_ascii=False)),)


def _pieces(answer: Answer) -> list[int | str]:
    if not isinstance(answer, str):
        return [answer] if isinstance(answer, int) else []
    return [answer[start : start + _PIECE] for start in range(0, len(answer), _PIECE)]


def _pages(parts: Iterable[Sequence[Text]]) -> Iterator[list[Text]]:
    page: list[Text] = []
    for part in parts:
        if len(page) + len(part) > _BLOCKS or _length(page) + _length(part) > _ROOM:
            yield page
            page = []
        page += part
    yield page


def _length(part: Sequence[Text]) -> int:
    return sum(len(each.text) for each in part)


def _buttons(partnership: Partnership, kind: str, number: int, pages: int) -> Iterator[Button]:
    if pages > 1:
        yield Button(_("Next page"), _page(partnership, kind, (number + 1) % pages), "primary")
    if kind == WORDS:
        yield Button(_("As JSON"), _page(partnership, JSON, 0))
    else:
        yield Button(_("In words"), _page(partnership, WORDS, 0))
    yield from (my_data(), home())


def _page(partnership: Partnership, kind: str, number: int) -> Action:
    return Action(Verb.DOWNLOAD, f"{partnership.id}:{kind}:{number}")
