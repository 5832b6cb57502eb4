"""One `weft serve` over one database, a Slack that keeps count, and people who press, while something is amiss."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic

import httpx
from sqlalchemy import text

from bot.chat.names import Identity
from bot.store.database import Database
from tests.serving.process import WEFT
from tests.soak.replica import Replica
from tests.soak.scene import PEOPLE, TEAMS, CountingSlack, Scene
from tests.stubs import slack_people as sending
from tests.stubs.slack import BOT_TOKEN, NEXT_TOKEN, SECRET

EVERYBODY = 2 * PEOPLE
PATIENCE = 30.0
"""Seconds; what is waited for takes one or two, unless the machine is busy with something else."""
NOT_SAVED = "could not save this just now"
SAVED = "is saved"
NEVER = ("Traceback", "receive.failed", "reply.failed")
"""What no log may say, whatever is amiss."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a press: Slack's own acknowledgement, after so many seconds."""

    status: int
    seconds: float


@dataclass(slots=True)
class Play:
    """Everybody and everything that takes part."""

    scene: Scene
    replica: Replica
    http: httpx.AsyncClient

    @property
    def people(self) -> list[Identity]:
        """Everybody, by turns of two workspaces."""
        return list(self.scene.people)

    @property
    def database(self) -> Database:
        """The same database, by a way of its own that nothing ails."""
        return self.scene.database

    async def ask(self) -> str:
        """Open a check-in and line everybody up to be asked, by a Slack that works."""
        asked = await self.scene.ask()
        self.scene.stub.stumbles.clear()
        return asked

    async def press(self, who: Identity, point: int = 3) -> Answered:
        """Somebody answers the latest check-in."""
        asked = self.scene.asked[-1]
        value = f'["check_in.tap", "{asked}:{point}"]'
        button = {"type": "button", "action_id": f"check_in.tap#{point}", "value": value}
        where = sending.on_post(TEAMS[who.tenant], "1.1", install=who.tenant)
        return await self._send(*sending.form(sending.press(button, who.user, team=who.tenant, **where)))

    async def open_home(self, who: Identity) -> Answered:
        """Somebody looks at their home page, which Slack tells of by the same event as often as it has to."""
        opened = {"type": "app_home_opened", "user": who.user, "tab": "home", "channel": "D1"}
        return await self._send(*sending.event_body(sending.event(opened, f"Ev{who.user}", who.tenant)))

    async def _send(self, body: bytes, kind: str) -> Answered:
        began = monotonic()
        url = f"{self.replica.url}/slack/events"
        answer = await self.http.post(url, content=body, headers=sending.signed(body, kind))
        return Answered(answer.status_code, monotonic() - began)

    def told(self, who: Identity) -> list[str]:
        """What somebody was told for their eyes only, in order."""
        return [json.dumps(body) for _, user, body in self.scene.stub.asides if user == who.user]

    def was_told(self, who: Identity) -> bool:
        """Whether somebody was told anything."""
        return bool(self.told(who))

    async def kept(self) -> int:
        """How many answers are on disk."""
        count = text("SELECT count(*) FROM response")
        return int(await self.database.read_answers(lambda session: session.connection().scalar(count)) or 0)

    async def ready(self) -> tuple[int, Mapping[str, str]]:
        """What `/readyz` says: its status, and a line for each check."""
        answer = await self.http.get(f"{self.replica.url}/readyz")
        return answer.status_code, answer.json()["checks"]

    async def is_ready(self) -> bool:
        """Whether `/readyz` says that all is well."""
        status, _ = await self.ready()
        return status == httpx.codes.OK

    async def fails(self, check: str) -> bool:
        """Whether `/readyz` says that this is not well."""
        status, checks = await self.ready()
        return status == httpx.codes.SERVICE_UNAVAILABLE and checks[check].startswith("failing")

    async def everybody_asked(self, times: int = 1) -> bool:
        """Whether each delivery is done, and everybody has been asked so often."""
        return await self.scene.progress() == {"sent": times * EVERYBODY}

    def marks(self) -> Sequence[str | None]:
        """The mark of each post that Slack made."""
        return [mark for _, _, mark in self.scene.stub.made]

    def logged(self) -> str:
        """All that it has said so far."""
        return self.replica.log.read_text(errors="replace")


async def until(happened: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something that can only be looked up."""
    async with asyncio.timeout(seconds):
        while not (seen if isinstance(seen := happened(), bool) else await seen):  # noqa: ASYNC110  see above
            await asyncio.sleep(0.05)


@asynccontextmanager
async def playing(
    folder: Path, url: str, *, command: Sequence[str] = (WEFT,), **settings: str
) -> AsyncIterator[Play]:
    """Serve this migrated database until the block ends; then everything must have been said in order.

    Args:
        folder: for the log.
        url: of a migrated database.
        command: what is `weft`.
        settings: beyond those that it needs.
    """
    stub = CountingSlack()
    await stub.start()
    needed = {
        "DATABASE_URL": url,
        "WEFT_WEB": "false",
        "WEFT_TICK_SECONDS": "1",
        "WEFT_LOG_FORMAT": "json",
        "SLACK_BOT_TOKEN": f"{BOT_TOKEN},{NEXT_TOKEN}",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": stub.api_url,
    }
    replica = Replica(folder, needed | settings, folder / "weft.log", command=command)
    try:
        with Database(url, busy_seconds=PATIENCE) as database:
            scene = Scene(stub, database, Random(1))
            await scene.begin()
            async with httpx.AsyncClient(timeout=PATIENCE) as http:
                await replica.start(http)
                play = Play(scene, replica, http)
                yield play
                assert await replica.end() == 0
                assert [
                    word for word in ("Traceback", "receive.failed", "reply.failed") if word in play.logged()
                ] == []
    finally:
        replica.let_go()
        await stub.stop()


async def asked_once(play: Play) -> None:
    """Ask everybody, and see that each of them is."""
    times = len(play.scene.asked) + 1
    await play.ask()
    await until(partial(play.everybody_asked, times))
    assert len(play.marks()) == len(set(play.marks())) == times * EVERYBODY
