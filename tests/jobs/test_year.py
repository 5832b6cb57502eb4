"""Two clocks tick on one PostgreSQL for a year, at the same moments: every occurrence once, everybody asked once."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from bot.store.database import Database
from tests.databases import Postgresql
from tests.world import ADA, LENA, MO, World, fenland

TUESDAY = datetime.fromisoformat("2026-05-05 09:35Z")
"""The first slot has come, in summer and in winter."""
WEEKS = 52


async def test_two_clocks_open_every_occurrence_of_a_year_once(postgresql: Postgresql) -> None:
    with postgresql.fresh() as url, Database(url) as one, Database(url) as other:
        world = await fenland(one)
        rival = World(other, chat=world.chat)
        mine = await world.schedule()
        theirs = await world.schedule(title="Second", time="09:31")
        bots = world.bot(), rival.bot()
        for week in range(WEEKS):
            for days in (0, 3):
                world.now = rival.now = TUESDAY + timedelta(weeks=week, days=days)
                await asyncio.gather(*(bot.open_due() for bot in bots))
                await asyncio.gather(*(bot.close_due() for bot in bots))
            world.now = rival.now = TUESDAY + timedelta(weeks=week)
        rows = await world.dump()
        opened = Counter(row["schedule"] for row in rows["occurrence"])
        assert opened == {mine: WEEKS, theirs: WEEKS}
        assert len({(row["schedule"], row["slot"]) for row in rows["occurrence"]}) == 2 * WEEKS
        assert len(rows["release"]) == 2 * WEEKS
        asked = Counter(row["about"] for row in rows["delivery"] if row["purpose"] == "ask")
        assert asked == dict.fromkeys((row["id"] for row in rows["occurrence"]), len((ADA, LENA, MO)))


async def test_two_clocks_post_everything_once(postgresql: Postgresql) -> None:
    with postgresql.fresh() as url, Database(url) as one, Database(url) as other:
        world = await fenland(one)
        rival = World(other, chat=world.chat)
        await world.schedule()
        bots = world.bot(), rival.bot()
        for week in range(4):
            for hours in (0, 1, 30, 72):
                world.now = rival.now = TUESDAY + timedelta(weeks=week, hours=hours)
                await asyncio.gather(*(bot.tick() for bot in bots))
        deliveries = (await world.dump())["delivery"]
        marks = Counter(post.mark for post in world.chat.posts)
        assert set(marks.values()) == {1}
        assert set(marks) == {row["id"] for row in deliveries if row["progress"] == "sent"}
        assert {row["progress"] for row in deliveries} <= {"sent", "dropped"}
