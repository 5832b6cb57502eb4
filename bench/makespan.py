"""Makespan: how long ten thousand people in forty workspaces are being asked, against what Slack's pace allows."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from functools import partial

from sqlalchemy import Engine, text

from bench import programme, slack, weft
from bot.store.database import Database
from bot.store.engine import engine
from bot.store.migrate import migrate

PEOPLE, WORKSPACES = 10_000, 40
MOST, SPARE = 1.02, 3.0
"""Times the bound, and seconds beside it, that all of it may take."""
_PATIENCE = 900.0


def measure() -> None:
    """Ask as many people in each workspace: one process over a file, two replicas over PostgreSQL."""
    _on_both([PEOPLE // WORKSPACES] * WORKSPACES)


def measure_skewed() -> None:
    """The same where the largest workspace has forty times the people of the smallest: their shares are Zipf's."""
    _on_both(skewed(PEOPLE, WORKSPACES))


def skewed(people: int, workspaces: int) -> Sequence[int]:
    """Shares that go as 1, 1/2, 1/3, …; all together there are so many people."""
    whole = sum(1 / rank for rank in range(1, workspaces + 1))
    shares = [round(people / rank / whole) for rank in range(1, workspaces + 1)]
    return [shares[0] + people - sum(shares), *shares[1:]]


def bound(sizes: Sequence[int]) -> float:
    """Seconds that the largest workspace takes at the pace that is kept to: a burst at once, then four a second."""
    return max(max(sizes) - slack.BURST, 0) / slack.RATE


def _on_both(sizes: Sequence[int]) -> None:
    for database, replicas in ((programme.sqlite, 1), (programme.postgresql, 2)):
        ask(sizes, database, replicas)


def ask(sizes: Sequence[int], database: Callable[[], AbstractContextManager[str]], replicas: int) -> None:
    """Let everybody be asked once, and print when that was done."""
    with ExitStack() as stack:
        url = stack.enter_context(database())
        migrate(url)
        with Database(url) as store:
            partnership, prompt = asyncio.run(store.write(partial(programme.people, sizes=sizes)))
        api = weft.free_port()
        stack.enter_context(weft.process("bench.slack", str(api)))
        weft.wait_for(api)
        tokens = ",".join(f"xoxb-{number}" for number in range(len(sizes)))
        ports = [weft.free_port() for _ in range(replicas)]
        running = [stack.enter_context(weft.serving(url, port, api, tokens)) for port in ports]
        for port in ports:
            weft.wait_for(port, healthy=True)
        with Database(url) as store:
            coming = partial(programme.due, partnership=partnership, prompt=prompt, after=timedelta(seconds=3))
            slot = asyncio.run(store.write(coming))
        lined_up = _lined_up(engine(url, connections=1, busy_seconds=5))
        done = _done(api, sum(sizes))
        used = [weft.processor(each.pid) for each in running]
    where = f"{replicas} on {url.partition(':')[0].partition('+')[0]}"
    print(f"makespan, {sum(sizes)} people in {len(sizes)} workspaces (largest {max(sizes)}), {where}: ", end="")
    _say(bound(sizes), (slot, lined_up), done, used)


def _say(least: float, moments: tuple[float, float], done: Mapping[str, float], used: Sequence[float]) -> None:
    slot, lined_up = moments
    took = done["last"] - lined_up
    kept = "within" if took <= MOST * least + SPARE and not done["refused"] else "NOT within"
    print(
        f"{took:.1f} s from lined up to the last post, bound {least:.1f} s, {took / least:.3f} times, {kept} "
        f"{MOST} times the bound + {SPARE:.0f} s; refused {done['refused']:.0f}, posts {done['posts']:.0f} to "
        f"{done['written']:.0f} people; lined up {lined_up - slot:.1f} s after the slot, first post "
        f"{done['first'] - lined_up:.2f} s after that; processor {' + '.join(f'{each:.0f}' for each in used)} s",
        flush=True,
    )


def _lined_up(made: Engine) -> float:
    """The moment at which deliveries are there to be posted."""
    patience = time.monotonic() + 60
    while time.monotonic() < patience:
        with made.connect() as connection:
            if connection.execute(text("SELECT 1 FROM delivery LIMIT 1")).first():
                made.dispose()
                return time.time()
        time.sleep(0.02)
    raise RuntimeError("nothing was lined up")


def _done(api: int, expected: int) -> Mapping[str, float]:
    """What Slack counted, once it has been given so many messages and a second more has brought none."""
    patience = time.monotonic() + _PATIENCE
    while time.monotonic() < patience:
        found = report(api)
        if found["posts"] >= expected:
            time.sleep(1)
            return report(api)
        time.sleep(0.5)
    raise RuntimeError(f"not all were asked: {report(api)}")


def report(api: int) -> Mapping[str, float]:
    """What Slack has counted so far."""
    with urllib.request.urlopen(f"http://127.0.0.1:{api}/{slack.REPORT}", timeout=5) as response:
        found: Mapping[str, float] = json.load(response)
        return found
