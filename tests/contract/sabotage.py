"""Proves that the contract bites: breaks the adapters in a copy of the tree, one way after another.

Run as `python -m tests.contract.sabotage`, with words of the harms to try or none for all of them.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.contract.sabotages import SABOTAGES, Sabotage
from tests.contract.sabotages_teams import TEAMS

HOME = Path(__file__).parents[2]
PARTS = ("bot", "adapters", "tests/contract", "tests/stubs", "tests/texts")
AT_ONCE = 2
PYTEST_FAILED = 1


def complaint(sabotage: Sabotage | None, driver: str) -> str:
    """What the contract says against this driver after the sabotage; "" when it is content.

    Raises:
        AssertionError: the sabotage no longer fits the source, or the suite could not be run.
    """
    with TemporaryDirectory() as place:
        tree = Path(place)
        for part in PARTS:
            shutil.copytree(HOME / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in (HOME / "pyproject.toml", *(HOME / "tests").glob("*.py")):
            shutil.copy(file, tree / file.relative_to(HOME))
        # A shrunk example is for people to read.
        _change(tree / "tests/contract/play.py", ", Phase.shrink]", "]")
        if sabotage is not None:
            _change(tree / sabotage.path, sabotage.before, sabotage.after)
        command = [sys.executable, "-m", "pytest", "-qx", "-k", f"[{driver}", "--hypothesis-seed=0", "tests/contract"]
        ran = subprocess.run([*command], cwd=tree, capture_output=True, text=True, check=False)
        assert ran.returncode in {0, PYTEST_FAILED}, ran.stdout + ran.stderr
        failed = (line for line in ran.stdout.splitlines() if line.startswith("FAILED"))
        return "" if ran.returncode == 0 else next(failed).partition("::")[2]


def _change(file: Path, before: str, after: str) -> None:
    source = file.read_text()
    assert source.count(before) == 1, f"{file}: {source.count(before)} times {before!r}"
    file.write_text(source.replace(before, after))


def _try(sabotage: Sabotage) -> bool:
    said = complaint(sabotage, sabotage.driver)
    click.echo(f"{'CAUGHT' if said else 'MISSED'}  {sabotage.driver:5}  {sabotage.harm}\n{'':15}{said}".rstrip())
    return bool(said)


def prove(words: Sequence[str]) -> int:
    """How many sabotages with any of these words in their harm go unnoticed."""
    every = (*SABOTAGES, *TEAMS)
    chosen = [each for each in every if not words or any(word in f"{each.driver} {each.harm}" for word in words)]
    for driver in sorted({each.driver for each in chosen}):
        said = complaint(None, driver)
        assert not said, f"red before any sabotage: {said}"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        caught = list(pool.map(_try, chosen))
    click.echo(f"{sum(caught)} of {len(chosen)} caught")
    return len(chosen) - sum(caught)


if __name__ == "__main__":
    sys.exit(prove(sys.argv[1:]))
