"""One ASGI app over all adapters: each under its name, the web inbox at the root, `/healthz` and `/readyz`."""

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from starlette.responses import Response

from bot.chat.platform import Asgi, AsgiMessage, AsgiScope

ROOT = "web"
HEALTH = "/healthz"
"""Whether the process lives: whoever is not answered here may start it anew."""
READY = "/readyz"
"""Whether it is of use: whoever is told no here may ask another replica."""
PROBES = frozenset({HEALTH, READY})

Receiving = Callable[[], Awaitable[AsgiMessage]]
Sending = Callable[[AsgiMessage], Awaitable[None]]
Ready = Callable[[], Awaitable[tuple[bool, Mapping[str, str]]]]
"""Whether all is well, and a line about each thing that was looked at."""


def app(platforms: Mapping[str, Asgi], ready: Ready) -> Asgi:
    """The app. Finding out whose a request is takes it a look-up: a router's takes as long as reading a press.

    Args:
        platforms: each platform's web side by its name.
        ready: whether requests are to come here.
    """
    sides = {name: side for name, side in platforms.items() if name != ROOT}
    rest = platforms.get(ROOT, _nothing)

    async def serve(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        if scope["type"] != "http":
            return
        if scope["path"] in PROBES:
            await _probe(scope, receive, send)
            return
        name = scope["path"].removeprefix("/").partition("/")[0]
        if name in sides:
            below = {**scope, "root_path": f"{scope.get('root_path', '')}/{name}"}
            await sides[name](below, receive, send)
        else:
            await rest(scope, receive, send)

    async def _probe(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
        if scope["path"] == HEALTH:
            await _told(HTTPStatus.OK, {"status": "ok"})(scope, receive, send)
            return
        well, checks = await ready()
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        await _told(status, {"status": "ok" if well else "failing", "checks": checks})(scope, receive, send)

    return serve


def _told(status: HTTPStatus, what: Mapping[str, object]) -> Response:
    """As JSON with a line for each check, and kept by nobody on the way."""
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(f"{json.dumps(what, indent=1)}\n", status, headers, "application/json")


async def _nothing(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
    await Response(status_code=HTTPStatus.NOT_FOUND)(scope, receive, send)
