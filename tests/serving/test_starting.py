"""Slack down when Weft starts: everything else serves, and Slack joins in as soon as it can."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session
from structlog.testing import capture_logs

from adapters import connections
from bot import settings
from bot.app import utc_now
from bot.chat.names import Lane
from bot.chat.platform import Platform
from bot.cli import serving
from bot.cli.build import build
from bot.cli.serving import serve_until_stopped
from bot.errors import SettingsInvalid
from bot.store import holds
from bot.store.database import Database
from tests.databases import Databases, Sqlite
from tests.serving.process import free_port
from tests.stubs import slack_people as people
from tests.stubs.slack import BOT_TOKEN, SECRET, TEAM, SlackStub, Stumble

PAUSE = 0.02
DOWN = Stumble(500, "<h1>Server error</h1>", only="auth.test")


@dataclass(slots=True)
class Start:
    """A start of Weft in this process, with a Slack that is down."""

    stub: SlackStub
    url: str
    serving: "asyncio.Task[None]"
    database: Database

    async def event(self) -> int:
        """Slack sends an event; the status that it is answered with."""
        body, kind = people.event_body(people.event({"type": "app_home_opened", "user": "U1", "tab": "messages"}))
        async with httpx.AsyncClient() as client:
            sent = await client.post(f"{self.url}/slack/events", content=body, headers=people.signed(body, kind))
        return sent.status_code

    async def inbox(self) -> int:
        """Somebody looks at the web inbox; the status that they see."""
        return await self.status("")

    async def status(self, path: str) -> int:
        """The status that a page is answered with."""
        async with httpx.AsyncClient() as client:
            return (await client.get(self.url + path)).status_code

    async def given_up(self, head: bytes) -> bool:
        """Whether a connection is closed without an answer on which only this is ever said."""
        reader, writer = await asyncio.open_connection("127.0.0.1", int(self.url.rpartition(":")[2]))
        writer.write(head)
        said = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return not said


@pytest.fixture
async def stub() -> AsyncIterator[SlackStub]:
    stub = SlackStub()
    await stub.start()
    yield stub
    await stub.stop()


LOST = Lane("slack", TEAM)


def _lose(session: Session) -> None:
    """Slack did not let us in for long, before this start."""
    for _ in range(12):
        holds.lose(session, LOST, utc_now())


async def _waits(weft: Start) -> bool:
    return LOST in await weft.database.read(lambda session: holds.waiting(session, utc_now()))


@asynccontextmanager
async def started(
    stub: SlackStub, chosen: Databases, patch: pytest.MonkeyPatch, folder: Path, token: str = BOT_TOKEN
) -> AsyncIterator[Start]:
    """Weft, from when it says that it serves."""
    patch.chdir(folder)
    port = free_port()
    given = {"SLACK_BOT_TOKEN": token, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": stub.api_url}
    for name, value in {**given, "WEFT_PORT": str(port), "WEFT_SECRET": "for tests only" * 3}.items():
        patch.setenv(name, value)
    told = asyncio.Event()

    async def tell(_: Sequence[Platform]) -> None:
        told.set()

    with chosen.fresh() as url, Database(url) as database:
        await database.write(_lose)
        weft = build(settings.read(), database)
        running = asyncio.create_task(serve_until_stopped(weft, tell, pause=PAUSE))
        await asyncio.wait({running, asyncio.ensure_future(told.wait())}, return_when=asyncio.FIRST_COMPLETED)
        yield Start(stub, f"http://127.0.0.1:{port}", running, database)
        assert running.done()


async def test_slack_joins_in_when_it_is_up_again(
    stub: SlackStub, chosen: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stub.stumbles += [DOWN] * 1_000
    with capture_logs() as logged:
        async with started(stub, chosen, monkeypatch, tmp_path) as weft:
            assert await weft.inbox() == 401
            assert await weft.event() == 503
            assert await _waits(weft)
            stub.stumbles.clear()
            async with asyncio.timeout(10):
                while await weft.event() != 200:  # noqa: ASYNC110  what Slack meets can only be looked up
                    await asyncio.sleep(PAUSE)
                while await _waits(weft):  # noqa: ASYNC110  as above
                    await asyncio.sleep(PAUSE)
            signal.raise_signal(signal.SIGTERM)
            await weft.serving
    said = [line for line in logged if line["event"].startswith("platform.")]
    assert {
        "event": "platform.not_started",
        "platform": "slack",
        "fault": "Uncertain",
        "reason": "Slack answered with status 500 and no reason",
        "log_level": "warning",
    } in said
    assert [line["event"] for line in said].index("platform.started") == len(said) - 1


async def test_a_workspace_that_was_lost_is_tried_at_once_after_a_start(
    stub: SlackStub, chosen: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with started(stub, chosen, monkeypatch, tmp_path) as weft:
        assert not await _waits(weft)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(weft.serving, 10)


async def test_a_token_that_is_refused_later_ends_it_too(
    stub: SlackStub, chosen: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stub.stumbles.append(DOWN)
    async with started(stub, chosen, monkeypatch, tmp_path, token="xoxb-hush") as weft:
        with pytest.raises(SettingsInvalid, match="slack could not be started: Slack answered invalid_auth"):
            await asyncio.wait_for(weft.serving, 10)


async def test_it_stops_while_slack_is_still_down(
    stub: SlackStub, chosen: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stub.stumbles += [DOWN] * 1_000
    async with started(stub, chosen, monkeypatch, tmp_path) as weft:
        assert await weft.inbox() == 401
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(weft.serving, 10)
        left = len(stub.stumbles)
        await asyncio.sleep(PAUSE * 3)
        assert len(stub.stumbles) == left


@pytest.mark.parametrize("head", [b"", b"GET /healthz HT", b"GET /healthz HTTP/1.1\r\nHost: weft\r\nX-Slow: 1"])
async def test_whoever_connects_and_does_not_say_what_they_want_is_given_up(
    stub: SlackStub, sqlite: Sqlite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, head: bytes
) -> None:
    monkeypatch.setattr(connections, "HEAD", 0.3)
    async with started(stub, sqlite, monkeypatch, tmp_path) as weft:
        assert await weft.given_up(head)
        assert await weft.given_up(b"GET /healthz HTTP/1.1\r\nHost: weft\r\n\r\n" + head) is False
        signal.raise_signal(signal.SIGTERM)
        await weft.serving


async def test_whoever_comes_beyond_what_can_be_served_is_told_to_come_again(
    stub: SlackStub, sqlite: Sqlite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(serving, "_AT_ONCE", 2)
    async with started(stub, sqlite, monkeypatch, tmp_path) as weft:
        assert await weft.inbox() == 401
        _, idle = await asyncio.open_connection("127.0.0.1", int(weft.url.rpartition(":")[2]))
        assert await weft.inbox() == 503
        assert await weft.status("/healthz") == 200
        idle.close()
        await idle.wait_closed()
        async with asyncio.timeout(10):
            while await weft.inbox() != 401:  # noqa: ASYNC110  when the server has noticed can only be looked up
                await asyncio.sleep(PAUSE)
        signal.raise_signal(signal.SIGTERM)
        await weft.serving
