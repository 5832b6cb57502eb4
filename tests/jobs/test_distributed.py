"""Replicas on one PostgreSQL: they share the work, take over from each other, and come back with the database."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.app import Bot
from bot.chat.names import Lane
from bot.domain.host import Host
from bot.errors import StoreUnavailable
from bot.store.database import Database
from jobs import jumps
from jobs.distributed import engine as engines
from jobs.distributed import recovery, schema
from jobs.distributed.engine import Distributed
from tests.databases import Postgresql
from tests.jobs.test_clock import until
from tests.jobs.test_schema import connected
from tests.world import ADA, LENA, MO, World, fenland

LANE = Lane("chat", "T1")
_HELD_BY_NOBODY = """
    WITH gone AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)
    INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status, worker_id)
    SELECT 'lanes', 'drain', 'chat:T1', 'chat:T1', '{"platform": "chat", "tenant": "T1"}', 'doing', id FROM gone
"""


@pytest.fixture
def url(postgresql: Postgresql) -> Iterator[str]:
    with postgresql.fresh() as made:
        schema.build(made)
        yield made
        with connected(made) as connection:
            connection.execute(
                "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
            )


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_COOL", 0.0)
    monkeypatch.setattr(engines, "_AGAIN", 0.1)
    monkeypatch.setattr(engines, "_LOOK", 0.2)


@asynccontextmanager
async def running(*engines_: Distributed) -> AsyncIterator[None]:
    """Let these run until the block ends."""
    async with AsyncExitStack() as stack:
        tasks = [asyncio.create_task(each.run()) for each in engines_]

        async def stop() -> None:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(each, asyncio.CancelledError) for each in ended)

        stack.push_async_callback(stop)
        yield


class Slow(Bot):
    """A bot that notes who drains which lane, and takes its time over it."""

    def __init__(self, database: Database, free: asyncio.Event) -> None:
        super().__init__(database, [], Host())
        self.free = free
        self.drained: Counter[str] = Counter()

    async def drain(self, lane: Lane, turn: timedelta | None = None) -> int:
        """Wait until everybody is let go."""
        del turn
        self.drained[lane.tenant] += 1
        await self.free.wait()
        return 0


async def test_two_replicas_ask_everybody_once(url: str) -> None:
    with Database(url) as one, Database(url) as other:
        world = await fenland(one)
        await world.schedule()
        rival = World(other, chat=world.chat)
        world.now = rival.now = datetime.fromisoformat("2026-05-05 08:30Z")
        replicas = Distributed(world.bot(), url, 1), Distributed(rival.bot(), url, 1)
        async with running(*replicas):
            await until(lambda: all(world.chat.to(who) for who in (ADA, LENA, MO)))
            await until(lambda: all(each.alive(datetime.now(UTC)) for each in replicas))
            await asyncio.sleep(1)
        assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]
        assert {row["progress"] for row in (await world.dump())["delivery"]} == {"sent"}


async def test_a_lane_is_drained_by_one_at_a_time_however_often_it_is_woken(url: str) -> None:
    with Database(url) as database:
        free = asyncio.Event()
        bots = Slow(database, free), Slow(database, free)
        replicas = [Distributed(bot, url, 60) for bot in bots]
        async with running(*replicas):
            await until(lambda: all(each.alive(datetime.now(UTC)) for each in replicas))
            for _ in range(5):
                for each in replicas:
                    await each.wake(LANE)
                    await each.wake(Lane("chat", "T2"))
            await until(lambda: sum(bot.drained.total() for bot in bots) == 2)
            await asyncio.sleep(0.5)
            assert sum(bot.drained.total() for bot in bots) == 2, "one runner for each lane"
            free.set()
            # What was woken meanwhile waits as one.
            await until(lambda: sum(bot.drained.total() for bot in bots) == 4)
            await asyncio.sleep(0.5)
            assert sum(bot.drained.total() for bot in bots) == 4


async def test_what_a_replica_held_that_is_gone_is_drained_by_another(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "SILENT", 1.0)
    monkeypatch.setattr(recovery, "HEARTBEAT", 0.3)
    with Database(url) as database:
        free = asyncio.Event()
        free.set()
        bot = Slow(database, free)
        replica = Distributed(bot, url, 60)
        with connected(url) as connection:
            connection.execute(_HELD_BY_NOBODY)
        with capture_logs() as logged:
            async with running(replica):
                await until(lambda: bool(bot.drained))
        assert bot.drained["T1"] >= 1
        assert [line["platform"] for line in logged if line["event"] == "lane.taken_over"] == ["chat"]


async def test_what_waits_already_does_not_wait_for_the_first_tick(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database(url) as database:
        free = asyncio.Event()
        free.set()
        bot = Slow(database, free)

        async def waiting() -> tuple[Lane]:
            return (LANE,)

        monkeypatch.setattr(bot, "lanes_due", waiting)
        monkeypatch.setattr(engines, "_TOGETHER", {"tick": engines._TOGETHER["tick"]})  # noqa: SLF001  no waking
        async with running(Distributed(bot, url, 60)):
            await until(lambda: bot.drained["T1"] == 1)


class Busy(Slow):
    """A bot that posts at each of its first looks at a lane."""

    looks = 2

    async def drain(self, lane: Lane, turn: timedelta | None = None) -> int:
        """Post one, or nothing."""
        await super().drain(lane, turn)
        return int(self.drained[lane.tenant] <= self.looks)


async def test_a_lane_is_kept_until_it_has_rested(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_COOL", 0.5)
    monkeypatch.setattr(engines, "_LOOK_ONCE_MORE", 0.05)
    with Database(url) as database:
        free = asyncio.Event()
        free.set()
        bot = Busy(database, free)
        replica = Distributed(bot, url, 60)
        async with running(replica):
            await until(lambda: replica.alive(datetime.now(UTC)))
            await replica.wake(LANE)
            await until(lambda: bot.drained["T1"] > bot.looks + 3)
            bot.looks = bot.drained["T1"] + 1
            await until(lambda: bot.drained["T1"] > bot.looks)
            await asyncio.sleep(1)
            seen = bot.drained["T1"]
            await asyncio.sleep(0.5)
            assert bot.drained["T1"] == seen, "rested, it is given up"


async def test_where_all_places_are_taken_lanes_take_turns(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_AT_ONCE", 1)
    monkeypatch.setattr(engines, "_TURN", timedelta())
    with Database(url) as database:
        free = asyncio.Event()
        free.set()
        bot = Busy(database, free)
        bot.looks = 1_000_000
        replica = Distributed(bot, url, 60)
        async with running(replica):
            await until(lambda: replica.alive(datetime.now(UTC)))
            await replica.wake(LANE)
            await replica.wake(Lane("chat", "T2"))
            await until(lambda: min(bot.drained["T1"], bot.drained["T2"]) >= 2)


async def test_a_database_that_goes_and_comes_back_finds_everything_at_work_again(url: str) -> None:
    with Database(url) as database:
        free = asyncio.Event()
        free.set()
        bot = Slow(database, free)
        replica = Distributed(bot, url, 1)
        with capture_logs() as logged:
            async with running(replica):
                await until(lambda: replica.alive(datetime.now(UTC)))
                for _ in range(3):
                    _cut_off(url)
                    await asyncio.sleep(0.3)
                before = bot.drained.total()
                for _ in range(100):
                    try:
                        await replica.wake(LANE)
                        break
                    except Exception:  # noqa: BLE001  it is not back yet
                        await asyncio.sleep(0.05)
                await until(lambda: bot.drained.total() > before)
                await until(lambda: replica.alive(datetime.now(UTC)))
        assert {line["part"] for line in logged if line["event"] == "engine.part_ended"} <= {
            "clock",
            "lanes",
            "look-out",
        }


async def test_ticks_go_on_when_the_clock_was_set_back(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Callable[[], object]] = []

    async def watch(jumped: Callable[[], object]) -> None:
        heard.append(jumped)
        await asyncio.Event().wait()

    monkeypatch.setattr(jumps, "watch", watch)
    with Database(url) as database:
        bot, ticks = Slow(database, asyncio.Event()), Counter[str]()

        async def tick() -> tuple[()]:
            ticks["wake"] += 1
            return ()

        monkeypatch.setattr(bot, "lanes_due", tick)
        replica = Distributed(bot, url, 1)
        with capture_logs() as logged:
            async with running(replica):
                # The first comes of the start, and those after it of the clock.
                await until(lambda: ticks["wake"] >= 3)
                with connected(url) as connection:
                    # It has seen ticks of an hour that is yet to come.
                    connection.execute(
                        "UPDATE procrastinate_periodic_defers SET defer_timestamp = defer_timestamp + 3600"
                    )
                (jumped,) = heard
                jumped()
                before = ticks["wake"]
                await until(lambda: ticks["wake"] >= before + 2)
                assert replica.alive(datetime.now(UTC))
        assert [line["part"] for line in logged if line["event"] == "engine.part_ended"] == ["clock"]


async def test_a_replica_says_so_when_nobody_looks_out_or_a_job_fails(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(url) as database:
        bot = Slow(database, asyncio.Event())
        replica = Distributed(bot, url, 1)
        assert not replica.alive(datetime.now(UTC)), "it has yet to begin"

        async def fail() -> None:
            raise StoreUnavailable("the database refused: read-only")

        async with running(replica):
            await until(lambda: replica.alive(datetime.now(UTC)))
            monkeypatch.setattr(engines, "_UNSEEN", -1.0)
            assert not replica.alive(datetime.now(UTC))
            monkeypatch.undo()
        failing = Slow(database, asyncio.Event())
        monkeypatch.setattr(failing, "open_due", fail)
        replica = Distributed(failing, url, 1)
        with capture_logs():
            async with running(replica):
                await until(lambda: replica.faulty(datetime.now(UTC)) == ["open"])
                assert not replica.alive(datetime.now(UTC))


def _cut_off(url: str) -> None:
    with connected(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
