"""One ASGI app over all adapters: each under its name, the web inbox at the root, and `/healthz`."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from bot.chat.platform import Asgi, AsgiMessage, AsgiScope

ROOT = "web"
HEALTH = "/healthz"

Receiving = Callable[[], Awaitable[AsgiMessage]]
Sending = Callable[[AsgiMessage], Awaitable[None]]


def app(platforms: Mapping[str, Asgi], healthy: Callable[[], Awaitable[bool]]) -> Asgi:
    """The app. Finding out whose a request is takes it a look-up: a router's takes as long as reading a press.

    Args:
        platforms: each platform's web side by its name.
        healthy: whether the database answers and the clock ticks.
    """
    sides = {name: side for name, side in platforms.items() if name != ROOT}
    rest = platforms.get(ROOT, _nothing)

    async def serve(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        if scope["type"] != "http":
            return
        if scope["path"] == HEALTH:
            await _health(scope, receive, send)
            return
        name = scope["path"].removeprefix("/").partition("/")[0]
        if name in sides:
            below = {**scope, "root_path": f"{scope.get('root_path', '')}/{name}"}
            await sides[name](below, receive, send)
        else:
            await rest(scope, receive, send)

    async def _health(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
        good = await healthy()
        status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
        await JSONResponse({"status": "ok" if good else "failing"}, status)(scope, receive, send)

    return serve


async def _nothing(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
    await Response(status_code=HTTPStatus.NOT_FOUND)(scope, receive, send)
