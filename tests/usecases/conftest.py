"""Worlds for the tests of the deeds: a quick one on SQLite, and one on each kind of database."""

import asyncio
import shutil
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.names import Receipt
from bot.store.database import Database
from tests.databases import Sqlite
from tests.stubs.chat import ChatPlatform
from tests.world import MO, World, fenland, occurrence_of


@pytest.fixture(scope="session")
def _begun(sqlite: Sqlite) -> Iterator[tuple[Path, World]]:
    """A world that is set up once and only ever copied."""
    with sqlite.fresh() as url:
        with Database(url) as database:
            world = asyncio.run(fenland(database))
        yield Path(url.removeprefix("sqlite:///")), world


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Every log line of the test."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def world(_begun: tuple[Path, World], tmp_path: Path) -> Iterator[World]:
    """Fenland on SQLite: Ada convenes, Lena leads, Mo is a member, and they meet in one space."""
    file, begun = _begun
    shutil.copyfile(file, tmp_path / "weft.db")
    with Database(f"sqlite:///{tmp_path}/weft.db") as database:
        yield replace(begun, database=database, chat=ChatPlatform())


@pytest.fixture
async def both_worlds(database: Database) -> World:
    """Fenland on SQLite and once more on PostgreSQL."""
    return await fenland(database)


@pytest.fixture
async def asking(world: World) -> str:
    """A pulse that has just opened for everybody in private; the occurrence."""
    await world.schedule()
    await world.tick("2026-05-05 08:30Z")
    return occurrence_of(world.asked_of(MO).message)


@pytest.fixture
def mos_card(world: World, asking: str) -> Receipt:
    """Mo's own card of that pulse."""
    del asking
    return world.asked_of(MO).receipt
