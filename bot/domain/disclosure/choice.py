"""Which cells to show: the most, the larger and the higher first, of which nothing hidden can be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.disclosure.crowd import Crowd
from bot.domain.disclosure.figures import Reason
from bot.domain.disclosure.program import Bools, Floats, Program
from bot.domain.disclosure.safety import allowed, leaks
from bot.domain.group import Group, Margin

_RANK = {Margin.PARTNERSHIP: 8, Margin.SECTOR: 4, Margin.COHORT: 3, Margin.SITE: 2, Margin.ORGANISATION: 1}
"""How much dearer a person is on a higher margin."""
_ROUNDS = 200
"""Looks for leaks before only the whole partnership is shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """For each cell why it is hidden, or None where it is shown."""

    hidden: tuple[Reason | None, ...]
    forbidden: tuple[frozenset[int], ...] = ()
    """Cells that would give too little away if they were shown together."""

    @property
    def shown(self) -> Bools:
        """Which cells are shown."""
        return np.array([reason is None for reason in self.hidden])


def choose(
    crowd: Crowd, cells: Sequence[Group], threshold: int, suspected: Sequence[frozenset[int]] = ()
) -> Choice:
    """Show as much as is safe. Sets of cells that may well be forbidden, as they are elsewhere, are looked at first.

    A choice is looked through for leaks, each of which forbids its cells to be shown together, and is made anew until
    there is none: so it is the best that there is, and proved by the last look.
    """
    enough, could = allowed(crowd, threshold)
    worth = crowd.totals * np.array([_RANK[cell.margin] for cell in cells]) * could
    forbidden = [each for each in suspected if _forbidden(crowd, each & frozenset(np.flatnonzero(could)), threshold)]
    for _ in range(_ROUNDS):
        shown = _best(worth, [np.isin(np.arange(len(cells)), list(each)) for each in forbidden]) & could
        found = list(leaks(crowd, shown, threshold)) if shown.any() else []
        if not found:
            return Choice(_reasons(enough, could, _also(crowd, shown, enough)), tuple(forbidden))
        forbidden += found
    return Choice(_reasons(enough, could, could & (np.arange(len(cells)) == 0)))


def _forbidden(crowd: Crowd, cells: frozenset[int], threshold: int) -> bool:
    shown = np.isin(np.arange(crowd.within.shape[1]), list(cells))
    return bool(cells) and next(leaks(crowd, shown, threshold), None) is not None


def _best(worth: Floats, forbidden: Sequence[Bools]) -> Bools:
    """The dearest cells of which none of these sets is shown together."""
    if not forbidden:
        return worth > 0
    rows = np.array(forbidden, dtype=np.float64)
    program = Program(rows, 0, 1, whole=True)
    program.bound_rows(np.zeros(len(rows)), rows.sum(axis=1) - 1)
    best = program.least(-worth.astype(np.float64))
    if best is None:
        return np.zeros(len(worth), dtype=bool)
    return (best.columns > 0.5) & (worth > 0)  # noqa: PLR2004  nearer to 1 than to 0


def _also(crowd: Crowd, shown: Bools, enough: Bools) -> Bools:
    """With the cells whose figure follows from those anyway."""
    rank = np.linalg.matrix_rank(crowd.within[:, shown]) if shown.any() else 0
    also = shown.copy()
    for cell in np.flatnonzero(enough & ~shown):
        also[cell] = np.linalg.matrix_rank(crowd.within[:, shown | (np.arange(len(shown)) == cell)]) == rank
    return also


def _reasons(enough: Bools, could: Bools, shown: Bools) -> tuple[Reason | None, ...]:
    return tuple(
        None if shown[cell] else Reason.FEW if not enough[cell] else Reason.ALONE if not could[cell] else Reason.OTHERS
        for cell in range(len(shown))
    )
