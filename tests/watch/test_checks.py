"""Whether Weft is ready: each check says one line, and none of them a secret."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlmodel import Session
from structlog.testing import capture_logs

from bot.store import pulse
from bot.store.database import Database
from bot.watch import checks
from bot.watch.checks import Checks, Unwell
from tests.databases import Databases, Postgresql, Sqlite

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "hunter2"


def now() -> datetime:
    return datetime.now(UTC)


async def well() -> str:
    return "fine"


async def unwell() -> str:
    raise Unwell("it has a cold")


async def broken() -> str:
    raise ValueError(SECRET)


async def slow() -> str:
    await asyncio.sleep(60)
    return "too late"


async def test_all_is_well_when_each_check_is() -> None:
    found = await Checks({"one": well, "two": well}).found()
    assert found == checks.Found(well=True, lines={"one": "ok: fine", "two": "ok: fine"})


async def test_one_that_is_not_well_says_why_and_hides_none_of_the_others() -> None:
    found = await Checks({"one": well, "two": unwell, "three": broken, "four": slow}, patience=0.05).found()
    assert not found.well
    assert found.lines == {
        "one": "ok: fine",
        "two": "failing: it has a cold",
        "three": "failing: ValueError",
        "four": "failing: it did not answer within 0.05 s",
    }


async def test_many_who_ask_at_once_make_it_look_once() -> None:
    looked = 0

    async def look() -> str:
        nonlocal looked
        looked += 1
        await asyncio.sleep(0)
        return "fine"

    asked = Checks({"one": look}, fresh=60)
    await asyncio.gather(*(asked.found() for _ in range(50)))
    await asked.found()
    assert looked == 1
    again = Checks({"one": look}, fresh=0)
    await again.found()
    await again.found()
    assert looked == 3


async def test_a_database_that_answers_is_well_and_tells_the_time(database: Database) -> None:
    found = await Checks({"database": checks.database(database), "clock": checks.drift(database, now)}).found()
    assert found.well, found.lines
    assert found.lines["database"].startswith("ok: it answered in ")


async def test_a_database_that_is_not_there_is_told_without_its_address(tmp_path: Path) -> None:
    with Database(f"sqlite:///{tmp_path}/{SECRET}/weft.db") as database:
        found = await Checks({"database": checks.database(database), "clock": checks.drift(database, now)}).found()
    assert not found.well
    assert found.lines["database"] == "failing: it does not answer, or refuses"
    assert SECRET not in str(found.lines)


async def test_that_it_went_and_came_back_is_logged_once_each(postgresql: Postgresql) -> None:
    async def looked(times: int) -> list[bool]:
        return [(await asked.found()).well for _ in range(times)]

    with postgresql.fresh() as url, Database(url) as database, capture_logs() as logs:
        asked = Checks({"database": checks.database(database)}, fresh=0)
        assert await looked(2) == [True, True]
        name = url.rpartition("/weft_")[2].partition("?")[0]
        postgresql.rename(f"weft_{name}", f"away_{name}")
        assert await looked(3) == [False] * 3
        postgresql.rename(f"away_{name}", f"weft_{name}")
        assert await looked(2) == [True, True]
    down, up = logs
    assert (down["event"], down["log_level"]) == ("store.down", "error")
    assert down["reason"] == "the database cannot be used: there is no such database"
    assert (up["event"], up["log_level"]) == ("store.up", "info")
    assert 0 <= up["seconds"] < 60


async def test_one_that_does_not_answer_in_time_is_logged_as_well(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def frozen(_: Session) -> None:
        sleep(0.2)

    monkeypatch.setattr(pulse, "moment", frozen)
    with capture_logs() as logs:
        asked = Checks({"database": checks.database(database, patience=0.05)}, patience=0.05, fresh=0)
        found = [await asked.found() for _ in range(2)]
        assert [each.well for each in found] == [False, False]
    assert [(each["event"], each["reason"]) for each in logs] == [("store.down", "it does not answer in time")]


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_off_by_an_hour_is_heard_of(postgresql: Databases, hours: int) -> None:
    with postgresql.fresh() as url, Database(url) as database:
        found = await Checks({"clock": checks.drift(database, lambda: now() + timedelta(hours=hours))}).found()
    assert not found.well
    assert "differ by 3" in found.lines["clock"]


async def test_sqlite_has_no_clock_of_its_own(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        found = await Checks({"clock": checks.drift(database, lambda: now() + timedelta(hours=1))}).found()
    assert found.lines == {"clock": "ok: the database is on this machine, so there is one clock"}


@pytest.mark.parametrize(
    ("last", "line"),
    [
        (NOW - timedelta(seconds=3), "ok: the last job went through 3 s ago"),
        (NOW + timedelta(hours=1), "ok: the last job went through 0 s ago"),
        (NOW - timedelta(seconds=300), "failing: the last job went through 300 s ago"),
        (None, "failing: no job has gone through yet"),
    ],
)
async def test_the_last_tick_is_told(last: datetime | None, line: str) -> None:
    assert (await Checks({"tick": checks.ticks(lambda: last, lambda: NOW, timedelta(minutes=2))}).found()).lines == {
        "tick": line
    }


@pytest.mark.parametrize(
    ("alive", "faulty", "line"),
    [
        (True, [], "ok: it is at work"),
        (True, ["digest", "open"], "ok: it is at work, but these jobs fail: digest, open"),
        (False, [], "failing: a part of it ended just now, or none of its jobs goes through"),
        (False, ["open"], "failing: these jobs fail: open"),
    ],
)
async def test_an_engine_is_one_line(*, alive: bool, faulty: list[str], line: str) -> None:
    found = await Checks({"engine": checks.engine(lambda _: alive, lambda _: faulty, now)}).found()
    assert found.lines == {"engine": line}
