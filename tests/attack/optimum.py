"""The most that could be shown of a question: by trying every set of cells against the rules on sets of people."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from bot.domain.disclosure.figures import Mask, OpenFigure, Reason
from bot.domain.schedule import Visibility
from tests.attack.seen import Seen
from tests.attack.subtraction import subtract

RANKS = {"": 8, "sector": 4, "cohort": 3, "site": 2, "organisation": 1}
MOST = 8
"""Group cells that may be tried in all combinations."""


def weight(seen: Seen, shown: set[int]) -> int:
    """What these cells are worth together."""
    return sum(int(seen.members[cell].sum()) * RANKS[seen.cells[cell].partition(":")[0]] for cell in shown)


def eligible(seen: Seen, visibility: Visibility) -> list[int]:
    """Group cells that enough people answered in, on margins that are ever shown."""
    never = "organisation:" if visibility is Visibility.ANONYMOUS else "-"
    return [
        cell
        for cell, (key, n) in enumerate(zip(seen.cells, seen.members.sum(axis=1), strict=True))
        if cell and n >= seen.k and not key.startswith(never)
    ]


def optimum(seen: Seen, visibility: Visibility) -> set[int]:
    """The cells of the greatest weight that may be shown together; with the whole partnership wherever it may be."""
    cells = eligible(seen, visibility)
    assert len(cells) <= MOST
    sets = [set(chosen) for size in range(len(cells) + 1) for chosen in combinations(cells, size)]
    for whole in ({0}, set[int]()):
        ordered = sorted((chosen | whole for chosen in sets), key=lambda chosen: -weight(seen, chosen))
        if best := next((chosen for chosen in ordered if not subtract(showing(seen, chosen), visibility)), set()):
            return best
    return set()


def showing(seen: Seen, cells: set[int]) -> Seen:
    """The same question with these cells shown."""
    figures = (OpenFigure(1) if cell in cells else Mask(Reason.OTHERS) for cell in range(len(seen.cells)))
    return replace(seen, figures=tuple(figures))


def shown(seen: Seen) -> set[int]:
    """The cells that are shown."""
    return {cell for cell, is_shown in enumerate(seen.shown.tolist()) if is_shown}


def greedy(seen: Seen, visibility: Visibility) -> Iterator[int]:
    """A publisher to be compared with, safe and short-sighted: it shows the next best cell wherever it still may."""
    taken: set[int] = set()
    for cell in sorted((0, *eligible(seen, visibility)), key=lambda cell: (cell != 0, -weight(seen, {cell}))):
        if not subtract(showing(seen, taken | {cell}), visibility):
            taken.add(cell)
            yield cell
