"""How fast a tenant may be written to: so many calls in a conversation and in all, and none while Teams says wait."""

import asyncio
from bisect import bisect_right, insort
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from bot.errors import Throttled

_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many calls in any stretch of so many seconds."""

    calls: int
    seconds: float


IN_A_CONVERSATION = (Limit(7, 1.0), Limit(60, 30.0), Limit(1_800, 3_600.0))
IN_A_TENANT = (Limit(50, 1.0),)
"""Both from https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit."""


@dataclass(slots=True)
class _Window:
    """When calls were made or are to be made, in order, as far back as the limits look."""

    limits: Sequence[Limit]
    turns: list[float] = field(default_factory=list)

    def next(self, start: float) -> float:
        """The first moment from this one on at which one more call keeps every limit.

        Calls that are to be made later count, too: whoever comes before them can make theirs too many.
        """
        while (later := max(self._after(start, limit) for limit in self.limits)) > start:
            start = later
        return start

    def take(self, start: float, now: float) -> None:
        """Make the call at this moment; what no limit looks back to any more is forgotten."""
        insort(self.turns, start)
        longest = max(limit.seconds for limit in self.limits)
        del self.turns[: bisect_right(self.turns, now - longest)]

    def _after(self, start: float, limit: Limit) -> float:
        """This moment; or, where one more call would be too many for a limit, the next that could keep it."""
        at = bisect_right(self.turns, start)
        for first in range(max(at - limit.calls, 0), min(at, len(self.turns) - limit.calls) + 1):
            # So many calls in a row, and this one before, among or after them.
            begun = min(start, self.turns[first])
            ended = max(start, self.turns[first + limit.calls - 1])
            if ended < begun + limit.seconds:
                return self.turns[first] + limit.seconds
        return start


class Pace:
    """The pace of one lane. Whoever has to wait longer than `patience` seconds is told so instead."""

    def __init__(
        self,
        *,
        conversation: Sequence[Limit] = IN_A_CONVERSATION,
        tenant: Sequence[Limit] = IN_A_TENANT,
        patience: float = 15.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._limits = conversation
        self._patience = patience
        self._clock = clock
        self._tenant = _Window(tenant)
        self._conversations: OrderedDict[str, _Window] = OrderedDict()
        self._held_until = 0.0

    async def turn(self, conversation: str) -> None:
        """Wait until this conversation may be called.

        Raises:
            Throttled: that would take longer than the patience of this pace, or Teams said wait meanwhile.
        """
        held = self._held_until
        seconds = self.reserve(conversation)
        if seconds > 0:
            await asyncio.sleep(seconds)
            if self._held_until > held:
                self.check()

    def reserve(self, conversation: str) -> float:
        """Take the next turn in a conversation; in how many seconds it comes.

        Raises:
            Throttled: that is longer than the patience of this pace; no turn was taken.
        """
        now = self._clock()
        window = self._window(conversation)
        start = max(now, self._held_until)
        # Both settle on one moment: what one allows later, the other may allow later still.
        while (later := self._tenant.next(window.next(start))) > start:
            start = later
        if start - now > self._patience:
            raise Throttled(start - now)
        window.take(start, now)
        self._tenant.take(start, now)
        return start - now

    def check(self) -> None:
        """Whether anything may be called at all just now, for what has no turn to wait for.

        Raises:
            Throttled: Teams said wait, and that time is not over; it tells what is left of it.
        """
        left = self._held_until - self._clock()
        if left > 0:
            raise Throttled(left)

    def hold(self, seconds: float) -> None:
        """Let nobody call for so many seconds."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def _window(self, conversation: str) -> _Window:
        window = self._conversations.setdefault(conversation, _Window(self._limits))
        self._conversations.move_to_end(conversation)
        if len(self._conversations) > _REMEMBERED:
            self._conversations.popitem(last=False)
        return window
