"""Whether Weft is ready to serve: one line for each check, side by side, with no secret in any of them.

A check is a function that says in one line that all is well, or raises `Unwell` with one that says what is not. A
new one needs a line in `bot/cli/serving.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from bot.errors import StoreUnavailable
from bot.store import pulse
from bot.store.database import Database

Look = Callable[[], Awaitable[str]]
PATIENCE = 2.0
"""Seconds that a check may take; whoever probes waits little longer."""
FRESH = 1.0
"""Seconds for which what was found is told again: anybody may ask, and each look asks the database."""
STILL = timedelta(minutes=2)
"""How long no job may have gone through before the clock counts as standing still."""
DRIFT = timedelta(seconds=10)
"""By how much this machine's clock may differ from the database's, by which leases of other replicas are judged."""


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


def database(of: Database) -> Look:
    """The database answers, and keeps what is written."""

    async def look() -> str:
        begun = monotonic()
        try:
            await of.read(pulse.moment)
        except StoreUnavailable:
            raise Unwell("it does not answer, or refuses") from None
        if not of.keeps:
            raise Unwell("it can be read, but did not keep what was written last")
        return f"it answered in {(monotonic() - begun) * 1000:.0f} ms"

    return look


def drift(of: Database, clock: Callable[[], datetime]) -> Look:
    """This machine's clock is the database's, which is the one that replicas share."""

    async def look() -> str:
        before = clock()
        try:
            told = await of.read(pulse.moment)
        except StoreUnavailable:
            raise Unwell("the database, which would tell the time, does not answer") from None
        if told is None:
            return "the database is on this machine, so there is one clock"
        # Somewhere in between the database looked at its own.
        after = clock()
        off = max(before - told, told - after, timedelta())
        line = f"this machine and the database differ by {off.total_seconds():.1f} s"
        if off > DRIFT:
            raise Unwell(line)
        return line

    return look


def engine(alive: Callable[[datetime], bool], clock: Callable[[], datetime]) -> Look:
    """Whatever carries the work out is alive."""

    async def look() -> str:
        if not alive(clock()):
            raise Unwell("its jobs fail, or none of them goes through")
        return "it is at work"

    return look


def ticks(last: Callable[[], datetime | None], clock: Callable[[], datetime]) -> Look:
    """The clock ticks: a job went through not long ago."""

    async def look() -> str:
        then, now = last(), clock()
        if then is None:
            raise Unwell("no job has gone through yet")
        line = f"the last job went through {max((now - then).total_seconds(), 0):.0f} s ago"
        if now - then > STILL:
            raise Unwell(line)
        return line

    return look
