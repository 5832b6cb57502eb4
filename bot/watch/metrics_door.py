"""Where Prometheus looks: a port of its own, never one that people reach."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from time import monotonic

from prometheus_client import start_http_server

from bot.errors import SettingsInvalid, StoreUnavailable
from bot.store import pulse
from bot.store.database import Database
from bot.store.pulse import Queue
from bot.watch.metrics import Metrics, Waiting

PATIENCE = 5.0
"""Seconds after which no longer is waited for the database to say what waits."""
FRESH = 5.0
"""Seconds for which that is told again, as counting a million takes a while."""


@contextmanager
def served(metrics: Metrics, host: str, port: int, waiting: Waiting) -> Iterator[None]:
    """Serve them at this port until the block ends, from a thread: also while the event loop has its hands full.

    Raises:
        SettingsInvalid: nobody can listen there.
    """
    metrics.look_at(waiting)
    try:
        server, thread = start_http_server(port, host, metrics.registry)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]
        raise SettingsInvalid(
            f"metrics cannot be served at {host}:{port}: {why}; set WEFT_METRICS_HOST or WEFT_METRICS_PORT"
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked(
    database: Database,
    loop: asyncio.AbstractEventLoop,
    clock: Callable[[], datetime],
    *,
    patience: float = PATIENCE,
    fresh: float = FRESH,
) -> Waiting:
    """What waits in a database, for a thread beside its event loop.

    While a long queue is counted, what was counted before is told: the database is there, and has enough to do.
    """
    kept: list[Queue] | None = []
    until = 0.0
    looking: Future[list[Queue]] | None = None

    def waiting() -> list[Queue] | None:
        nonlocal kept, until, looking
        if monotonic() < until:
            return kept
        if looking is None:
            looking = asyncio.run_coroutine_threadsafe(_look(database, clock()), loop)
        try:
            kept = looking.result(patience)
        except TimeoutError:
            return kept
        except (StoreUnavailable, CancelledError):
            kept = None
        looking, until = None, monotonic() + fresh
        return kept

    return waiting


async def _look(database: Database, now: datetime) -> list[Queue]:
    return list(await database.read(partial(pulse.queues, now=now)))
