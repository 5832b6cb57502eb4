"""A clock that is set an hour forward or back, again and again: nothing is skipped, and nothing comes twice."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from bot.store.database import Database
from tests.databases import Databases
from tests.world import ADA, LENA, MO, at, fenland

BEGINS, ENDS = at("2026-05-05 07:00Z"), at("2026-05-19 12:00Z")
"""Two weeks with a check-in each Tuesday at 08:30 UTC, for two days."""
STEP, NIGHT, HOUR = timedelta(minutes=30), timedelta(hours=3), timedelta(hours=1)


class Killed(BaseException):
    """The process is gone."""


async def test_nothing_is_skipped_and_nothing_comes_twice(chosen: Databases) -> None:
    dice = Random(1)
    with chosen.fresh() as url, Database(url) as database:
        world = await fenland(database)
        mine = await world.schedule("How well do we listen? [1-5]")
        true, off = BEGINS, timedelta()
        while true < ENDS:
            true += STEP if 7 <= true.hour < 11 else NIGHT
            if dice.random() < 0.3:
                off = HOUR * dice.choice([-1, 0, 1])
            world.now = true + off
            await world.bot().tick()
        world.now = true
        await world.bot().tick()
        rows = await world.dump()
        opened = [row for row in rows["occurrence"] if row["schedule"] == mine]
        assert sorted(str(row["slot"])[:10] for row in opened) == ["2026-05-05", "2026-05-12", "2026-05-19"]
        assert Counter(row["state"] for row in opened) == {"closed": 2, "open": 1}
        assert len(rows["release"]) == len({row["occurrence"] for row in rows["release"]}) == 2
        asked = Counter((row["about"], row["purpose"]) for row in rows["delivery"] if row["progress"] == "sent")
        assert {asked[row["id"], "ask"] for row in opened} == {len((ADA, LENA, MO))}
        marks = Counter(post.mark for post in world.chat.posts if post.mark)
        assert set(marks.values()) == {1}
        assert {row["id"] for row in rows["delivery"] if row["progress"] == "sent"} <= set(marks)
        assert {row["progress"] for row in rows["delivery"]} <= {"sent", "dropped", "pending"}


async def test_what_a_process_held_that_died_by_a_clock_an_hour_ahead_is_posted_once_when_its_lease_is_over(
    chosen: Databases,
) -> None:
    with chosen.fresh() as url, Database(url) as database:
        world = await fenland(database)
        await world.schedule("How well do we listen? [1-5]")
        right = at("2026-05-05 08:31Z")
        world.now = right + HOUR
        await world.bot().open_due()
        world.chat.fail("post", Killed(), after=True)
        with pytest.raises(Killed):
            await world.bot().deliver()
        world.now = right
        for _ in range(8):
            await world.pass_by(timedelta(minutes=10))
        assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]
