"""What somebody may know of what is held about them: how they ask, and what a store can tell."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

_PHRASES = (
    "who holds what about me",
    "what do you hold about me",
    "what do you know about me",
    "what is held about me",
    "my data",
)
_MOST_WORDS = 12
"""A longer text only mentions it."""


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


def asks(text: str) -> bool:
    """Whether somebody asks what is held about them, whatever they think of capitals and punctuation."""
    said = re.findall(r"\w+", text.casefold())
    whole = f" {' '.join(said)} "
    return len(said) <= _MOST_WORDS and any(f" {phrase} " in whole for phrase in _PHRASES)


def mark(shown: str) -> str:
    """What a button carries of the words above it, so that nobody agrees to others than they read."""
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
