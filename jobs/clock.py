"""The clock: APScheduler wakes each job; what is due is decided in the database."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import Bot
from bot.errors import WeftError

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
        }
        self._seconds = seconds
        self.last: datetime | None = None
        """When a job last went through."""

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
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what runs is finished by its own task."""
        self._scheduler.shutdown(wait=False)

    async def _run(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Run one job; a failure is logged without its words, and the next tick tries again."""
        try:
            await job()
        except WeftError as error:
            _log.error("job.failed", job=name, fault=type(error).__name__, reason=str(error))
        except Exception as error:  # noqa: BLE001  one job's fault must not stop the others
            _log.error("job.failed", job=name, fault=type(error).__name__)
        else:
            self.last = datetime.now(UTC)
