"""What is measured against: a bare slack-bolt app, a bare Starlette app, and a Slack Web API that always says yes."""

import asyncio
import re
import sys

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bench.load import SECRET


def bare_bolt(port: int, api_url: str) -> None:
    """Serve a Bolt app as its documentation shows it, with a listener that acknowledges and does nothing."""
    app = AsyncApp(signing_secret=SECRET, client=AsyncWebClient("xoxb-bench", base_url=api_url))

    @app.action(re.compile(".*"))
    async def _nothing(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app, path="/slack/events")
    uvicorn.run(handler, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")


def bare_starlette(port: int) -> None:
    """Serve one route."""

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    app = Starlette(routes=[Route("/healthz", health)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")


def web_api(port: int) -> None:
    """Serve a Web API that answers every call at once."""
    said = b'{"ok":true,"team_id":"T1","user_id":"UBOT","bot_id":"B1","channel":"C1","ts":"1.1","message_ts":"1"}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                if b"content-length:" in head:
                    await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
                writer.write(answer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    async def main() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(main())


if __name__ == "__main__":
    peer, port, *rest = sys.argv[1:]
    match peer:
        case "bolt":
            bare_bolt(int(port), *rest)
        case "starlette":
            bare_starlette(int(port))
        case _:
            web_api(int(port))
