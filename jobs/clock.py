"""The embedded engine: APScheduler wakes each job and each lane in this process; what is due the database decides."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import Bot
from bot.chat.names import Lane
from bot.domain import intervals
from jobs import jumps
from jobs.engine import AT_LEISURE, LAST_JOBS
from jobs.ticks import STILL, Job, Ticks

_LATER = frozenset({"rewrite"})
"""Jobs for which whoever writes waits: nobody is to meet them as they come."""
_log = structlog.get_logger()


class Clock:
    """Wakes the bot's jobs every so many seconds, each never twice at a time; a wake that is late is not made up."""

    def __init__(self, bot: Bot, seconds: float) -> None:
        self._bot = bot
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._ticks = Ticks(bot, self.wake)
        self._seconds = seconds
        self._running: set[asyncio.Task[object]] = set()
        self._draining: set[Lane] = set()

    @property
    def last(self) -> datetime | None:
        """When a job last went through."""
        return self._ticks.last

    def start(self) -> None:
        """Tick from now on, in the running event loop."""
        for name, job in self._ticks.jobs.items():
            self._scheduler.add_job(
                partial(self._run, name, job),
                IntervalTrigger(seconds=self._seconds, timezone=UTC),
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC) + (AT_LEISURE if name in _LATER else timedelta()),
            )
        self._scheduler.add_job(
            intervals.prepare, DateTrigger(datetime.now(UTC) + AT_LEISURE), id="prepare", misfire_grace_time=None
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more and let what runs come to its end; what takes too long is cut off.

        A post that was cut off is settled after the next start, by looking for its mark.
        """
        self._scheduler.pause()
        # One that was woken just now has yet to begin.
        await asyncio.sleep(0)
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=LAST_JOBS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late)
        self._scheduler.shutdown(wait=False)

    async def run(self) -> None:
        """Satisfies `Engine`."""
        self.start()
        try:
            await jumps.watch(self._wake_all)
        finally:
            await self.stop()

    async def wake(self, lane: Lane) -> None:
        """Satisfies `Engine`. Whoever drains the lane already takes what has come since, too."""
        if lane in self._draining:
            return
        self._scheduler.add_job(
            partial(self._drain, lane),
            DateTrigger(datetime.now(UTC)),
            id=f"lane {lane.platform}:{lane.tenant}",
            max_instances=1,
            coalesce=True,
            replace_existing=True,
            misfire_grace_time=None,
        )

    def alive(self, now: datetime) -> bool:
        """Satisfies `Engine`."""
        return self.last is not None and now - self.last < STILL and not self._ticks.hindered(now)

    def faulty(self, now: datetime) -> Sequence[str]:
        """Satisfies `Engine`."""
        return self._ticks.faulty(now)

    async def _drain(self, lane: Lane) -> None:
        self._draining.add(lane)
        try:
            await self._run(f"drain {lane.platform}", partial(self._bot.drain, lane))
        finally:
            self._draining.discard(lane)

    async def _run(self, name: str, job: Job) -> None:
        if (task := asyncio.current_task()) is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        try:
            await self._ticks.run_as(name, job)
        except asyncio.CancelledError:
            _log.warning("job.cut_off", job=name)

    def _wake_all(self) -> None:
        """Wake every job: the moment for which it waits may be an hour off."""
        for name in self._ticks.jobs:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
