"""Posting what waits on a lane: claim, post, record; after a crash look for the mark before posting again."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog
from sqlmodel import Session

from bot.chat.names import Address, Identity, Lane, Receipt
from bot.chat.platform import Platform
from bot.domain import delivery
from bot.domain.delivery import NUDGES, Delivery, Progress
from bot.errors import (
    Disconnected,
    Gone,
    PlatformError,
    Refused,
    StoreUnavailable,
    Throttled,
    Unavailable,
    Uncertain,
    Unreachable,
)
from bot.store import claims, deliveries, holds
from bot.store.database import Database
from bot.usecases.delivering import composing, rerouting
from bot.usecases.delivering.composing import Post

_AT_ONCE = 20
"""Deliveries claimed together, and posted side by side."""
_CALL = timedelta(seconds=35)
"""Lease that must be left before a post is made: longer than an HTTP time-out (30 s)."""
_UNKNOWN = "cannot tell whether it was posted"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Posted:
    """A post that was made, and the face that it shows."""

    receipt: Receipt
    face: str


@dataclass(frozen=True, slots=True)
class _Lost:
    """Those before it took so long that its lease is about to end: whoever claims it next finds it as it was."""


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
    posted, side_by_side, last = 0, 1, ""
    over = None if turn is None else monotonic() + turn.total_seconds()
    while (over is None or monotonic() < over) and (
        batch := await database.write(partial(_claim, lane=lane, after=last, clock=clock))
    ):
        last = batch[-1].partnership
        while batch:
            some, batch = batch[:side_by_side], batch[side_by_side:]
            posts = await database.read(partial(_look, some=some, now=clock()))
            posting = (
                _try(database, platform, one, post, connected=connected, clock=clock)
                for one, post in zip(some, posts, strict=True)
            )
            outcomes = await asyncio.gather(*posting, return_exceptions=True)
            # Each has come to its own end before the fault of one is heard of.
            ends = list(zip(some, outcomes, strict=True))
            made = [(one, made) for one, made in ends if isinstance(made, _Posted)]
            await _record(database, lane, made, clock)
            posted += len(made)
            for outcome in outcomes:
                if isinstance(outcome, BaseException) and not isinstance(outcome, PlatformError):
                    raise outcome
            stops = [(one, stop) for one, stop in ends if isinstance(stop, PlatformError)]
            if stops:
                await _put_off(database, lane, stops, batch, clock())
                return posted
            side_by_side = _AT_ONCE
    return posted


def _claim(session: Session, lane: Lane, after: str, clock: Callable[[], datetime]) -> Sequence[Delivery]:
    return claims.claim(session, lane, _AT_ONCE, clock(), after)


def _look(session: Session, some: Sequence[Delivery], now: datetime) -> Sequence[Post | _Lost | str]:
    """Look once more just before posting: what each of these says now, or why it is not to be posted."""
    held = [deliveries.held(session, one, now + _CALL) for one in some]
    said = composing.compose(session, some, now)
    return [each if holds else _Lost() for holds, each in zip(held, said, strict=True)]


async def _try(
    database: Database,
    platform: Platform,
    one: Delivery,
    post: Post | _Lost | str,
    *,
    connected: Collection[str],
    clock: Callable[[], datetime],
) -> _Posted | None:
    """The post that was made, or None for none; raises what stops the whole lane."""
    try:
        match post:
            case Post():
                return await _deliver(database, platform, one, post, connected=connected, clock=clock)
            case _Lost():
                await database.write(lambda session: deliveries.put_back(session, one))
            case str() if post == composing.NO_LONGER_DUE and one.purpose in NUDGES:
                await database.write(lambda session: deliveries.ended(session, one, Progress.DROPPED))
                _log.info("delivery.dropped", delivery=one.id, purpose=one.purpose)
            case str():
                await _end(database, one, Progress.FAILED, post)
    except (Throttled, Unavailable, Disconnected, StoreUnavailable):
        raise
    except Exception as error:  # noqa: BLE001  one that goes wrong must not hold up the rest of its lane
        await _leave_open(database, one, error)
    return None


async def _deliver(
    database: Database,
    platform: Platform,
    one: Delivery,
    post: Post,
    *,
    connected: Collection[str],
    clock: Callable[[], datetime],
) -> _Posted | None:
    try:
        address = await platform.direct(post.to) if isinstance(post.to, Identity) else post.to
        receipt = await _find(platform, address, one) or await platform.post(address, post.message)
    except (Unreachable, Gone) as error:
        await database.write(lambda session: rerouting.elsewhere(session, one, connected, clock()))
        _log.info("delivery.unreachable", delivery=one.id, purpose=one.purpose, fault=type(error).__name__)
        return None
    except Refused:
        await _end(database, one, Progress.FAILED, "refused")
        return None
    except _Unknowable:
        await _end(database, one, Progress.UNKNOWN, _UNKNOWN)
        return None
    return _Posted(receipt, post.face)


async def _record(
    database: Database, lane: Lane, made: Sequence[tuple[Delivery, _Posted]], clock: Callable[[], datetime]
) -> None:
    """All of them in one write; what a crash keeps from it is found by its mark."""

    def record(session: Session) -> bool:
        for one, post in made:
            deliveries.sent(session, one, post.receipt, post.face)
        return holds.free(session, lane, clock())

    found = bool(made) and await database.write(record)
    if found:
        _log.info("lane.found", platform=lane.platform)
    for one, _ in made:
        _log.info("delivery.sent", delivery=one.id, purpose=one.purpose, platform=one.lane.platform)


class _Unknowable(Exception):
    """It may have been posted, and the mark cannot be looked for: nobody is asked twice."""


async def _find(platform: Platform, address: Address, one: Delivery) -> Receipt | None:
    """The post that an earlier runner may have made."""
    if one.progress is not Progress.SENDING:
        return None
    try:
        return await platform.find(address, one.id)
    except Uncertain:
        raise _Unknowable from None


async def _leave_open(database: Database, one: Delivery, error: Exception) -> None:
    """Posted or not: the lease runs out, then the mark is looked for; in the end nobody is asked twice."""
    if one.attempts >= delivery.MOST_ATTEMPTS:
        await _end(database, one, Progress.UNKNOWN, _UNKNOWN)
    else:
        _log.warning("delivery.uncertain", delivery=one.id, purpose=one.purpose, fault=type(error).__name__)


async def _end(database: Database, one: Delivery, progress: Progress, why: str) -> None:
    await database.write(lambda session: deliveries.ended(session, one, progress))
    _log.warning("delivery.ended", delivery=one.id, purpose=one.purpose, progress=progress, why=why)


async def _put_off(
    database: Database,
    lane: Lane,
    stops: Sequence[tuple[Delivery, PlatformError]],
    rest: Sequence[Delivery],
    now: datetime,
) -> None:
    """Nothing of these was posted. The lane waits as long as the platform asks, else a little.

    One that cannot be posted waits ever longer by itself, so that it does not hold up those behind it. Where the
    platform does not let us in at all, that is no fault of what waits there: the lane alone waits ever longer.
    """
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
            return holds.lose(session, lane, now)
        holds.hold(session, lane, now + pause)
        return False

    _, fault = stops[0]
    if await database.write(work):
        _log.error("lane.lost", platform=lane.platform, reason=str(fault))
    waiting = len(stops) + len(rest)
    _log.warning("lane.stopped", platform=lane.platform, waiting=waiting, fault=type(fault).__name__)
