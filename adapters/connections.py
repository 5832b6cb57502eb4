"""Connections: who connects and says nothing is given up, and probes are answered however many others there are."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from adapters.http import PROBES

HEAD = 10.0
"""Seconds in which whoever connects, or begins a request, has to say what they want."""


class Connection(HttpToolsProtocol):
    """uvicorn's own, which by itself waits for ever for the first request, and turns probes away as well."""

    _impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request's head."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Let a request in."""
        self._wait_no_more()
        limit = self.limit_concurrency
        if self.url.decode("latin-1").partition("?")[0] in PROBES:
            # Whoever asks there starts anew what does not answer.
            self.limit_concurrency = None
        super().on_headers_complete()
        self.limit_concurrency = limit

    def _wait(self) -> None:
        self._wait_no_more()
        self._impatience = self.loop.call_later(HEAD, self.timeout_keep_alive_handler)

    def _wait_no_more(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None
