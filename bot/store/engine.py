"""Connections: how each one to SQLite or PostgreSQL is opened, and what its complaints become."""

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from time import monotonic, sleep

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from bot.errors import StoreUnavailable

BUSY_SECONDS = 2.0
"""How long a SQLite connection waits for another process's lock: less than the three seconds that Slack waits."""
_BEGIN = "weft_begin"
_PAUSE = 0.01


def engine(url: str, *, connections: int = 1, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """The engine for a database that keeps up to this many connections open."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=connections, pool_pre_ping=True)
    made = create_engine(
        parsed,
        poolclass=QueuePool,
        pool_size=connections,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
    )
    event.listen(made, "connect", partial(_prepare, busy_seconds=busy_seconds))
    event.listen(made, "begin", _begin)
    return made


def writing(of: Engine) -> Engine:
    """The same engine, whose SQLite transactions take the write lock as they begin.

    One that takes it later, at its first write, is refused at once when another process has written since.
    """
    return of.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn the database's own complaints into ours; they may quote values, so they are not chained."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        # SQLite names tables and columns only; PostgreSQL's text quotes rows, its class says enough.
        complaint = str(said) if isinstance(said, sqlite3.Error) else type(said).__name__
        raise StoreUnavailable(f"the database refused: {complaint}") from None


def say(connection: Connection, words: str) -> None:
    """Say something that has neither values nor an answer, such as where a savepoint begins.

    To SQLite it is said by way of its driver: SQLAlchemy takes ten times as long over it.
    """
    if connection.dialect.name == "sqlite":
        with contextlib.closing(connection.connection.cursor()) as cursor:
            cursor.execute(words)
    else:
        connection.exec_driver_sql(words)


def _prepare(connection: sqlite3.Connection, _: object, *, busy_seconds: float) -> None:
    # The driver must not begin transactions by itself, or savepoints and BEGIN IMMEDIATE would not hold.
    connection.isolation_level = None
    _keep_a_log(connection, monotonic() + busy_seconds)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _keep_a_log(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to a write-ahead log. Two that do so at once on a new file refuse each other without waiting."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError:
            if monotonic() >= patience:
                raise
            sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
