"""Puts the pages, the door before them and the notices for what goes wrong together into one ASGI application."""

from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from yarl import URL

from adapters.web import notices
from adapters.web.door import SECRET_PATH, STATIC_PATH, Door
from adapters.web.notices import TurnedAway
from adapters.web.pages import Pages, notice
from adapters.web.parse import Malformed
from bot.errors import StoreUnavailable

_log = structlog.get_logger()


def application(pages: Pages, origins: frozenset[URL]) -> ASGIApp:
    """The browser inbox, to be served at the root of its host."""
    routes = [
        Route("/", pages.home),
        Route(f"{SECRET_PATH}{{token}}", pages.enter),
        Route("/press", pages.press, methods=["POST"]),
        Route("/submit", pages.submit, methods=["POST"]),
        Route("/leave", pages.leave, methods=["POST"]),
        *(Route(path, _home, methods=["GET"]) for path in ("/press", "/submit", "/leave")),
        Mount(STATIC_PATH.rstrip("/"), StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            TurnedAway: _turned_away,
            Malformed: _turned_away,
            StoreUnavailable: _unavailable,
            HTTPException: _missing,
            Exception: _broken,
        },
    )
    return Door(app, origins)


async def _home(_request: Request) -> Response:
    """A page that came of a form is looked at again from a bookmark: there is nothing to send once more."""
    return RedirectResponse("/", 303)


async def _turned_away(request: Request, error: Exception) -> Response:
    said, words = (error.notice, error.words) if isinstance(error, TurnedAway) else (notices.MALFORMED, ())
    event = "link.refused" if request.url.path.startswith(SECRET_PATH) else "request.refused"
    _log.info(event, platform="web", reason=said.reason)
    return notice(said, words)


async def _unavailable(request: Request, _error: Exception) -> Response:
    _log.warning("request.failed", reason=notices.UNAVAILABLE.reason)
    pairs = getattr(request.state, "pairs", None)
    return notice(notices.UNAVAILABLE, again=None if pairs is None else (request.url.path, pairs))


async def _missing(_request: Request, _error: Exception) -> Response:
    return notice(notices.MISSING)


async def _broken(_request: Request, _error: Exception) -> Response:
    _log.error("request.failed", reason=notices.BROKEN.reason)
    return notice(notices.BROKEN)
