"""A PostgreSQL whose disk is full refuses whatever is written, the engine's own rows too, until there is room."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

from bot.store.migrate import migrate
from jobs.distributed import schema
from tests.databases import Postgresql
from tests.faults.play import NOT_SAVED, SAVED, asked_once, playing, until

_FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    DO $$ DECLARE each record; BEGIN
        FOR each IN SELECT oid::regclass AS name FROM pg_class
            WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        LOOP
            EXECUTE format(
                'CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON %s EXECUTE FUNCTION full_disk()', each.name);
        END LOOP;
    END $$
"""
_ROOM = "DROP FUNCTION full_disk CASCADE"


@contextmanager
def full(url: str) -> Iterator[None]:
    """Let the server refuse every row until the block ends, as it does when its disk is full."""
    plain, options = schema.conninfo(url)
    with psycopg.connect(plain, options=options, autocommit=True) as connection:
        connection.execute(_FULL)
        try:
            yield
        finally:
            connection.execute(_ROOM)


async def test_on_a_full_server_nobody_is_told_that_it_was_saved_and_with_room_all_goes_on(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    with postgresql.empty() as url:
        migrate(url)
        async with playing(tmp_path, url) as play:
            first, second, third, *_ = play.people
            await asked_once(play)
            with full(url):
                await until(partial(play.fails, "engine"))
                for who in (second, third):
                    assert (await play.press(who)).status == 200
                    await until(partial(play.was_told, who))
                    assert [NOT_SAVED in said for said in play.told(who)] == [True]
                await until(partial(play.fails, "database"))
                assert await play.kept() == 0
                assert (await play.http.get(f"{play.replica.url}/healthz")).status_code == 200
            for who in (first, second, third):
                assert (await play.press(who)).status == 200
                assert SAVED in play.told(who)[-1]
            assert await play.kept() == 3
            await until(play.is_ready)
            await asked_once(play)
