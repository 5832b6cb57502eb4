"""Presses while the same Weft closes check-ins, exports, backs up, or waits for a table to be written anew.

Somebody presses twenty times a second whatever becomes of it, as people do, and each acknowledgement is timed. Slack
waits three seconds. The peer is the same Weft when nothing else goes on.
"""

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from bench import load, past, weft

ANSWERS, WEEKS = 400_000, 52
"""128 partnerships with a year behind them, and a check-in each that is over when Weft starts."""
A_SECOND = 20
QUIET = 15.0
SHORT, LONG = 0.5, 6.0
"""Seconds for which nobody can write, at least, as while a migration writes a table anew. Whoever answers waits for
two, then is told that nothing was kept."""
LIMIT = 3.0
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Phase:
    """How long people waited for each acknowledgement, in seconds, and how many were only told to wait."""

    name: str
    waits: Sequence[float]

    def __str__(self) -> str:
        middle, most = median(self.waits) * 1e3, max(self.waits)
        near = quantiles(self.waits, n=100, method="inclusive")[98] * 1e3
        kept = "every one in time" if most < LIMIT else f"{sum(each >= LIMIT for each in self.waits)} TOO LATE"
        return f"{self.name:>32}: {len(self.waits):5} presses, {middle:7.1f} {near:8.1f} {most * 1e3:8.1f} ms, {kept}"


def measure() -> None:
    """Print what acknowledgements took, at the middle, for 99 of 100, and at most, while each thing went on."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        filled = past.fill(folder, ANSWERS, WEEKS)
        file = Path(filled.url.removeprefix("sqlite:///"))
        occurrence = weft.fill(filled.url)
        api, port = weft.free_port(), weft.free_port()
        stack.enter_context(weft.process("bench.peers", "api", str(api)))
        stack.enter_context(weft.serving(filled.url, port, api))
        weft.wait_for(port, healthy=False)
        numbers = count()
        during = partial(_during, port, occurrence, numbers)
        phases = [
            during("check-ins close, digests go out", partial(_until_closed, file)),
            during("nothing else", lambda: time.sleep(QUIET)),
            during(
                "weft export", partial(_command, filled.url, "export", filled.partnership, folder / "export.json")
            ),
            during("weft backup", partial(_command, filled.url, "backup", None, folder / "backup.db")),
            during(f"a table written anew in {SHORT:g} s", partial(_write_anew, file, SHORT)),
        ]
        _all_kept(filled.url, occurrence, pressed=next(numbers))
        for phase in [*phases, during(f"a table written anew in {LONG:g} s", partial(_write_anew, file, LONG))]:
            print(phase)


def _during(port: int, occurrence: str, numbers: Iterator[int], name: str, what: Callable[[], None]) -> Phase:
    async def both() -> Sequence[float]:
        done = asyncio.ensure_future(asyncio.to_thread(what))
        presses = []
        while not done.done():
            presses.append(asyncio.create_task(_press(port, occurrence, next(numbers))))
            await asyncio.sleep(1 / A_SECOND)
        await done
        return await asyncio.gather(*presses)

    return Phase(name, asyncio.run(both()))


async def _press(port: int, occurrence: str, number: int) -> float:
    person = weft.user(number % weft.MEMBERS)
    (request,) = load.signed(
        port, "/slack/events", iter([load.press(person, "check_in.tap", f"{occurrence}:{1 + number % 5}", number)])
    )
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise RuntimeError(f"refused: {head[:40]!r}")
    return time.perf_counter() - began


def _until_closed(file: Path) -> None:
    over = "SELECT count(*) FROM occurrence WHERE state = 'open' AND closes_at <= datetime('now')"
    patience = time.monotonic() + _PATIENCE
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        while connection.execute(over).fetchone()[0]:
            if time.monotonic() > patience:
                raise RuntimeError("they did not close")
            time.sleep(0.2)


def _command(url: str, name: str, partnership: str | None, output: Path) -> None:
    where = [partnership, "--output", str(output)] if partnership else [str(output)]
    command = [sys.executable, "-m", "bot", name, *where]
    subprocess.run(command, check=True, env={"DATABASE_URL": url}, stdout=subprocess.DEVNULL)


def _write_anew(file: Path, seconds: float) -> None:
    """What alembic does to change a column of SQLite, in one transaction, during which nobody else can write."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as connection:
        began = time.monotonic()
        connection.execute("BEGIN IMMEDIATE")
        while time.monotonic() - began < seconds:
            connection.execute("CREATE TABLE response_anew AS SELECT * FROM response")
            connection.execute("DROP TABLE response_anew")
        connection.execute("COMMIT")


def _all_kept(url: str, occurrence: str, pressed: int) -> None:
    """Every press is there in the end."""
    people = min(pressed, weft.MEMBERS)
    kept = "SELECT count(*) FROM response WHERE occurrence = ?"
    patience = time.monotonic() + 10
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        while (found := connection.execute(kept, [occurrence]).fetchone()[0]) < people:
            if time.monotonic() > patience:
                raise RuntimeError(f"{found} answers of {people} were kept")
            time.sleep(0.1)
    print(f"{people} people pressed: all of their answers are kept")
