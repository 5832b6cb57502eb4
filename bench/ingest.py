"""Ingest: signed presses, each on disk before it is acknowledged, against two bare Bolt apps that keep nothing."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from statistics import median
from subprocess import Popen

from bench import load, peers, programme, weft

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
    """A server that takes presses, in one process or in several; whether it thanks for each."""

    name: str
    ports: Sequence[int]
    processes: Sequence[int]
    thanks: bool

    def one(self) -> "App":
        """The same with one of its processes, while the others have nothing to do."""
        return App(f"one {self.name}", self.ports[:1], self.processes[:1], self.thanks)

    def all(self) -> "App":
        """Every process, each with its share of the connections."""
        return App(f"{len(self.ports)} x {self.name}", self.ports, self.processes, self.thanks)


def measure() -> None:
    """Print presses a second of one process over a file and of both peers, taken in turn, and the ratios."""
    with ExitStack() as stack:
        apps, api, occurrence = _begin(stack, programme.sqlite, 1)
        _compare(apps, api, occurrence)


def measure_replicas() -> None:
    """The same over PostgreSQL, with one process of each and with two."""
    with ExitStack() as stack:
        apps, api, occurrence = _begin(stack, programme.postgresql, 2)
        _compare([*(app.one() for app in apps), *(app.all() for app in apps)], api, occurrence)


def _compare(apps: Sequence[App], api: int, occurrence: str) -> None:
    rounds: list[list[Served]] = []
    for number in range(ROUNDS + 1):
        served = [_round(app, api, occurrence, number * len(apps) + place) for place, app in enumerate(apps)]
        if number:  # the first warms them up
            rounds.append(served)
            print("  " + "   ".join(f"{app.name} {one.rate:5.0f}/s" for app, one in zip(apps, served, strict=True)))
    fared = list(zip(apps, zip(*rounds, strict=True), strict=True))
    for ours, of_ours in fared:
        for theirs, of_theirs in fared:
            if "Weft" in ours.name and "Weft" not in theirs.name:
                ratios = sorted(our.rate / their.rate for our, their in zip(of_ours, of_theirs, strict=True))
                print(
                    f"ingest, {load.CONNECTIONS} connections, durable, {ours.name}: {median(ratios):.2f} of "
                    f"{theirs.name} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
                )
    for app, all_of_it in fared:
        used = [one.processor for one in all_of_it]
        print(f"  {app.name}: {median(used):.0f} µs of its processor a press, {min(used):.0f} at the least")


def _begin(
    stack: ExitStack, database: Callable[[], AbstractContextManager[str]], processes: int
) -> tuple[Sequence[App], int, str]:
    """The peers and Weft, the Web API's port, and the occurrence that people answer."""
    url = stack.enter_context(database())
    occurrence = weft.fill(url)
    api = weft.free_port()
    stack.enter_context(weft.process("bench.peers", "api", str(api)))
    api_url = f"http://127.0.0.1:{api}/api/"

    def app(name: str, serve: Callable[[int], AbstractContextManager[Popen[bytes]]], *, thanks: bool) -> App:
        ports = [weft.free_port() for _ in range(processes)]
        running = [stack.enter_context(serve(port)).pid for port in ports]
        for port in ports:
            weft.wait_for(port)
        return App(name, ports, running, thanks)

    apps = [
        app("bare Bolt", lambda port: weft.process("bench.peers", "bolt", str(port), api_url), thanks=False),
        app(
            "bare Bolt that also replies",
            lambda port: weft.process("bench.peers", "replying", str(port), api_url),
            thanks=True,
        ),
        app("Weft", lambda port: weft.serving(url, port, api), thanks=True),
    ]
    return apps, api, occurrence


def _round(app: App, api: int, occurrence: str, number: int) -> Served:
    said, used = _said(api), sum(map(weft.processor, app.processes))
    rate = asyncio.run(_send(app, occurrence, number))
    _wait_until_said(api, said + PRESSES * app.thanks)
    return Served(rate, (sum(map(weft.processor, app.processes)) - used) / PRESSES * 1e6)


async def _send(app: App, occurrence: str, number: int) -> float:
    """Presses a second, of all processes together: each has its share of the presses and of the connections."""
    shares = len(app.ports)
    requests = [
        load.signed(
            port,
            "/slack/events",
            (
                load.press(
                    weft.user(index % weft.MEMBERS), "check_in.tap", f"{occurrence}:{1 + index % 5}", first + index
                )
                for index in range(share, PRESSES, shares)
            ),
        )
        for first in (number * PRESSES,)
        for share, port in enumerate(app.ports)
    ]
    begun = time.perf_counter()
    sending = (
        load.send(port, some, connections=load.CONNECTIONS // shares)
        for port, some in zip(app.ports, requests, strict=True)
    )
    await asyncio.gather(*sending)
    return PRESSES / (time.perf_counter() - begun)


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
