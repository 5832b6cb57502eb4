"""The two pages by which somebody installs the app: one sends them to Slack, to the other Slack sends them back."""

import hmac
import secrets
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import structlog
from itsdangerous import BadData, URLSafeTimedSerializer
from slack_sdk.oauth import AuthorizeUrlGenerator
from yarl import query_to_pairs

from adapters.slack.book import Book
from adapters.slack.exchange import Exchange
from adapters.slack.granted import Granted
from adapters.slack.manifest import scopes
from adapters.slack.web import Receiving, Sending
from bot.chat.platform import Asgi, AsgiScope
from bot.chat.seen import Seen, Standing
from bot.errors import PlatformError, StoreUnavailable, Unavailable
from bot.speech import gettext as _
from bot.speech import liked, speak

INSTALL, BACK = "/slack/install", "/slack/oauth"
_COOKIE = "weft-slack-install"
_LIFE = 600
"""Seconds that somebody may take over it at Slack."""
_LONGEST = 4_000
_FIELDS = 20
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """Who comes in by the two pages, and by which address.

    Args:
        url: the root of everything that is served, as people reach it.
        api_url: the root of Slack's Web API, beside which it asks people.
        secret: what a state is signed with.
        allowed: ids of the workspaces and organisations that may install the app; none for any.
    """

    url: str
    api_url: str
    secret: str = field(repr=False)
    allowed: frozenset[str] = frozenset()

    @property
    def is_https(self) -> bool:
        """Whether browsers come by https."""
        return self.url.startswith("https:")

    @property
    def cookie(self) -> str:
        """What the state's other half is called; by https no other host can set it, which its name tells browsers."""
        return f"__Host-{_COOKIE}" if self.is_https else _COOKIE

    @property
    def back(self) -> str:
        """Where Slack sends people back to."""
        return f"{self.url}{BACK}"

    @property
    def asks(self) -> str:
        """Where Slack asks people whether they want the app."""
        parts = urlsplit(self.api_url)
        return f"{parts.scheme}://{parts.netloc}/oauth/v2/authorize"


@dataclass(frozen=True, slots=True)
class _Page:
    """What a browser is answered."""

    status: HTTPStatus
    title: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()


class Installing:
    """Takes people through an installation. A state is signed, short-lived, used once, and one browser's."""

    def __init__(self, door: Door, exchange: Exchange, book: Book, seen: Seen) -> None:
        self._door = door
        self._exchange = exchange
        self._book = book
        self._seen = seen
        self._states = URLSafeTimedSerializer(door.secret, salt="weft: installing in Slack")
        self._asking = AuthorizeUrlGenerator(
            client_id=exchange.client_id,
            redirect_uri=door.back,
            scopes=scopes(),
            authorization_url=door.asks,
        )

    def before(self, rest: Asgi) -> Asgi:
        """An ASGI app that serves both pages, and leaves everything else to another one."""

        async def app(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
            if (
                scope["type"] != "http"
                or scope["method"] not in {"GET", "HEAD"}
                or _path(scope) not in {INSTALL, BACK}
            ):
                await rest(scope, receive, send)
                return
            # Nobody is known here yet: the browser says how to speak to them.
            speak(liked(dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")))
            try:
                page = self._begin() if _path(scope) == INSTALL else await self._finish(scope)
            except (StoreUnavailable, Unavailable) as error:
                _log.error("install.not_kept", platform="slack", reason=str(error))
                again = _("Weft could not keep this just now. Please begin again at {url}.", url=self._begins)
                page = self._not_done(again, HTTPStatus.SERVICE_UNAVAILABLE)
            await _show(page, send)

        return app

    def _begin(self) -> _Page:
        nonce = secrets.token_urlsafe(24)
        # Quoted by us: slack_sdk puts values into the address as they are, and these need no quoting.
        where = self._asking.generate(self._states.dumps(nonce))
        return _Page(
            HTTPStatus.FOUND,
            _("Install Weft in Slack"),
            _("Your browser should go on to Slack by itself."),
            (("location", where), self._cookie(nonce, _LIFE)),
        )

    async def _finish(self, scope: AsgiScope) -> _Page:
        query = _query(scope)
        nonce = self._nonce(scope, query.get("state", ""))
        if nonce is None or not await self._is_new(f"slack:state:{nonce}"):
            _log.warning("install.refused", platform="slack", reason="state")
            return self._not_done(
                _(
                    "This page was not opened from the install link just now. Please begin again at {url}.",
                    url=self._begins,
                )
            )
        if "code" not in query:
            return self._not_done(_("Nobody said yes in Slack, so nothing was installed."), HTTPStatus.OK)
        try:
            granted = await self._exchange.redeem(query["code"], self._door.back)
        except PlatformError as error:
            _log.warning("install.refused", platform="slack", reason=str(error))
            return self._not_done(_("Slack did not confirm this. Please begin again at {url}.", url=self._begins))
        if self._door.allowed and granted.tenant not in self._door.allowed:
            await self._give_back(granted)
            return self._not_done(
                _("This Weft is not open to your workspace. Ask whoever runs it to let it in."), HTTPStatus.FORBIDDEN
            )
        await self._book.add(granted)
        _log.info("install.made", platform="slack", org_wide=granted.org_wide)
        return _Page(
            HTTPStatus.OK,
            _("Weft is installed"),
            _("Weft is now in {name}. Open Weft under Apps in Slack, or invite it to a channel.", name=granted.name),
            (self._cookie("", 0),),
        )

    async def _is_new(self, state: str) -> bool:
        if await self._seen.begin(state) is not Standing.NEW:
            return False
        # It counts once, whatever comes of it.
        await self._seen.done(state)
        return True

    async def _give_back(self, granted: Granted) -> None:
        _log.warning("install.refused", platform="slack", reason="not on the list of workspaces")
        try:
            await self._exchange.revoke(granted)
        except PlatformError as error:
            _log.warning("token.not_revoked", platform="slack", reason=str(error))

    def _nonce(self, scope: AsgiScope, state: str) -> str | None:
        """What a genuine state holds, if this browser was given it."""
        try:
            nonce = str(self._states.loads(state, max_age=_LIFE))
        except BadData:
            return None
        return nonce if hmac.compare_digest(_cookie_of(scope, self._door.cookie).encode(), nonce.encode()) else None

    def _cookie(self, nonce: str, life: int) -> tuple[str, str]:
        secure = "; Secure" if self._door.is_https else ""
        return "set-cookie", f"{self._door.cookie}={nonce}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{secure}"

    def _not_done(self, text: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> _Page:
        return _Page(status, _("Weft was not installed"), text, (self._cookie("", 0),))

    @property
    def _begins(self) -> str:
        return f"{self._door.url}{INSTALL}"


def _path(scope: AsgiScope) -> str:
    path: str = scope["path"]
    return path.rstrip("/")


def _query(scope: AsgiScope) -> dict[str, str]:
    raw: bytes = scope.get("query_string", b"")
    if len(raw) > _LONGEST:
        return {}
    try:
        return dict(query_to_pairs(raw.decode("ascii"), max_fields=_FIELDS))
    except ValueError:
        return {}


def _cookie_of(scope: AsgiScope, name: str) -> str:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    try:
        morsel = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(name)
    except CookieError:
        return ""
    return "" if morsel is None else morsel.value


async def _show(page: _Page, send: Sending) -> None:
    html = (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.title)}</title><main><h1>{escape(page.title)}</h1><p>{escape(page.text)}</p></main></html>"
    ).encode()
    headers = (
        ("content-type", "text/html; charset=utf-8"),
        ("content-length", str(len(html))),
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        *page.headers,
    )
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": page.status.value, "headers": sent})
    await send({"type": "http.response.body", "body": html})
