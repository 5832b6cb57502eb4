"""Commands on a full disk: one clear line, nothing that is there by half, and nothing gone that was there before."""

import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest

from bot.cli import secret
from bot.cli.sheets import Sheets
from bot.errors import SettingsInvalid
from bot.store import copying
from tests.cli.weft import Weft

BACKUP = ("backup", "copies/copy.db", "--force")
EXPORTS = {
    "sheets": ("export", "Fenland", "--csv", "told"),
    "json": ("export", "Fenland", "--output", "told.json"),
    "person": ("export", "--person", "Mo", "--output", "told.json"),
    "a person's sheets": ("export", "--person", "Mo", "--csv", "told"),
}


@contextmanager
def full(room: int) -> Iterator[None]:
    """Let no file have more than so many bytes until the block ends."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _files(folder: Path) -> set[str]:
    return {
        str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file() and "data" not in each.parts
    }


def test_a_copy_that_does_not_fit_leaves_the_one_before(fenland: Weft) -> None:
    (fenland.folder / "copies").mkdir()
    assert fenland(*BACKUP).code == 0
    before = (fenland.folder / "copies" / "copy.db").read_bytes()
    with full(1 << 17):
        told = fenland(*BACKUP)
    told.refused(1, "the database refused: ")
    assert (fenland.folder / "copies" / "copy.db").read_bytes() == before
    assert _files(fenland.folder) == {"copies/copy.db"}
    copying.look(fenland.folder / "copies" / "copy.db")


@pytest.mark.parametrize("room", [0, 2_048])
@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_that_does_not_fit_is_not_there(
    fenland: Weft, monkeypatch: pytest.MonkeyPatch, name: str, room: int
) -> None:
    export = EXPORTS[name]
    with ExitStack() as limit, monkeypatch.context() as patch:
        # That it leaves Weft is on record by then, which takes some room of its own.
        for where, what in ((Sheets, "describe"), (click, "open_file"), (Path, "write_text")):
            patch.setattr(where, what, _filling(getattr(where, what), partial(limit.enter_context, full(room))))
        told = fenland(*export)
    told.refused(1, "cannot be written: ")
    assert _files(fenland.folder) == set()
    assert fenland(*export).code == 0


def test_a_secret_that_cannot_be_kept_is_not_there_by_half(tmp_path: Path) -> None:
    with full(0), pytest.raises(SettingsInvalid, match="cannot be kept"):
        secret.kept(None, f"sqlite:///{tmp_path}/weft.db")
    assert list(tmp_path.iterdir()) == []
    assert len(secret.kept(None, f"sqlite:///{tmp_path}/weft.db")) >= 32


def _filling(first: Callable[..., Any], fill: Callable[[], object]) -> Callable[..., Any]:
    """The same on a disk that becomes full right before."""

    def then(*args: Any, **more: Any) -> Any:  # noqa: ANN401  whatever it hands on
        fill()
        return first(*args, **more)

    return then
