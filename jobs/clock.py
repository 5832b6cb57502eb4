"""The clock: APScheduler wakes each job; what is due is decided in the database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import Bot
from bot.domain import intervals
from bot.errors import WeftError

_LAST_JOBS = 3.0
"""Seconds that jobs may still take once the clock is told to stop."""
_AT_LEISURE = timedelta(seconds=30)
"""How long after the start what takes long is done or loaded, so that the first who comes need not wait."""
_LATER = frozenset({"rewrite"})
"""Jobs for which whoever writes waits: nobody is to meet them as they come."""
_STILL = timedelta(minutes=2)
"""How long no job may have gone through before the clock counts as standing still."""
_log = structlog.get_logger()


class Clock:
    """Wakes the bot's jobs every so many seconds, each never twice at a time; a wake that is late is not made up."""

    def __init__(self, bot: Bot, seconds: float) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._jobs: dict[str, Callable[[], Awaitable[None]]] = {
            "open": bot.open_due,
            "remind": bot.remind_due,
            "close": bot.close_due,
            "digest": bot.digest_due,
            "deliver": bot.deliver,
            "refresh": bot.refresh,
            "retain": bot.retain_due,
            "rewrite": bot.rewrite_due,
        }
        self._seconds = seconds
        self._running: set[asyncio.Task[object]] = set()
        self.last: datetime | None = None
        """When a job last went through."""
        self._failing: set[str] = set()
        """Jobs that failed when they last ran: over a database that can only be read, some still go through."""

    def start(self) -> None:
        """Tick from now on, in the running event loop."""
        for name, job in self._jobs.items():
            self._scheduler.add_job(
                partial(self._run, name, job),
                IntervalTrigger(seconds=self._seconds, timezone=UTC),
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC) + (_AT_LEISURE if name in _LATER else timedelta()),
            )
        self._scheduler.add_job(
            intervals.prepare, DateTrigger(datetime.now(UTC) + _AT_LEISURE), id="prepare", misfire_grace_time=None
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
            _, late = await asyncio.wait(self._running, timeout=_LAST_JOBS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late)
        self._scheduler.shutdown(wait=False)

    def ticks(self, now: datetime) -> bool:
        """Whether jobs go through, and none of them failed the last time."""
        return self.last is not None and now - self.last < _STILL and not self._failing

    async def _run(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Run one job; a failure is logged without its words, and the next tick tries again."""
        if (task := asyncio.current_task()) is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        begun = monotonic()
        try:
            await job()
        except asyncio.CancelledError:
            _log.warning("job.cut_off", job=name)
        except WeftError as error:
            self._failing.add(name)
            _log.error("job.failed", job=name, fault=type(error).__name__, reason=str(error))
        except Exception as error:  # noqa: BLE001  one job's fault must not stop the others
            self._failing.add(name)
            _log.error("job.failed", job=name, fault=type(error).__name__)
        else:
            self._failing.discard(name)
            self.last = datetime.now(UTC)
            _log.debug("job.ran", job=name, seconds=monotonic() - begun)
