"""One app over all adapters: each under its own name, the inbox at the root, and whether all is well."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.responses import PlainTextResponse

from adapters import http
from bot.chat.platform import Asgi, AsgiMessage, AsgiScope


def side(name: str) -> Asgi:
    """A platform's web side that says who it is and what it was asked for."""

    async def answer(scope: AsgiScope, receive: object, send: object) -> None:
        assert callable(receive)
        assert callable(send)
        path = scope["path"].removeprefix(scope["root_path"])
        await PlainTextResponse(f"{name} {path}")(scope, receive, send)

    return answer


@asynccontextmanager
async def served(*names: str, well: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    async def ready() -> tuple[bool, dict[str, str]]:
        return well, {"database": "ok: it answers", "tick": "ok: 1 s ago" if well else "failing: none yet"}

    app = http.app({name: side(name) for name in names}, ready)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "web /"),
        ("/enter/token", "web /enter/token"),
        ("/slack/events", "slack /events"),
        ("/slackening", "web /slackening"),
        ("/web/x", "web /web/x"),
    ],
)
async def test_each_platform_has_its_own_path(path: str, said: str) -> None:
    async with served("web", "slack") as client:
        assert (await client.get(path)).text == said


async def test_without_the_inbox_nothing_is_at_the_root() -> None:
    async with served("slack") as client:
        assert (await client.get("/")).status_code == 404
        assert (await client.get("/slack/events")).text == "slack /events"


@pytest.mark.parametrize("well", [True, False])
async def test_a_process_that_lives_says_so_whatever_else_is_wrong(*, well: bool) -> None:
    async with served("web", "slack", well=well) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(("well", "status"), [(True, 200), (False, 503)])
async def test_readiness_comes_before_every_platform_with_a_line_for_each_check(*, well: bool, status: int) -> None:
    async with served("web", "slack", well=well) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == ("ok" if well else "failing")
    assert sum("database" in line or "tick" in line for line in answer.text.splitlines()) == 2


async def test_anything_but_http_is_left_to_nobody() -> None:
    """A lifespan or a WebSocket must not reach an adapter that knows requests only."""
    sent: list[AsgiMessage] = []

    async def receive() -> AsgiMessage:
        return {"type": "websocket.connect"}

    async def send(message: AsgiMessage) -> None:
        sent.append(message)

    async def well() -> tuple[bool, dict[str, str]]:
        return True, {}

    scope = {"type": "websocket", "path": "/healthz", "root_path": "", "headers": [], "query_string": b""}
    await http.app({}, well)(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
