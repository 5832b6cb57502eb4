"""Ingest: signed presses, each on disk before it is acknowledged, against two bare Bolt apps that keep nothing."""

import asyncio
import json
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import load, peers, weft

PRESSES = 3_000
ROUNDS = 5
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Served:
    """How one app fared in a round."""

    rate: float
    """Presses a second."""
    processor: float
    """Microseconds of its processor that one press took; 0 where the system does not say."""


@dataclass(frozen=True, slots=True)
class App:
    """A server that takes presses; whether it thanks for each."""

    name: str
    port: int
    process: int
    thanks: bool


def measure() -> None:
    """Print presses a second of all three, taken in turn, and the ratios of ours to theirs."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        api = weft.free_port()
        url, occurrence = weft.prepare(folder)
        stack.enter_context(weft.process("bench.peers", "api", str(api)))
        apps = _apps(stack, url, api)
        rounds: list[list[Served]] = []
        for number in range(ROUNDS + 1):
            served = [_round(app, api, occurrence, number) for app in apps]
            if number:  # the first warms them up
                rounds.append(served)
                print(
                    "  " + "   ".join(f"{app.name} {one.rate:5.0f}/s" for app, one in zip(apps, served, strict=True))
                )
        *theirs, _ = apps
        for place, app in enumerate(theirs):
            ratio = median(ours.rate / served[place].rate for *served, ours in rounds)
            print(f"ingest, {load.CONNECTIONS} connections, durable: {ratio:.2f} of {app.name}")
        for app, all_of_it in zip(apps, zip(*rounds, strict=True), strict=True):
            print(f"  {app.name}: {median(one.processor for one in all_of_it):.0f} µs of its processor a press")


def _apps(stack: ExitStack, url: str, api: int) -> list[App]:
    api_url = f"http://127.0.0.1:{api}/api/"
    bare, replying, ours = weft.free_port(), weft.free_port(), weft.free_port()
    started = [
        ("bare Bolt", bare, weft.process("bench.peers", "bolt", str(bare), api_url), False),
        (
            "a bare Bolt that also replies",
            replying,
            weft.process("bench.peers", "replying", str(replying), api_url),
            True,
        ),
        ("Weft", ours, weft.serving(url, ours, api), True),
    ]
    apps = [App(name, port, stack.enter_context(server).pid, thanks) for name, port, server, thanks in started]
    for app in apps:
        weft.wait_for(app.port)
    return apps


def _round(app: App, api: int, occurrence: str, number: int) -> Served:
    payloads = (
        load.press(
            weft.user(index % weft.MEMBERS), "check_in.tap", f"{occurrence}:{1 + index % 5}", number * PRESSES + index
        )
        for index in range(PRESSES)
    )
    requests = load.signed(app.port, "/slack/events", payloads)
    said, used = _said(api), weft.processor(app.process)
    rate = asyncio.run(load.send(app.port, requests))
    _wait_until_said(api, said + PRESSES * app.thanks)
    return Served(rate, (weft.processor(app.process) - used) / PRESSES * 1e6)


def _wait_until_said(api: int, expected: int) -> None:
    """Return once the Web API has been given so many messages and not one more."""
    patience = time.monotonic() + _PATIENCE
    while (said := _said(api)) < expected and time.monotonic() < patience:
        time.sleep(0.01)
    if said != expected:
        raise RuntimeError(f"{said} messages were said where {expected} should have been")


def _said(api: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{api}/{peers.COUNT}", timeout=_PATIENCE) as response:
        return int(json.load(response)["count"])
