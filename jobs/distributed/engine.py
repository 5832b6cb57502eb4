"""Replicas that are equal: each has the clock, the workers, and the look-out for replicas that are gone."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

from bot.app import Bot
from bot.chat.names import Lane
from bot.domain import intervals
from bot.domain.delivery import LEASE
from jobs import jumps
from jobs.distributed import recovery, schema
from jobs.engine import AT_LEISURE, LAST_JOBS
from jobs.ticks import STILL, Ticks

_AT_ONCE = 64
"""Lanes that one replica drains at a time."""
_TURN = timedelta(minutes=2)
"""How long a lane is drained before another may have its place, where all places are taken."""
_COOL = 5.0
"""Seconds after its last post before a lane is given up: whoever drains it next knows of no post, and begins with as
many at once as a platform takes after a rest of this length."""
_LOOK_ONCE_MORE = 1.0
"""Seconds between two looks, meanwhile, for what has come to be posted there since."""
_CONNECTIONS = 6
_LOOK, _AGAIN = 2.0, 1.0
"""Seconds between two looks for replicas that are gone, and before what ended is begun anew."""
_POLLS = {"lanes": 2.0, "ticks": 5.0}
"""Seconds between two looks for jobs of whose coming no notice was given: those that waited for another one's end."""
_UNSEEN = 15.0
"""Seconds without such a look after which this replica says that it is not well."""
_LATELY = 2.5
"""Seconds for which a part that ended says that something is amiss: over a full disk each ends again at once."""
_TOGETHER = {
    "tick": ("open", "remind", "close", "digest"),
    "wake": ("wake",),
    "refresh": ("refresh",),
    "retain": ("retain",),
}
"""The bot's jobs by what lines them up: each takes a few statements of its own, idle or not, in every replica.

Rewriting is not among them: only a database in a file needs it.
"""
_RARE = frozenset({"retain"})
"""What is done once a day, and need not be thought of more often than once a minute."""
_ONCE = frozenset({"begin", "prepare"})
"""Parts of the engine that come to an end."""
_log = structlog.get_logger()

_Part = Callable[[], Coroutine[object, object, None]]


class Distributed:
    """Satisfies `Engine` over PostgreSQL. Ticks are lined up once for all replicas, lanes drained by one of them."""

    def __init__(self, bot: Bot, url: str, seconds: float) -> None:
        self._bot = bot
        self._ticks = Ticks(bot, self.wake)
        plain, options = schema.conninfo(url)
        connector = PsycopgConnector(
            conninfo=plain, kwargs={"options": options}, min_size=1, max_size=_CONNECTIONS, timeout=5.0
        )
        # Two apps over one connector: lanes that take long never keep a tick from its place.
        self._clock, self._lanes = App(connector=connector), App(connector=connector)
        self._lanes.task(name="drain", queue="lanes")(self._drain)
        for name in _TOGETHER:
            self._every(name, 60 if name in _RARE else max(round(seconds), 1))
        self._parts: dict[str, asyncio.Task[None]] = {}
        self._stop = asyncio.Event()
        self._draining = 0
        self._looked: float | None = None
        self._taken_over: dict[Lane, float] = {}
        """Lanes of replicas that are gone, and until when what these held may still be theirs."""
        self._ended: float | None = None
        """When a part last ended by a fault."""
        self._ticked, self._ticked_at = -1, 0.0
        self._heard: datetime | None = None
        """When a tick that any replica had lined up was last heard of."""

    async def wake(self, lane: Lane) -> None:
        """Satisfies `Engine`. At most one waits behind the one that runs."""
        key = f"{lane.platform}:{lane.tenant}"
        job = self._lanes.configure_task("drain", queue="lanes", lock=key, queueing_lock=key)
        with suppress(AlreadyEnqueued):
            await job.defer_async(platform=lane.platform, tenant=lane.tenant)

    async def run(self) -> None:
        """Satisfies `Engine`. Whatever ends by itself, as all of it does when the database goes, is begun anew."""
        self._stop.clear()
        parts: dict[str, _Part] = {
            "clock": lambda: self._work(self._clock, "ticks", len(_TOGETHER)),
            "lanes": lambda: self._work(self._lanes, "lanes", _AT_ONCE),
            "look-out": self._look_out,
            "watch": lambda: jumps.watch(self._begin_clock_anew),
            "begin": self._begin,
            "prepare": self._prepare,
        }
        keepers = [asyncio.create_task(self._keep(name, part)) for name, part in parts.items()]
        try:
            await asyncio.wait(keepers)
        finally:
            self._stop.set()
            for part in self._parts.values():
                part.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            await self._clock.connector.close_async()

    @property
    def last(self) -> datetime | None:
        """Satisfies `Engine`."""
        return max(filter(None, (self._ticks.last, self._heard)), default=None)

    def alive(self, now: datetime) -> bool:
        """Whether all parts run, replicas that are gone would be noticed, and ticks go through here or elsewhere."""
        if self._looked is None or monotonic() - self._looked > _UNSEEN:
            return False
        if self._ended is not None and monotonic() - self._ended < _LATELY:
            return False
        return monotonic() - self._ticked_at < STILL.total_seconds() and not self._ticks.hindered(now)

    def faulty(self, now: datetime) -> Sequence[str]:
        """Satisfies `Engine`."""
        return self._ticks.faulty(now)

    async def _keep(self, name: str, part: _Part) -> None:
        """Run a part of the engine until it is told to stop, however often it ends."""
        while not self._stop.is_set():
            self._parts[name] = task = asyncio.create_task(part())
            await asyncio.wait({task})
            fault = None if task.cancelled() else task.exception()
            if self._stop.is_set() or (name in _ONCE and fault is None):
                return
            if fault is not None:
                self._ended = monotonic()
            _log.warning("engine.part_ended", part=name, fault=type(fault).__name__ if fault else None)
            await asyncio.sleep(_AGAIN)

    async def _work(self, app: App, queue: str, concurrency: int) -> None:
        await app.connector.open_async()
        await app.run_worker_async(
            queues=[queue],
            concurrency=concurrency,
            fetch_job_polling_interval=_POLLS[queue],
            abort_job_polling_interval=60.0,
            shutdown_graceful_timeout=LAST_JOBS,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=recovery.HEARTBEAT,
            stalled_worker_timeout=recovery.SILENT,
        )

    async def _look_out(self) -> None:
        await self._clock.connector.open_async()
        while True:
            for lane in await recovery.recover(self._clock):
                _log.warning("lane.taken_over", platform=lane.platform)
                self._taken_over[lane] = monotonic() + LEASE.total_seconds() + _LOOK
            await asyncio.gather(*map(self.wake, self._taken_over))
            self._taken_over = {lane: until for lane, until in self._taken_over.items() if until > monotonic()}
            ticked = await recovery.ticked(self._clock)
            self._looked = monotonic()
            if ticked != self._ticked:
                self._ticked, self._ticked_at, self._heard = ticked, self._looked, datetime.now(UTC)
            await asyncio.sleep(_LOOK)

    async def _begin(self) -> None:
        """What waited while nobody was there need not wait for the first tick, too."""
        await self._lanes.connector.open_async()
        await self._ticks.run("wake")

    def _begin_clock_anew(self) -> None:
        """Procrastinate lines up no tick before the latest that it has seen, which may be an hour off."""
        if clock := self._parts.get("clock"):
            clock.cancel()

    async def _prepare(self) -> None:
        """Load what takes long at leisure, so that the first who comes need not wait."""
        await asyncio.sleep(AT_LEISURE.total_seconds())
        await asyncio.to_thread(intervals.prepare)

    def _every(self, name: str, seconds: int) -> None:
        async def tick(timestamp: int) -> None:
            del timestamp
            await asyncio.gather(*map(self._ticks.run, _TOGETHER[name]))

        cron = f"* * * * * */{seconds}" if seconds < 60 else "* * * * *"  # noqa: PLR2004  as cron has it
        task = self._clock.task(name=name, queue="ticks")(tick)
        self._clock.periodic(cron=cron, queue="ticks", lock=name, queueing_lock=name)(task)

    async def _drain(self, platform: str, tenant: str) -> None:
        lane = Lane(platform, tenant)
        self._draining += 1
        try:
            await self._ticks.run_as(f"drain {platform}", partial(self._drain_and_cool, lane))
        finally:
            self._draining -= 1

    async def _drain_and_cool(self, lane: Lane) -> None:
        over, cool = monotonic() + _TURN.total_seconds(), 0.0
        while True:
            if await self._bot.drain(lane, _TURN):
                cool = monotonic() + _COOL
            elif monotonic() >= cool:
                return
            if monotonic() >= over and self._draining >= _AT_ONCE:
                await asyncio.sleep(_COOL)
                await self.wake(lane)
                return
            await asyncio.sleep(min(_LOOK_ONCE_MORE, _COOL))
