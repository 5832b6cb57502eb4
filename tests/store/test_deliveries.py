"""Deliveries: lined up once, held by one runner at a time, and only that one's report counts."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime

import pytest

from bot.chat.names import Address, Lane, Receipt
from bot.domain.delivery import LEASE, Delivery, Progress, Purpose, Recipient
from bot.store import claims, deliveries, holds
from bot.store.database import Database
from tests.store.scene import HOUR, MONDAY, Scene

LANE, OTHER = Lane("slack", "T1"), Lane("web", "")
RECEIPT = Receipt(Address("slack", "T1", "D-bo"), "1700000000.000100")


@pytest.fixture
async def planned(database: Database, scene: Scene) -> Recipient:
    recipient = Recipient(member=scene.member.id)
    assert await _plan(database, scene, recipient) == 1
    return recipient


async def test_a_recipient_is_lined_up_once(database: Database, scene: Scene, planned: Recipient) -> None:
    assert await _plan(database, scene, planned) == 0
    assert await _plan(database, scene, planned, Recipient(member=scene.convener.id)) == 1
    assert await _plan(database, scene) == 0
    assert await database.read(lambda session: deliveries.waiting(session, Purpose.ASK, "o"))
    assert not await database.read(lambda session: deliveries.waiting(session, Purpose.REMINDER, "o"))


async def test_a_lane_has_something_to_post_from_its_moment_on(
    database: Database, scene: Scene, planned: Recipient
) -> None:
    assert await _lanes(database, MONDAY - HOUR) == []
    assert await _lanes(database, MONDAY) == [LANE]
    assert await _claim(database, MONDAY, OTHER) == []
    assert await _claim(database, MONDAY - HOUR) == []
    (held,) = await _claim(database, MONDAY)
    assert held.claim is not None
    assert held == Delivery(
        id=held.id,
        partnership=scene.partnership.id,
        purpose=Purpose.ASK,
        about="o",
        recipient=planned,
        lane=LANE,
        progress=Progress.PENDING,
        attempts=1,
        receipt=None,
        claim=held.claim,
        face="",
    )
    assert await _lanes(database, MONDAY) == []


@pytest.mark.usefixtures("planned")
async def test_a_lease_that_ends_hands_over_and_the_late_report_does_not_count(database: Database) -> None:
    (first,) = await _claim(database, MONDAY)
    assert await _claim(database, MONDAY + LEASE / 2) == []
    (second,) = await _claim(database, MONDAY + LEASE)
    assert (second.id, second.progress, second.attempts) == (first.id, Progress.SENDING, 2)
    assert second.claim != first.claim
    await database.write(lambda session: deliveries.ended(session, first, Progress.FAILED))
    await database.write(lambda session: deliveries.put_back(session, first))
    await database.write(lambda session: deliveries.again(session, first, MONDAY))
    await database.write(lambda session: deliveries.sent(session, first, RECEIPT, "stale"))
    assert await _posted(database) == []
    assert await _claim(database, MONDAY + LEASE) == []
    await database.write(lambda session: deliveries.sent(session, second, RECEIPT, "open"))
    assert await _posted(database) == [
        replace(second, progress=Progress.SENT, receipt=RECEIPT, claim=None, face="open")
    ]
    assert await _claim(database, MONDAY + 2 * LEASE) == []


@pytest.mark.usefixtures("planned")
async def test_a_runner_knows_whether_it_still_holds(database: Database) -> None:
    (first,) = await _claim(database, MONDAY)
    assert await _held(database, first, MONDAY)
    assert not await _held(database, first, MONDAY + LEASE)
    (second,) = await _claim(database, MONDAY + LEASE)
    assert not await _held(database, first, MONDAY + LEASE)
    assert await _held(database, second, MONDAY + LEASE)


@pytest.mark.usefixtures("planned")
async def test_what_is_put_back_was_no_attempt(database: Database) -> None:
    (first,) = await _claim(database, MONDAY)
    await database.write(lambda session: deliveries.put_back(session, first))
    (again,) = await _claim(database, MONDAY)
    assert again == replace(first, claim=again.claim)


@pytest.mark.usefixtures("planned")
async def test_what_was_tried_comes_again_later(database: Database) -> None:
    (first,) = await _claim(database, MONDAY)
    await database.write(lambda session: deliveries.again(session, first, MONDAY + HOUR))
    assert await _claim(database, MONDAY) == []
    (again,) = await _claim(database, MONDAY + HOUR)
    assert again == replace(first, claim=again.claim, attempts=2)


@pytest.mark.usefixtures("planned")
async def test_what_may_have_been_posted_comes_again_as_such(database: Database) -> None:
    await _claim(database, MONDAY)
    (second,) = await _claim(database, MONDAY + LEASE)
    await database.write(lambda session: deliveries.put_back(session, second))
    (third,) = await _claim(database, MONDAY + LEASE)
    await database.write(lambda session: deliveries.again(session, third, MONDAY + HOUR))
    assert [delivery.progress for delivery in await _claim(database, MONDAY + HOUR)] == [Progress.SENDING]


@pytest.mark.usefixtures("planned")
async def test_what_was_not_posted_takes_another_lane(database: Database) -> None:
    (held,) = await _claim(database, MONDAY)
    await database.write(lambda session: deliveries.reroute(session, held, OTHER))
    assert await _lanes(database, MONDAY) == [OTHER]
    (again,) = await _claim(database, MONDAY, OTHER)
    assert (again.id, again.progress, again.lane) == (held.id, Progress.PENDING, OTHER)


async def test_a_lane_that_is_held_keeps_its_order(database: Database, scene: Scene) -> None:
    names = [f"{number:02}" for number in range(12)]
    for hours, name in enumerate(names):
        await _plan(database, scene, Recipient(member=scene.member.id), about=name, at=MONDAY + hours * HOUR)
    until = MONDAY + 5.5 * HOUR
    await database.write(lambda session: holds.hold(session, OTHER, MONDAY + 100 * HOUR))
    await database.write(lambda session: holds.hold(session, LANE, until))
    assert await _lanes(database, until - HOUR) == []
    assert [delivery.about for delivery in await _claim(database, MONDAY + 12 * HOUR, most=20)] == names


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("progress", [Progress.FAILED, Progress.UNKNOWN])
async def test_what_has_ended_is_never_posted(database: Database, progress: Progress) -> None:
    (held,) = await _claim(database, MONDAY)
    await database.write(lambda session: deliveries.ended(session, held, progress))
    assert await _claim(database, MONDAY + LEASE) == []
    assert await _posted(database) == []
    assert not await database.read(lambda session: deliveries.waiting(session, Purpose.ASK, "o"))


async def test_a_runner_takes_so_many_oldest_first(database: Database, scene: Scene) -> None:
    for hours, name in ((2, "late"), (0, "early"), (1, "middle")):
        await _plan(database, scene, Recipient(member=scene.member.id), about=name, at=MONDAY + hours * HOUR)
    later = MONDAY + 3 * HOUR
    assert [delivery.about for delivery in await _claim(database, later, most=2)] == ["early", "middle"]
    assert [delivery.about for delivery in await _claim(database, later, most=2)] == ["late"]


async def test_a_post_is_known_by_its_receipt_to_its_member_only(
    database: Database, scene: Scene, planned: Recipient
) -> None:
    (held,) = await _claim(database, MONDAY)
    await database.write(lambda session: deliveries.sent(session, held, RECEIPT, "open"))
    await database.write(lambda session: deliveries.show(session, {held.id: "closed"}))
    (posted,) = await _posted(database)
    assert posted.face == "closed"
    assert planned.member == scene.member.id
    other = replace(RECEIPT, post="another")
    for about, member, receipt, found in (
        ("o", scene.member.id, RECEIPT, posted),
        ("o", scene.convener.id, RECEIPT, None),
        ("o", scene.member.id, other, None),
        ("p", scene.member.id, RECEIPT, None),
    ):
        assert await _private(database, about, member, receipt) == found


def _plan(
    database: Database, scene: Scene, *recipients: Recipient, about: str = "o", at: datetime = MONDAY
) -> Awaitable[int]:
    return database.write(
        lambda session: deliveries.plan(
            session,
            partnership=scene.partnership.id,
            purpose=Purpose.ASK,
            about=about,
            recipients=[(recipient, LANE) for recipient in recipients],
            not_before=at,
        )
    )


async def _claim(database: Database, now: datetime, lane: Lane = LANE, most: int = 10) -> list[Delivery]:
    return list(await database.write(lambda session: claims.claim(session, lane, most, now)))


def _held(database: Database, delivery: Delivery, until: datetime) -> Awaitable[bool]:
    return database.read(lambda session: deliveries.held(session, delivery, until))


async def _lanes(database: Database, now: datetime) -> list[Lane]:
    return list(await database.read(lambda session: claims.lanes(session, now)))


async def _posted(database: Database) -> list[Delivery]:
    return list(await database.read(lambda session: deliveries.posted(session, Purpose.ASK, "o")))


def _private(database: Database, about: str, member: str, receipt: Receipt) -> Awaitable[Delivery | None]:
    return database.read(lambda session: deliveries.private(session, about, member, receipt))
