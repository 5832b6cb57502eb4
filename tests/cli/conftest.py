"""Weft's command line in a folder of its own, and a partnership that has been going for a fortnight."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.settings import Settings
from tests.cli.fen import FEN
from tests.cli.weft import Weft
from tests.cli.world import play
from tests.databases import Sqlite
from tests.world import Kept, kept


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """A command sets up logs and the mask of new files for a process of its own."""
    mask, handlers, level = os.umask(0o022), list(logging.root.handlers), logging.root.level
    os.umask(mask)
    yield
    os.umask(mask)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def weft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weft:
    """The command line in an empty folder, without any setting."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "weft_traceback"):
        monkeypatch.delenv(name.upper(), raising=False)
    return Weft(tmp_path, monkeypatch)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A TOML file that says all there is to say of a partnership."""
    made = tmp_path / "fen.toml"
    made.write_text(FEN)
    return made


@pytest.fixture(scope="module")
def fortnight(sqlite: Sqlite) -> Iterator[Kept]:
    """Fenland with thirteen people: one pulse closed, one open, one by name, and an evaluation that goes on."""
    with kept(sqlite, play) as made:
        yield made


@pytest.fixture
def fenland(weft: Weft, fortnight: Kept) -> Weft:
    """The command line over a copy of it."""
    weft.data.mkdir()
    with fortnight.copy(weft.data):
        pass
    return weft


@pytest.fixture
def anywhere(weft: Weft, database_url: str) -> Weft:
    """The command line over an empty database of either kind."""
    weft.set(DATABASE_URL=database_url, WEFT_SECRET="kept-to-itself" * 3)
    return weft
