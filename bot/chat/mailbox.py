"""What the browser inbox asks of whoever keeps its people and their letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.message import Message


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who may open the inbox."""

    name: str
    generation: int
    """Raised by `Mailbox.revoke`; links and sessions of a lower one have ended."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it lies in one person's inbox. `posted_at` is aware, in UTC."""

    id: str
    user: str
    message: Message
    posted_at: datetime


class Mailbox(Protocol):
    """The inbox's memory. Every method raises `StoreUnavailable` only; ids are the caller's own."""

    async def holder(self, user: str) -> Holder | None:
        """The person, or None when there is (no longer) such a person."""
        ...

    async def revoke(self, user: str) -> None:
        """End every link and session of this person by raising their generation."""
        ...

    async def put(self, letter: Letter) -> bool:
        """Keep a new letter; False, and nothing kept, when there is no such person."""
        ...

    async def replace(self, user: str, letter_id: str, message: Message) -> bool:
        """Put another message in the place of this person's letter; False when they have no such letter.

        The letter stays at its place in time, and keeps its mark when the new message brings none.
        """
        ...

    async def letter(self, user: str, letter_id: str) -> Letter | None:
        """This person's letter, or None when they have no such letter."""
        ...

    async def letters(self, user: str, limit: int, skip: int = 0) -> Sequence[Letter]:
        """At most `limit` letters of this person, newest first, after the `skip` newest ones."""
        ...

    async def find(self, user: str, mark: str) -> str | None:
        """The id of this person's letter whose message bears this mark; None is a certain no."""
        ...
