"""The port: what carries the work, in this process alone or over many replicas.

The truth lies in the database. Whatever an engine forgets or does twice costs nothing but time: every tick wakes the
lanes that have something to post, and who posts it is decided where it stands.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.names import Lane

LAST_JOBS = 3.0
"""Seconds that jobs may still take once an engine is told to stop."""
AT_LEISURE = timedelta(seconds=30)
"""How long after the start what takes long is done or loaded, so that the first who comes need not wait."""


class Engine(Protocol):
    """Runs every tick of the bot, and drains each lane that was woken, one runner at a time."""

    @property
    def last(self) -> datetime | None:
        """When a job last went through, in any replica that this one hears of."""
        ...

    async def wake(self, lane: Lane) -> None:
        """See to it that a lane is drained soon; a wake may be lost, or come twice."""
        ...

    async def run(self) -> None:
        """Work until cancelled; then finish what runs, or hand it back."""
        ...

    def alive(self, now: datetime) -> bool:
        """Whether ticks go through, and whatever notices that they do not is at work itself."""
        ...

    def faulty(self, now: datetime) -> Sequence[str]:
        """The jobs that failed here when they last ran, by name."""
        ...
