"""Start-up: to the first 200 on `/readyz` against a bare Starlette app on uvicorn; `--help` against a bare click."""

import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from subprocess import Popen

from bench import weft

ROUNDS = 5
HELP_ROUNDS = 31
MOST_HELP = 1.5
"""Times as long as a bare click program `weft --help` may take."""
_BARE = '''
import click

@click.group()
def main():
    """Says nothing."""

@main.command()
def nothing():
    """Does nothing."""

main()
'''


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


def measure_help() -> None:
    """Print the milliseconds of `--help` of both, taken in turn, and the medians' ratio."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.py")
        bare.write_text(_BARE)
        theirs, ours = [], []
        for number in range(HELP_ROUNDS + 2):
            their, our = _run(str(bare), "--help"), _run("-m", "bot", "--help")
            if number > 1:  # the first compile what is imported
                theirs.append(their)
                ours.append(our)
    ratio = median(ours) / median(theirs)
    kept = "within" if ratio <= MOST_HELP else "NOT within"
    print(
        f"weft --help, medians of {HELP_ROUNDS}: {1000 * median(ours):.0f} ms, "
        f"a bare click program's {1000 * median(theirs):.0f} ms: {ratio:.2f} times, {kept} {MOST_HELP}"
    )


def _run(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _seconds(process: AbstractContextManager[Popen[bytes]], port: int) -> float:
    began = time.perf_counter()
    with process:
        weft.wait_for(port, healthy=True)
        return time.perf_counter() - began
