"""Proves that the attacks bite: breaks a rule in a copy of the tree, one after another, until an attack succeeds.

Run as `python -m tests.attack.mutate`, with words of the harms to try or none for all of them.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.attack.mutations import MUTATIONS, Attack, Mutation

HOME = Path(__file__).parents[2]
PARTS = ("bot", "tests/attack", "tests/domain", "tests/stubs")
AT_ONCE = 2
SUCCESS = 1
"""What pytest and the campaign end with where an attack succeeds."""
_SEEDS = ("0", "512")


def success(mutation: Mutation | None, attack: Attack) -> str:
    """The first success of these attacks after the mutation; "" when they have none.

    Raises:
        AssertionError: the mutation no longer fits the source, or the attacks could not be run.
    """
    with TemporaryDirectory() as place:
        tree = Path(place)
        for part in PARTS:
            shutil.copytree(HOME / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in (HOME / "pyproject.toml", *(HOME / "tests").glob("*.py")):
            shutil.copy(file, tree / file.relative_to(HOME))
        if mutation is not None:
            _change(tree, mutation)
        command = [sys.executable, "-m", *_command(attack)]
        ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
        failed = [line for line in ran.stdout.splitlines() if line.startswith("FAILED")]
        evidence = [
            line for line in ran.stdout.splitlines() if "[" in line and "] " in line and ": " in line
        ] or failed
        assert ran.returncode == 0 or (ran.returncode == SUCCESS and evidence), ran.stdout + ran.stderr
        return evidence[0].removeprefix("E").strip() if ran.returncode else ""


def _command(attack: Attack) -> Sequence[str]:
    match attack:
        case "figures" | "words":
            return ("tests.attack.campaign", attack, *_SEEDS)
        case "waves":
            return ("pytest", "-qx", "-p", "no:cacheprovider", "tests/attack/test_waves.py")
        case "late":
            return ("pytest", "-qx", "-p", "no:cacheprovider", "tests/attack/test_late.py")
        case "rules":
            return ("pytest", "-qx", "-p", "no:cacheprovider", "tests/domain/disclosure")
        case "file":
            return ("pytest", "-qx", "-p", "no:cacheprovider", "tests/attack/test_linkage.py")


def _change(tree: Path, mutation: Mutation) -> None:
    file = tree / mutation.path
    source = file.read_text()
    assert source.count(mutation.before) == 1, f"{mutation.harm}: {source.count(mutation.before)} times"
    file.write_text(source.replace(mutation.before, mutation.after))


def _try(mutation: Mutation) -> bool:
    found = success(mutation, mutation.attack)
    click.echo(f"{'CAUGHT' if found else 'MISSED'}  {mutation.attack:7}  {mutation.harm}\n{'':17}{found}".rstrip())
    return bool(found)


def prove(words: Sequence[str]) -> int:
    """How many mutations with any of these words in their harm go unnoticed."""
    chosen = [each for each in MUTATIONS if not words or any(word in f"{each.attack} {each.harm}" for word in words)]
    for attack in sorted({each.attack for each in chosen}):
        found = success(None, attack)
        assert not found, f"an attack succeeds before any mutation: {found}"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        caught = list(pool.map(_try, chosen))
    click.echo(f"{sum(caught)} of {len(chosen)} caught")
    return len(chosen) - sum(caught)


if __name__ == "__main__":
    sys.exit(prove(sys.argv[1:]))
