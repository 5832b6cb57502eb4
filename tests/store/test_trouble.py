"""What can stand in a write's way: each comes out as one clear error, and nothing is stored."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from bot.errors import StoreUnavailable
from bot.store import database as databases
from bot.store import partnerships
from bot.store.database import Database
from tests.databases import Postgresql, Sqlite


@pytest.fixture
def url(sqlite: Sqlite) -> Iterator[str]:
    """Only a file can be locked, read-only or full at will."""
    with sqlite.fresh() as made:
        yield made


def _start(session: Session) -> None:
    partnerships.start(session, "Warm Homes", "UTC")


def _start_long(session: Session) -> None:
    partnerships.start(session, "x" * 100_000, "UTC")


async def test_a_locked_database_turns_away_all_that_wait_at_once(url: str) -> None:
    begun: list[object] = []
    count = begun.append
    with Database(url, busy_seconds=0.02) as database, closing(_other(url)) as other:
        other.execute("BEGIN IMMEDIATE")
        event.listen(Engine, "begin", count)
        try:
            outcomes = await asyncio.gather(*[database.write(_start) for _ in range(200)], return_exceptions=True)
        finally:
            event.remove(Engine, "begin", count)
        other.execute("ROLLBACK")
        assert {str(outcome) for outcome in outcomes} == {"the database refused: database is locked"}
        assert all(isinstance(outcome, StoreUnavailable) for outcome in outcomes)
        # However many wait, the lock is waited for once, or twice where some came meanwhile.
        assert len(begun) <= 2
        assert await database.read(partnerships.count) == 0
        await database.write(_start)
        assert await database.read(partnerships.count) == 1


async def test_a_locked_database_can_still_be_read(url: str) -> None:
    with Database(url, busy_seconds=0.02) as database, closing(_other(url)) as other:
        await database.write(_start)
        other.execute("BEGIN IMMEDIATE")
        assert await database.read(partnerships.count) == 1


async def test_a_read_only_file_is_said_to_be_read_only(url: str) -> None:
    with Database(f"sqlite:///file:{_file(url)}?mode=ro&uri=true") as database:
        with pytest.raises(StoreUnavailable, match="readonly database"):
            await database.write(_start)
        assert await database.read(partnerships.count) == 0


async def test_a_full_disk_keeps_nothing_and_recovers(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database(url) as database:
        pages = await database.write(lambda session: _pragma(session, "page_count"))
        await database.write(lambda session: _pragma(session, f"max_page_count={pages}"))
        outcomes = await asyncio.gather(*[database.write(_start_long) for _ in range(3)], return_exceptions=True)
        assert {str(outcome) for outcome in outcomes} == {"the database refused: database or disk is full"}
        assert await database.read(partnerships.count) == 0
        assert not database.keeps, "that it can be read does not say that it is well"
        await database.write(lambda session: _pragma(session, "max_page_count=1000000"))
        await database.write(_start)
        assert await database.read(partnerships.count) == 1
        monkeypatch.setattr(databases, "_REFUSING", 0.0)
        assert database.keeps


async def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "weft.db").write_text("These are the minutes of the meeting." * 100)
    with Database(f"sqlite:///{tmp_path}/weft.db") as database:
        for attempt in (database.write(_start), database.read(partnerships.count)):
            with pytest.raises(StoreUnavailable, match="file is not a database"):
                await attempt


async def test_more_writes_than_can_wait_are_turned_away(url: str) -> None:
    begun, let_go = Event(), Event()

    def hold(_: Session) -> None:
        begun.set()
        let_go.wait(5)

    with Database(url, most_waiting=2) as database:
        holding = asyncio.ensure_future(database.write(hold))
        await asyncio.to_thread(begun.wait, 5)
        waiting = [asyncio.ensure_future(database.write(_start)) for _ in range(3)]
        await asyncio.sleep(0)
        let_go.set()
        *kept, turned_away = await asyncio.gather(*waiting, return_exceptions=True)
        await holding
        assert kept == [None, None]
        assert str(turned_away) == "too many writes are waiting for the database"
        assert await database.read(partnerships.count) == 2


async def test_closing_finishes_the_writes_that_wait(url: str) -> None:
    database = Database(url)
    waiting = [asyncio.ensure_future(database.write(_start)) for _ in range(150)]
    await asyncio.sleep(0)
    database.close()
    database.close()
    assert await asyncio.gather(*waiting) == [None] * 150
    for attempt in (database.write(_start), database.read(partnerships.count)):
        with pytest.raises(StoreUnavailable, match="the database is closed"):
            await attempt
    with Database(url) as again:
        assert await again.read(partnerships.count) == 150


async def test_a_connection_that_is_lost_is_made_again(postgresql: Postgresql) -> None:
    def lost(session: Session) -> None:
        _start(session)
        session.connection().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with postgresql.fresh() as url, Database(url) as database:
        before, failed, after = await asyncio.gather(
            database.write(_start), database.write(lost), database.write(_start), return_exceptions=True
        )
        assert (before, after) == (None, None)
        assert str(failed) == "the database refused: AdminShutdown"
        assert await database.read(partnerships.count) == 2


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _other(url: str) -> sqlite3.Connection:
    return sqlite3.connect(_file(url), isolation_level=None)


def _pragma(session: Session, pragma: str) -> int:
    value: int = session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
    return value


async def test_more_reads_than_can_wait_are_turned_away(url: str) -> None:
    """They would be kept in memory until somebody has time for them."""
    holding, begun = Event(), Event()

    def hold(_: Session) -> None:
        begun.set()
        holding.wait(10)

    with Database(url, most_waiting=1) as database:
        first = asyncio.create_task(database.read(hold))
        while not begun.is_set():  # noqa: ASYNC110  a thread says so
            await asyncio.sleep(0.01)
        with pytest.raises(StoreUnavailable, match="too many reads"):
            await database.read(hold)
        holding.set()
        await first
        await database.read(hold)
