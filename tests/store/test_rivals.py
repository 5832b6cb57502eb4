"""Two processes on one database: whatever both reach for is had by one of them."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlmodel import Session

from bot.chat.names import Lane
from bot.chat.seen import Standing
from bot.domain.delivery import Purpose, Recipient
from bot.domain.occurrence import State, occur
from bot.store import claims, deliveries, digests, inbox, occurrences
from bot.store.database import Database
from tests.store.scene import MONDAY, Scene, opened, taken

T = TypeVar("T")
ROUNDS = 20
LANE = Lane("slack", "T1")


@pytest.fixture
def rivals(database: Database, database_url: str) -> Iterator[tuple[Database, Database]]:
    """Each with connections and a writer of its own, as two processes have them."""
    with Database(database_url) as other:
        yield database, other


async def test_a_slot_is_opened_by_one(rivals: tuple[Database, Database], scene: Scene) -> None:
    occurrence = occur(scene.schedule, scene.schedule.rhythm.starts, "o", State.OPEN)

    def work(number: int) -> Callable[[Session], bool]:
        return lambda session: occurrences.open_once(session, replace(occurrence, id=f"o{number}"))

    assert sorted(await _race(rivals, work)) == [False] * (2 * ROUNDS - 1) + [True]


async def test_a_delivery_is_lined_up_and_held_by_one(rivals: tuple[Database, Database], scene: Scene) -> None:
    recipients = [(Recipient(member=member.id), LANE) for member in (scene.convener, scene.member)]

    def plan(_: int) -> Callable[[Session], int]:
        return lambda session: deliveries.plan(
            session,
            partnership=scene.partnership.id,
            purpose=Purpose.ASK,
            about="o",
            recipients=recipients,
            not_before=MONDAY,
        )

    assert sum(await _race(rivals, plan)) == len(recipients)
    claimed = await _race(rivals, lambda _: lambda session: claims.claim(session, LANE, 1, MONDAY))
    held = [delivery.id for each in claimed for delivery in each]
    assert len(held) == len(set(held)) == len(recipients)


async def test_a_digest_is_taken_by_one(rivals: tuple[Database, Database], scene: Scene) -> None:
    had = await _race(rivals, lambda _: lambda session: taken(digests.due(session, MONDAY)))
    assert [due.member for each in had for due in each] == [scene.convener.id]


async def test_a_reminder_is_given_by_one(rivals: tuple[Database, Database], scene: Scene) -> None:
    occurrence = await rivals[0].write(lambda session: opened(session, scene))
    assert occurrence.remind_at is not None
    now = occurrence.remind_at
    reminded = await _race(rivals, lambda _: lambda session: taken(occurrences.to_remind(session, now)))
    assert [each.id for all_of in reminded for each in all_of] == [occurrence.id]


async def test_an_event_is_taken_in_by_one(rivals: tuple[Database, Database]) -> None:
    seen = await asyncio.gather(*[inbox.Events(rivals[number % 2]).begin("Ev1") for number in range(2 * ROUNDS)])
    assert seen.count(Standing.NEW) == 1
    assert seen.count(Standing.UNDER_WAY) == 2 * ROUNDS - 1


async def _race(rivals: tuple[Database, Database], work: Callable[[int], Callable[[Session], T]]) -> list[T]:
    """Let both do this many times at once; all results."""
    return await asyncio.gather(*[rivals[number % 2].write(work(number)) for number in range(2 * ROUNDS)])
