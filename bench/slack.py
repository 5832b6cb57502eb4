"""A Slack that lets no workspace and no conversation be written to faster than it says, and keeps count."""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

RATE = 4.0
"""Messages a second that a workspace takes in the long run: 240 a minute, of Slack's "several hundred"."""
BURST = 20
"""Messages that a workspace takes at once after a rest."""
APART = 1.0
"""Seconds between two messages in one conversation."""
_ON_ITS_WAY = 1.0
"""Seconds by which what was sent in time may come together with what was sent after it."""
REPORT = "report"


@dataclass(slots=True)
class Workspace:
    """How much of its allowance one workspace has left, and when it was last written to."""

    left: float = BURST + RATE * _ON_ITS_WAY
    at: float = 0.0
    conversations: dict[str, float] = field(default_factory=dict)

    def refused(self, conversation: str, now: float) -> float | None:
        """None if this message is taken, else the seconds to wait before the next."""
        self.left = min(BURST + RATE * _ON_ITS_WAY, self.left + (now - self.at) * RATE)
        self.at = now
        free = self.conversations.get(conversation, 0.0) + APART - _ON_ITS_WAY / 4
        if now < free:
            return free - now
        if self.left < 1:
            return (1 - self.left) / RATE
        self.left -= 1
        self.conversations[conversation] = now
        return None


@dataclass(slots=True)
class Count:
    """What came: seconds are those of the clock on the wall."""

    posts: int = 0
    refused: int = 0
    first: float = 0.0
    last: float = 0.0
    workspaces: dict[str, Workspace] = field(default_factory=dict)

    def post(self, team: str, conversation: str) -> float | None:
        """Count a message; the seconds to wait where it comes too soon."""
        now = time.time()
        wait = self.workspaces.setdefault(team, Workspace()).refused(conversation, now)
        if wait is not None:
            self.refused += 1
            return wait
        self.posts += 1
        self.first, self.last = self.first or now, now
        return None

    def report(self) -> Mapping[str, object]:
        """All of it, and how many were written to."""
        written = sum(len(each.conversations) for each in self.workspaces.values())
        return {
            "posts": self.posts,
            "refused": self.refused,
            "first": self.first,
            "last": self.last,
            "written": written,
        }


def serve(port: int) -> None:
    """Serve the Web API of as many workspaces as there are tokens: `xoxb-7` is of the workspace `T7`."""
    count = Count()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = head.partition("content-length:")[2].partition("\r\n")[0].strip()
                body = await reader.readexactly(int(length or 0))
                method = head.split(" ", 2)[1].rpartition("/")[2]
                team = "T" + head.partition("bearer xoxb-")[2].partition("\r\n")[0]
                writer.write(_answer(count, team, method, body))
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    async def main() -> None:
        async with await asyncio.start_server(talk, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(main())


def _answer(count: Count, team: str, method: str, body: bytes) -> bytes:
    if method == REPORT:
        return _http(count.report())
    known = {"ok": True, "team_id": team, "user_id": f"BOT{team}", "bot_id": f"B{team}"}
    if method != "chat.postmessage":
        return _http(known)
    channel = json.loads(body)["channel"]
    wait = count.post(team, channel)
    if wait is not None:
        return _http({"ok": False, "error": "ratelimited"}, f"429 Too Many\r\nRetry-After: {ceil(wait)}")
    return _http({**known, "channel": f"D{channel}", "ts": f"{count.posts}.1"})


def _http(data: Mapping[str, object], status: str = "200 OK") -> bytes:
    said = json.dumps(data).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
    return head.encode() + said


if __name__ == "__main__":
    serve(int(sys.argv[1]))
