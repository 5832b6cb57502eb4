"""A client that sends signed button presses over 32 kept-alive connections, as fast as they are acknowledged."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote_plus

SECRET = "bench-signing-secret"
CONNECTIONS = 32
Served = Callable[[int], None]
"""Told the number of each request that was acknowledged with 200."""


def press(user: str, verb: str, subject: str, number: int) -> dict[str, object]:
    """A `block_actions` payload as Slack sends it for a press on a channel's card."""
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "bench", "name": "bench", "team_id": "T1"},
        "api_app_id": "A1",
        "token": "unused",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": False},
        "trigger_id": f"{number}.1.a",
        "team": {"id": "T1", "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C1", "name": "bench"},
        "message": {"type": "message", "ts": "1.1", "user": "UBOT", "text": "How are we doing? " * 20, "blocks": []},
        "state": {"values": {}},
        "response_url": f"http://127.0.0.1:9/actions/{number}",
        "actions": [
            {
                "type": "button",
                "action_id": f"{verb}#{number % 5}",
                "block_id": "b",
                "value": json.dumps([verb, subject]),
                "text": {"type": "plain_text", "text": "4", "emoji": False},
                "action_ts": "1.2",
            }
        ],
    }


def signed(port: int, path: str, payloads: Iterator[dict[str, object]]) -> list[bytes]:
    """Whole HTTP requests, signed now."""
    requests = []
    for payload in payloads:
        body = f"payload={quote_plus(json.dumps(payload))}"
        stamp = str(int(time.time()))
        seal = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={seal}\r\n\r\n"
        )
        requests.append((head + body).encode())
    return requests


async def send(
    port: int,
    requests: Sequence[bytes],
    served: Served = lambda _: None,
    accepted: Sequence[bytes] = (b"200",),
    *,
    connections: int = CONNECTIONS,
) -> float:
    """Send them all; requests per second that were answered with an accepted status.

    A connection that breaks ends quietly.
    """
    left = iter(enumerate(requests))
    done = 0

    async def one() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for number, request in left:
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                if head.split(b" ", 2)[1] not in accepted:
                    raise RuntimeError(f"refused: {head[:40]!r}")
                done += 1
                served(number)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return done / (time.perf_counter() - began)
