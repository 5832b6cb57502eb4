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


def choose(
    crowd: Crowd,
    cells: Sequence[Group],
    threshold: int,
    *,
    plain: Bools | None = None,
    suspected: Sequence[frozenset[int]] = (),
    given_up: frozenset[Margin] = frozenset(),
) -> Choice:
    """Show as much as is safe.

    A choice is looked through for leaks, each of which forbids its cells to be shown together, and is made anew until
    there is none: so it is the best that there is, and proved by the last look.

    Args:
        crowd: who answered.
        cells: the groups, the whole partnership first.
        threshold: fewest people behind a figure.
        plain: which cells would say exactly how people answered; all, if it is not told. The others come last, as
            what they say is not worth another's figure.
        suspected: sets of cells that may well be forbidden, as they are elsewhere; they are looked at first.
        given_up: margins of which nothing is shown.
    """
    enough, could = allowed(crowd, threshold)
    open_ = could & np.array([cell.margin not in given_up for cell in cells])
    first = open_ if plain is None else open_ & plain
    worth = crowd.totals * np.array([_RANK[cell.margin] for cell in cells]) * first
    forbidden = [each for each in suspected if _forbidden(crowd, each & frozenset(np.flatnonzero(first)), threshold)]
    for _ in range(_ROUNDS):
        shown = _best(worth, [np.isin(np.arange(len(cells)), list(each)) for each in forbidden])
        found = list(leaks(crowd, shown, threshold)) if shown.any() else []
        if not found:
            break
        forbidden += found
    else:
        shown = first & (np.arange(len(cells)) == 0)
    for cell in np.flatnonzero(open_ & ~first):
        with_it = shown | (np.arange(len(cells)) == cell)
        if next(leaks(crowd, with_it, threshold), None) is None:
            shown = with_it
    also = _also(crowd, shown, enough & np.array([cell.margin not in given_up for cell in cells]), plain)
    return Choice(_reasons(enough, could, also, given_up, cells), tuple(forbidden))


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


def _also(crowd: Crowd, shown: Bools, open_: Bools, plain: Bools | None) -> Bools:
    """With the cells whose figure follows anyway from those that say exactly how people answered."""
    exact = shown if plain is None else shown & plain
    rank = np.linalg.matrix_rank(crowd.within[:, exact]) if exact.any() else 0
    also = shown.copy()
    for cell in np.flatnonzero(open_ & ~shown):
        also[cell] = np.linalg.matrix_rank(crowd.within[:, exact | (np.arange(len(shown)) == cell)]) == rank
    return also


def _reasons(
    enough: Bools, could: Bools, shown: Bools, given_up: frozenset[Margin], cells: Sequence[Group]
) -> tuple[Reason | None, ...]:
    def reason(cell: int) -> Reason | None:
        if shown[cell]:
            return None
        if not enough[cell]:
            return Reason.FEW
        if not could[cell]:
            return Reason.ALONE
        if cells[cell].margin in given_up:
            return Reason.REFUSED
        # It is told from what is shown alone, so it tells no more than that does.
        return Reason.OTHERS if shown.any() else Reason.TELLING

    return tuple(reason(cell) for cell in range(len(shown)))
