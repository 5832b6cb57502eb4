"""A PostgreSQL that goes away and comes back while people press: what was told to be saved is, and work goes on."""

import asyncio
from pathlib import Path

import psycopg

from bot.store.migrate import migrate
from tests.databases import Postgresql
from tests.faults.play import NOT_SAVED, SAVED, Play, asked_once, playing, until

AWAY = 0.7
"""Seconds; whoever presses meanwhile is told, and presses again."""


async def test_a_database_that_is_started_anew_as_people_press_loses_no_answer(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    with postgresql.empty() as url:
        migrate(url)
        async with playing(tmp_path, url) as play:
            await asked_once(play)
            pressing = [asyncio.create_task(_press_until_saved(play, number)) for number in range(12)]
            for _ in range(3):
                await asyncio.sleep(0.3)
                await asyncio.to_thread(_go_away, url)
            tried = sum(await asyncio.gather(*pressing))
            assert tried > len(pressing), "somebody met it"
            assert await play.kept() == len(pressing)
            await until(play.is_ready)
            await asked_once(play)


async def _press_until_saved(play: Play, number: int) -> int:
    """Somebody presses until it is said that it is saved, now and then; how often that took."""
    who = play.people[number]
    await asyncio.sleep(number * 0.2)
    tried = 0
    while not any(SAVED in said for said in play.told(who)):
        tried += 1
        before = len(play.told(who))
        answered = await play.press(who)
        assert answered.status in {200, 503}
        if answered.status == 200:
            await until(lambda before=before: len(play.told(who)) > before)
            assert SAVED in play.told(who)[-1] or NOT_SAVED in play.told(who)[-1]
        await asyncio.sleep(0.2)
    return tried


def _go_away(url: str) -> None:
    """End every connection and let nobody in for a while, as a server does that is started anew."""
    name = url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(url.replace("+psycopg", "").replace(f"/{name}", "/postgres"), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        server.execute("SELECT pg_sleep(%s)", (AWAY,))
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
