"""A clock that is set does not stop anything for as long as it was set back."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.app import Bot
from bot.domain.host import Host
from bot.store.database import Database
from jobs import clock as clocks
from jobs import jumps
from jobs.clock import Clock
from tests.databases import Sqlite
from tests.jobs.test_clock import Diary, nothing, until


@pytest.fixture
def bot(sqlite: Sqlite) -> Iterator[Bot]:
    with sqlite.fresh() as url, Database(url) as database:
        yield Bot(database, [], Host())


@pytest.mark.parametrize("seconds", [3_600.0, -3_600.0])
async def test_it_is_noticed_when_a_clock_is_set(seconds: float) -> None:
    walls, heard = [0.0], []
    with capture_logs() as logged:
        watching = asyncio.create_task(
            jumps.watch(lambda: heard.append(walls[0]), every=0.01, wall=lambda: walls[0], steady=lambda: 0.0)
        )
        await asyncio.sleep(0.05)
        assert heard == []
        walls[0] += 1.0
        await asyncio.sleep(0.05)
        assert heard == [], "clocks are kept right by a little all the time"
        walls[0] += seconds
        await asyncio.sleep(0.05)
        watching.cancel()
    assert heard == [walls[0]]
    assert [(line["event"], line["seconds"]) for line in logged] == [("clock.jumped", seconds)]


async def test_every_job_is_woken_when_the_clock_was_set_back(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_LATER", frozenset())
    diary, jump = Diary(), asyncio.Event()
    for name in ("open_due", "remind_due", "close_due", "lanes_due"):
        monkeypatch.setattr(bot, name, diary.job(name, nothing))

    async def watch(jumped: object) -> None:
        await jump.wait()
        assert callable(jumped)
        jumped()
        await asyncio.Event().wait()

    monkeypatch.setattr(jumps, "watch", watch)
    clock = Clock(bot, 60)
    running = asyncio.create_task(clock.run())
    await until(lambda: diary.begun["close_due"] == 1)
    assert clock.alive(datetime.now(UTC))
    assert not clock.alive(datetime.now(UTC) + timedelta(hours=1))
    jump.set()
    await until(lambda: diary.begun["close_due"] == 2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
