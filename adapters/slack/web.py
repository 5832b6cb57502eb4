"""Slack's web side: signed requests in, acknowledgements out."""

import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from time import monotonic
from typing import Any

import structlog
import yarl
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.chat.limits import keepable
from bot.chat.platform import Asgi, AsgiMessage, AsgiScope

_log = structlog.get_logger(__name__)

BODY = 1 << 20
"""Bytes in a request; Slack's largest, a full form of 30 long answers in four-byte letters, stays below a third."""
_DIGITS = 9
"""In a length that is worth reading; Python reads no endless number."""
_WINDOW = 600.0
"""Seconds for which a signature is accepted: five minutes either side of Slack's clock."""
_REMEMBERED = 50_000
_FIELDS = 100
_UNKEPT = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)|%00|\x00")
"""How half a character or a zero byte is written, in JSON or a form."""

Receiving = Callable[[], Awaitable[AsgiMessage]]
Sending = Callable[[AsgiMessage], Awaitable[None]]
Dispatch = Callable[[dict[str, Any]], Awaitable[BoltResponse]]


class Signatures:
    """Tells requests that Slack signed, and those that it signed once from those that somebody sends again."""

    def __init__(self, secret: str, clock: Callable[[], float] = monotonic) -> None:
        self._verifier = SignatureVerifier(secret)
        self._clock = clock
        self._used: OrderedDict[str, float] = OrderedDict()

    def genuine(self, body: bytes, timestamp: str, signature: str) -> bool:
        """Whether Slack signed this in the last five minutes."""
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except (ValueError, TypeError):
            # No number, no UTF-8, no ASCII: slack_sdk does not expect what is not Slack's.
            return False

    def first(self, signature: str) -> bool:
        """Whether a genuine signature is used for the first time."""
        now = self._clock()
        while self._used and (len(self._used) >= _REMEMBERED or now - next(iter(self._used.values())) > _WINDOW):
            self._used.popitem(last=False)
        if signature in self._used:
            return False
        self._used[signature] = now
        return True


class _Refusal(Exception):
    """This request goes no further."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def slack_asgi(signatures: Signatures | None, dispatch: Dispatch) -> Asgi:
    """An ASGI app for the URL that Slack sends events, interactions and commands to.

    Without a signing secret nothing can be told from a forgery, so nothing is there.
    """

    async def app(scope: AsgiScope, receive: Receiving, send: Sending) -> None:
        if scope["type"] != "http":
            return
        try:
            payload = await _admit(signatures, scope, receive)
        except _Refusal as refused:
            _log.warning("request.refused", platform="slack", status=refused.status.value, reason=refused.reason)
            await _respond(send, refused.status, b"", b"text/plain;charset=utf-8")
            return
        response = await dispatch(payload)
        await _respond(send, response.status, response.body.encode(), response.headers["content-type"][0].encode())

    return app


async def _admit(signatures: Signatures | None, scope: AsgiScope, receive: Receiving) -> dict[str, Any]:
    """The payload of a request that is Slack's, whole, and here for the first time."""
    if signatures is None:
        raise _Refusal(HTTPStatus.NOT_FOUND, "no signing secret")
    if scope["method"] != "POST":
        raise _Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method")
    headers: dict[bytes, bytes] = dict(scope["headers"])
    body = await _read(headers, receive)
    signature = headers.get(b"x-slack-signature", b"").decode("latin-1")
    timestamp = headers.get(b"x-slack-request-timestamp", b"").decode("latin-1")
    if not signatures.genuine(body, timestamp, signature):
        raise _Refusal(HTTPStatus.UNAUTHORIZED, "signature")
    payload = payload_of(headers.get(b"content-type", b""), body)
    if payload is None:
        raise _Refusal(HTTPStatus.BAD_REQUEST, "payload")
    # An event has an id to be known by, and Slack's first retry can come in the same second with the same signature.
    if payload.get("type") != "event_callback" and not signatures.first(signature):
        raise _Refusal(HTTPStatus.UNAUTHORIZED, "replay")
    return payload


def payload_of(content_type: bytes, body: bytes) -> dict[str, Any] | None:
    """The JSON object, or a form's fields or its `payload`; None when it is neither."""
    try:
        text = body.decode()
        match content_type.partition(b";")[0].strip().lower():
            case b"application/x-www-form-urlencoded":
                # yarl's parser is written in C; urllib's takes seven times as long, most of Bolt's time.
                fields = dict(yarl.query_to_pairs(text, max_fields=_FIELDS))
                text = fields.get("payload", text)
                payload = json.loads(text) if "payload" in fields else fields
            case b"application/json":
                payload = json.loads(text)
            case _:
                return None
        # To look through every text takes longer than to see that there is nothing to be found.
        if not isinstance(payload, dict) or (_UNKEPT.search(text) and not keepable(payload)):
            return None
    except (ValueError, RecursionError):
        return None
    return payload


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
    raise _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")


async def _respond(send: Sending, status: int, body: bytes, content_type: bytes) -> None:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
