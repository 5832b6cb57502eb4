"""Connections: how each one to SQLite or PostgreSQL is opened, and what its complaints become."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from functools import partial
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from bot.errors import StoreUnavailable
from bot.store.refusals import reason

UNUSABLE = "the database cannot be used: "
"""What stands before a reason that is known."""
BUSY_SECONDS = 2.0
"""How long a connection waits for another process's lock: less than the three seconds that Slack waits."""
STATEMENT_SECONDS = 60.0
"""How long one statement may take on PostgreSQL while Weft serves. A release is a matter of milliseconds."""
IDLE_SECONDS = 10.0
"""How long a transaction on PostgreSQL may do nothing: a process that was frozen in one must not hold its locks."""
READING_SECONDS = 600.0
"""The same for one that only reads: it holds no locks, and a release may be worked out in it."""
_REACH: Mapping[str, int] = MappingProxyType(
    {
        "connect_timeout": 5,
        # A server that is gone without a word is noticed in twenty seconds, and not in two hours.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 20_000,
    }
)
"""How a connection to PostgreSQL is made and watched; what the address says of these goes first."""
_GIVEN_UP = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a serialisation failure and for a deadlock."""
_FULL = frozenset({"53100", "25006", "58030"})
"""PostgreSQL's codes for a full disk, for one that can only be read, and for one that fails."""
_FULL_FILE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BEGIN = "weft_begin"
_PAUSE = 0.01


class Contended(StoreUnavailable):
    """PostgreSQL gave this transaction up in favour of another one: done again from the start, it may succeed."""


class Full(StoreUnavailable):
    """Nothing can be kept: the disk is full, can only be read, or fails. It would refuse anybody's."""


def engine(
    url: str,
    *,
    connections: int = 1,
    busy_seconds: float = BUSY_SECONDS,
    statement_seconds: float = STATEMENT_SECONDS,
    idle_seconds: float = IDLE_SECONDS,
) -> Engine:
    """The engine for a database that keeps up to this many connections open.

    Args:
        url: where it is.
        connections: how many are kept, and how many there are at most.
        busy_seconds: how long another one's lock is waited for.
        statement_seconds: how long a statement may take on PostgreSQL; 0 is for ever.
        idle_seconds: how long a transaction may do nothing there; 0 is for ever.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            pool_size=connections,
            max_overflow=0,
            # After the database was started anew, the first to ask must not meet a dead connection.
            pool_pre_ping=True,
            connect_args=_reaching(parsed, busy_seconds, statement_seconds, idle_seconds),
        )
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


def unmoving(of: Engine) -> Engine:
    """The same engine, whose transactions on PostgreSQL see one moment from beginning to end, as SQLite's do."""
    return of if of.dialect.name == "sqlite" else of.execution_options(isolation_level="REPEATABLE READ")


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn the database's own complaints into ours; they may quote values, so they are not chained."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        if why := reason(said):
            raise _kind(said)(f"{UNUSABLE}{why}") from None
        # SQLite names tables and columns only; PostgreSQL's text quotes rows, so all else is told by its class.
        complaint = str(said) if isinstance(said, sqlite3.Error) else type(said).__name__
        raise _kind(said)(f"the database refused: {complaint}") from None


def _kind(said: BaseException | None) -> type[StoreUnavailable]:
    state, code = getattr(said, "sqlstate", None), getattr(said, "sqlite_errorcode", 0) or 0
    if state in _GIVEN_UP:
        return Contended
    # The last byte of SQLite's code is its kind.
    return Full if state in _FULL or code & 0xFF in _FULL_FILE else StoreUnavailable


def say(connection: Connection, words: str) -> None:
    """Say something that has neither values nor an answer, such as where a savepoint begins.

    To SQLite it is said by way of its driver: SQLAlchemy takes ten times as long over it.
    """
    if connection.dialect.name == "sqlite":
        with contextlib.closing(connection.connection.cursor()) as cursor:
            cursor.execute(words)
    else:
        connection.exec_driver_sql(words)


def _reaching(url: URL, busy_seconds: float, statement_seconds: float, idle_seconds: float) -> dict[str, Any]:
    limits = {
        "lock_timeout": busy_seconds,
        "statement_timeout": statement_seconds,
        "idle_in_transaction_session_timeout": idle_seconds,
    }
    options = " ".join(f"-c {name}={seconds * 1_000:.0f}" for name, seconds in limits.items())
    known = {"application_name": "weft", **_REACH, "options": options}
    return {name: value for name, value in known.items() if name not in url.query}


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
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in _BUSY or monotonic() >= patience:
                raise
            sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
