"""Prompts: what is asked."""

from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Row
from sqlmodel import Session

from bot.domain.prompt import Kind, Prompt, Question
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import codec, tables
from bot.store.lookup import one

_REMEMBERED = 1_000
_read: dict[str, Prompt] = {}
"""Prompts by their id, which no other one ever has."""


def write(
    session: Session, partnership: str, *, kind: Kind, title: str, theme: str, questions: tuple[Question, ...]
) -> Prompt:
    """Keep a new prompt; there is no way to change one."""
    row = tables.Prompt(
        id=uuid4().hex,
        partnership=partnership,
        kind=kind.value,
        title=title,
        theme=theme,
        questions=codec.dump(questions, tuple[Question, ...]),
    )
    session.add(row)
    session.flush()
    return read(row)


def get(session: Session, prompt: str) -> Prompt:
    """The prompt with this id; `NotFound` without. It never changes, so that each is read once."""
    known = _read.get(prompt)
    if known is None:
        if (row := one(session, tables.Prompt, id=prompt)) is None:
            raise NotFound(_("These questions are no longer here."))
        if len(_read) >= _REMEMBERED:
            _read.pop(next(iter(_read)), None)
        known = _read[prompt] = read(row)
    return known


def read(row: tables.Prompt | Row[Any]) -> Prompt:
    """The prompt that a row holds."""
    return Prompt(row.id, Kind(row.kind), row.title, row.theme, _questions(row.questions))


@lru_cache(maxsize=_REMEMBERED)
def _questions(text: str) -> tuple[Question, ...]:
    return codec.load(text, tuple[Question, ...])
