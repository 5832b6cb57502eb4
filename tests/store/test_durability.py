"""On disk before it is acknowledged: the settings that make it so, and a process killed while it writes."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.store import responses
from bot.store.database import Database
from tests.databases import Sqlite
from tests.store.scene import opened, set_up

ROOT = Path(__file__).parents[2]
KILLS = 4
MOST = 400
"""Acknowledgements before a kill."""


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
async def test_the_writer_flushes_and_forgets_for_certain(sqlite: Sqlite, pragma: str, value: object) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        assert await database.write(lambda session: _pragma(session, pragma)) == value


async def test_whatever_was_acknowledged_survives_kill_minus_nine(sqlite: Sqlite) -> None:
    with ExitStack() as stack:
        runs: dict[str, str] = {}
        for _ in range(KILLS):
            url = stack.enter_context(sqlite.fresh())
            with Database(url) as database:
                runs[await database.write(lambda session: opened(session, set_up(session)).id)] = url
        acknowledged = await _killed(runs)
        for occurrence, url in runs.items():
            with Database(url) as database:
                kept = await database.read_answers(partial(responses.to, occurrence=occurrence))
                assert await database.read(lambda session: _pragma(session, "integrity_check")) == "ok"
            assert acknowledged[occurrence]
            assert acknowledged[occurrence] <= {response.token for response in kept}


async def _killed(runs: Mapping[str, str]) -> Mapping[str, set[str]]:
    """Put a load on each database, kill it after some acknowledgements; all of them by occurrence."""
    arguments = [argument for occurrence, url in runs.items() for argument in (url, occurrence)]
    nursery = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.store.load", *arguments, cwd=ROOT, stdout=PIPE
    )
    acknowledged: dict[str, set[str]] = {occurrence: set() for occurrence in runs}
    last_words = {occurrence: random.randint(1, MOST) for occurrence in runs}
    assert nursery.stdout is not None
    async for line in nursery.stdout:
        process, occurrence, token = line.decode().split()
        acknowledged[occurrence].add(token)
        if len(acknowledged[occurrence]) == last_words[occurrence]:
            os.kill(int(process), signal.SIGKILL)
    await nursery.wait()
    return acknowledged


def _pragma(session: Session, pragma: str) -> object:
    return session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
