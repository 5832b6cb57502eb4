"""What somebody may know of what is held about them: how they ask, and what a store can tell."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.message import Message, Text
from bot.domain.disclosure.release import Release, Words
from bot.speech import gettext as _
from bot.speech import noop

_PHRASES = (
    noop("who holds what about me"),
    noop("what do you hold about me"),
    noop("what do you know about me"),
    noop("what is held about me"),
    noop("my data"),
)
_MOST_WORDS = 12
"""A longer text only mentions it."""
_TOLD_APART = 100
"""Characters of somebody's words by which a quote of them is known, even one that was shortened."""
TAKEN_BACK = noop("(taken back by its author)")


@dataclass(frozen=True, slots=True)
class OptIn:
    """That somebody joined, and the exact words that they had been shown when they did."""

    at: datetime
    shown: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How often somebody was asked, and what they did about it."""

    asked: int
    answered: int
    skipped: int
    named: int
    """Answers that are kept with their name."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What was erased of somebody."""

    answers: int
    """With their name, and those without it that could still be told to be theirs."""
    words: int
    """Texts that stood with their name in what was released."""
    rows: Mapping[str, int]
    """By table, where there were any; answers are counted above."""


def asks(text: str) -> bool:
    """Whether somebody asks what is held about them, whatever they think of capitals and punctuation."""
    said = re.findall(r"\w+", text.casefold())
    whole = f" {' '.join(said)} "
    phrases = {*_PHRASES, *(_(phrase).casefold() for phrase in _PHRASES)}
    return len(said) <= _MOST_WORDS and any(f" {phrase} " in whole for phrase in phrases)


def mark(shown: str) -> str:
    """What a button carries of the words above it, so that nobody agrees to others than they read."""
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def without_words_of(release: Release, member: str) -> tuple[Release, tuple[Words, ...]]:
    """The release without the words that stand with this member's name, and these; its figures stay."""
    theirs = tuple(words for words in release.words if words.member == member)
    return replace(release, words=tuple(words for words in release.words if words.member != member)), theirs


def unquoted(message: Message, taken_back: Sequence[Words]) -> Message:
    """The message without quotes of these words, whose authors stand beside them in it."""

    def quotes(block: object) -> bool:
        return isinstance(block, Text) and any(
            words.text[:_TOLD_APART] in block.text and words.author is not None and words.author in block.text
            for words in taken_back
        )

    return replace(
        message,
        blocks=tuple(Text(_(TAKEN_BACK), "note") if quotes(block) else block for block in message.blocks),
    )
