"""What a database keeps of rows that are gone, in logs, on pages and as dead rows, and how that is taken away."""

import contextlib
from collections.abc import Iterator

import structlog
from sqlalchemy import Connection, Engine

from bot.errors import StoreUnavailable
from bot.store import tables
from bot.store.engine import told

_NAMES = tuple(table.name for table in tables.Partnership.metadata.sorted_tables)
_LONG = frozenset({"delivery", "seen"})
"""Tables that grow long and hold nothing but ids: writing one anew would make those who answer wait for seconds."""
_log = structlog.get_logger()


def clear(source: Engine) -> bool:
    """Let nothing that was deleted or overwritten stay in SQLite's log, or as a dead row in PostgreSQL's tables.

    What somebody who began to read before still sees stays until PostgreSQL clears up by itself.

    Returns:
        False when somebody was in the way: call it again later.
    """
    if source.dialect.name == "sqlite":
        with told(), source.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            return not busy
    try:
        with told(), _patient(source) as connection:
            connection.exec_driver_sql(f"VACUUM {', '.join(_NAMES)}")
    except StoreUnavailable as error:
        _log.warning("store.not_cleared", reason=str(error))
        return False
    return True


def write_anew(source: Engine) -> bool:
    """Write SQLite's file, or PostgreSQL's tables one after the other, anew, without the gaps between rows.

    Returns:
        False when it could not be done, such as for want of room on the disk.
    """
    try:
        if source.dialect.name == "sqlite":
            # By way of the driver, as SQLAlchemy would begin a transaction.
            with told(), contextlib.closing(source.raw_connection()) as opened:
                opened.cursor().execute("VACUUM")
        else:
            with told(), _patient(source) as connection:
                for name in _NAMES:
                    if name not in _LONG:
                        connection.exec_driver_sql(f"VACUUM FULL {name}")
    except StoreUnavailable as error:
        _log.error("store.not_rewritten", reason=str(error))
        return False
    return True


@contextlib.contextmanager
def _patient(source: Engine) -> Iterator[Connection]:
    """A connection outside transactions whose statements may take long; a lock is waited for as ever."""
    with source.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        try:
            yield connection
        finally:
            if not connection.invalidated:
                connection.exec_driver_sql("RESET statement_timeout")
