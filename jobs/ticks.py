"""What is done again and again, whichever engine wakes it: each job's fault is its own, and is heard of."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

import structlog

from bot.app import Bot
from bot.chat.names import Lane
from bot.errors import OperatorError, WeftError

STILL = timedelta(minutes=2)
"""How long no job may have gone through before the clock counts as standing still."""
_log = structlog.get_logger()

Job = Callable[[], Awaitable[object]]


class Ticks:
    """The bot's jobs by name, and how they went when they last ran in this process."""

    def __init__(self, bot: Bot, wake: Callable[[Lane], Awaitable[None]]) -> None:
        self._bot = bot
        self._wake = wake
        self.jobs: Mapping[str, Job] = {
            "open": partial(self._and_wake, bot.open_due),
            "remind": partial(self._and_wake, bot.remind_due),
            "close": bot.close_due,
            "digest": partial(self._and_wake, bot.digest_due),
            "wake": self._wake_all,
            "refresh": bot.refresh,
            "retain": bot.retain_due,
            "rewrite": bot.rewrite_due,
        }
        self.last: datetime | None = None
        """When a job last went through."""
        self._failed: dict[str, tuple[datetime, bool]] = {}
        """Jobs that failed when they last ran: when, and whether that was for want of what this process needs."""

    def hindered(self, now: datetime) -> bool:
        """Whether a job could not be done here lately: where a database can only be read, some still go through.

        A lane that was being drained as the database went is drained again when there is something to post.
        """
        failed = (self._failed[name] for name in self.jobs.keys() & self._failed.keys())
        return any(hindered and now - at < STILL for at, hindered in failed)

    def faulty(self, now: datetime) -> Sequence[str]:
        """Jobs that failed here lately, and have not gone through since.

        One that fails by a fault of its own would fail anywhere: whoever it keeps from answering, nobody gains by it.
        """
        return sorted(name for name, (at, _) in self._failed.items() if now - at < STILL)

    async def run(self, name: str) -> None:
        """Run one of the jobs; a failure is logged without its words, and the next tick tries again."""
        await self.run_as(name, self.jobs[name])

    async def run_as(self, name: str, job: Job) -> None:
        """Run this as the job of that name."""
        begun = monotonic()
        try:
            await job()
        except WeftError as error:
            self._failed[name] = datetime.now(UTC), isinstance(error, OperatorError)
            _log.error("job.failed", job=name, fault=type(error).__name__, reason=str(error))
        except Exception as error:  # noqa: BLE001  one job's fault must not stop the others
            self._failed[name] = datetime.now(UTC), False
            _log.error("job.failed", job=name, fault=type(error).__name__)
        else:
            self._failed.pop(name, None)
            self.last = datetime.now(UTC)
            _log.debug("job.ran", job=name, seconds=monotonic() - begun)

    async def _and_wake(self, job: Job) -> None:
        """What was lined up just now need not wait for the next tick."""
        if await job():
            await self._wake_all()

    async def _wake_all(self) -> None:
        for lane in await self._bot.lanes_due():
            await self._wake(lane)
