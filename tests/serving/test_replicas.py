"""Two `weft serve` over one PostgreSQL: what one leaves as it dies or stands still, the other finishes, once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.chat.names import Identity
from bot.domain.delivery import LEASE, Purpose, Recipient
from bot.domain.occurrence import State, occur
from bot.domain.partnership import Sector
from bot.domain.prompt import Kind, ScaleQuestion
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from bot.store import deliveries, members, occurrences, partnerships, prompts, schedules
from bot.store.database import Database
from tests.databases import Postgresql
from tests.serving.process import Running, run, serving
from tests.stubs.slack import (
    APP_TOKEN,
    BOT_TOKEN,
    CHANNEL,
    NEXT_CHANNEL,
    NEXT_TEAM,
    NEXT_TOKEN,
    SECRET,
    TEAM,
    SlackStub,
)

PEOPLE = 60
"""In each of two workspaces."""
ROUNDS = int(os.environ.get("WEFT_SOAK_ROUNDS", "1"))
"""More than one is for a soak: later ones die at random moments, and every third stands still past its leases."""
NOTICED = 15.0
"""Seconds in which a replica's lanes run elsewhere."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A check-in that is open, and everybody who is to be asked."""

    stub: SlackStub
    database: Database
    settings: dict[str, str]
    people: list[Identity]

    async def ask(self, most: int = 2 * PEOPLE) -> None:
        """Line up so many of them, as opening it would."""
        await self.database.write(partial(self._ask, most=most))

    def posts(self) -> int:
        """How many posts Slack has made."""
        return sum(method == "chat.postMessage" for method, _ in self.stub.calls)

    def each(self) -> list[int]:
        """How many posts each of them has."""
        return [len(self.stub.posts.get(self.stub.direct(who.user, who.tenant), {})) for who in self.people]

    async def progress(self) -> set[str]:
        """How far the deliveries have come."""
        rows = text("SELECT DISTINCT progress FROM delivery")
        return set(await self.database.read_answers(lambda session: list(session.connection().scalars(rows))))

    def _ask(self, session: Session, most: int) -> None:
        now = datetime.now(UTC)
        partnership = partnerships.start(session, "Fenland", "UTC")
        organisation = partnerships.add_organisation(session, partnership.id, "One", Sector.NHS, "x@example.org")
        question = ScaleQuestion("q1", "How are we doing?")
        prompt = prompts.write(
            session, partnership.id, kind=Kind.PULSE, title="Pulse", theme="", questions=(question,)
        )
        slot = (now - timedelta(hours=1)).replace(tzinfo=None, microsecond=0)
        schedule = Schedule(
            id=uuid4().hex,
            partnership=partnership.id,
            prompt=prompt.id,
            rhythm=Rhythm("FREQ=YEARLY", slot, "UTC"),
            audience=Audience(Whom.EVERYBODY),
            open_for=timedelta(days=7),
            remind_before=None,
            visibility=Visibility.ATTRIBUTED,
            status=Status.ACTIVE,
        )
        schedules.save(session, schedule, now)
        occurrence = occur(schedule, slot, uuid4().hex, State.OPEN)
        occurrences.open_once(session, occurrence)
        recipients = []
        for number, who in enumerate(self.people[:most]):
            member = members.join(
                session,
                who,
                partnership=partnership.id,
                organisation=organisation.id,
                name=f"Member {number}",
                roles=(),
                zone="UTC",
                now=now,
            )
            recipients.append((Recipient(member=member.id), who.lane))
        deliveries.plan(
            session,
            partnership=partnership.id,
            purpose=Purpose.ASK,
            about=occurrence.id,
            recipients=recipients,
            not_before=now,
        )


@pytest.fixture
def url(postgresql: Postgresql) -> Iterator[str]:
    with postgresql.empty() as made:
        yield made


@pytest.fixture
async def scene(url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    stub = SlackStub(lag=0.5)
    await stub.start()
    settings = {
        "DATABASE_URL": url,
        "WEFT_WEB": "false",
        "WEFT_TICK_SECONDS": "1",
        "SLACK_BOT_TOKEN": f"{BOT_TOKEN},{NEXT_TOKEN}",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": stub.api_url,
    }
    assert (await run(tmp_path, "migrate", **settings)).code == 0
    people = [
        Identity("slack", team, stub.join(f"P{number}", team=team, channel=channel))
        for number in range(PEOPLE)
        for team, channel in ((TEAM, CHANNEL), (NEXT_TEAM, NEXT_CHANNEL))
    ]
    with Database(url) as database:
        yield Scene(stub, database, settings, people)
    await stub.stop()


@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_what_a_replica_leaves_as_it_dies_or_stands_still_another_finishes_once(
    scene: Scene, tmp_path: Path, round_: int
) -> None:
    dice = Random(round_)
    # The first answers of a post come late, so that it is made and not recorded.
    some, stands_still = dice.randint(1, 40) if round_ else 15, round_ % 3 == 1
    async with AsyncExitStack() as stack:
        one, other = await _two(stack, scene, tmp_path)
        # It stands still until the first has both lanes.
        other.process.send_signal(signal.SIGSTOP)
        await scene.ask()
        await _until(lambda: scene.posts() >= some, 2 * NOTICED)
        await asyncio.sleep(dice.random() if round_ else 0.0)
        one.process.send_signal(signal.SIGSTOP if stands_still else signal.SIGKILL)
        other.process.send_signal(signal.SIGCONT)
        before = scene.posts()
        await _until(lambda: scene.posts() > before + 20, NOTICED)
        await _until(lambda: min(scene.each()) == 1, LEASE.total_seconds() + NOTICED)
        if stands_still:
            await asyncio.sleep(LEASE.total_seconds())
            one.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(NOTICED / 3)
        await _settled(scene, LEASE.total_seconds() + NOTICED)
        assert scene.each() == [1] * len(scene.people)
        assert await other.end() == 0
        if stands_still:
            assert await one.end() == 0


async def test_web_and_work_can_be_apart(scene: Scene, tmp_path: Path) -> None:
    async with serving(tmp_path, "--only", "web", **scene.settings) as web, httpx.AsyncClient() as client:
        await _healthy(web, client)
        await scene.ask(8)
        await asyncio.sleep(2)
        assert scene.posts() == 0
        # Nothing that people do is taken in by a socket, either.
        settings = {**scene.settings, "SLACK_APP_TOKEN": APP_TOKEN}
        async with serving(tmp_path, "--only", "work", **settings) as work:
            await _until(lambda: sum(scene.each()) == 8, NOTICED)
            await _settled(scene)
            await _healthy(work, client)
            assert (await client.post(f"{work.url}/slack/events")).status_code == 404
            assert (await client.post(f"{web.url}/slack/events")).status_code == 401
            assert await work.end() == 0
        assert scene.stub.sockets == []
        assert await web.end() == 0


async def test_a_file_belongs_to_one_process(tmp_path: Path) -> None:
    refused = await run(tmp_path, "serve", "--only", "work")
    assert refused.code == 1
    assert "set DATABASE_URL" in refused.err


async def _two(stack: AsyncExitStack, scene: Scene, folder: Path) -> list[Running]:
    replicas = [await stack.enter_async_context(serving(folder, "--no-example", **scene.settings)) for _ in range(2)]
    async with httpx.AsyncClient() as client:
        for each in replicas:
            await _healthy(each, client)
    return replicas


async def _healthy(weft: Running, client: httpx.AsyncClient) -> None:
    for _ in range(300):
        try:
            if (await client.get(f"{weft.url}/healthz")).is_success:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.1)
    raise AssertionError("it never was healthy")


async def _settled(scene: Scene, seconds: float = NOTICED) -> None:
    async with asyncio.timeout(seconds):
        while await scene.progress() != {"sent"}:  # noqa: ASYNC110  what is on disk can only be looked up
            await asyncio.sleep(0.1)


async def _until(happened: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110  what Slack has taken can only be looked up
            await asyncio.sleep(0.05)
