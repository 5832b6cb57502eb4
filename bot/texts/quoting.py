"""What people let be shared, in their words, which may be cut where there is little room."""

from collections.abc import Mapping, Sequence

from bot.chat.message import Text
from bot.domain.disclosure.release import Release, Words
from bot.domain.prompt import Kind
from bot.texts.room import shorten

_QUOTE, _STORY = 320, 700
"""Characters of an answer, and of a learning share, which is one story."""


def by_question(release: Release) -> Mapping[int, Sequence[Words]]:
    """Where in the release each of its words belong: to the first question of their wording, a story to the first."""
    texts = [result.question.text for result in release.results]
    placed: dict[int, list[Words]] = {}
    for words in release.words:
        placed.setdefault(texts.index(words.question) if words.question in texts else 0, []).append(words)
    return placed


def quote(words: Words, kind: Kind, most: int = _STORY) -> Text:
    """One of them, with the name that its author lets stand beside it."""
    text = shorten(words.text, min(most, _STORY if kind is Kind.LEARNING_SHARE else _QUOTE))
    return Text(f"{text}\n— {words.author}" if words.author else text, "quote")
