"""Calendars by signed link: what a calendar program reads again and again, without a person or a session."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from adapters.web.seals import Seals
from bot.chat.platform import Asgi, AsgiMessage, AsgiScope
from bot.errors import StoreUnavailable
from bot.speech import gettext as _

PATH = "calendar"
_ENDING = ".ics"
_HEADERS = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
Feed = Callable[[str], Awaitable[bytes | None]]
"""The calendar of a member by their id; None where there is none for them."""


def calendars(seals: Seals, feed: Feed) -> Asgi:
    """The web side of the calendars, to be served below `PATH`."""

    async def serve(
        scope: AsgiScope,
        receive: Callable[[], Awaitable[AsgiMessage]],
        send: Callable[[AsgiMessage], Awaitable[None]],
    ) -> None:
        await (await _answer(Request(scope, receive), seals, feed))(scope, receive, send)

    return serve


async def _answer(request: Request, seals: Seals, feed: Feed) -> Response:
    if request.method not in {"GET", "HEAD"}:
        return PlainTextResponse(_("A calendar can only be read."), 405, {"allow": "GET, HEAD"})
    member = seals.read_feed(request.url.path.rpartition("/")[2].removesuffix(_ENDING))
    try:
        found = None if member is None else await feed(member)
    except StoreUnavailable:
        return PlainTextResponse(_("Please try again later."), 503, {"retry-after": "60"})
    if found is None:
        return PlainTextResponse(_("There is no calendar behind this link any more."), 404)
    return Response(found, media_type="text/calendar", headers=_HEADERS)
