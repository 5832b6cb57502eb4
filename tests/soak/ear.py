"""Hears all that a process of Weft says, as an operator would, and tells what of it should never have been said."""

import asyncio
import io
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot import logs, speech
from bot.speech import speaking
from bot.texts import notes
from tests.soak.knocks import Answer
from tests.soak.mutations import CANARY

_STUBS = ("aiohttp.server",)
"""Of libraries, what only the stand-ins for vendors use."""
_TROUBLE = 40
"""Letters by which a message is known again."""


def troubles() -> tuple[str, ...]:
    """How Weft says, in each language, that something went wrong with it."""
    found = []
    for language in speech.offered():
        with speaking(language):
            found += [notes.trouble("#").summary[:_TROUBLE], notes.busy().summary[:_TROUBLE]]
    return tuple(found)


@dataclass(slots=True)
class Ear:
    """What is said on standard error, which is where logs go; what is secret must be in none of it."""

    secrets: Sequence[str] = ()
    """What may stand in no line of the log and on no page that says no."""
    events: Counter[str] = field(default_factory=Counter)
    """What was logged, by its event and reason."""
    deeds: Counter[tuple[str, str]] = field(default_factory=Counter)
    _said: io.StringIO = field(default_factory=io.StringIO)
    _lost: list[str] = field(default_factory=list)
    _troubles: tuple[str, ...] = field(default_factory=troubles)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """From here to the end of the block nothing reaches the screen."""
        before, handlers, level = sys.stderr, list(logging.root.handlers), logging.root.level
        shape = structlog.get_config()
        sys.stderr = self._said
        self.set_up()
        try:
            yield
        finally:
            sys.stderr = before
            logging.root.handlers[:] = handlers
            logging.root.setLevel(level)
            structlog.configure(**shape)

    def set_up(self) -> None:
        """Log as Weft does; a command that was run here has done so for itself."""
        logs.configure("json", self._counted)

    def hear_of(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear of whatever is lost between tasks, too."""
        loop.set_exception_handler(self._lose)

    def faults(self, answer: Answer | None, told: str = "") -> Iterator[str]:
        """What is wrong with an answer, with what vendors were told, and with all that was said meanwhile."""
        said = self._said.getvalue()
        self._said.seek(0)
        self._said.truncate()
        yield from self._in_log(said)
        yield from self._lost
        self._lost.clear()
        if answer is not None:
            yield from self._in_answer(answer)
        for words in self._troubles:
            if words in told or (answer is not None and words in answer.body):
                yield f"somebody was told: {words}…"

    def _lose(self, _: asyncio.AbstractEventLoop, lost: dict[str, Any]) -> None:
        self._lost.append(f"lost in the loop: {lost.get('exception')!r}"[:600])

    def _in_log(self, said: str) -> Iterator[str]:
        for line in said.splitlines():
            event = _event(line)
            if event is None:
                yield f"said beside the log: {line[:300]}"
                continue
            if event.get("library") in _STUBS:
                continue
            name = str(event.get("event"))
            self.events[f"{name} {event.get('reason') or event.get('library') or ''}".strip()] += 1
            # Libraries may warn of what they were given, such as no HTTP, as long as it comes to nothing.
            if event.get("level") in {"error", "critical"} or name.endswith(".failed") or _failed(event):
                yield f"logged: {line[:600]}"
        if CANARY in said:
            yield "what somebody typed is in the log"
        if any(secret in said for secret in self.secrets):
            yield "a secret is in the log"

    def _in_answer(self, answer: Answer) -> Iterator[str]:
        if answer.status >= 500 and answer.status != 503:
            yield f"answered {answer.status}: {answer.body[:200]}"
        if "Traceback" in answer.body:
            yield "answered with a traceback"
        if answer.status >= 400 and any(secret in answer.body for secret in self.secrets):
            yield f"a secret is in an answer of {answer.status}"

    def _counted(self, _: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if event["event"] == "deed.done":
            self.deeds[event["deed"], event["outcome"]] += 1
        return event


def _failed(event: dict[str, Any]) -> bool:
    return event.get("event") == "library.complained" and "fault" in event


def _event(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
