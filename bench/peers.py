"""What is measured against: slack-bolt apps, a bare Starlette app, and a Slack Web API that always says yes."""

import asyncio
import json
import re
import sys
from typing import Any

import aiohttp
import uvicorn
import uvloop
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bench.load import SECRET

THANKS = "Thank you, your answer to “Pulse” is saved. You can change it until Tuesday 12 May, 09:30 (UTC time)."
SAYS = "chat.postEphemeral"
COUNT = "count"
"""What the Web API is asked how many messages for one person it has been given."""


def bare_bolt(port: int, api_url: str) -> None:
    """Serve a Bolt app as its documentation shows it, with a listener that acknowledges and does nothing."""
    app = AsyncApp(signing_secret=SECRET, client=AsyncWebClient("xoxb-bench", base_url=api_url))

    @app.action(re.compile(".*"))
    async def _nothing(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app, path="/slack/events")
    uvicorn.run(handler, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")


async def replying_bolt(port: int, api_url: str) -> None:
    """Serve a Bolt app that acknowledges and thanks, over connections that it keeps: by itself it keeps none."""
    async with aiohttp.ClientSession() as session:
        app = AsyncApp(signing_secret=SECRET, client=AsyncWebClient("xoxb-bench", base_url=api_url, session=session))

        @app.action(re.compile(".*"))
        async def _thanks(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await ack()
            blocks = [{"type": "section", "text": {"type": "plain_text", "text": THANKS}}, _buttons()]
            await client.chat_postEphemeral(
                channel=body["channel"]["id"], user=body["user"]["id"], text=THANKS, blocks=blocks
            )

        handler = AsyncSlackRequestHandler(app, path="/slack/events")
        config = uvicorn.Config(
            handler, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off"
        )
        await uvicorn.Server(config).serve()


def bare_starlette(port: int) -> None:
    """Serve one route."""

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    app = Starlette(routes=[Route("/readyz", health)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")


def web_api(port: int) -> None:
    """Serve a Web API that answers every call at once, and counts what it was to say to one person."""
    said = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal said
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path, lower = head.split(b" ", 2)[1].decode(), head.lower()
                if b"content-length:" in lower:
                    await reader.readexactly(int(lower.split(b"content-length:")[1].split(b"\r\n")[0]))
                said += path.endswith(SAYS)
                writer.write(_answer({"count": said} if path.endswith(COUNT) else {}))
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    async def main() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(main())


def _buttons() -> dict[str, Any]:
    shown = (("Change my answer", "change"), ("See my answer", "see"))
    elements = [
        {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": name, "value": name}
        for label, name in shown
    ]
    return {"type": "actions", "elements": elements}


def _answer(more: dict[str, int]) -> bytes:
    known = {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1", "channel": "C1"}
    said = json.dumps({**known, "ts": "1.1", "message_ts": "1", **more}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said)


if __name__ == "__main__":
    peer, port, *rest = sys.argv[1:]
    match peer:
        case "bolt":
            bare_bolt(int(port), *rest)
        case "replying":
            uvloop.run(replying_bolt(int(port), *rest))
        case "starlette":
            bare_starlette(int(port))
        case _:
            web_api(int(port))
