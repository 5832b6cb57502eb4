"""Posting what waits on a lane: claim, post, record; after a crash look for the mark before posting again."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog
from sqlmodel import Session

from bot.chat.names import Lane
from bot.chat.platform import Platform
from bot.domain import delivery
from bot.domain.delivery import Delivery, Progress
from bot.errors import Disconnected, PlatformError, Throttled
from bot.store import claims, deliveries, holds
from bot.store.database import Database
from bot.usecases.delivering import composing, leasing, telling
from bot.usecases.delivering.composing import Post
from bot.usecases.delivering.posting import Lost, Posted, Poster

_AT_ONCE = 20
"""Deliveries claimed together, and posted side by side."""
_log = structlog.get_logger()


async def drain(
    database: Database,
    platform: Platform,
    lane: Lane,
    connected: Collection[str],
    clock: Callable[[], datetime],
    *,
    turn: timedelta | None = None,
) -> int:
    """Post everything that waits on a lane, in order; how many posts were made.

    One goes ahead, the others follow side by side: where the platform asks to wait or cannot be reached, not each
    of them has to find out. It stops early then, and what is left stays in the table.

    Args:
        database: where it waits.
        platform: the lane's own.
        lane: what to drain.
        connected: the names of all platforms by which somebody may be reached instead.
        clock: tells the moment.
        turn: how long it may go on; the rest is for the next time.
    """
    runner = _Runner(database, platform, lane, connected, clock)
    over = None if turn is None else monotonic() + turn.total_seconds()
    while (over is None or monotonic() < over) and await runner.post_some():
        pass
    return runner.posted


@dataclass(slots=True)
class _Runner:
    """Drains one lane, some at a time."""

    database: Database
    platform: Platform
    lane: Lane
    connected: Collection[str]
    clock: Callable[[], datetime]
    posted: int = 0
    side_by_side: int = 1
    last: str = ""
    """The partnership that was served last, where more of them wait than are served at once."""

    async def post_some(self) -> bool:
        """Post the next ones; whether to go on with those after them."""
        claimed = leasing.steady()
        batch = await self.database.write(
            lambda session: claims.claim(session, self.lane, _AT_ONCE, self.clock(), self.last)
        )
        if not batch:
            return False
        self.last = batch[-1].partnership
        async with leasing.holding(self.database, batch, claimed, self.clock) as lease:
            poster = Poster(self.database, self.platform, self.connected, self.clock, lease)
            while batch:
                some, batch = batch[: self.side_by_side], batch[self.side_by_side :]
                try:
                    stops = await self._post(poster, some)
                except asyncio.CancelledError:
                    # Nothing of these was begun: whoever comes next need not wait for the leases to end.
                    await self._hand_back(batch)
                    raise
                if stops:
                    await self._put_off(stops, batch)
                    return False
                self.side_by_side = _AT_ONCE
        return True

    async def _post(self, poster: Poster, some: Sequence[Delivery]) -> Sequence[tuple[Delivery, PlatformError]]:
        """Post these side by side and record what was made; what stops the lane."""
        posts = await self.database.read(partial(_look, some=some, now=self.clock()))
        posting = (poster.post(one, post) for one, post in zip(some, posts, strict=True))
        outcomes = await asyncio.gather(*posting, return_exceptions=True)
        # Each has come to its own end before the fault of one is heard of.
        ends = list(zip(some, outcomes, strict=True))
        await self._record([(one, made) for one, made in ends if isinstance(made, Posted)])
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, PlatformError):
                raise outcome
        return [(one, stop) for one, stop in ends if isinstance(stop, PlatformError)]

    async def _record(self, made: Sequence[tuple[Delivery, Posted]]) -> None:
        """All of them in one write; what a crash keeps from it is found by its mark."""
        if not made:
            return

        def work(session: Session) -> bool:
            for one, post in made:
                deliveries.sent(session, one, post.receipt, post.face)
            return holds.free(session, self.lane, self.clock())

        found = await self.database.write(work)
        self.posted += len(made)
        for one, _ in made:
            _log.info("delivery.sent", delivery=one.id, purpose=one.purpose, platform=self.lane.platform)
        if found:
            _log.info("lane.found", platform=self.lane.platform)

    async def _hand_back(self, rest: Sequence[Delivery]) -> None:
        def work(session: Session) -> None:
            for one in rest:
                deliveries.put_back(session, one)

        await self.database.write(work)

    async def _put_off(self, stops: Sequence[tuple[Delivery, PlatformError]], rest: Sequence[Delivery]) -> None:
        """Nothing of these was posted. The lane waits as long as the platform asks, else a little.

        One that cannot be posted waits ever longer by itself, so that it does not hold up those behind it. Where the
        platform does not let us in at all, that is no fault of what waits there: the lane alone waits ever longer.
        """
        now = self.clock()
        asked = [error.retry_after for _, error in stops if isinstance(error, Throttled)]
        pause = timedelta(seconds=max(asked)) if asked else delivery.back_off(1)

        def work(session: Session) -> bool:
            for one, error in stops:
                if isinstance(error, Throttled | Disconnected):
                    deliveries.put_back(session, one)
                elif one.attempts < delivery.MOST_ATTEMPTS:
                    deliveries.again(session, one, now + delivery.back_off(one.attempts))
                else:
                    deliveries.ended(session, one, Progress.FAILED)
            for one in rest:
                deliveries.put_back(session, one)
            if any(isinstance(error, Disconnected) for _, error in stops):
                new = holds.lose(session, self.lane, now)
                telling.lost(session, self.lane, self.connected, now)
                return new
            holds.hold(session, self.lane, now + pause)
            return False

        _, fault = stops[0]
        if await self.database.write(work):
            _log.error("lane.lost", platform=self.lane.platform, reason=str(fault))
        waiting = len(stops) + len(rest)
        _log.warning("lane.stopped", platform=self.lane.platform, waiting=waiting, fault=type(fault).__name__)


def _look(session: Session, some: Sequence[Delivery], now: datetime) -> Sequence[Post | Lost | str]:
    """Look once more just before posting: what each of these says now, or why it is not to be posted."""
    held = [deliveries.held(session, one, now + leasing.CALL) for one in some]
    said = composing.compose(session, some, now)
    return [each if holds else Lost() for holds, each in zip(held, said, strict=True)]
