"""Notices when the machine's clock is set: whoever waits for a moment on it would wait as long as it was set back."""

import asyncio
from collections.abc import Callable
from time import monotonic, time

import structlog

_JUMP = 2.0
"""Seconds by which a clock does not go wrong by itself."""
_log = structlog.get_logger()


async def watch(
    jumped: Callable[[], object],
    *,
    every: float = 1.0,
    wall: Callable[[], float] = time,
    steady: Callable[[], float] = monotonic,
) -> None:
    """Call `jumped` each time that the clock on the wall has moved other than time went by. Never returns."""
    apart = wall() - steady()
    while True:
        await asyncio.sleep(every)
        before, apart = apart, wall() - steady()
        if abs(apart - before) >= _JUMP:
            _log.warning("clock.jumped", seconds=round(apart - before, 1))
            jumped()
