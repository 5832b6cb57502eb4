"""A world that is watched, and what the log writes meanwhile."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.databases import Sqlite
from tests.world import World, fenland, kept


@pytest.fixture
def world(sqlite: Sqlite, tmp_path: Path) -> Iterator[World]:
    """Fenland on SQLite."""
    with kept(sqlite, fenland) as made, made.copy(tmp_path) as world:
        yield world


@pytest.fixture
def as_before() -> Iterator[None]:
    """Leave structlog and the standard library's logging as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
