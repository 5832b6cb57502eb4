"""Worlds for the tests of the deeds: a quick one, on the kind of database that `--on` names, and one on each."""

from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.names import Receipt
from bot.store.database import Database
from tests.databases import Databases
from tests.replied import occurrence_of
from tests.world import MO, Kept, World, fenland, kept


@pytest.fixture(scope="session")
def kept_fenland(chosen: Databases) -> Iterator[Kept]:
    """Fenland, set up once."""
    with kept(chosen, fenland) as made:
        yield made


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Every log line of the test."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def world(kept_fenland: Kept, tmp_path: Path) -> Iterator[World]:
    """Fenland: Ada convenes, Lena leads, Mo is a member, and they meet in one space."""
    with kept_fenland.copy(tmp_path) as made:
        yield made


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
