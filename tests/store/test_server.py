"""What a server does that a file does not: it is started anew, has deadlocks, and keeps dead rows."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier
from time import sleep

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.errors import StoreUnavailable
from bot.store import partnerships
from bot.store.database import Database
from bot.store.engine import engine
from tests.databases import Postgresql

Work = Callable[[Session], None]


@pytest.fixture
def url(postgresql: Postgresql) -> Iterator[str]:
    """A database of a server."""
    with postgresql.fresh() as made:
        yield made


def _start(session: Session) -> None:
    partnerships.start(session, "Warm Homes", "UTC")


def _cut(url: str) -> None:
    """End every connection to the database, as a server does that is started anew."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_whoever_comes_after_a_restart_notices_nothing(url: str) -> None:
    with Database(url) as database:
        await database.write(_start)
        await database.read(partnerships.count)
        _cut(url)
        await database.write(_start)
        assert await database.read(partnerships.count) == 2


async def test_a_connection_that_is_lost_halfway_is_made_again(url: str) -> None:
    cut: list[bool] = []

    def work(session: Session) -> None:
        _start(session)
        session.flush()
        if not cut:
            cut.append(True)
            _cut(url)

    with Database(url) as database:
        await asyncio.gather(database.write(work), *[database.write(_start) for _ in range(5)])
        assert await database.read(partnerships.count) == 6


async def test_a_server_that_cuts_every_time_is_said_to_refuse(url: str) -> None:
    def work(session: Session) -> None:
        _cut(url)
        _start(session)
        session.flush()

    with Database(url) as database:
        with pytest.raises(StoreUnavailable, match="the database refused"):
            await database.write(work)
        assert await database.read(partnerships.count) == 0


async def test_two_who_wait_for_each_other_are_both_done(url: str) -> None:
    with Database(url) as one, Database(url) as other:
        first, second = [await one.write(lambda session: partnerships.start(session, "x", "UTC").id) for _ in "ab"]
        meet = Barrier(2, timeout=5)

        def work(ids: tuple[str, str]) -> Work:
            calm: list[bool] = []

            def run(session: Session) -> None:
                for id_ in ids:
                    session.connection().execute(
                        text("UPDATE partnership SET name = name || '!' WHERE id = :id"), {"id": id_}
                    )
                    if not calm:
                        calm.append(True)
                        meet.wait()

            return run

        await asyncio.gather(one.write(work((first, second))), other.write(work((second, first))))
        assert set((await one.read(partnerships.names)).values()) == {"x!!"}


async def test_one_that_was_frozen_as_it_wrote_lets_go_and_does_it_again(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database.engine", partial(engine, idle_seconds=0.2))
    frozen: list[float] = []

    def work(session: Session) -> None:
        _start(session)
        session.flush()
        if not frozen:
            frozen.append(1)
            sleep(1)

    monkeypatch.setattr("bot.store.database.READING_SECONDS", 0.2)
    with Database(url) as database:
        await database.write(work)
        assert await database.read(partnerships.count) == 1


async def test_another_ones_lock_is_waited_for_no_longer_than_slack_waits(url: str) -> None:
    with Database(url, busy_seconds=0.05) as database, psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE partnership")
        with pytest.raises(StoreUnavailable, match="LockNotAvailable"):
            await database.write(_start)


def test_no_statement_takes_for_ever_and_the_address_has_the_last_word(url: str) -> None:
    made = engine(url)
    with made.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "1min"
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "10s"
        assert connection.exec_driver_sql("SHOW application_name").scalar() == "weft"
    made.dispose()
    made = engine(f"{url}{'&' if '?' in url else '?'}options=-c%20statement_timeout=7s&application_name=mine")
    with made.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "7s"
        assert connection.exec_driver_sql("SHOW application_name").scalar() == "mine"
    made.dispose()


async def test_a_reading_sees_one_moment(url: str) -> None:
    with Database(url) as database, Database(url) as other:
        loop = asyncio.get_running_loop()

        def twice(session: Session) -> tuple[int, int]:
            before = partnerships.count(session)
            asyncio.run_coroutine_threadsafe(other.write(_start), loop).result(5)
            return before, partnerships.count(session)

        assert await database.read(twice) == (0, 0)
        assert await database.read_answers(twice) == (1, 1)


async def test_forgetting_takes_dead_rows_away_and_rewriting_the_file(url: str) -> None:
    def change(session: Session) -> None:
        session.connection().execute(text("UPDATE partnership SET name = 'nobody'"))

    def files(session: Session) -> tuple[object, object]:
        dead = "SELECT n_dead_tup, pg_relation_filenode(relid) FROM pg_stat_user_tables WHERE relname = 'partnership'"
        found = session.connection().execute(text(dead)).one()
        return found[0], found[1]

    with Database(url) as database:
        for _ in range(50):
            await database.write(_start)
        await database.write(change)
        assert await database.forget()
        dead, node = await database.read_answers(files)
        assert dead == 0
        assert await database.rewrite()
        _, later = await database.read_answers(files)
        assert later != node
        assert await database.read(partnerships.count) == 50


async def test_forgetting_comes_later_where_somebody_is_in_the_way(url: str) -> None:
    with Database(url, busy_seconds=0.05) as database, psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE partnership")
        assert not await database.forget()
        assert not await database.rewrite()
        other.rollback()
        assert await database.forget()
