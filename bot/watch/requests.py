"""Follows each request: an id that its log lines carry, how long its answer took, and a span around it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from secrets import token_hex
from time import monotonic

import structlog

from bot.chat.platform import Asgi, AsgiMessage, AsgiScope
from bot.watch.spans import Tracer

HEADER = b"x-request-id"
BODY = 30.0
"""Seconds that a body may take to arrive."""
_log = structlog.get_logger()


def followed(app: Asgi, doors: Collection[str], passed_by: Collection[str], tracer: Tracer) -> Asgi:
    """The same app. Ids are our own: one that a stranger chose could make their lines look like somebody else's.

    Args:
        app: what answers.
        doors: the first parts of paths that lead to a side of their own; all others lead to the web inbox.
        passed_by: paths of which nothing is noted, since machines ask there all the time.
        tracer: whoever follows stretches of work.
    """

    async def serve(
        scope: AsgiScope,
        receive: Callable[[], Awaitable[AsgiMessage]],
        send: Callable[[AsgiMessage], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http" or scope["path"] in passed_by:
            await app(scope, receive, send)
            return
        first = scope["path"].removeprefix("/").partition("/")[0]
        door = first if first in doors else "web"
        request, begun = token_hex(8), monotonic()

        whole = False

        async def in_time() -> AsgiMessage:
            """What comes next. A body that trickles in is given up: its connection is one that others cannot have."""
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout(begun + BODY - monotonic()):
                    message = await receive()
            except TimeoutError:
                return {"type": "http.disconnect"}
            whole = not message.get("more_body", False)
            return message

        async def noting(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (HEADER, request.encode())]
                seconds = monotonic() - begun
                _log.debug("request.answered", door=door, status=message["status"], seconds=seconds)
            await send(message)

        with (
            structlog.contextvars.bound_contextvars(request=request),
            tracer.span("request", door=door, request=request),
        ):
            await app(scope, in_time, noting)

    return serve
