"""Attacks one partnership after another until an attack succeeds: `python -m tests.attack.campaign figures 0 512`."""

import sys
from collections.abc import Iterator

import click

from tests.attack.ordering import ordered, quoted
from tests.attack.partnerships import partnership, words_only
from tests.attack.waves import everything


def figures(seeds: range) -> Iterator[str]:
    """Every success upon the figures of these partnerships."""
    for seed in seeds:
        case = partnership(seed)
        yield from (f"seed {seed} {success}" for success in everything(case, case.released()))


def words(seeds: range) -> Iterator[str]:
    """Every success upon their words, and upon the order of words."""
    for seed in seeds:
        case = partnership(seed)
        yield from (f"seed {seed} {success}" for success in quoted(case, case.released()))
    cases = [words_only(seed) for seed in range(12)]
    yield from map(str, ordered((case, case.released()) for case in cases))


if __name__ == "__main__":
    attack, first, last = sys.argv[1:]
    seeds = range(int(first), int(last))
    if found := next(figures(seeds) if attack == "figures" else words(seeds), ""):
        click.echo(found)
        sys.exit(1)
