"""A replica whose own clock is an hour off works by its database's, as all of them do."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import text
from sqlmodel import Session

from bot.app import utc_now
from bot.cli.timing import Timekeeper
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.databases import Postgresql, Sqlite
from tests.faults import ahead
from tests.faults.play import EVERYBODY, playing, until

ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)
A_SECOND = timedelta(seconds=1)
_IN_HALF_AN_HOUR = text("UPDATE delivery SET not_before = not_before + interval '30 minutes'")
_NOW = text("UPDATE delivery SET not_before = not_before - interval '30 minutes'")


async def test_the_database_tells_the_time_and_a_clock_that_is_set_changes_nothing(postgresql: Postgresql) -> None:
    steady, wall = [100.0], [utc_now() + HOUR]
    with postgresql.fresh() as url, Database(url) as database:
        clock = Timekeeper(database, lambda: steady[0], lambda: wall[0])
        assert clock() == wall[0], "nothing else is known yet"
        await clock.look()
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        assert abs(clock() - row[0]) < A_SECOND
        before = clock()
        wall[0] -= 2 * HOUR
        steady[0] += 40.0
        assert clock() == before + timedelta(seconds=40)
    await clock.look()
    assert clock() == before + timedelta(seconds=40), "a database that is away changes nothing"


async def test_an_answer_that_took_its_time_is_not_believed(postgresql: Postgresql) -> None:
    moments = iter([0.0, 5.0, 5.0])
    with postgresql.fresh() as url, Database(url) as database:
        clock = Timekeeper(database, lambda: next(moments), lambda: datetime.max.replace(tzinfo=UTC))
        await clock.look()
        assert clock() == datetime.max.replace(tzinfo=UTC)


async def test_over_a_file_there_is_one_clock(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        clock = Timekeeper(database)
        await clock.look()
        assert abs(clock() - utc_now()) < A_SECOND


async def test_a_replica_an_hour_ahead_asks_nobody_early(postgresql: Postgresql, tmp_path: Path) -> None:
    command = (sys.executable, "-m", ahead.__name__)
    with postgresql.empty() as url:
        migrate(url)
        async with playing(tmp_path, url, command=command, PYTHONPATH=str(ROOT)) as play:
            await until(lambda: play.fails("clock"))
            ask = play.scene.lined_up()

            def later(session: Session) -> None:
                play.scene.asked.append(ask(session))
                session.connection().execute(_IN_HALF_AN_HOUR)

            await play.database.write(later)
            await asyncio.sleep(3)
            assert play.marks() == []
            await play.database.write(lambda session: session.connection().execute(_NOW))
            await until(play.everybody_asked)
            assert len(play.marks()) == len(set(play.marks())) == EVERYBODY
