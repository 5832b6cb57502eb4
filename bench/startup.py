"""Start-up: from the start of the process to the first 200 on `/healthz`, against a bare Starlette app on uvicorn."""

import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from subprocess import Popen

from bench import weft

ROUNDS = 5


def measure() -> None:
    """Print the seconds of both, taken in turn with a database that is there already, and the medians' ratio."""
    with tempfile.TemporaryDirectory() as folder:
        url, _ = weft.prepare(Path(folder))
        bare, ours = [], []
        for number in range(ROUNDS + 1):
            port = weft.free_port()
            theirs = _seconds(weft.process("bench.peers", "starlette", str(port)), port)
            port = weft.free_port()
            own = _seconds(weft.inbox(url, port), port)
            if number:  # the first compiles what is imported
                bare.append(theirs)
                ours.append(own)
                print(f"  bare starlette {theirs:5.2f} s   weft {own:5.2f} s")
    print(
        f"start-up, medians of {ROUNDS}: {median(ours):.2f} s, {median(ours) / median(bare):.1f} times the bare app's"
    )


def _seconds(process: AbstractContextManager[Popen[bytes]], port: int) -> float:
    began = time.perf_counter()
    with process:
        weft.wait_for(port, healthy=True)
        return time.perf_counter() - began
