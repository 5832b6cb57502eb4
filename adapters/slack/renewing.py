"""Renews tokens beside whoever needs them: a token that still counts is used while another one is asked for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from adapters.slack.granted import Granted
from adapters.slack.register import Register
from bot.errors import PlatformError, Unavailable

_PAUSE = 30.0
"""Seconds until a renewal that came to nothing is tried again by this process."""


@dataclass(slots=True)
class _Try:
    """The last time that a token was to be renewed."""

    granted: Granted
    at: float
    fault: PlatformError | None = None


class Renewing:
    """The renewals of one process, one at a time for each installation.

    Args:
        renewed: takes what was known and what there is instead.
    """

    def __init__(
        self, register: Register, renewed: Callable[[Granted, Granted], None], clock: Callable[[], float]
    ) -> None:
        self._register = register
        self._renewed = renewed
        self._clock = clock
        self._under_way: dict[Granted, asyncio.Task[None]] = {}
        self._last: dict[str, _Try] = {}

    def begin(self, granted: Granted) -> asyncio.Task[None] | None:
        """Renew a token that is due, unless that was tried just now; what is under way, if anything is."""
        now, last = self._clock(), self._last.get(granted.tenant)
        if granted in self._under_way or not self._register.is_due(granted):
            return self._under_way.get(granted)
        if last is not None and last.granted == granted and now - last.at < _PAUSE:
            return None
        this = self._last[granted.tenant] = _Try(granted, now)
        self._under_way[granted] = asyncio.create_task(self._renew(this))
        return self._under_way[granted]

    async def see_to(self, granted: Granted) -> None:
        """Begin to renew a token that is due, and wait for that only where it has run out.

        Raises:
            Disconnected: it has run out and Slack gives no other.
            Unavailable: it has run out, and it is not known yet whether there is another.
        """
        under_way = self.begin(granted)
        if not self._register.is_over(granted):
            return
        if under_way is not None:
            # Whoever waits may have to give up before it has come to its end.
            await asyncio.shield(under_way)
        last = self._last[granted.tenant]
        if last.fault is not None and last.granted == granted:
            raise type(last.fault)(str(last.fault))
        if under_way is None:
            raise Unavailable("the token has run out, and is renewed in a moment")

    def close(self) -> None:
        """Wait for nothing any more."""
        for each in self._under_way.values():
            each.cancel()

    async def _renew(self, this: _Try) -> None:
        known = this.granted
        try:
            latest = await self._register.fresh(known)
            if latest != known:
                self._renewed(known, latest)
            if self._register.is_over(latest):
                this.fault = Unavailable("the token has run out, and another replica renews it")
        except PlatformError as error:
            this.fault = error
        finally:
            del self._under_way[known]
