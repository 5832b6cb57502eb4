"""The way to the database: reads at once, writes grouped so that one flush to disk serves all that wait.

All store functions are plain functions on a `Session`; this module gives them one, in a thread. A write is on
disk when `write` returns. Works that wait together share a transaction, each inside its own savepoint: one that
fails undoes only itself.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, create_engine

from bot.errors import StoreUnavailable

T = TypeVar("T")
Work = Callable[[Session], Any]
"""Runs in one transaction; may be run again from the start if that transaction failed."""

_BATCH = 64
"""Most works in one transaction: keeps the first of them from waiting long."""
_WAITING = 4_096
"""Most works that wait; more are turned away rather than kept in memory."""
_BUSY_SECONDS = 5
_READERS = 4


class Database:
    """One database, SQLite or PostgreSQL, for one process."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = _engine(make_url(url))
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="weft-read")
        self._queue: queue.Queue[tuple[Work, Future[Any]] | None] = queue.Queue(_WAITING)
        self._writer = threading.Thread(target=self._write_all, name="weft-write", daemon=True)
        self._writer.start()

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on a session whose changes are thrown away.

        Raises:
            StoreUnavailable: the database is locked or out of reach.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction; when this returns, what it wrote is on disk.

        Raises:
            StoreUnavailable: the database is locked, read-only, full or out of reach; nothing was stored.
        """
        done: Future[T] = Future()
        try:
            self._queue.put_nowait((work, done))
        except queue.Full:
            raise StoreUnavailable("too many writes are waiting for the database") from None
        return await asyncio.wrap_future(done)

    def close(self) -> None:
        """Finish the writes that wait, then let go of every connection."""
        self._queue.put(None)
        self._writer.join()
        self._readers.shutdown()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, work: Work) -> Any:  # noqa: ANN401  whatever the work returns
        with _told(), Session(self.engine) as session:
            return work(session)

    def _write_all(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            with contextlib.suppress(queue.Empty):
                while len(batch) < _BATCH:
                    following = self._queue.get_nowait()
                    if following is None:
                        self._commit(batch)
                        return
                    batch.append(following)
            self._commit(batch)

    def _commit(self, batch: list[tuple[Work, Future[Any]]]) -> None:
        try:
            with _told(), Session(self.engine, expire_on_commit=False) as session, session.begin():
                outcomes = [(done, _attempt(session, work)) for work, done in batch]
        except Exception as error:  # noqa: BLE001  nothing of the batch was stored: all who wait must hear it
            if len(batch) > 1:
                # One bad work must not fail its neighbours: each gets a transaction of its own.
                for one in batch:
                    self._commit([one])
                return
            outcomes = [(batch[0][1], error)]
        for done, outcome in outcomes:
            if not done.set_running_or_notify_cancel():
                continue
            if isinstance(outcome, Exception):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)


def _attempt(session: Session, work: Work) -> Any:  # noqa: ANN401  the work's result, or the error it raised
    """Run one work inside a savepoint; an error undoes it alone and belongs to whoever waits for it.

    The savepoints are our own: `Session.begin_nested` costs five times as much as all the rest of a small work.
    """
    connection = session.connection()
    connection.exec_driver_sql("SAVEPOINT work")
    try:
        with _told():
            result = work(session)
            session.flush()
    except Exception as error:
        if not session.is_active:
            # A flush failed and took the whole transaction with it: the batch is run again, one by one.
            raise
        session.expunge_all()
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT work")
        return error
    connection.exec_driver_sql("RELEASE SAVEPOINT work")
    return result


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn the database's own complaints into ours; they may quote values, so they are not chained."""
    try:
        yield
    except DBAPIError as error:
        raise StoreUnavailable(f"the database refused: {type(error.orig).__name__}") from None


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=_READERS + 1, pool_pre_ping=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=_READERS + 1,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        # The driver must not begin transactions by itself, or savepoints and BEGIN IMMEDIATE would not hold.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401  SQLAlchemy's Connection, made by its own event
        in_writer = threading.current_thread().name == "weft-write"
        connection.exec_driver_sql("BEGIN IMMEDIATE" if in_writer else "BEGIN")

    return engine
