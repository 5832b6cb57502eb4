"""Bringing a database up to what this version of Weft keeps, from empty or from any earlier revision."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, make_url, select

from bot.errors import OperatorError, StoreUnavailable
from bot.store import wall
from bot.store.engine import engine, told, writing

_BUSY_SECONDS = 30.0
"""Another process may be migrating; it is waited for."""
_TURN_SECONDS = 600
"""On PostgreSQL replicas start together, and the first may have much to do: the others wait for as long."""
_LOCK = 0x77656674
"""PostgreSQL's advisory lock of those that migrate: "weft" in ASCII."""


def migrate(url: str, *, busy_seconds: float = _BUSY_SECONDS) -> None:
    """Make every table that is missing, in one transaction; nothing happens when all are there.

    The folder of a SQLite file is made, too.

    Raises:
        StoreUnavailable: the database is locked, read-only, full or out of reach; nothing was changed.
        OperatorError: a newer Weft has written this database.
    """
    with connection(url, busy_seconds=busy_seconds) as opened:
        config = Config(attributes={"connection": opened})
        config.set_main_option("script_location", "bot.store:migrations")
        _require_known(opened, ScriptDirectory.from_config(config))
        command.upgrade(config, "head")
        wall.build(opened)


@contextlib.contextmanager
def connection(url: str, *, busy_seconds: float = _BUSY_SECONDS) -> Iterator[Connection]:
    """A connection in a transaction that nobody else can migrate beside; committed at the end.

    Raises:
        StoreUnavailable: as `migrate`.
    """
    parsed = make_url(url)
    on_sqlite = parsed.get_backend_name() == "sqlite"
    if on_sqlite and parsed.database and not parsed.database.startswith((":", "file:")):
        _make_folder(Path(parsed.database).parent)
    made = engine(url, busy_seconds=busy_seconds, statement_seconds=0, idle_seconds=0)
    try:
        with told(), writing(made).connect() as opened:
            if on_sqlite:
                # A table is altered by copying it, and dropping the old one must not reach those that refer to it.
                # The setting can only be changed outside a transaction.
                opened.connection.cursor().execute("PRAGMA foreign_keys=OFF").close()
            with opened.begin():
                if not on_sqlite:
                    _take_turn(opened, busy_seconds)
                yield opened
    finally:
        made.dispose()


def _take_turn(opened: Connection, busy_seconds: float) -> None:
    opened.exec_driver_sql(f"SET LOCAL lock_timeout = '{_TURN_SECONDS}s'")
    opened.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    # Tables are in use while others of an older version still serve: nobody is to wait long behind us for one.
    opened.exec_driver_sql(f"SET LOCAL lock_timeout = {busy_seconds * 1_000:.0f}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {folder} cannot be made: {error.strerror}") from None


def _require_known(opened: Connection, script: ScriptDirectory) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    for found in MigrationContext.configure(opened).get_current_heads():
        if found not in known:
            raise OperatorError(
                f"this database was written by a newer Weft (revision {found}): "
                "run that version, or go back to a copy from before the upgrade"
            )
