"""Posting what waits on a lane: claim, post, record; after a crash look for the mark before posting again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane
from bot.chat.platform import Platform
from bot.domain import card, delivery
from bot.domain.delivery import Delivery, Progress, Purpose, Recipient
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import Prompt
from bot.errors import Disconnected, Gone, PlatformError, Refused, Throttled, Unavailable, Uncertain, Unreachable
from bot.store import deliveries, digests, members, occurrences, partnerships, prompts
from bot.store.database import Database
from bot.texts import asking, joining
from bot.texts import digests as digest_texts

_AT_ONCE = 10
"""Deliveries claimed together: posted well within the lease even at one a second."""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Post:
    """What to post, and where: an address, or a person to be written to in private."""

    to: Address | Identity
    message: Message
    face: str = ""


async def drain(database: Database, platform: Platform, lane: Lane, clock: Callable[[], datetime]) -> int:
    """Post everything that waits on a lane, in order; how many posts were made.

    Stops early when the platform asks to wait or cannot be reached: what is left stays in the table.
    """
    posted = 0
    while batch := await database.write(lambda session: deliveries.claim(session, lane, _AT_ONCE, clock())):
        for each in batch:
            try:
                posted += await _deliver(database, platform, each, clock)
            except (Throttled, Unavailable, Disconnected) as error:
                await _put_off(database, batch[batch.index(each) :], error, clock())
                return posted
    return posted


async def _deliver(database: Database, platform: Platform, one: Delivery, clock: Callable[[], datetime]) -> bool:
    post = await database.read(lambda session: _compose(session, one, clock()))
    if post is None:
        await _end(database, one, Progress.FAILED, "no longer due")
        return False
    try:
        address = await platform.direct(post.to) if isinstance(post.to, Identity) else post.to
        receipt = await platform.find(address, one.id) if one.progress is Progress.SENDING else None
        receipt = receipt or await platform.post(address, post.message)
    except (Unreachable, Gone) as error:
        await database.write(lambda session: _elsewhere(session, one, clock()))
        _log.info("delivery.unreachable", delivery=one.id, purpose=one.purpose, fault=type(error).__name__)
        return False
    except Refused:
        await _end(database, one, Progress.FAILED, "refused")
        return False
    except Uncertain:
        # Posted or not: the lease runs out, then the mark is looked for. If it cannot be looked for, nobody is
        # asked twice.
        if one.progress is Progress.SENDING:
            await _end(database, one, Progress.UNKNOWN, "cannot tell whether it was posted")
        return False
    await database.write(lambda session: deliveries.sent(session, one, receipt, post.face))
    _log.info("delivery.sent", delivery=one.id, purpose=one.purpose, platform=one.lane.platform)
    return True


async def _end(database: Database, one: Delivery, progress: Progress, why: str) -> None:
    await database.write(lambda session: deliveries.ended(session, one, progress))
    _log.warning("delivery.ended", delivery=one.id, purpose=one.purpose, progress=progress, why=why)


async def _put_off(database: Database, rest: Sequence[Delivery], error: PlatformError, now: datetime) -> None:
    """Nothing of these was posted: they wait as long as the platform asks, or ever longer."""

    def work(session: Session) -> None:
        for one in rest:
            if one is rest[0] and one.attempts >= delivery.MOST_ATTEMPTS and not isinstance(error, Throttled):
                deliveries.ended(session, one, Progress.FAILED)
                continue
            wait = timedelta(seconds=error.retry_after) if isinstance(error, Throttled) else None
            deliveries.again(session, one, now + (wait or delivery.back_off(one.attempts)))

    await database.write(work)
    _log.warning("lane.stopped", platform=rest[0].lane.platform, waiting=len(rest), fault=type(error).__name__)


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
    member = members.get(session, one.recipient.member or "")
    if member.left_at is not None:
        return None
    known = members.identities(session, [member.id]).get(member.id, [])
    return next((identity for identity in known if identity.lane == one.lane), None)


def _elsewhere(session: Session, one: Delivery, now: datetime) -> None:
    """Reach the person by their next account, else ask them where the partnership meets; or give up."""
    if one.recipient.member is None:
        deliveries.ended(session, one, Progress.FAILED)
        return
    lanes = [each.lane for each in members.identities(session, [one.recipient.member])[one.recipient.member]]
    later = lanes[lanes.index(one.lane) + 1 :]
    if later:
        deliveries.again(session, one, now, later[0])
        return
    deliveries.ended(session, one, Progress.FAILED)
    spaces = partnerships.spaces(session, one.partnership)
    if one.purpose is Purpose.ASK and spaces:
        deliveries.plan(
            session,
            partnership=one.partnership,
            purpose=Purpose.ASK,
            about=one.about,
            recipients=[(Recipient(space=spaces[0].id), spaces[0].address.lane)],
            not_before=now,
        )
