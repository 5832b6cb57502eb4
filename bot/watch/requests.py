"""Follows each request: an id that its log lines carry, how long its answer took, and a span around it.

It stands before every press, so it makes do with a few microseconds.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from random import getrandbits
from time import monotonic

from bot import logs
from bot.chat.platform import Asgi, AsgiMessage, AsgiScope
from bot.watch.spans import Tracer

HEADER = b"x-request-id"
BODY = 30.0
"""Seconds that a body may take to arrive."""
Answered = Callable[[str, int, float], None]
"""Told the door, the status and the seconds until an answer began."""


def followed(
    app: Asgi, doors: Collection[str], passed_by: Collection[str], tracer: Tracer, answered: Answered | None = None
) -> Asgi:
    """The same app. Ids are our own: one that a stranger chose could make their lines look like somebody else's.

    Args:
        app: what answers.
        doors: the first parts of paths that lead to a side of their own; all others lead to the web inbox.
        passed_by: paths of which nothing is noted, since machines ask there all the time.
        tracer: whoever follows stretches of work.
        answered: whoever counts answers.
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
        begun, whole = monotonic(), False
        # It is no secret, only different each time.
        request = f"{getrandbits(64):016x}"

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
                if answered is not None:
                    answered(door, message["status"], monotonic() - begun)
            await send(message)

        before = logs.REQUEST.set(request)
        try:
            with tracer.span("request", door=door, request=request):
                await app(scope, in_time, noting)
        finally:
            logs.REQUEST.reset(before)

    return serve
