"""Which cells to show: the most, the larger and the higher first, of which nothing hidden can be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bot.domain.disclosure.crowd import Crowd
from bot.domain.disclosure.figures import Reason
from bot.domain.disclosure.program import SLACK, Bools, Ints, Program
from bot.domain.disclosure.safety import allowed, leaks
from bot.domain.group import Group, Margin

SILENT = 2
"""How vague a cell is that would say nothing."""
_RANK = {Margin.PARTNERSHIP: 8, Margin.SECTOR: 4, Margin.COHORT: 3, Margin.SITE: 2, Margin.ORGANISATION: 1}
"""How much dearer a person is on a higher margin."""
_ROUNDS = 500
"""Looks for leaks before only the whole partnership is shown."""
_AT_ONCE = 2
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
    among: Bools | None = None,
) -> Choice:
    """Show as much as is safe.

    A choice is looked through for leaks, each of which forbids its cells to be shown together, and is made anew until
    there is none: so it is the best that there is, and proved by the last look.

    Args:
        crowd: who answered.
        cells: the groups, the whole partnership first.
        threshold: fewest people behind a figure.
        vague: how little each cell would say of how people answered; 0, if it is not told, is all of it, and `SILENT`
            nothing. The vaguer come later, as what they say is not worth another's figure.
        suspected: sets of cells that may well be forbidden, as they are elsewhere; they are looked at first.
        given_up: margins of which nothing is shown.
        among: the cells of which it is shown how many answered at all; all, if it is not told. They may be the same
            people, so no other cell of theirs may be told of.
    """
    enough, could = allowed(crowd, threshold)
    vague = np.zeros_like(crowd.totals) if vague is None else vague
    kept = np.array([cell.margin not in given_up for cell in cells]) & (vague < SILENT)
    kept &= True if among is None else among
    open_ = could & kept
    exact = vague == 0
    worth = crowd.totals * np.array([_RANK[cell.margin] for cell in cells]) * open_
    places = frozenset(np.flatnonzero(open_ & exact))
    forbidden = [each for each in suspected if _forbidden(crowd, each & places, threshold)]
    shown = _most(crowd, threshold, worth * exact, forbidden)
    # An organisation that is shown by itself is not betrayed by what tells of it: so none may rest on a vaguer one.
    for level in np.unique(vague[open_ & ~exact]):
        shown |= _beside(crowd, threshold, shown, worth * (vague == level))
    also = _also(crowd, shown, enough & kept, exact)
    return Choice(_reasons(enough, could, also), tuple(forbidden))


def _most(crowd: Crowd, threshold: int, worth: Ints, forbidden: list[frozenset[int]]) -> Bools:
    """The dearest cells that are safe together; what is found to be forbidden is added to the rest of it."""
    for _ in range(_ROUNDS):
        most = _best(worth, [np.isin(np.arange(len(worth)), list(each)) for each in forbidden])
        found = list(islice(leaks(crowd, most, threshold), _AT_ONCE)) if most.any() else []
        if not found:
            return most
        forbidden += found
    whole = (worth > 0) & (np.arange(len(worth)) == 0)
    return whole if next(leaks(crowd, whole, threshold), None) is None else np.zeros_like(whole)


def _beside(crowd: Crowd, threshold: int, shown: Bools, worth: Ints) -> Bools:
    """Of the cells that are worth something those that are safe beside what is shown; of a leak the least goes."""
    more = (worth > 0) & ~shown
    while more.any() and (found := list(islice(leaks(crowd, shown | more, threshold), _AT_ONCE))):
        for cells in found:
            kept = [cell for cell in cells if more[cell]]
            if len(kept) == np.count_nonzero(~shown[list(cells)]):
                # If it can be blamed on none of them, none is safe.
                more[min(kept, key=worth.__getitem__) if kept else ...] = False
    return more


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
    within = crowd.within.astype(np.float64)
    axes, sizes, _ = np.linalg.svd(within[:, shown & exact], full_matrices=False)
    axes = axes[:, sizes > SLACK]
    follows: Bools = np.abs(within - axes @ (axes.T @ within)).max(axis=0) < SLACK
    also: Bools = shown | (open_ & follows)
    return also


def _reasons(enough: Bools, could: Bools, shown: Bools) -> tuple[Reason | None, ...]:
    # Told from how many answered and from what is shown: so a reason tells no more than they do.
    other = Reason.OTHERS if shown.any() else Reason.TELLING

    def reason(cell: int) -> Reason | None:
        if shown[cell]:
            return None
        if not enough[cell]:
            return Reason.FEW
        return other if could[cell] else Reason.ALONE

    return tuple(reason(cell) for cell in range(len(shown)))
