"""How fast a workspace may be written to: in a conversation, in all of them, and not at all while Slack says wait."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

from bot.errors import Throttled

_REMEMBERED = 1_000
_AT_A_TIME = 4
"""Messages that a workspace takes while one conversation takes one: 240 a minute, of Slack's "several hundred"."""
_BURST = 20
"""Messages that may follow each other at once after a while without any."""


class Pace:
    """The pace of one lane.

    Slack allows about one message a second in a conversation, with short bursts, and some hundred a minute in a
    workspace (https://docs.slack.dev/apis/web-api/rate-limits). Whoever has to wait longer than `patience` seconds is
    told so instead.
    """

    def __init__(self, pause: float, *, patience: float = 15.0, clock: Callable[[], float] = monotonic) -> None:
        self._pause = pause
        self._patience = patience
        self._clock = clock
        self._held_until = 0.0
        self._next: dict[str, float] = {}
        self._step = pause / _AT_A_TIME
        self._spent_until = 0.0
        """When the workspace will have had its rest from all that was written so far."""
        self._answered_until = 0.0
        """The same of what was answered, if it was written when it was answered."""
        self._on_its_way = 0

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Wait until a message may be posted to this conversation; it is posted, and answered, in the block.

        Raises:
            Throttled: that would take longer than the patience of this pace.
        """
        now = self._clock()
        rested = self._spent_until - self._step * _BURST
        start = max(now, self._held_until, self._next.get(conversation, 0.0), rested)
        if start - now > self._patience:
            raise Throttled(start - now)
        if len(self._next) >= _REMEMBERED:
            self._next = {place: at for place, at in self._next.items() if at > now}
        self._next[conversation] = start + self._pause
        self._spent_until = max(self._spent_until, start) + self._step
        self._on_its_way += 1
        try:
            if start > now:
                await asyncio.sleep(start - now)
            yield
        finally:
            self._on_its_way -= 1
            self._answered(conversation)

    def _answered(self, conversation: str) -> None:
        """Slack goes by when it is written to, which may be long after the turn: a busy process writes late."""
        now = self._clock()
        self._answered_until = max(self._answered_until, now) + self._step
        self._spent_until = max(self._spent_until, self._answered_until + self._on_its_way * self._step)
        self._next[conversation] = max(self._next.get(conversation, 0.0), now + self._pause)

    def check(self) -> None:
        """Whether anything may be written at all just now, for what has no turn to wait for.

        Raises:
            Throttled: Slack said wait, and that time is not over; it tells what is left of it.
        """
        left = self._held_until - self._clock()
        if left > 0:
            raise Throttled(left)

    def hold(self, seconds: float) -> None:
        """Let nobody write for so many seconds."""
        self._held_until = max(self._held_until, self._clock() + seconds)
