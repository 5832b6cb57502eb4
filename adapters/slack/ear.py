"""Hears what comes by a socket, and stops without dropping an acknowledgement that is on its way."""

import asyncio
from typing import Any

from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from adapters.slack.bolt import Hear

_LONGEST = 3.0
"""Seconds that Slack waits for an acknowledgement."""


class Ear:
    """Knows which envelopes of a socket are not acknowledged yet."""

    def __init__(self) -> None:
        self._hears = True
        self._under_way: set[asyncio.Future[None]] = set()

    def by(self, listener: Hear) -> Hear:
        """The same listener, of which it is known what it is at."""

        async def hear(client: AsyncBaseSocketModeClient, message: dict[str, Any], raw: str | None) -> None:
            if not self._hears:
                # Not acknowledged, an event comes by another connection, and a button says that it did not work.
                return
            answering = asyncio.ensure_future(listener(client, message, raw))
            self._under_way.add(answering)
            try:
                await answering
            finally:
                self._under_way.discard(answering)

        return hear

    async def close(self) -> None:
        """Hear no more, and wait until what was heard is acknowledged, or Slack waits no longer."""
        self._hears = False
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_LONGEST)
