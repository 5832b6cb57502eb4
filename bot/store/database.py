"""The way to the database: reads at once, writes grouped so that one flush to disk serves all that wait.

All store functions are plain functions on a `Session`; this module gives them one, in a thread. A write is on
disk when `write` returns. Works that wait together share a transaction, each inside its own savepoint: one that
fails undoes only itself.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, Self, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from bot.errors import StoreUnavailable
from bot.store import traces, wall
from bot.store.engine import BUSY_SECONDS, READING_SECONDS, Contended, Full, engine, say, told, unmoving, writing

T = TypeVar("T")
Work = Callable[[Session], Any]
"""Runs in one transaction; may be run again from the start if that transaction failed."""
Around = Callable[[str], contextlib.AbstractContextManager[object]]
"""Stands around each read and write, by its name, from the moment that it begins to wait."""

_BATCH = 64
"""Most works in one transaction: keeps the first of them from waiting long."""
_WAITING = 4_096
"""Most works that wait; more are turned away rather than kept in memory."""
_READERS = 4
_REFUSING = 10.0
"""Seconds for which a refusal says something of the next write. One that has nothing to keep goes through."""
_TRIES = 3
"""How often a transaction is begun that PostgreSQL gave up, or that lost its connection."""


@dataclass(frozen=True, slots=True)
class _Write:
    """One work and who waits for it."""

    work: Work
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]


class _TransactionLost(Exception):
    """A work failed and took the transaction that it shared with it; `__cause__` is its own error."""

    def __init__(self, *, gone: bool) -> None:
        super().__init__()
        self.gone = gone
        """Whether the connection was lost, which is no fault of the work's."""


class Database:
    """One database, SQLite or PostgreSQL, for one process."""

    def __init__(
        self,
        url: str,
        *,
        busy_seconds: float = BUSY_SECONDS,
        most_waiting: int = _WAITING,
        around: Around = contextlib.nullcontext,
    ) -> None:
        self._around = around
        self._engine = engine(url, connections=_READERS + 1, busy_seconds=busy_seconds)
        self._answers = self._engine
        if self._engine.dialect.name != "sqlite":
            reading = engine(url, connections=_READERS, busy_seconds=busy_seconds, idle_seconds=READING_SECONDS)
            self._answers = unmoving(reading)
        walled = engine(url, connections=_READERS, busy_seconds=busy_seconds, idle_seconds=READING_SECONDS)
        wall.guard(walled)
        self._walled = unmoving(walled)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="weft-read")
        self._most_waiting = most_waiting
        self._reading = 0
        self._queue: queue.Queue[_Write | None] = queue.Queue(most_waiting)
        self._closing = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False
        self._refused: float | None = None
        """When a write was last refused for want of a place to keep it."""
        self._writer = threading.Thread(target=self._write_all, name="weft-write", daemon=True)
        self._writer.start()

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on a session that can change nothing, and can read neither answers nor what leads to authors.

        Raises:
            StoreUnavailable: the database is locked, closed or out of reach, `work` tried to, or too many wait.
        """
        return await self._read_from(self._walled, work)

    async def read_answers(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which shows people what they answered themselves, on a session whose changes are thrown away.

        Raises:
            StoreUnavailable: the database is locked, closed or out of reach.
        """
        return await self._read_from(self._answers, work)

    async def _read_from(self, source: Engine, work: Callable[[Session], T]) -> T:
        if self._closed:
            raise StoreUnavailable("the database is closed")
        if self._reading >= self._most_waiting:
            raise StoreUnavailable("too many reads are waiting for the database")
        self._reading += 1
        try:
            with self._around("database.read"):
                return await asyncio.get_running_loop().run_in_executor(self._readers, _read, source, work)
        finally:
            self._reading -= 1

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction; when this returns, what it wrote is on disk.

        Whoever is cancelled while waiting does not know whether it was written.

        Raises:
            StoreUnavailable: the database is locked, read-only, full, closed or out of reach, or too many writes
                wait for it; nothing was stored, unless a connection to PostgreSQL was lost in the moment in which it
                was: whoever does it again finds it done.
        """
        loop = asyncio.get_running_loop()
        write = _Write(work, loop, loop.create_future())
        with self._closing:
            if self._closed:
                raise StoreUnavailable("the database is closed")
            try:
                self._queue.put_nowait(write)
            except queue.Full:
                raise StoreUnavailable("too many writes are waiting for the database") from None
        with self._around("database.write"):
            result: T = await write.done
        return result

    @property
    def keeps(self) -> bool:
        """Whether what is written is kept, as far as the last writes tell: a full disk can still be read."""
        return self._refused is None or monotonic() - self._refused > _REFUSING

    async def forget(self) -> bool:
        """Let nothing that was deleted or overwritten stay behind in SQLite's log, or as PostgreSQL's dead rows.

        Returns:
            False when somebody's reading or writing kept it from being done: call it again later.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, traces.clear, self._engine)

    async def rewrite(self) -> bool:
        """Write the file anew, so that it holds what is in its tables and not a byte more; `forget` comes next.

        What is deleted is overwritten on SQLite. But where rows had been moved from page to page before, copies of
        them may lie in the gaps between other rows, and there nothing overwrites them.

        Returns:
            False when it could not be done, such as for want of room on the disk: twice the file is needed.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._write_anew)

    def _write_anew(self) -> bool:
        if self._engine.dialect.name != "sqlite":
            return traces.write_anew(self._engine)
        # Whoever writes meanwhile waits for it, instead of being refused by the database.
        with self._writing:
            return traces.write_anew(self._engine)

    def close(self) -> None:
        """Finish the writes that wait, then let go of every connection; may be called twice."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._queue.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._walled.dispose()
        self._answers.dispose()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_all(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            batch.extend(self._waiting(_BATCH - 1))
            self._commit(batch)

    def _waiting(self, most: int) -> Iterator[_Write]:
        """Up to so many writes of those that wait now; the end of all writes stays in the queue."""
        for _ in range(most):
            try:
                write = self._queue.get_nowait()
            except queue.Empty:
                return
            if write is None:
                self._queue.put_nowait(None)
                return
            yield write

    def _commit(self, batch: list[_Write], tries: int = _TRIES) -> None:
        outcomes: list[object]
        try:
            with (
                self._writing,
                told(),
                Session(writing(self._engine), expire_on_commit=False) as session,
                session.begin(),
            ):
                try:
                    session.connection()
                except Exception:
                    # Those that came meanwhile would wait as long for the same thing.
                    batch.extend(self._waiting(_WAITING))
                    raise
                outcomes = [_attempt(session, write.work) for write in batch]
        except _TransactionLost as lost:
            again = lost.gone or (len(batch) == 1 and isinstance(lost.__cause__, Contended))
            if again and tries > 1:
                self._commit(batch, tries - 1)
                return
            if len(batch) > 1:
                # One bad work must not fail its neighbours: each gets a transaction of its own.
                for write in batch:
                    self._commit([write], 1 if lost.gone else _TRIES)
                return
            outcomes = [lost.__cause__]
        except Exception as error:  # noqa: BLE001  nothing of the batch was stored: all who wait must hear it
            outcomes = [error] * len(batch)
        if any(isinstance(each, Full) for each in outcomes):
            self._refused = monotonic()
        _tell(zip(batch, outcomes, strict=True))


def _read(source: Engine, work: Callable[[Session], T]) -> T:
    with told(), Session(source) as session:
        return work(session)


def _tell(outcomes: Iterable[tuple[_Write, object]]) -> None:
    """Hand over each result, or the error that came instead of one; each event loop is woken once."""
    of_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Write, object]]] = {}
    for write, outcome in outcomes:
        of_loop.setdefault(write.loop, []).append((write, outcome))
    for loop, its_own in of_loop.items():
        # A loop that was closed meanwhile has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_hand_over, its_own)


def _hand_over(outcomes: Iterable[tuple[_Write, object]]) -> None:
    for write, outcome in outcomes:
        # Whoever was waiting may have been cancelled.
        if write.done.done():
            continue
        if isinstance(outcome, Exception):
            write.done.set_exception(outcome)
        else:
            write.done.set_result(outcome)


def _attempt(session: Session, work: Work) -> object:
    """Run one work inside a savepoint; an error undoes it alone and belongs to whoever waits for it.

    The savepoints are our own: `Session.begin_nested` costs five times as much as all the rest of a small work.

    Raises:
        _TransactionLost: the error undid all that ran before it, too.
    """
    connection = session.connection()
    try:
        with told():
            say(connection, "SAVEPOINT work")
            result = work(session)
            session.flush()
            say(connection, "RELEASE SAVEPOINT work")
    except Exception as error:
        # Whoever shares a transaction with a work that was given up may hold what the other one waits for.
        if session.is_active and not connection.invalidated and not isinstance(error, Contended):
            with contextlib.suppress(StoreUnavailable), told():
                say(connection, "ROLLBACK TO SAVEPOINT work")
                session.expunge_all()
                return error
        # A flush failed, or the disk, or the connection: the transaction is given up.
        raise _TransactionLost(gone=connection.invalidated) from error
    # No work is to see what another one has loaded: upserts pass it by.
    session.expunge_all()
    return result
