"""Posting one delivery: found if it was posted before, else posted, else another way is taken or it is given up."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session

from bot.chat import deadline
from bot.chat.names import Address, Identity, Receipt
from bot.chat.platform import Platform
from bot.domain import delivery
from bot.domain.delivery import PASSING, Delivery, Progress
from bot.errors import (
    Disconnected,
    Gone,
    Refused,
    StoreUnavailable,
    Throttled,
    TooLate,
    Unavailable,
    Uncertain,
    Unreachable,
)
from bot.speech import speak
from bot.store import deliveries
from bot.store.database import Database
from bot.usecases.delivering import composing, rerouting, telling
from bot.usecases.delivering.composing import Post
from bot.usecases.delivering.leasing import Lease

_UNKNOWN = "cannot tell whether it was posted"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that was made, and the face that it shows."""

    receipt: Receipt
    face: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Those before it took so long that its lease is about to end: whoever claims it next finds it as it was."""


class _Unknowable(Exception):
    """It may have been posted, and the mark cannot be looked for: nobody is asked twice."""


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts by one platform what this runner holds.

    Args:
        connected: the names of all platforms by which somebody may be reached instead.
        clock: tells the moment.
        lease: what it holds.
    """

    database: Database
    platform: Platform
    connected: Collection[str]
    clock: Callable[[], datetime]
    lease: Lease

    async def post(self, one: Delivery, said: Post | Lost | str) -> Posted | None:
        """The post that was made, or None for none; raises what stops the whole lane."""
        try:
            match said:
                case Post():
                    speak(said.language)
                    return await self._deliver(one, said)
                case Lost():
                    await self._put_back(one)
                case str() if said == composing.NO_LONGER_DUE and one.purpose in PASSING:
                    await self.database.write(lambda session: deliveries.ended(session, one, Progress.DROPPED))
                    _log.info("delivery.dropped", delivery=one.id, purpose=one.purpose)
                case str():
                    await self._end(one, Progress.FAILED, said)
        except TooLate:
            _log.warning("delivery.too_late", delivery=one.id, purpose=one.purpose)
            await self._put_back(one)
        except (Throttled, Unavailable, Disconnected, StoreUnavailable):
            raise
        except Exception as error:  # noqa: BLE001  one that goes wrong must not hold up the rest of its lane
            await self._leave_open(one, error)
        return None

    async def _deliver(self, one: Delivery, post: Post) -> Posted | None:
        try:
            with deadline.only_while(lambda: self.lease.holds(one)):
                address = await self.platform.direct(post.to) if isinstance(post.to, Identity) else post.to
                receipt = await self._find(address, one) or await self.platform.post(address, post.message)
        except (Unreachable, Gone) as error:
            await self.database.write(lambda session: rerouting.elsewhere(session, one, self.connected, self.clock()))
            _log.info("delivery.unreachable", delivery=one.id, purpose=one.purpose, fault=type(error).__name__)
            return None
        except Refused:
            await self._end(one, Progress.FAILED, "refused")
            return None
        except _Unknowable:
            await self._end(one, Progress.UNKNOWN, _UNKNOWN)
            return None
        return Posted(receipt, post.face)

    async def _find(self, address: Address, one: Delivery) -> Receipt | None:
        """The post that an earlier runner may have made."""
        if one.progress is not Progress.SENDING:
            return None
        try:
            return await self.platform.find(address, one.id)
        except Uncertain:
            raise _Unknowable from None

    async def _put_back(self, one: Delivery) -> None:
        await self.database.write(lambda session: deliveries.put_back(session, one))

    async def _leave_open(self, one: Delivery, error: Exception) -> None:
        """Posted or not: the lease runs out, then the mark is looked for; in the end nobody is asked twice."""
        if one.attempts >= delivery.MOST_ATTEMPTS:
            await self._end(one, Progress.UNKNOWN, _UNKNOWN)
        else:
            self.lease.let_run_out(one)
            _log.warning("delivery.uncertain", delivery=one.id, purpose=one.purpose, fault=type(error).__name__)

    async def _end(self, one: Delivery, progress: Progress, why: str) -> None:
        def work(session: Session) -> None:
            deliveries.ended(session, one, progress)
            if progress is Progress.UNKNOWN:
                telling.doubt(session, one, self.connected, self.clock())

        await self.database.write(work)
        _log.warning("delivery.ended", delivery=one.id, purpose=one.purpose, progress=progress, why=why)
