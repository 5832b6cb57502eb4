"""Posting what waits on a lane: claim, post, record; after a crash look for the mark before posting again."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog
from sqlmodel import Session

from bot.chat import deadline
from bot.chat.names import Lane
from bot.chat.platform import Platform
from bot.domain.delivery import Delivery
from bot.errors import StoreUnavailable, last_line
from bot.store import claims, deliveries, holds
from bot.store.database import Database
from bot.usecases.delivering import composing, leasing, stopping
from bot.usecases.delivering.composing import Unsayable
from bot.usecases.delivering.posting import Expired, Posted, Poster, Said, Stopped, given_up, log_end

_AT_ONCE = 20
"""Deliveries claimed together, and posted side by side."""
_Posting = asyncio.Task[Posted | Stopped | None]
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
            try:
                while batch:
                    some = batch[: self.side_by_side]
                    said = await self._look(some)
                    batch = batch[self.side_by_side :]
                    if await self._post(poster, some, said):
                        await self._hand_back(batch)
                        return False
                    self.side_by_side = _AT_ONCE
            except (asyncio.CancelledError, Exception):
                # Nothing of these was begun: whoever comes next need not wait for the leases to end.
                with suppress(StoreUnavailable):
                    await self._hand_back(batch)
                raise
        return True

    async def _look(self, some: Sequence[Delivery]) -> Sequence[Said]:
        """Look once more just before posting. Where one of them fails in a way of its own, the others do not."""
        try:
            return await self.database.read(partial(_look, some=some, now=self.clock()))
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001  whatever it is, each by itself tells whose it is
            return [await self._look_at(one) for one in some]

    async def _look_at(self, one: Delivery) -> Said:
        try:
            (said,) = await self.database.read(partial(_look, some=[one], now=self.clock()))
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  one that goes wrong must not hold up the rest of its lane
            # Without the message: it may quote what somebody wrote.
            return Unsayable(type(error).__name__, last_line(error))
        return said

    async def _post(self, poster: Poster, some: Sequence[Delivery], said: Sequence[Said]) -> bool:
        """Post these side by side and record what was made; whether this lane has to stop."""
        posting = {asyncio.create_task(poster.post(one, each)): one for one, each in zip(some, said, strict=True)}
        try:
            # Each comes to its own end before the fault of one is heard of.
            await asyncio.wait(posting)
        except asyncio.CancelledError:
            await self._cut_off(poster, posting)
            raise
        await self._record(posting)
        ends = [(one, task.result()) for task, one in posting.items()]
        stops = [(one, stopped) for one, stopped in ends if isinstance(stopped, Stopped)]
        if stops:
            await self._stop(stops)
        return any(stopped.lane == self.lane for _, stopped in stops)

    async def _cut_off(self, poster: Poster, posting: Mapping[_Posting, Delivery]) -> None:
        """Let what is on the wire come to its end; whoever waits for their turn is left to whoever comes next."""
        for task, one in posting.items():
            if one.id not in poster.begun:
                task.cancel()
        await asyncio.wait(posting, timeout=deadline.PATIENCE)
        await self._record(posting)
        await self._hand_back([one for task, one in posting.items() if task.cancelled()])

    async def _record(self, posting: Mapping[_Posting, Delivery]) -> None:
        """All that were posted, in one write; what a crash keeps from it is found by its mark."""
        over = {task: one for task, one in posting.items() if task.done() and not task.cancelled()}
        ends = [(one, task.result()) for task, one in over.items() if task.exception() is None]
        made = [(one, post) for one, post in ends if isinstance(post, Posted)]
        if not made:
            return

        def work(session: Session) -> int:
            for one, post in made:
                deliveries.sent(session, one, post.receipt, post.face)
            lanes = {self.lane, *(post.receipt.address.lane for _, post in made)}
            return sum(holds.free(session, lane, self.clock()) for lane in sorted(lanes))

        found = await self.database.write(work)
        self.posted += len(made)
        for one, _ in made:
            _log.info("delivery.sent", delivery=one.id, purpose=one.purpose, platform=self.lane.platform)
        for _ in range(found):
            _log.info("lane.found", platform=self.lane.platform)

    async def _hand_back(self, rest: Sequence[Delivery]) -> None:
        def work(session: Session) -> None:
            for one in rest:
                deliveries.put_back(session, one)

        await self.database.write(work)

    async def _stop(self, stops: Sequence[tuple[Delivery, Stopped]]) -> None:
        """Let these wait, and the lanes of those installations that cannot post just now."""
        outcome = await self.database.write(
            lambda session: stopping.stop(session, stops, self.connected, self.clock())
        )
        for one in outcome.ended:
            log_end(one, given_up(one), "tried long enough")
        by_lane = {stopped.lane: stopped.error for _, stopped in reversed(stops)}
        for lane, error in by_lane.items():
            if lane in outcome.lost:
                _log.error("lane.lost", platform=lane.platform, reason=str(error))
            waiting = sum(stopped.lane == lane for _, stopped in stops)
            _log.warning("lane.stopped", platform=lane.platform, waiting=waiting, fault=type(error).__name__)


def _look(session: Session, some: Sequence[Delivery], now: datetime) -> Sequence[Said]:
    """What each of these says now, or why it is not to be posted."""
    held = [deliveries.held(session, one, now + leasing.CALL) for one in some]
    said = composing.compose(session, some, now)
    return [each if holds else Expired() for holds, each in zip(held, said, strict=True)]
