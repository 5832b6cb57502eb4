"""Ingest: signed presses, each on disk before it is acknowledged, against a bare Bolt app that does nothing."""

import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench import load, weft

PRESSES = 3_000
ROUNDS = 5


def measure() -> None:
    """Print presses a second of both, taken in turn, and their ratio."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api, bolt_port, weft_port = weft.free_port(), weft.free_port(), weft.free_port()
        url, occurrence = weft.prepare(folder)
        stack.enter_context(weft.process("bench.peers", "api", str(api)))
        stack.enter_context(weft.process("bench.peers", "bolt", str(bolt_port), f"http://127.0.0.1:{api}/api/"))
        stack.enter_context(weft.serving(url, weft_port, api))
        for port in (bolt_port, weft_port):
            weft.wait_for(port)
        ratios = []
        for number in range(ROUNDS + 1):
            bolt = _round(bolt_port, "/slack/events", occurrence, number)
            ours = _round(weft_port, "/slack/events", occurrence, number)
            if number:  # the first warms both up
                ratios.append(ours / bolt)
                print(f"  bare bolt {bolt:7.0f}/s   weft {ours:7.0f}/s   ratio {ours / bolt:.2f}")
        print(f"ingest, {load.CONNECTIONS} connections, durable: median ratio {median(ratios):.2f}")


def _round(port: int, path: str, occurrence: str, number: int) -> float:
    payloads = (
        load.press(
            weft.user(index % weft.MEMBERS), "check_in.tap", f"{occurrence}:{1 + index % 5}", number * PRESSES + index
        )
        for index in range(PRESSES)
    )
    return asyncio.run(load.send(port, load.signed(port, path, payloads)))
