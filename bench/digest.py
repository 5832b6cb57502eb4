"""Digests: what one costs however much was answered before, and what counting the answers anew would cost."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from statistics import median

from bench.past import Past, fill

ANSWERS = (100_000, 1_000_000, 5_000_000)
WEEKS = (12, 260)
ROUNDS = 3
_ROOM = 1_200
"""Bytes that one answer takes up in a database, with its share of all else."""


def measure() -> None:
    """Print the costs for every number of answers and weeks, and what weeks change; databases are read in turn."""
    for answers in ANSWERS:
        with tempfile.TemporaryDirectory() as folder:
            if shutil.disk_usage(folder).free < 2 * len(WEEKS) * answers * _ROOM:
                print(f"{answers:,} answers: not enough room on the disk")
                continue
            pasts = {weeks: fill(Path(folder), answers, weeks) for weeks in WEEKS}
            rounds = [{weeks: _of(past) for weeks, past in pasts.items()} for _ in range(ROUNDS)]
            _print(answers, Path(folder), rounds)


def _of(past: Past) -> Mapping[str, float]:
    return {**_child("timed", past), **_child("weighed", past)}


def _child(do: str, past: Past) -> Mapping[str, float]:
    command = [sys.executable, "-m", "bench.reader", do, *astuple(past)]
    measured: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return measured


def _print(answers: int, folder: Path, rounds: Sequence[Mapping[int, Mapping[str, float]]]) -> None:
    sizes = [f"{next(folder.glob(f'*-{weeks}.db')).stat().st_size / 1e9:.1f} GB" for weeks in WEEKS]
    print(f"\n{answers:,} answers, files of {' and '.join(sizes)}; ms, or MB where said; medians of {ROUNDS} rounds")
    few, many = WEEKS
    print(f"  {'':<14}{few:>7} weeks{many:>7} weeks   ratio")
    for name in rounds[0][few]:
        less, more = (median(each[weeks][name] for each in rounds) for weeks in WEEKS)
        ratio = median(each[many][name] / each[few][name] for each in rounds)
        print(f"  {name:<14}{less:>13.2f}{more:>13.2f}{ratio:>8.2f}")
    dearer = median(each[many]["naive digest"] / each[many]["digest"] for each in rounds)
    print(f"  counting the answers of {many} weeks anew takes {dearer:.0f} times as long as the digest")
