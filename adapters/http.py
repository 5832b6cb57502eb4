"""One ASGI app over all adapters: each under its name, the web inbox at the root, and `/healthz`."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

from bot.chat.platform import Asgi

ROOT = "web"


def app(platforms: Mapping[str, Asgi], healthy: Callable[[], Awaitable[bool]]) -> Starlette:
    """The app.

    Args:
        platforms: each platform's web side by its name.
        healthy: whether the database answers and the clock ticks.
    """

    async def health(_: Request) -> JSONResponse:
        good = await healthy()
        return JSONResponse({"status": "ok" if good else "failing"}, 200 if good else 503)

    routes: list[BaseRoute] = [Route("/healthz", health)]
    routes += [Mount(f"/{name}", side) for name, side in platforms.items() if name != ROOT]
    if ROOT in platforms:
        routes.append(Mount("/", platforms[ROOT]))
    return Starlette(routes=routes)
