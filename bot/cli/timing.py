"""The clock by which replicas work is their database's: nothing opens, closes or is held by one that is wrong."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.app import utc_now
from bot.errors import StoreUnavailable
from bot.store import pulse
from bot.store.database import Database
from bot.usecases.delivering import leasing

_EVERY = 30.0
"""Seconds between two looks at the database's clock."""
_QUICK = 1.0
"""Seconds after which an answer is too old to be of use."""


class Timekeeper:
    """Tells the moment: this machine's before the first look, then counted on by seconds that nobody can set."""

    def __init__(
        self,
        database: Database,
        steady: Callable[[], float] = leasing.steady,
        wall: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._steady = steady
        self._wall = wall
        self._told: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """The moment, aware, in UTC."""
        if self._told is None:
            return self._wall()
        moment, at = self._told
        return moment + timedelta(seconds=self._steady() - at)

    async def look(self) -> None:
        """Look at the database's clock; one that is out of reach, or takes its time, changes nothing."""
        before = self._steady()
        try:
            told = await self._database.read(pulse.moment)
        except StoreUnavailable:
            return
        after = self._steady()
        if told is not None and after - before < _QUICK:
            self._told = told, (before + after) / 2

    async def keep(self) -> None:
        """Look again and again. Never returns."""
        while True:
            await asyncio.sleep(_EVERY if self._told else _QUICK)
            await self.look()


def begun(database: Database) -> Timekeeper:
    """One that has looked once; to be called where no event loop runs."""
    made = Timekeeper(database)
    asyncio.run(made.look())
    return made
