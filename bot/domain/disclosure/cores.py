"""Much work on many things, divided among the cores of the machine."""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

Thing = TypeVar("Thing")
Done = TypeVar("Done")


def divided(work: Callable[[Sequence[Thing]], Sequence[Done]], things: Sequence[Thing], parts: int) -> Sequence[Done]:
    """What comes of these things, in their order: worked on in so many parts, each by a process of its own.

    Args:
        work: it and what it holds can be sent to another process; it gives one result for each thing.
        things: what to work on.
        parts: in how many parts; with one, the work is done here.
    """
    if parts <= 1:
        return work(things)
    try:
        with ProcessPoolExecutor(parts, mp_context=get_context("spawn"), initializer=_serve) as pool:
            done = [iter(part) for part in pool.map(work, [things[part::parts] for part in range(parts)])]
    except (BrokenProcessPool, OSError):
        # No more processes can be had here, or one was killed: it takes longer, and is done all the same.
        return work(things)
    return [next(done[place % parts]) for place in range(len(things))]


def cores() -> int:
    """How many processes can work at once."""
    # A container may be given fewer than the machine has; not every system can tell.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _serve() -> None:
    """What a process of this kind does first: leave interrupting to the one that it works for, and end with it."""
    # Each has a core of its own: threads of the linear algebra, which is not yet imported, would only wait for it.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
