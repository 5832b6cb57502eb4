"""Weft started with Slack's credentials: what is pressed over the socket is acknowledged and kept."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import httpx

from bot.store import partnerships
from bot.store.database import Database
from tests.contract.slack_reading import button_in, states
from tests.serving.process import serving
from tests.serving.test_serving import healthy
from tests.stubs import slack_people as people
from tests.stubs.slack import APP_TOKEN, BOT_TOKEN, SlackStub

STARTED = {
    "partnership": "Fenland hush",
    "zone": "Europe/London",
    "name": "Ada",
    "organisation": "Fen Trust",
    "sector": "nhs",
    "contact": "data@fen.example",
    "basis": "public_task",
    "retention": "730",
}


async def test_the_same_command_serves_slack_over_its_socket(tmp_path: Path, database_url: str) -> None:
    stub = SlackStub()
    await stub.start()
    credentials = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": stub.api_url}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in credentials.items()))
    settings = {"WEFT_TICK_SECONDS": "0.2", "WEFT_SECRET": "for tests only" * 3, "DATABASE_URL": database_url}
    async with serving(tmp_path, **settings) as weft:
        assert "serves slack and web" in await weft.says("Weft serves")
        ada = stub.join("Ada")
        opened = {"type": "app_home_opened", "user": ada, "tab": "home", "channel": "D1"}
        await stub.push("events_api", people.event(opened), retry_attempt=0, retry_reason="")
        home = await _home(stub, ada)
        start = button_in(home["blocks"], "Start a partnership")
        await stub.push("interactive", people.press(start, ada, name="Ada", **people.on_view(home)))
        [form] = stub.views.values()
        sent = people.submission(form, states(form, STARTED), ada, name="Ada")
        ack = await stub.push("interactive", sent)
        assert ack["payload"]["response_action"] == "update"
        with Database(database_url) as database:
            assert list((await database.read(partnerships.names)).values()) == ["Fenland hush"]
        async with httpx.AsyncClient() as client:
            await healthy(weft, client)
        assert await weft.end(signal.SIGINT) == 0
    await stub.stop()
    logged = "\n".join(weft.err)
    assert [word for word in ("hush", "Ada", "/enter/", BOT_TOKEN, APP_TOKEN, ada) if word in logged] == []
    assert "Traceback" not in logged


async def _home(stub: SlackStub, user: str) -> dict[str, Any]:
    """The home page, which is published after its event is acknowledged."""
    async with asyncio.timeout(5):
        while user not in stub.homes:  # noqa: ASYNC110  what Slack has taken can only be looked up
            await asyncio.sleep(0.01)
    return stub.homes[user]
