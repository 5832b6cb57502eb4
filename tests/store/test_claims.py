"""Claims: partnerships take turns on a lane, a lane that waits is left alone, and what is lost is known."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session

from bot.chat.names import Lane
from bot.domain.delivery import LEASE, Delivery, Progress, Purpose, Recipient
from bot.domain.partnership import Sector
from bot.store import claims, deliveries, holds, partnerships
from bot.store.database import Database
from tests.store.scene import HOUR, MONDAY

LANE, OTHER, THIRD = Lane("slack", "T1"), Lane("slack", "T2"), Lane("web", "")


def _fill(session: Session, sizes: Sequence[int], lane: Lane = LANE) -> list[str]:
    """Partnerships of these sizes, all of whose people are to be asked on one lane; largest first, their ids."""
    ids = []
    for size in sizes:
        partnership = partnerships.start(session, "P", "UTC")
        partnerships.add_organisation(session, partnership.id, "O", Sector.NHS, "x@o.example")
        session.flush()
        for number in range(size):
            deliveries.plan(
                session,
                partnership=partnership.id,
                purpose=Purpose.ASK,
                about=f"{partnership.id}-{number:03}",
                recipients=[(Recipient(), lane)],
                not_before=MONDAY - timedelta(minutes=size - number),
            )
        ids.append(partnership.id)
    return ids


async def _claim(database: Database, most: int, after: str = "") -> list[Delivery]:
    return list(await database.write(lambda session: claims.claim(session, LANE, most, MONDAY, after)))


async def test_a_small_partnership_never_waits_behind_a_large_one(database: Database) -> None:
    large, small, smaller = await database.write(lambda session: _fill(session, [50, 3, 1]))
    first = Counter(each.partnership for each in await _claim(database, 9))
    assert first == {large: 3, small: 3, smaller: 1}
    assert {each.partnership for each in await _claim(database, 9)} == {large}


async def test_where_more_partnerships_wait_than_are_served_at_once_each_has_its_turn(database: Database) -> None:
    ids = await database.write(lambda session: _fill(session, [4] * 7))
    served: Counter[str] = Counter()
    last = ""
    for _ in range(7):
        batch = await _claim(database, 3, last)
        last = batch[-1].partnership
        served.update(each.partnership for each in batch)
        assert max(served.values()) - min(served[each] for each in ids) <= 1
    assert set(served.values()) == {3}


async def test_each_one_s_oldest_come_first_in_turn(database: Database) -> None:
    ids = sorted(await database.write(lambda session: _fill(session, [3, 3])))
    batch = await _claim(database, 6)
    assert [each.partnership for each in batch] == ids * 3
    assert [each.about[-3:] for each in batch] == ["000", "000", "001", "001", "002", "002"]


async def test_lanes_are_found_one_by_one(database: Database) -> None:
    for lane in (THIRD, LANE, OTHER):
        await database.write(partial(_fill, sizes=[2], lane=lane))
    assert await database.read(lambda session: claims.lanes(session, MONDAY)) == [LANE, OTHER, THIRD]
    assert await database.read(lambda session: claims.lanes(session, MONDAY - HOUR)) == []
    await database.write(lambda session: holds.hold(session, OTHER, MONDAY + HOUR))
    assert await database.read(lambda session: claims.lanes(session, MONDAY)) == [LANE, THIRD]
    assert await database.write(lambda session: claims.claim(session, OTHER, 9, MONDAY)) == []
    after = MONDAY + HOUR
    assert await database.read(lambda session: claims.lanes(session, after)) == [LANE, OTHER, THIRD]


async def test_a_hold_is_never_shortened_and_ends_by_itself_or_with_a_post(database: Database) -> None:
    await database.write(lambda session: holds.hold(session, LANE, MONDAY + HOUR))
    await database.write(lambda session: holds.hold(session, LANE, MONDAY))
    assert await database.read(lambda session: holds.waiting(session, MONDAY)) == {LANE}
    assert not await database.write(lambda session: holds.free(session, LANE, MONDAY)), "it has been asked to wait"
    assert await database.read(lambda session: holds.waiting(session, MONDAY)) == {LANE}
    assert await database.read(lambda session: holds.waiting(session, MONDAY + HOUR)) == set()
    assert not await database.write(lambda session: holds.free(session, LANE, MONDAY + HOUR)), "it was never lost"


async def test_a_lane_that_is_lost_is_asked_after_ever_longer_and_found_again(database: Database) -> None:
    now, waits = MONDAY, []
    for number in range(12):
        assert await database.write(partial(holds.lose, lane=LANE, now=now)) == (number == 0)
        step = now
        while await database.read(partial(holds.waiting, now=step)):
            step += timedelta(seconds=10)
        waits.append(step - now)
        now = step
    assert waits[:3] == [timedelta(seconds=seconds) for seconds in (10, 20, 40)]
    assert waits[-1] == timedelta(hours=1)
    (loss,) = await database.read(holds.lost)
    assert (loss.lane, loss.at) == (LANE, MONDAY)
    assert await database.write(lambda session: holds.free(session, LANE, now))
    assert await database.read(holds.lost) == []


async def test_only_whoever_holds_a_lease_renews_it(database: Database) -> None:
    await database.write(lambda session: _fill(session, [2]))
    first = await _claim(database, 9)
    ids = {each.id for each in first}
    later = MONDAY + LEASE / 2
    assert await database.write(lambda session: claims.renew(session, first, later)) == ids
    assert await database.write(lambda session: claims.claim(session, LANE, 9, MONDAY + LEASE)) == []
    taken = await database.write(lambda session: claims.claim(session, LANE, 9, later + LEASE))
    assert {each.progress for each in taken} == {Progress.SENDING}
    assert await database.write(lambda session: claims.renew(session, first, later + LEASE)) == set()
    await database.write(lambda session: deliveries.ended(session, taken[0], Progress.FAILED))
    assert await database.write(lambda session: claims.renew(session, taken, later + LEASE)) == {taken[1].id}


@pytest.mark.parametrize("progress", [Progress.UNKNOWN, Progress.FAILED])
async def test_doubts_are_counted_by_what_they_are_about(database: Database, progress: Progress) -> None:
    await database.write(lambda session: _fill(session, [3]))
    some = await _claim(database, 2)
    for each in some:
        await database.write(partial(deliveries.ended, delivery=each, progress=progress))
    abouts = [each.about for each in some]
    counted = await database.read(lambda session: deliveries.doubtful(session, [*abouts, "o"]))
    assert counted == (dict.fromkeys(abouts, 1) if progress is Progress.UNKNOWN else {})
