"""A bot's way in with Microsoft's login beside it, and a clock that is put forward by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import Keys
from adapters.teams.tokens import NotGenuine, Tokens
from tests.stubs.teams_login import APP_ID, SERVICE_URL, TeamsLogin
from tests.teams.forging import bearer

ANOTHER = "7f0c4d1e-0000-4000-8000-0000000000b2"
"""A second registration of the same bot."""


@dataclass(slots=True)
class Clock:
    """Seconds, wherever some are wanted."""

    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Door:
    """What a bot is reached by."""

    login: TeamsLogin
    clock: Clock
    http: httpx.AsyncClient
    tokens: Tokens

    async def read(self, header: object = None, channel: object = "msteams", url: object = SERVICE_URL) -> str:
        """Reads this, or else a genuine request."""
        header = bearer(self.login) if header is None else header
        return await self.tokens.read(header, channel_id=channel, service_url=url)  # type: ignore[arg-type]

    async def refusal(self, header: object = None, channel: object = "msteams", url: object = SERVICE_URL) -> str:
        """The reason for which it is refused."""
        with pytest.raises(NotGenuine) as caught:
            await self.read(header, channel, url)
        assert str(caught.value) == caught.value.reason
        return caught.value.reason

    def renew(self, *, metadata_url: str | None = None, patience: float = 5.0, room: int = 100) -> None:
        """Begin again, without a key and without a memory."""
        keys = Keys(metadata_url or self.login.metadata_url, self.http, self.clock, patience=patience)
        self.tokens = Tokens([APP_ID, ANOTHER], keys, ServiceHosts(), clock=self.clock, room=room)


@asynccontextmanager
async def opened() -> AsyncIterator[Door]:
    """A door that nobody has come through yet."""
    clock = Clock()
    login = TeamsLogin(clock)
    await login.start()
    # Patience is the cache's own: this client would wait for ever.
    async with httpx.AsyncClient(timeout=None) as http:
        door = Door(login, clock, http, Tokens([], Keys("", http), ServiceHosts()))
        door.renew()
        yield door
    await login.stop()
