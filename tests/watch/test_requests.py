"""A request is given up when its body trickles in, and never while its answer is under way."""

import asyncio

import pytest

from bot.chat.platform import AsgiMessage, AsgiScope
from bot.watch import requests
from bot.watch.spans import UNTRACED

SCOPE: AsgiScope = {"type": "http", "path": "/slack/events", "method": "POST", "headers": []}


@pytest.mark.parametrize(
    ("last", "heard"), [(True, ["http.request", "late"]), (False, ["http.request", "http.disconnect"])]
)
async def test_a_body_has_to_arrive_in_time(monkeypatch: pytest.MonkeyPatch, *, last: bool, heard: list[str]) -> None:
    monkeypatch.setattr(requests, "BODY", 0.1)
    sent = 0

    async def receive() -> AsgiMessage:
        nonlocal sent
        sent += 1
        if sent == 1:
            return {"type": "http.request", "body": b"x", "more_body": not last}
        await asyncio.sleep(0.3)
        return {"type": "late"}

    async def send(message: AsgiMessage) -> None:
        del message

    types: list[str] = []

    async def app(scope: AsgiScope, receive: object, send: object) -> None:
        del scope, send
        assert callable(receive)
        types.extend([(await receive())["type"] for _ in range(2)])

    await requests.followed(app, {"slack"}, (), UNTRACED)(SCOPE, receive, send)
    assert types == heard


async def test_what_is_no_request_goes_by_as_it_is() -> None:
    seen: list[str] = []

    async def app(scope: AsgiScope, receive: object, send: object) -> None:
        del receive, send
        seen.append(scope["type"])

    async def nothing() -> AsgiMessage:
        return {}

    async def send(message: AsgiMessage) -> None:
        del message

    await requests.followed(app, (), (), UNTRACED)({"type": "websocket"}, nothing, send)
    assert seen == ["websocket"]
