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
from typing import Any

from bench.past import Past

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
            pasts = {weeks: _filled(Path(folder), answers, weeks) for weeks in WEEKS}
            rounds = [{weeks: _of(past) for weeks, past in pasts.items()} for _ in range(ROUNDS)]
            _print(answers, Path(folder), rounds)


def _filled(folder: Path, answers: int, weeks: int) -> Past:
    # In a process of its own: those that are weighed count what this one took up as theirs.
    return Past(*_child("bench.past", str(folder), str(answers), str(weeks)))


def _of(past: Past) -> Mapping[str, float]:
    return {**_child("bench.reader", "timed", *astuple(past)), **_child("bench.reader", "weighed", *astuple(past))}


def _child(module: str, *arguments: str) -> Any:  # noqa: ANN401  whatever it prints
    command = [sys.executable, "-m", module, *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


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
