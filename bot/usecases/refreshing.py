"""Keeping posted check-ins true: their cards show whether they are open, closing or closed, and how many answered."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest

import structlog
from sqlmodel import Session

from bot.chat.message import Message
from bot.chat.names import Lane, Receipt
from bot.chat.platform import Platform
from bot.domain import card
from bot.domain.delivery import Purpose
from bot.domain.occurrence import Occurrence, State
from bot.errors import Disconnected, Gone, PlatformError, Refused, StoreUnavailable, Throttled, last_line
from bot.speech import ENGLISH, speak, speaking
from bot.store import deliveries, holds, languages, occurrences, partnerships, prompts
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

    @property
    def lane(self) -> Lane:
        """The lane of the installation that made the post."""
        return self.receipt.address.lane


async def refresh(database: Database, platforms: Mapping[str, Platform], clock: Callable[[], datetime]) -> int:
    """Update every card whose face has changed; how many were updated.

    A lane that asks to wait, or that no longer lets us in, is left in peace until the next time, and the others go
    on. How long one asks to wait is written down for whoever drains it.
    """
    return await _Round(database, platforms, clock).update()


@dataclass(slots=True)
class _Round:
    """One look at all cards that may have to change."""

    database: Database
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
    silent: set[Lane] = field(default_factory=set)
    """The lanes of which nothing more is asked in this round."""
    asked: dict[Lane, float] = field(default_factory=dict)
    """Seconds for which lanes have just asked to wait."""

    async def update(self) -> int:
        updated = 0
        for occurrence in await self.database.read(occurrences.unsettled):
            try:
                updated += await self._update_cards(occurrence)
            except StoreUnavailable:
                raise
            except Exception as error:  # noqa: BLE001  whatever it is, other check-ins have cards, too
                fault, where = type(error).__name__, last_line(error)
                _log.error("cards.not_updated", occurrence=occurrence.id, fault=fault, where=where)
        return updated

    async def _update_cards(self, occurrence: Occurrence) -> int:
        changes = await self.database.read(partial(_changes, occurrence=occurrence, now=self.clock()))
        self.silent |= await self.database.read(lambda session: set(holds.waiting(session, self.clock())))
        shown: list[_Change] = []
        turns = _in_turn(changes)
        for first in range(0, len(turns), _AT_ONCE):
            some = [change for change in turns[first : first + _AT_ONCE] if change.lane not in self.silent]
            outcomes = await asyncio.gather(*map(self._update, some))
            shown += [change for change, done in zip(some, outcomes, strict=True) if done]
            await self._hold()
        given_up = self.clock() - occurrence.cut_at > _PATIENCE
        over = occurrence.state not in {State.OPEN, State.LATE} and (len(shown) == len(changes) or given_up)
        if shown or over:
            await self.database.write(partial(_record, occurrence=occurrence, shown=shown, over=over))
        return len(shown)

    async def _update(self, change: _Change) -> bool:
        platform = self.platforms.get(change.lane.platform)
        if platform is None:
            return False
        speak(change.language)
        try:
            await platform.update(change.receipt, change.message)
        except (Gone, Refused) as error:
            # The post was deleted, or can be changed no more: trying again at every tick would not help it.
            _log.info("card.let_go", delivery=change.delivery, fault=type(error).__name__)
        except PlatformError as error:
            if isinstance(error, Throttled):
                self.asked[change.lane] = max(error.retry_after, self.asked.get(change.lane, 0.0))
            if isinstance(error, Throttled | Disconnected):
                self.silent.add(change.lane)
            _log.warning("card.stale", delivery=change.delivery, fault=type(error).__name__)
            return False
        return True

    async def _hold(self) -> None:
        """Let every replica know of what was asked just now."""
        asked, self.asked = self.asked, {}
        if not asked:
            return

        def work(session: Session) -> None:
            for lane, seconds in asked.items():
                holds.hold(session, lane, self.clock() + timedelta(seconds=seconds))

        await self.database.write(work)


def _in_turn(changes: Sequence[_Change]) -> list[_Change]:
    """The first of each lane, then the second of each: none waits behind a larger one."""
    by_lane: defaultdict[Lane, list[_Change]] = defaultdict(list)
    for change in changes:
        by_lane[change.lane].append(change)
    return [change for turn in zip_longest(*by_lane.values()) for change in turn if change is not None]


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
