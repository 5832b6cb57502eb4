"""Which language whoever does something is spoken to in, without asking the database at every press."""

import time
from collections.abc import Callable

from bot.chat.events import Inbound, Joined, Left, Moved, Opened, Pressed, Renamed, Said, Submitted
from bot.chat.names import Address, Identity
from bot.store import languages
from bot.store.database import Database

_KEPT = 20.0
"""Seconds after which what other processes may have changed is looked up."""


class Languages:
    """Remembers who is spoken to in another language than English: few, beside all who press."""

    def __init__(self, database: Database, seconds: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._seconds = seconds
        self._spoken: languages.Spoken | None = None
        self._looked = 0.0

    async def of(self, inbound: Inbound) -> str:
        """The language for whoever does this, there where they do it."""
        if self._spoken is None or self._seconds() - self._looked > _KEPT:
            self._spoken, self._looked = await self._database.read(languages.spoken), self._seconds()
        return self._spoken.to(*_who_and_where(inbound))

    def forget(self) -> None:
        """Somebody may have chosen another: look them up anew."""
        self._spoken = None


def _who_and_where(inbound: Inbound) -> tuple[Identity | None, Address | None]:
    match inbound:
        case Pressed() | Submitted():
            return inbound.who.identity, inbound.origin.address if inbound.origin else None
        case Said():
            return inbound.who.identity, inbound.where
        case Opened():
            return inbound.who.identity, None
        case Joined() | Left() | Renamed():
            return None, inbound.space
        case Moved():
            return None, None
