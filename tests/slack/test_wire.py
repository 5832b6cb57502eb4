"""What leaves for Slack: the token goes to the Web API and nowhere else, and all of it through the proxy."""

from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.wire import Wire

TOKEN = "xoxb-made-up"
Heard = list[tuple[str, Mapping[str, str]]]


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
async def server(heard: Heard) -> AsyncIterator[TestServer]:
    async def hear(request: web.Request) -> web.Response:
        heard.append((request.raw_path, dict(request.headers)))
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hear)
    running = TestServer(app)
    await running.start_server()
    yield running
    await running.close()


async def test_a_response_url_is_told_no_token(server: TestServer, heard: Heard) -> None:
    wire = Wire(TOKEN, str(server.make_url("/api")), timeout=1)
    wire.open()
    await wire.post("chat.postMessage", {"text": "Words"})
    await wire.get("users.info", {"user": "U1"})
    await wire.respond(str(server.make_url("/respond")), {"text": "Words"})
    await wire.aclose()
    assert [(path, headers.get("Authorization")) for path, headers in heard] == [
        ("/api/chat.postMessage", f"Bearer {TOKEN}"),
        ("/api/users.info?user=U1", f"Bearer {TOKEN}"),
        ("/respond", None),
    ]
    assert heard[0][1]["Content-Type"] == "application/json; charset=utf-8"


async def test_a_proxy_that_leads_out_is_taken(
    server: TestServer, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", str(server.make_url("/")))
    wire = Wire(TOKEN, "http://slack.invalid/api/", timeout=1)
    wire.open()
    await wire.post("chat.postMessage", {"text": "Words"})
    await wire.respond("http://hooks.slack.invalid/respond", {"text": "Words"})
    await wire.aclose()
    assert [headers["Host"] for _, headers in heard] == ["slack.invalid", "hooks.slack.invalid"]
