"""Which of a vendor's events are done already: vendors send one again until it is acknowledged."""

from enum import Enum, auto
from typing import Protocol


class Standing(Enum):
    """How far an event has come."""

    NEW = auto()
    """Whoever asked is the one to do it."""
    UNDER_WAY = auto()
    """Somebody else does it, or ended while they did: it is to come again."""
    DONE = auto()


class Seen(Protocol):
    """The events by a key each. Every method raises `StoreUnavailable` only; what it did is on disk."""

    async def begin(self, key: str) -> Standing:
        """How far an event has come. For a new one it is under way from now on, for less than a minute."""
        ...

    async def done(self, key: str) -> None:
        """Know it as done from now on."""
        ...

    async def forget(self, key: str) -> None:
        """Take it for new when it comes again: nothing came of it."""
        ...
