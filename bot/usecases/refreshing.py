"""Keeping posted check-ins true: their cards show whether they are open, closing or closed, and how many answered."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel import Session

from bot.chat.message import Message
from bot.chat.names import Receipt
from bot.chat.platform import Platform
from bot.domain import card
from bot.domain.delivery import Purpose
from bot.domain.occurrence import Occurrence, State
from bot.errors import Disconnected, Gone, PlatformError, Refused, Throttled
from bot.speech import ENGLISH, speak, speaking
from bot.store import deliveries, languages, occurrences, partnerships, prompts
from bot.store.database import Database
from bot.texts import asking

_AT_ONCE = 20
"""Cards that are updated at the same time."""
_PATIENCE = timedelta(days=1)
"""How long after closing a card that cannot be updated is tried again."""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Change:
    delivery: str
    receipt: Receipt
    message: Message
    face: str
    language: str


async def refresh(database: Database, platforms: Mapping[str, Platform], clock: Callable[[], datetime]) -> int:
    """Update every card whose face has changed; how many were updated.

    A platform that asks to wait, or that no longer knows us, is left in peace until the next time.
    """
    updated = 0
    patient = dict(platforms)
    for occurrence in await database.read(occurrences.unsettled):
        changes = await database.read(partial(_changes, occurrence=occurrence, now=clock()))
        shown: list[_Change] = []
        for first in range(0, len(changes), _AT_ONCE):
            some = changes[first : first + _AT_ONCE]
            outcomes = await asyncio.gather(*(_update(patient, change) for change in some))
            shown += [change for change, done in zip(some, outcomes, strict=True) if done]
        given_up = clock() - occurrence.cut_at > _PATIENCE
        over = occurrence.state not in {State.OPEN, State.LATE} and (len(shown) == len(changes) or given_up)
        if shown or over:
            await database.write(partial(_record, occurrence=occurrence, shown=shown, over=over))
        updated += len(shown)
    return updated


async def _update(platforms: dict[str, Platform], change: _Change) -> bool:
    name = change.receipt.address.platform
    platform = platforms.get(name)
    if platform is None:
        return False
    speak(change.language)
    try:
        await platform.update(change.receipt, change.message)
    except (Gone, Refused) as error:
        # The post was deleted, or can be changed no more: trying again at every tick would not help it.
        _log.info("card.let_go", delivery=change.delivery, fault=type(error).__name__)
    except PlatformError as error:
        if isinstance(error, Throttled | Disconnected):
            platforms.pop(name, None)
        _log.warning("card.stale", delivery=change.delivery, fault=type(error).__name__)
        return False
    return True


def _changes(session: Session, occurrence: Occurrence, now: datetime) -> list[_Change]:
    partnership = partnerships.get(session, occurrence.partnership)
    prompt = prompts.get(session, occurrence.prompt)
    parts = occurrences.parts(session, occurrence.id)
    in_space = card.in_space(occurrence, occurrences.answered(session, occurrence.id), now)
    changes: list[_Change] = []
    posted = deliveries.posted(session, Purpose.ASK, occurrence.id)
    spoken = languages.of(session, {one.recipient for one in posted})
    for one in posted:
        member = one.recipient.member
        face = in_space if member is None else card.in_private(occurrence, parts.get(member), now)
        if one.receipt is None:
            continue
        language = spoken.get(one.recipient, ENGLISH)
        with speaking(language):
            if str(face) != one.face:
                message = asking.card(partnership.name, prompt, occurrence, face, one.id)
                changes.append(_Change(one.id, one.receipt, message, str(face), language))
    return changes


def _record(session: Session, occurrence: Occurrence, shown: Sequence[_Change], *, over: bool) -> None:
    """One write for all: a face that is lost on the way is only shown once more."""
    deliveries.show(session, {change.delivery: change.face for change in shown})
    if over and not deliveries.waiting(session, Purpose.ASK, occurrence.id):
        occurrences.settle(session, occurrence.id)
