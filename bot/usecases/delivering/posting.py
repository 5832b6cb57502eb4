"""Posting one delivery: found if it was posted before, else posted, else another way is taken or it is given up."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlmodel import Session

from bot.chat import deadline
from bot.chat.names import Address, Identity, Lane, Receipt
from bot.chat.platform import Platform
from bot.domain import delivery
from bot.domain.delivery import PASSING, Delivery, Progress
from bot.errors import (
    Disconnected,
    Gone,
    PlatformError,
    Refused,
    StoreUnavailable,
    Throttled,
    TooLate,
    Unavailable,
    Uncertain,
    Unreachable,
)
from bot.speech import speak
from bot.store import deliveries, holds
from bot.store.database import Database
from bot.usecases.delivering import composing, rerouting, telling
from bot.usecases.delivering.composing import Post, Unsayable
from bot.usecases.delivering.leasing import Lease

_UNKNOWN = "cannot tell whether it was posted"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that was made, and the face that it shows."""

    receipt: Receipt
    face: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """What keeps an installation from posting, and its lane: another one's than the delivery's for an outsider."""

    error: PlatformError
    lane: Lane


@dataclass(frozen=True, slots=True)
class Expired:
    """Those before it took so long that its lease is about to end: whoever claims it next finds it as it was."""


Said = Post | Unsayable | Expired | str
"""What a delivery says just before it is posted, or why it is not."""


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
    begun: set[str] = field(default_factory=set)
    """The deliveries of which the platform may have heard."""

    async def post(self, one: Delivery, said: Said) -> Posted | Stopped | None:
        """The post that was made, or what keeps its lane from posting, or None where neither is so."""
        try:
            match said:
                case Post():
                    speak(said.language)
                    return await self._deliver(one, said)
                case Expired():
                    await self._put_back(one)
                case Unsayable():
                    await self._not_said(one, said)
                case str() if said == composing.NO_LONGER_DUE and one.purpose in PASSING:
                    await self.database.write(lambda session: deliveries.ended(session, one, Progress.DROPPED))
                    _log.info("delivery.dropped", delivery=one.id, purpose=one.purpose)
                case str():
                    await self._end(one, Progress.FAILED, said)
        except TooLate:
            _log.warning("delivery.too_late", delivery=one.id, purpose=one.purpose)
            await self._put_back(one)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  one that goes wrong must not hold up the rest of its lane
            await self._leave_open(one, error)
        return None

    async def _deliver(self, one: Delivery, post: Post) -> Posted | Stopped | None:
        lane = one.lane
        try:
            with deadline.only_while(lambda: self._may_begin(one)):
                address = await self.platform.direct(post.to) if isinstance(post.to, Identity) else post.to
                lane = address.lane
                await self._heed(one, lane)
                receipt = await self._find(address, one) or await self.platform.post(address, post.message)
        except (Throttled, Unavailable, Disconnected) as error:
            return Stopped(error, lane)
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

    def _may_begin(self, one: Delivery) -> bool:
        """Asked right before the first byte of each call."""
        if not self.lease.holds(one):
            return False
        self.begun.add(one.id)
        return True

    async def _heed(self, one: Delivery, lane: Lane) -> None:
        """Leave an installation in peace that was told to wait, where it writes to somebody of another workspace."""
        if lane == one.lane:
            return
        left = await self.database.read(lambda session: holds.left(session, lane, self.clock()))
        if left:
            raise Throttled(left.total_seconds())

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

    async def _not_said(self, one: Delivery, said: Unsayable) -> None:
        """It may be put together another time, when what it is about, or Weft, is another one."""
        if one.attempts >= delivery.MOST_ATTEMPTS:
            await self._end(one, given_up(one), said.fault)
            return
        later = self.clock() + delivery.back_off(one.attempts)
        await self.database.write(lambda session: deliveries.again(session, one, later))
        _log.error("delivery.not_composed", delivery=one.id, purpose=one.purpose, fault=said.fault, where=said.where)

    async def _end(self, one: Delivery, progress: Progress, why: str) -> None:
        if await self.database.write(lambda session: end(session, one, progress, self.connected, self.clock())):
            log_end(one, progress, why)


def end(session: Session, one: Delivery, progress: Progress, connected: Collection[str], now: datetime) -> bool:
    """It will not be posted any more, and a convener hears of what is not known; False where it is another's now."""
    recorded = deliveries.ended(session, one, progress)
    if recorded and progress is Progress.UNKNOWN:
        telling.doubt(session, one, connected, now)
    return recorded


def given_up(one: Delivery) -> Progress:
    """What becomes of one that was tried long enough: an earlier runner may have posted it without knowing."""
    return Progress.UNKNOWN if one.progress is Progress.SENDING else Progress.FAILED


def log_end(one: Delivery, progress: Progress, why: str) -> None:
    """Tell the log that this is not posted any more."""
    _log.warning("delivery.ended", delivery=one.id, purpose=one.purpose, progress=progress, why=why)
