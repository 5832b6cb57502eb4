"""Runs the soak: `python -m tests.soak --kills 200 --inputs 100000 --seed 1`."""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests import databases
from tests.soak import doors, kills


def main() -> int:
    """Kill, then knock on every door; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="on PostgreSQL and SQLite together")
    parser.add_argument("--inputs", type=int, default=100_000, help="at all doors together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--round", type=int, help="knock this one round of the inputs again, as a fault names it")
    asked = parser.parse_args()
    well = _kill(asked.kills, asked.seed)
    return 0 if _knock(asked.inputs, asked.seed, asked.round) and well else 1


def _kill(times: int, seed: int) -> bool:
    if not times:
        return True
    # A freeze costs half a minute, which one process alone has nobody to make up for.
    alone = times // 4
    with TemporaryDirectory(prefix="weft-") as folder:
        one = asyncio.run(kills.toll(Path(folder), f"sqlite:///{folder}/weft.db", replicas=1, kills=alone, seed=seed))
        _tell(f"one process on SQLite, seed {seed}: {one}")
    with TemporaryDirectory(prefix="weft-") as folder, databases.postgresql() as server, server.empty() as url:

        async def restart() -> None:
            await asyncio.to_thread(server.server.stop)
            await asyncio.to_thread(server.server.start)

        two = asyncio.run(kills.toll(Path(folder), url, replicas=2, kills=times - alone, seed=seed, restart=restart))
        _tell(f"two replicas on PostgreSQL, seed {seed}: {two}")
    return one.well and two.well


def _knock(inputs: int, seed: int, only: int | None) -> bool:
    """Knock over SQLite, and a fifth as often over PostgreSQL, which takes other texts."""
    if not inputs:
        return True
    with databases.sqlite() as made, made.fresh() as url:
        well = _knocked("SQLite", url, inputs, seed, only)
    with databases.postgresql() as server, server.fresh() as url:
        return _knocked("PostgreSQL", url, inputs // 5, seed, only) and well


def _knocked(over: str, url: str, inputs: int, seed: int, only: int | None) -> bool:
    begun = monotonic()
    knocks = doors.knock(url, inputs, seed, only=only)
    told = (
        f"{knocks.inputs} inputs over {over}, seed {seed}, {monotonic() - begun:.0f} s: {len(knocks.faults)} faults"
    )
    _tell("\n".join([told, knocks.table(), *map(str, knocks.faults)]))
    return not knocks.faults


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
