"""Copies of a SQLite database, made by its own online backup while others read and write, and looked at afterwards.

A copy holds no page that the database had freed, and stands on the disk whole or not at all. Nothing here goes by way
of the engine: a copy that is looked at is not to be changed by that, and one that is restored may be of any revision.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.errors import FileInvalid, StoreUnavailable

_PATIENCE = 30.0
"""Seconds to wait for whoever writes."""
_PAGES = 2_000
"""Copied at a time, so that whoever writes meanwhile waits little."""
_WRITTEN = (
    ("delivery", "not_before"),
    ("letter", "posted_at"),
    ("occurrence", "due_at"),
    ("opt_in", "at"),
    ("release", "closed_at"),
    ("seen", "at"),
)
"""Instants by which it can be told how far a database has come."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a database file holds."""

    revision: str
    """"" where there is no table at all."""
    partnerships: int
    latest: datetime | None
    """The last moment that anything in it tells of, and not after now."""
    open_check_ins: int
    """Whose keys it holds."""
    evaluations: int
    """Whose keys it holds."""
    keys_until: datetime | None
    """When the last of these keys is destroyed in the database that it was copied from."""

    @property
    def holds_keys(self) -> bool:
        """Whether answers without a name can be led back to their authors with it."""
        return bool(self.open_check_ins or self.evaluations)


def revisions() -> list[str]:
    """What this version of Weft knows, oldest first."""
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def copy(source: Path, target: Path) -> Look:
    """Copy a database to a file that is not there yet; what the copy holds, which was looked at.

    Raises:
        StoreUnavailable: it cannot be read, or the copy cannot be written.
        FileInvalid: the copy is not whole; it was deleted.
    """
    passing = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        passing.touch(mode=0o600, exist_ok=False)
        with _told(), _open(source) as opened, _open(passing, writing=True) as made:
            opened.backup(made, pages=_PAGES, sleep=0.01)
            # One file, without a log beside it, and without pages that were freed.
            made.execute("PRAGMA journal_mode=DELETE")
            made.execute("VACUUM")
        found = look(passing)
        _flush(passing)
        passing.replace(target)
        _flush(target.parent)
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}") from None
    finally:
        passing.unlink(missing_ok=True)
    return found


def put_back(source: Path, target: Path) -> None:
    """Put what a file holds in the place of a database, in one transaction of that database.

    Raises:
        StoreUnavailable: it cannot be written; it holds what it held.
    """
    if target.exists() and _is_damaged(target):
        # There is nothing in it that a transaction could begin from.
        for beside in ("-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        copy(source, target)
        return
    with _told(), _open(source) as opened, _open(target, writing=True) as made:
        made.execute("PRAGMA secure_delete=ON")
        opened.backup(made)
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_damaged(file: Path) -> bool:
    try:
        look(file)
    except FileInvalid:
        return True
    return False


def is_used(file: Path) -> bool:
    """Whether any process has this database open."""
    with contextlib.closing(sqlite3.connect(file, timeout=0)) as connection:
        try:
            # Whoever has it open with a write-ahead log holds a share of its lock.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        except sqlite3.DatabaseError:
            # It is damaged, which is told where it is looked at.
            return False
    return False


def look(file: Path) -> Look:
    """Open a file, check every page and reference of it, and see what it holds.

    Raises:
        FileInvalid: it is no database of Weft, or is damaged.
    """
    try:
        with _open(file) as opened:
            said = [str(each[0]) for each in opened.execute("PRAGMA integrity_check(3)")]
            if said != ["ok"] or opened.execute("PRAGMA foreign_key_check").fetchone():
                raise FileInvalid(f"{file} is damaged: do not use it")
            return _look(opened)
    except sqlite3.Error as error:
        raise FileInvalid(f"{file} is no database that can be read: {error}") from None


def _look(opened: sqlite3.Connection) -> Look:
    now = datetime.now(UTC).replace(tzinfo=None)
    there = {str(name) for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in there or "partnership" not in there:
        return Look("", 0, None, 0, 0, None)

    def one(statement: str, *values: object) -> Any:  # noqa: ANN401  whatever a column holds
        return next(iter(opened.execute(statement, values).fetchone() or (None,)))

    moments = [
        _moment(one(f"SELECT max({column}) FROM {table} WHERE {column} <= ?", now.isoformat(" ")))  # noqa: S608
        for table, column in _WRITTEN
        if table in there
    ]
    ends = [
        _moment(one("SELECT max(closes_at) FROM occurrence WHERE key IS NOT NULL")),
        _moment(one("SELECT max(ends_at) FROM programme WHERE key IS NOT NULL")) if "programme" in there else None,
    ]
    return Look(
        revision=str(one("SELECT version_num FROM alembic_version") or ""),
        partnerships=int(one("SELECT count(*) FROM partnership")),
        latest=max((each for each in moments if each), default=None),
        open_check_ins=int(one("SELECT count(*) FROM occurrence WHERE key IS NOT NULL")),
        evaluations=int(one("SELECT count(*) FROM programme WHERE key IS NOT NULL")) if "programme" in there else 0,
        keys_until=max((each for each in ends if each), default=None),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@contextlib.contextmanager
def _open(file: Path, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
    way = f"{file.absolute().as_uri()}?mode={'rwc' if writing else 'ro'}"
    with contextlib.closing(sqlite3.connect(way, uri=True, timeout=_PATIENCE, isolation_level=None)) as connection:
        yield connection


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(f"the database refused: {error}") from None


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
