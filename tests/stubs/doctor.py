"""A stand-in for what Slack says of tokens: whose they are, which scopes they have, and what its clock says."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from adapters.slack.manifest import scopes

APP_TOKEN, BOT_TOKEN, NEXT_TOKEN = "xapp-kept-to-itself", "xoxb-kept-to-itself", "xoxb-kept-to-itself-too"


def opens(team: str, number: int = 1, **more: object) -> dict[str, Any]:
    """What a bot token is answered with."""
    return {"ok": True, "team": team, "team_id": f"T{number}", "user_id": "U1", "bot_id": "B1", **more}


def refused(code: str) -> dict[str, Any]:
    """What a token is answered with that Slack does not take."""
    return {"ok": False, "error": code}


@dataclass(slots=True)
class Desk:
    """Where tokens are shown to Slack."""

    url: str = ""
    answers: dict[str, Mapping[str, Any] | web.Response] = field(
        default_factory=lambda: {BOT_TOKEN: opens("Fen Trust"), APP_TOKEN: {"ok": True, "url": "wss://slack.example"}}
    )
    """By token; one that is not there is refused."""
    scopes: list[str] | None = field(default_factory=scopes)
    """Those that every token has; None when nothing is said of them."""
    late: timedelta = timedelta()
    """By how much Slack's clock is behind ours."""

    async def answer(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        answer = self.answers.get(token, refused("invalid_auth"))
        if isinstance(answer, web.Response):
            return answer
        headers = {"Date": format_datetime(datetime.now(UTC) - self.late, usegmt=True)}
        if self.scopes is not None:
            headers["x-oauth-scopes"] = ",".join(self.scopes)
        return web.json_response(answer, headers=headers)


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """A desk on loopback, until the block ends."""
    made = Desk()
    app = web.Application()
    app.router.add_post("/api/{method}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    made.url = f"http://{host}:{port}/api/"
    try:
        yield made
    finally:
        await runner.cleanup()
