"""Which cells to show: the most, the larger and the higher first, of which nothing hidden can be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bot.domain.disclosure.crowd import Crowd
from bot.domain.disclosure.figures import Reason
from bot.domain.disclosure.program import Bools, Ints, Program
from bot.domain.disclosure.safety import allowed, leaks
from bot.domain.group import Group, Margin

_RANK = {Margin.PARTNERSHIP: 8, Margin.SECTOR: 4, Margin.COHORT: 3, Margin.SITE: 2, Margin.ORGANISATION: 1}
"""How much dearer a person is on a higher margin."""
_ROUNDS = 500
"""Looks for leaks before only the whole partnership is shown."""
_AT_ONCE = 4
"""Leaks after which a choice is made anew: the rest of them may be gone with these."""


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
    vague: Ints | None = None,
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
        vague: how little each cell would say of how people answered; 0, if it is not told, is all of it. The vaguer
            come later, as what they say is not worth another's figure.
        suspected: sets of cells that may well be forbidden, as they are elsewhere; they are looked at first.
        given_up: margins of which nothing is shown.
    """
    enough, could = allowed(crowd, threshold)
    kept = np.array([cell.margin not in given_up for cell in cells])
    open_ = could & kept
    vague = np.zeros_like(crowd.totals) if vague is None else vague
    exact = vague == 0
    worth = crowd.totals * np.array([_RANK[cell.margin] for cell in cells]) * open_
    places = frozenset(np.flatnonzero(open_ & exact))
    forbidden = [each for each in suspected if _forbidden(crowd, each & places, threshold)]
    shown = np.zeros(len(cells), dtype=bool)
    # An organisation that is shown by itself is not betrayed by what tells of it: so none may rest on a vaguer one.
    for level in np.unique(vague[open_]):
        shown = _most(crowd, threshold, shown, worth * (vague == level), forbidden)
    also = _also(crowd, shown, enough & kept, exact)
    return Choice(_reasons(enough, could, also, given_up, cells), tuple(forbidden))


def _most(crowd: Crowd, threshold: int, shown: Bools, worth: Ints, forbidden: list[frozenset[int]]) -> Bools | None:
    """What is shown and, of the cells that are worth something, the dearest that are safe beside it.

    What is found to be forbidden is added to the rest of it. None if there is no end of it.
    """
    if not worth.any():
        return shown
    for _ in range(_ROUNDS):
        most = shown | _best(worth, [np.isin(np.arange(len(worth)), list(each)) & ~shown for each in forbidden])
        found = list(islice(leaks(crowd, most, threshold), _AT_ONCE)) if most.any() else []
        if not found:
            return most
        forbidden += found
    whole = shown | ((worth > 0) & (np.arange(len(worth)) == 0))
    return shown if any(leaks(crowd, whole, threshold)) else whole


def _forbidden(crowd: Crowd, cells: frozenset[int], threshold: int) -> bool:
    shown = np.isin(np.arange(crowd.within.shape[1]), list(cells))
    return bool(cells) and next(leaks(crowd, shown, threshold), None) is not None


def _best(worth: Ints, forbidden: Sequence[Bools]) -> Bools:
    """The dearest cells of which none of these sets is shown together."""
    sets = [each for each in forbidden if worth[each].all()]
    if not sets:
        return worth > 0
    rows = np.unique(np.array(sets, dtype=np.float64), axis=0)
    program = Program(rows, 0, 1, whole=True)
    program.bound_rows(np.zeros(len(rows)), rows.sum(axis=1) - 1)
    best = program.least(-worth.astype(np.float64))
    if best is None:
        return np.zeros(len(worth), dtype=bool)
    return (best.columns > 0.5) & (worth > 0)  # noqa: PLR2004  nearer to 1 than to 0


def _also(crowd: Crowd, shown: Bools, open_: Bools, exact: Bools) -> Bools:
    """With the cells whose figure follows anyway from those that say exactly how people answered."""
    exact = shown & exact
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
        return Reason.REFUSED if cells[cell].margin in given_up else Reason.OTHERS

    return tuple(reason(cell) for cell in range(len(shown)))
