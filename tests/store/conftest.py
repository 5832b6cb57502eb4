"""A small partnership in a database of its own, on each kind."""

import pytest

from bot.store.database import Database
from tests.store.scene import Scene, set_up


@pytest.fixture
async def scene(database: Database) -> Scene:
    return await database.write(set_up)
