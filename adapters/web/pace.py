"""How often one person may ask: far more often than anybody presses, and far less often than a program can."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

AT_ONCE = 120
A_SECOND = 2.0
_REMEMBERED = 10_000


class Pace:
    """So many requests at once, and so many a second from then on, for each person by themselves."""

    def __init__(
        self, at_once: int = AT_ONCE, a_second: float = A_SECOND, clock: Callable[[], float] = monotonic
    ) -> None:
        self._at_once = at_once
        self._a_second = a_second
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, user: str) -> bool:
        """Whether one more request of theirs may be acted on now."""
        now = self._clock()
        left, at = self._left.get(user, (float(self._at_once), now))
        left = min(left + (now - at) * self._a_second, float(self._at_once))
        allowed = left >= 1
        self._left[user] = (left - 1 if allowed else left, now)
        self._left.move_to_end(user)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return allowed
