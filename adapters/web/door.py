"""Stands before every page: lets only our own hosts through and gives each response its headers."""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from yarl import URL

from bot.speech import gettext as _
from bot.speech import liked, speak

SECRET_PATH = "/enter/"  # noqa: S105  a path, below which every address holds a token
STATIC_PATH = "/static/"

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
STRICTLY = "max-age=31536000"
"""For a year a browser comes to this host by https only; other hosts of the same domain are not ours to speak for."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Door:
    """Wraps the pages; `origins` are those from which a form may come."""

    def __init__(self, app: ASGIApp, origins: frozenset[URL]) -> None:
        self.app = app
        self._hosts = frozenset(origin.raw_host for origin in origins)
        self._only_https = bool(origins) and all(origin.scheme == "https" for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; 421 when it was meant for another host."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _dress(headers, scope["path"])
                if self._only_https:
                    headers["strict-transport-security"] = STRICTLY
            await send(message)

        # Whoever is known is spoken to as they said; the browser speaks for strangers.
        speak(liked(Headers(scope=scope).get("accept-language", "")))
        ours = origin_of(f"//{Headers(scope=scope).get('host', '')}")
        if ours is None or ours.raw_host not in self._hosts:
            await PlainTextResponse(_("This is not the host you asked for."), 421)(scope, receive, dressed)
        else:
            await self.app(scope, receive, dressed)


def our_origins(base_url: URL) -> frozenset[URL]:
    """The origins of our own pages: the public one, and on loopback all of its names."""
    names = _LOOPBACK if base_url.raw_host in _LOOPBACK else (str(base_url.raw_host),)
    return frozenset(base_url.with_host(name).origin() for name in names)


def origin_of(text: str) -> URL | None:
    """A header's text as an address; None when it is none."""
    try:
        found = URL(text)
    except ValueError:
        return None
    return found if found.raw_host else None


def _dress(headers: MutableHeaders, path: str) -> None:
    headers.update(HEADERS)
    headers["cache-control"] = "max-age=600" if path.startswith(STATIC_PATH) else "no-store"
    # Under no-referrer a browser sends forms with "Origin: null"; under same-origin they say where they are from,
    # and still no other site is told anything. An address that holds a token is told to nobody, not even to us.
    headers["referrer-policy"] = "no-referrer" if path.startswith(SECRET_PATH) else "same-origin"
