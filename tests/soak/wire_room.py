"""Knocks with bytes on real sockets: at the server before all doors, and at the port where Prometheus looks."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random

import uvicorn

from bot.app import utc_now
from bot.watch import metrics_door
from tests.serving.process import free_port
from tests.soak.house import House
from tests.soak.knocks import Answer, Knock
from tests.soak.mutations import Mutations

_PATHS = ("/", "/press", "/slack/events", "/teams/messages", "/calendar/x.ics", "/healthz", "/readyz", "/metrics")
_ODD = (
    b"Content-Length: -1",
    b"Content-Length: " + b"9" * 4_400,
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: chunked, chunked",
    b"Expect: 100-continue",
    b"Upgrade: websocket\r\nConnection: Upgrade",
    b"Host: a\r\nHost: b",
    b"X: " + b"y" * 70_000,
    b"Cookie: \xff\xfe",
    b"\x00: \x00",
    b" folded",
)
_PATIENCE = 0.05
"""Seconds to wait for an answer to what is no whole request."""


@dataclass(slots=True)
class WireRoom:
    """Whoever can open a connection."""

    mutations: Mutations
    served: int
    """The port of the server."""
    metrics: int
    """The port of the metrics."""

    def begin(self) -> None:
        """Nothing here takes turns."""

    def think(self, dice: Random) -> Knock:
        """One connection with some bytes on it."""
        at_metrics = dice.random() < 0.3
        path = "/metrics" if at_metrics and dice.random() < 0.7 else dice.choice(_PATHS)
        method = dice.choice(("GET", "GET", "POST", "HEAD", "OPTIONS"))
        body = b"a=b" if method == "POST" else b""
        lines = [
            f"{method} {path} HTTP/1.{dice.choice('01')}".encode(),
            b"Host: 127.0.0.1:8765",
            b"Connection: close",
            *([b"Content-Length: 3"] if body else []),
            *([dice.choice(_ODD)] if dice.random() < 0.4 else []),
        ]
        raw = b"\r\n".join(lines) + b"\r\n\r\n" + body
        if dice.random() < 0.5:
            raw = self.mutations.raw(dice, raw)
        port, door = (self.metrics, "metrics") if at_metrics else (self.served, "wire")
        return Knock(door, path, raw[:3_000], lambda: _sent(port, raw))


async def _sent(port: int, raw: bytes) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        writer.write(raw)
        with suppress(TimeoutError, OSError):
            while piece := await asyncio.wait_for(reader.read(65_536), _PATIENCE):
                answer += piece
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    line, _, rest = answer.partition(b"\r\n")
    words = line.split(b" ")
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return Answer(status, rest.decode("utf-8", "replace"))


@asynccontextmanager
async def on_the_wire(house: House, mutations: Mutations) -> AsyncIterator[WireRoom]:
    """Serve everything at two ports of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(house.app, log_config=None, access_log=False, lifespan="off", server_header=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        waiting = metrics_door.asked(house.database, asyncio.get_running_loop(), utc_now)
        port = free_port()
        # It looks into the database by way of this loop, which is busy while it stops.
        with metrics_door.served(house.metrics, "127.0.0.1", port, waiting):
            yield WireRoom(mutations, listening.getsockname()[1], port)
            server.should_exit = True
            await serving
