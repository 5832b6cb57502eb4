"""Posting what waits on a lane: claim, post, record; after a crash look for the mark before posting again."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel import Session

from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane, Receipt
from bot.chat.platform import Platform
from bot.domain import card, delivery
from bot.domain.delivery import Delivery, Progress, Purpose, Recipient
from bot.domain.occurrence import Occurrence, Part
from bot.domain.prompt import Prompt
from bot.errors import (
    Disconnected,
    Gone,
    PersonError,
    PlatformError,
    Refused,
    StoreUnavailable,
    Throttled,
    Unavailable,
    Unbuildable,
    Uncertain,
    Unreachable,
)
from bot.store import deliveries, digests, members, occurrences, partnerships, prompts
from bot.store.database import Database
from bot.texts import asking, joining
from bot.texts import digests as digest_texts

_AT_ONCE = 10
"""Deliveries claimed together, and posted side by side."""
_CALL = timedelta(seconds=35)
"""Lease that must be left before a post is made: longer than an HTTP time-out (30 s)."""
_UNKNOWN = "cannot tell whether it was posted"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Post:
    """What to post, and where: an address, or a person to be written to in private."""

    to: Address | Identity
    message: Message
    face: str = ""


@dataclass(frozen=True, slots=True)
class _Lost:
    """Those before it took so long that its lease is about to end: whoever claims it next finds it as it was."""


async def drain(
    database: Database, platform: Platform, lane: Lane, connected: Collection[str], clock: Callable[[], datetime]
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
    """
    posted, side_by_side = 0, 1
    while batch := await database.write(lambda session: deliveries.claim(session, lane, _AT_ONCE, clock())):
        while batch:
            some, batch = batch[:side_by_side], batch[side_by_side:]
            posts = await database.read(partial(_look, some=some, now=clock()))
            posting = (_try(database, platform, one, posts[one.id], connected=connected, clock=clock) for one in some)
            outcomes = await asyncio.gather(*posting, return_exceptions=True)
            # Each has come to its own end before the fault of one is heard of.
            for outcome in outcomes:
                if isinstance(outcome, BaseException) and not isinstance(outcome, PlatformError):
                    raise outcome
            stops = [(one, stop) for one, stop in zip(some, outcomes, strict=True) if isinstance(stop, PlatformError)]
            posted += sum(outcome is True for outcome in outcomes)
            if stops:
                await _put_off(database, stops, batch, clock())
                return posted
            side_by_side = _AT_ONCE
    return posted


def _look(session: Session, some: Sequence[Delivery], now: datetime) -> Mapping[str, _Post | _Lost | str]:
    """Look once more just before posting: what each of these says now, or why it is not to be posted."""
    found: dict[str, _Post | _Lost | str] = {}
    for one in some:
        try:
            held = deliveries.held(session, one, now + _CALL)
            found[one.id] = (_compose(session, one, now) or "no longer due") if held else _Lost()
        except (PersonError, Unbuildable) as error:
            found[one.id] = type(error).__name__
    return found


async def _try(
    database: Database,
    platform: Platform,
    one: Delivery,
    post: _Post | _Lost | str,
    *,
    connected: Collection[str],
    clock: Callable[[], datetime],
) -> bool:
    """Whether a post was made; raises what stops the whole lane."""
    try:
        match post:
            case _Post():
                return await _deliver(database, platform, one, post, connected=connected, clock=clock)
            case _Lost():
                await database.write(lambda session: deliveries.put_back(session, one))
            case str():
                await _end(database, one, Progress.FAILED, post)
    except (Throttled, Unavailable, Disconnected, StoreUnavailable):
        raise
    except Exception as error:  # noqa: BLE001  one that goes wrong must not hold up the rest of its lane
        await _leave_open(database, one, error)
    return False


async def _deliver(
    database: Database,
    platform: Platform,
    one: Delivery,
    post: _Post,
    *,
    connected: Collection[str],
    clock: Callable[[], datetime],
) -> bool:
    try:
        address = await platform.direct(post.to) if isinstance(post.to, Identity) else post.to
        receipt = await _find(platform, address, one) or await platform.post(address, post.message)
    except (Unreachable, Gone) as error:
        await database.write(lambda session: _elsewhere(session, one, connected, clock()))
        _log.info("delivery.unreachable", delivery=one.id, purpose=one.purpose, fault=type(error).__name__)
        return False
    except Refused:
        await _end(database, one, Progress.FAILED, "refused")
        return False
    except _Unknowable:
        await _end(database, one, Progress.UNKNOWN, _UNKNOWN)
        return False
    await database.write(lambda session: deliveries.sent(session, one, receipt, post.face))
    _log.info("delivery.sent", delivery=one.id, purpose=one.purpose, platform=one.lane.platform)
    return True


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
    database: Database, stops: Sequence[tuple[Delivery, PlatformError]], rest: Sequence[Delivery], now: datetime
) -> None:
    """Nothing of these was posted. The lane waits as long as the platform asks, else a little.

    One that cannot be posted waits ever longer by itself, so that it does not hold up those behind it.
    """
    asked = [error.retry_after for _, error in stops if isinstance(error, Throttled)]
    pause = timedelta(seconds=max(asked)) if asked else delivery.back_off(1)

    def work(session: Session) -> None:
        for one, error in stops:
            if isinstance(error, Throttled):
                deliveries.put_back(session, one)
            elif one.attempts < delivery.MOST_ATTEMPTS:
                deliveries.again(session, one, now + delivery.back_off(one.attempts))
            else:
                deliveries.ended(session, one, Progress.FAILED)
        for one in rest:
            deliveries.put_back(session, one)
        deliveries.hold(session, lane, now + pause)

    (first, fault), *_ = stops
    lane = first.lane
    await database.write(work)
    waiting = len(stops) + len(rest)
    _log.warning("lane.stopped", platform=lane.platform, waiting=waiting, fault=type(fault).__name__)


def _compose(session: Session, one: Delivery, now: datetime) -> _Post | None:
    """What this delivery says now; None when it is no longer due."""
    to = _address(session, one)
    if to is None:
        return None
    match one.purpose:
        case Purpose.ASK:
            return _ask(session, one, to, now)
        case Purpose.REMINDER:
            occurrence = occurrences.get(session, one.about)
            if not occurrence.takes_answers(now):
                return None
            name, prompt = _about(session, occurrence)
            return _Post(to, asking.reminder(name, prompt, occurrence, one.id))
        case Purpose.DIGEST:
            due = digests.get(session, one.about)
            digest = digests.compose(session, members.get(session, due.member), due.until)
            return _Post(to, digest_texts.message(digest, one.id))
        case Purpose.WELCOME:
            return _Post(to, joining.linked(partnerships.get(session, one.partnership), one.id))


def _ask(session: Session, one: Delivery, to: Address | Identity, now: datetime) -> _Post | None:
    occurrence = occurrences.get(session, one.about)
    if not occurrence.takes_answers(now):
        return None
    if one.recipient.member is None:
        face = card.in_space(occurrence, occurrences.answered(session, occurrence.id), now)
    else:
        face = card.in_private(occurrence, occurrences.part(session, occurrence.id, one.recipient.member), now)
    name, prompt = _about(session, occurrence)
    return _Post(to, asking.card(name, prompt, occurrence, face, one.id), str(face))


def _about(session: Session, occurrence: Occurrence) -> tuple[str, Prompt]:
    return partnerships.get(session, occurrence.partnership).name, prompts.get(session, occurrence.prompt)


def _address(session: Session, one: Delivery) -> Address | Identity | None:
    if one.recipient.space:
        return partnerships.space(session, one.recipient.space).address
    return members.reached(session, one.recipient.member or "", one.lane)


def _elsewhere(session: Session, one: Delivery, connected: Collection[str], now: datetime) -> None:
    """Reach the person by their next account, else ask them where the partnership meets; or give up."""
    if one.recipient.member is None:
        deliveries.ended(session, one, Progress.FAILED)
        _in_private(session, one, connected, now)
        return
    known = members.identities(session, [one.recipient.member])[one.recipient.member]
    lanes = list(dict.fromkeys(each.lane for each in known if each.platform in connected))
    if later := lanes[lanes.index(one.lane) + 1 :]:
        deliveries.reroute(session, one, later[0])
        return
    deliveries.ended(session, one, Progress.FAILED)
    spaces = [each for each in partnerships.spaces(session, one.partnership) if each.address.platform in connected]
    if one.purpose is Purpose.ASK and spaces:
        _plan(session, one, [(Recipient(space=spaces[0].id), spaces[0].address.lane)], now)


def _in_private(session: Session, one: Delivery, connected: Collection[str], now: datetime) -> None:
    """The space is gone: whoever has not answered there is asked in private."""
    if one.recipient.space is None or one.purpose is not Purpose.ASK:
        return
    partnerships.leave_space(session, partnerships.space(session, one.recipient.space).address, now)
    silent = [member for member, part in occurrences.parts(session, one.about).items() if part is Part.ASKED]
    known = members.identities(session, silent)
    reachable = {member: [each for each in known.get(member, []) if each.platform in connected] for member in silent}
    _plan(session, one, [(Recipient(member=member), each[0].lane) for member, each in reachable.items() if each], now)


def _plan(session: Session, one: Delivery, recipients: list[tuple[Recipient, Lane]], now: datetime) -> None:
    deliveries.plan(
        session,
        partnership=one.partnership,
        purpose=one.purpose,
        about=one.about,
        recipients=recipients,
        not_before=now,
    )
