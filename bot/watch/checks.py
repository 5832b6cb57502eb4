"""Whether Weft is ready to serve: one line for each check, side by side, with no secret in any of them.

A check is a function that says in one line that all is well, or raises `Unwell` with one that says what is not. A
new one needs a line in `bot/cli/serving.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog

from bot.domain.delivery import DRIFT
from bot.errors import StoreUnavailable
from bot.store import pulse
from bot.store.database import Database

_log = structlog.get_logger()
Look = Callable[[], Awaitable[str]]
PATIENCE = 2.0
"""Seconds that a check may take; whoever probes waits little longer."""
FRESH = 1.0
"""Seconds for which what was found is told again: anybody may ask, and each look asks the database."""


class Unwell(Exception):
    """What is not well, in one line for operators."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whether all is well, and what each check says."""

    well: bool
    lines: Mapping[str, str]


class Checks:
    """Looks at everything at once, and no more often than is of use."""

    def __init__(self, looks: Mapping[str, Look], *, patience: float = PATIENCE, fresh: float = FRESH) -> None:
        self._looks = looks
        self._patience = patience
        self._fresh = fresh
        self._looking: asyncio.Task[Found] | None = None
        self._until = 0.0

    async def found(self) -> Found:
        """What there is to say now, or was to say a moment ago."""
        if self._looking is None or (self._looking.done() and monotonic() >= self._until):
            self._looking = asyncio.create_task(self._look())
        # Whoever asked first may give up, and the others still want to know.
        return await asyncio.shield(self._looking)

    async def _look(self) -> Found:
        outcomes = await asyncio.gather(*(self._one(look) for look in self._looks.values()))
        self._until = monotonic() + self._fresh
        lines = {
            name: f"{'ok' if well else 'failing'}: {line}"
            for name, (well, line) in zip(self._looks, outcomes, strict=True)
        }
        return Found(all(well for well, _ in outcomes), lines)

    async def _one(self, look: Look) -> tuple[bool, str]:
        try:
            async with asyncio.timeout(self._patience):
                return True, await look()
        except Unwell as error:
            return False, str(error)
        except TimeoutError:
            return False, f"it did not answer within {self._patience:g} s"
        except Exception as error:  # noqa: BLE001  its words may quote anything, its kind does not
            return False, type(error).__name__


class _Standing:
    """Whether the database is up, as last seen: the log hears it once when it goes, and once when it is back."""

    def __init__(self) -> None:
        self._down_since: float | None = None

    def down(self, reason: str) -> None:
        if self._down_since is None:
            self._down_since = monotonic()
            _log.error("store.down", reason=reason)

    def up(self) -> None:
        if self._down_since is not None:
            _log.info("store.up", seconds=round(monotonic() - self._down_since, 1))
            self._down_since = None


def database(of: Database, *, patience: float = PATIENCE) -> Look:
    """The database answers, and keeps what is written. Why it does not is for the log: anybody may ask here."""
    standing = _Standing()

    async def look() -> str:
        begun = monotonic()
        try:
            await of.read(pulse.moment)
        except StoreUnavailable as error:
            standing.down(str(error))
            raise Unwell("it does not answer, or refuses") from None
        except asyncio.CancelledError:
            # By whoever lost patience. When the process ends it comes as well, but a look is short.
            if monotonic() - begun > patience / 2:
                standing.down("it does not answer in time")
            raise
        if not of.keeps:
            standing.down("it can be read, but did not keep what was written last")
            raise Unwell("it can be read, but did not keep what was written last")
        standing.up()
        return f"it answered in {(monotonic() - begun) * 1000:.0f} ms"

    return look


def drift(of: Database, clock: Callable[[], datetime]) -> Look:
    """This machine's clock is the database's, which is the one that replicas share."""

    async def look() -> str:
        try:
            off = await of.read(partial(pulse.off, clock=clock))
        except StoreUnavailable:
            raise Unwell("the database, which would tell the time, does not answer") from None
        if off is None:
            return "the database is on this machine, so there is one clock"
        line = f"this machine and the database differ by {off.total_seconds():.1f} s"
        if off > DRIFT:
            raise Unwell(line)
        return line

    return look


def engine(
    alive: Callable[[datetime], bool], faulty: Callable[[datetime], Sequence[str]], clock: Callable[[], datetime]
) -> Look:
    """Whatever carries the work out is alive. Jobs with a fault of their own are told of: they fail everywhere."""

    async def look() -> str:
        fail = ", ".join(faulty(clock()))
        if not alive(clock()):
            none = "a part of it ended just now, or none of its jobs goes through"
            raise Unwell(f"these jobs fail: {fail}" if fail else none)
        return f"it is at work, but these jobs fail: {fail}" if fail else "it is at work"

    return look


def ticks(last: Callable[[], datetime | None], clock: Callable[[], datetime], still: timedelta) -> Look:
    """The clock ticks: a job went through no longer ago than this."""

    async def look() -> str:
        then, now = last(), clock()
        if then is None:
            raise Unwell("no job has gone through yet")
        line = f"the last job went through {max((now - then).total_seconds(), 0):.0f} s ago"
        if now - then > still:
            raise Unwell(line)
        return line

    return look
