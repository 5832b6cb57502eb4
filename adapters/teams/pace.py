"""How fast a tenant may be written to: so many calls in a conversation and in all, and none while Teams says wait."""

import asyncio
from collections import OrderedDict, deque
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
    """When calls were made or are to be made, as far back as the limits look."""

    limits: Sequence[Limit]
    turns: "deque[float]" = field(default_factory=deque)

    def next(self, now: float) -> float:
        """The first moment from now on at which one more call keeps every limit."""
        while self.turns and self.turns[0] <= now - self.limits[-1].seconds:
            self.turns.popleft()
        full = (limit for limit in self.limits if len(self.turns) >= limit.calls)
        return max([now, *(self.turns[-limit.calls] + limit.seconds for limit in full)])


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
            Throttled: that would take longer than the patience of this pace.
        """
        now = self._clock()
        window = self._window(conversation)
        start = max(now, self._held_until)
        # Both settle on one moment: what one allows later, the other may allow later still.
        while (later := max(window.next(start), self._tenant.next(start))) > start:
            start = later
        if start - now > self._patience:
            raise Throttled(start - now)
        window.turns.append(start)
        self._tenant.turns.append(start)
        if start > now:
            await asyncio.sleep(start - now)

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
