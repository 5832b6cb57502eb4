"""Idle: the processor time of `weft serve` while the only check-in is far off, beside a bare Bolt that waits, too."""

import asyncio
import time
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from statistics import median

from bench import programme, weft
from bot.store.database import Database
from bot.store.migrate import migrate

PEOPLE = 60
MOST = 1.0
"""Percent of one processor that a process may take."""
ROUNDS, SECONDS = 3, 60.0
_SETTLED = 45.0
"""Seconds after which everything that is loaded at leisure is there."""
_FAR = timedelta(days=300)


def measure() -> None:
    """Print percent of one processor: one process over a file, and each of two replicas over PostgreSQL."""
    with ExitStack() as stack:
        api = weft.free_port()
        stack.enter_context(weft.process("bench.peers", "api", str(api)))
        port = weft.free_port()
        bare = weft.process("bench.peers", "bolt", str(port), f"http://127.0.0.1:{api}/api/")
        watched = {"bare Bolt": stack.enter_context(bare).pid}
        weft.wait_for(port)
        for database, replicas in ((programme.sqlite, 1), (programme.postgresql, 2)):
            url = stack.enter_context(database())
            _fill(url)
            for number in range(replicas):
                port = weft.free_port()
                running = stack.enter_context(weft.serving(url, port, api))
                weft.wait_for(port, healthy=True)
                watched[f"Weft on {database.__name__}, {number + 1} of {replicas}"] = running.pid
        time.sleep(_SETTLED)
        found: dict[str, list[float]] = {name: [] for name in watched}
        for _ in range(ROUNDS):
            begun, before = time.monotonic(), {name: weft.processor(pid) for name, pid in watched.items()}
            time.sleep(SECONDS)
            for name, pid in watched.items():
                found[name].append(100 * (weft.processor(pid) - before[name]) / (time.monotonic() - begun))
    for name, percent in found.items():
        kept = "within" if median(percent) <= MOST else "NOT within"
        print(
            f"idle, {name}: {median(percent):.2f} % of one processor ({min(percent):.2f} to {max(percent):.2f}) in "
            f"{ROUNDS} times {SECONDS:.0f} s, {kept} {MOST:.0f} %"
        )


def _fill(url: str) -> None:
    migrate(url)
    with Database(url) as store:
        partnership, prompt = asyncio.run(store.write(partial(programme.people, sizes=[PEOPLE])))
        coming = partial(programme.due, partnership=partnership, prompt=prompt, after=_FAR)
        asyncio.run(store.write(coming))
