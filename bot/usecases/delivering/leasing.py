"""Holding what a runner has claimed for as long as it works on it, and knowing when it no longer does.

The lease is short, so that whoever takes over from a process that died need not wait long, and it is renewed while
work goes on. A process that stood still finds on going on that it has run out, whoever holds the claim by then.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from bot.chat import deadline
from bot.domain.delivery import DRIFT, LEASE, Delivery
from bot.errors import StoreUnavailable
from bot.store import claims
from bot.store.database import Database

CALL = timedelta(seconds=deadline.PATIENCE) + DRIFT
"""Lease that must be left when a post is written to the wire: nobody is to look for its mark before it is there."""
_RENEW = 1.0
"""Seconds between two renewals: two may fail to come."""
_log = structlog.get_logger()


def steady() -> float:
    """Seconds that go on while this process, or the whole machine, stands still, and that nobody can set."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Lease:
    """What this runner holds of a batch, and for how long."""

    def __init__(self, batch: Sequence[Delivery], claimed: float) -> None:
        self._batch = {one.id: one for one in batch}
        self._until = dict.fromkeys(self._batch, claimed + LEASE.total_seconds())

    def holds(self, one: Delivery) -> bool:
        """Whether there is time for one more call."""
        return steady() + CALL.total_seconds() < self._until.get(one.id, 0.0)

    def let_run_out(self, one: Delivery) -> None:
        """Renew this one no more: whoever claims it then looks for its mark first."""
        self._batch.pop(one.id, None)

    async def renew(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Put the end of the lease off; whatever is somebody else's by now is no longer held."""
        begun, some = steady(), list(self._batch.values())
        held = await database.write(lambda session: claims.renew(session, some, clock()))
        self._until |= dict.fromkeys(held, begun + LEASE.total_seconds())
        for lost in {one.id for one in some} - set(held):
            self._batch.pop(lost, None)
            self._until.pop(lost, None)


@asynccontextmanager
async def holding(
    database: Database, batch: Sequence[Delivery], claimed: float, clock: Callable[[], datetime]
) -> AsyncIterator[Lease]:
    """Hold a batch that was claimed at this steady moment until the block ends."""
    lease = Lease(batch, claimed)
    renewing = asyncio.create_task(_keep(lease, database, clock))
    try:
        yield lease
    finally:
        renewing.cancel()


async def _keep(lease: Lease, database: Database, clock: Callable[[], datetime]) -> None:
    while True:
        await asyncio.sleep(_RENEW)
        try:
            await lease.renew(database, clock)
        except StoreUnavailable as error:
            _log.warning("lease.not_renewed", reason=str(error))
