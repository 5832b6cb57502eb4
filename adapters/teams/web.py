"""Teams's web side: activities in, each genuine and once; answers out."""

import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import structlog

from adapters.teams.hosts import ServiceHosts
from adapters.teams.tokens import NotGenuine, Tokens
from bot.chat.limits import keepable
from bot.chat.platform import Asgi, AsgiMessage, AsgiScope
from bot.errors import StoreUnavailable

_log = structlog.get_logger(__name__)

BODY = 1 << 20
"""Bytes in a request; a full form of 30 long answers in four-byte letters stays below a third."""
_DIGITS = 9
"""In a length that is worth reading."""
_WINDOW = 7_200.0
"""Seconds for which an activity is known again: a token counts for an hour, and clocks differ by minutes."""
_REMEMBERED = 200_000

_NOT_DIRECT = frozenset({b"forwarded", b"via", b"x-real-ip", b"origin"})
"""Headers that proxies and browsers add."""
_UNKEPT = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
"""How half a character or a zero byte is written in JSON."""

Receiving = Callable[[], Awaitable[AsgiMessage]]
Sending = Callable[[AsgiMessage], Awaitable[None]]
Activity = Mapping[str, Any]
Dispatch = Callable[[Activity, str], Awaitable[Mapping[str, Any] | None]]
"""Handles an activity that was sent to this app id; the body of the answer, None for an empty one."""


class Refusal(Exception):
    """This request goes no further, and nothing was done."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Later(Exception):
    """This request is to come again: it is not done, or not yet."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Stands for tokens in development: whoever calls from this machine is taken for a stand-in of Teams."""

    app_id: str
    hosts: ServiceHosts

    def read(self, scope: AsgiScope, activity: Activity) -> str:
        """The app id, for a request from this machine that wants its answers on this machine or at Teams.

        Raises:
            NotGenuine: it comes from elsewhere, through a proxy, or from a page in a browser.
        """
        client = (scope.get("client") or ("",))[0]
        headers = dict(scope["headers"])
        if not (_is_loopback(client) and _names_loopback(headers.get(b"host", b"").decode("latin-1"))):
            raise NotGenuine("not loopback")
        # A proxy brings strangers, and a page in the developer's own browser could send anything.
        if headers.keys() & _NOT_DIRECT or any(name.startswith(b"x-forwarded-") for name in headers):
            raise NotGenuine("not direct")
        if not headers.get(b"content-type", b"").startswith(b"application/json"):
            raise NotGenuine("no JSON")
        if not self.hosts.allows(activity.get("serviceUrl")):
            raise NotGenuine("service_url")
        return self.app_id


class Once:
    """Tells activities that come for the first time from those that somebody sends again."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first(self, key: str) -> bool:
        """Whether this key is met for the first time."""
        now = self._clock()
        while self._seen and now - next(iter(self._seen.values())) > _WINDOW:
            self._seen.popitem(last=False)
        if key in self._seen:
            return False
        self._seen[key] = now
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True

    def forget(self, key: str) -> None:
        """Take it for new when it comes again: nothing was done."""
        self._seen.pop(key, None)


def teams_asgi(genuine: Tokens | Anonymous, dispatch: Dispatch, *, once: Once) -> Asgi:
    """An ASGI app for the messaging endpoint of every registration; any path below it is the same."""

    async def app(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
        if scope["type"] != "http":
            return
        try:
            activity, app_id, key = await _admit(genuine, once, scope, receive)
            try:
                body = await dispatch(activity, app_id)
            except (StoreUnavailable, Later):
                once.forget(key)
                raise
        except Refusal as refused:
            _log.warning("request.refused", platform="teams", status=refused.status.value, reason=refused.reason)
            await _respond(send, refused.status, b"")
        except Later as later:
            _log.warning("request.put_off", platform="teams", reason=later.reason)
            await _respond(send, HTTPStatus.SERVICE_UNAVAILABLE, b"")
        except StoreUnavailable:
            _log.error("request.failed", platform="teams", reason="store")
            await _respond(send, HTTPStatus.SERVICE_UNAVAILABLE, b"")
        else:
            said = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
            await _respond(send, HTTPStatus.OK, said)

    return app


async def _admit(
    genuine: Tokens | Anonymous, once: Once, scope: AsgiScope, receive: Receiving
) -> tuple[Activity, str, str]:
    """The activity of a request that is Teams's, whole and new; to which app it was sent, and by what it is known."""
    if scope["method"] != "POST":
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method")
    headers: dict[bytes, bytes] = dict(scope["headers"])
    activity = _activity(await _read(headers, receive))
    try:
        app_id = await _app_of(genuine, scope, headers, activity)
    except NotGenuine as error:
        raise Refusal(HTTPStatus.UNAUTHORIZED, error.reason) from None
    number, conversation = activity.get("id"), activity.get("conversation")
    if not isinstance(number, str) or not number or not isinstance(conversation, Mapping):
        raise Refusal(HTTPStatus.UNAUTHORIZED, "no id")
    key = f"{app_id} {conversation.get('id')} {number}"
    if not once.first(key):
        raise Refusal(HTTPStatus.UNAUTHORIZED, "replay")
    return activity, app_id, key


async def _app_of(
    genuine: Tokens | Anonymous, scope: AsgiScope, headers: Mapping[bytes, bytes], activity: Activity
) -> str:
    match genuine:
        case Anonymous():
            return genuine.read(scope, activity)
        case Tokens():
            authorization = headers.get(b"authorization")
            return await genuine.read(
                None if authorization is None else authorization.decode("latin-1"),
                channel_id=activity.get("channelId"),
                service_url=activity.get("serviceUrl"),
            )


def _activity(body: bytes) -> Activity:
    """The JSON object; what is none is refused like a forgery, since nobody could say whose it is."""
    try:
        activity = json.loads(body.decode())
        # To look through every text takes longer than to see that there is nothing to be found.
        if _UNKEPT.search(body) and not keepable(activity):
            raise Refusal(HTTPStatus.UNAUTHORIZED, "payload")
    except (ValueError, RecursionError):
        raise Refusal(HTTPStatus.UNAUTHORIZED, "payload") from None
    if not isinstance(activity, dict):
        raise Refusal(HTTPStatus.UNAUTHORIZED, "payload")
    return activity


async def _read(headers: dict[bytes, bytes], receive: Receiving) -> bytes:
    announced = headers.get(b"content-length", b"0")
    chunks: list[bytes] = []
    size = int(announced) if announced.isdigit() and len(announced) <= _DIGITS else BODY + 1
    left = BODY
    while size <= BODY and left >= 0:
        message = await receive()
        chunk: bytes = message.get("body", b"")
        chunks.append(chunk)
        left -= len(chunk)
        if left >= 0 and not message.get("more_body", False):
            return b"".join(chunks)
    raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")


async def _respond(send: Sending, status: HTTPStatus, body: bytes) -> None:
    headers = [(b"content-type", b"application/json;charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _names_loopback(authority: str) -> bool:
    """Whether a Host header names this machine, so that no other name was made to lead here."""
    try:
        host = urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
