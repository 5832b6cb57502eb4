"""The attack by linear programming: the tightest interval for the people of a hidden cell at each point."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.domain.disclosure.figures import ScaleRange
from tests.attack.linear import End, Floats, Knowledge
from tests.attack.remainders import Remainders
from tests.attack.seen import Ints, Seen, Success

ATTACK = "bounds"
_SURE = 1e-4
REMAINDERS_COUNT = True
"""Whether a remainder that says "nobody at this point" may say so, as a shown cell may; without it only cells may."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What a reader knows, as constraints on how many of each atom outside their organisation stand at each point."""

    atoms: Ints
    """Each person's atom; -1 for the reader's own colleagues."""
    sizes: Ints
    width: int
    """Points, or options."""
    known: Knowledge

    def furthest(self, people: npt.NDArray[np.bool_], points: Floats) -> Iterator[End]:
        """How few, then how many of these people, whole atoms of them, may stand at these points."""
        taken = np.bincount(self.atoms[people & (self.atoms >= 0)], minlength=len(self.sizes)) > 0
        return self.known.furthest(np.outer(taken, points).ravel().astype(np.float64))

    def counts(self, cells: Ints, solution: Floats) -> Floats:
        """Cells by points: how many people a solution puts there."""
        taken = np.zeros((len(cells), len(self.sizes)))
        for row, cell in zip(taken, cells, strict=True):
            row[self.atoms[(cell > 0) & (self.atoms >= 0)]] = 1
        return np.asarray(taken @ solution.reshape(-1, self.width), np.float64)


def bound(seen: Seen) -> list[Success]:
    """Hidden cells of which somebody can tell exactly how many stand at a point.

    Where two of a class, whom no shown cell tells apart, stand one inside the hidden cell and one outside it and
    answered differently, they could have answered the other way round: so the interval holds two numbers, and no
    programme need be solved. One success is enough: it looks no further.
    """
    return list(_tight(seen)) if seen.answers.size and seen.shown.any() and not seen.shown.all() else []


def _tight(seen: Seen) -> Iterator[Success]:
    patterns, class_of = seen.classes
    hidden = seen.members[~seen.shown]
    kinds, width = patterns.shape[1], seen.answers.shape[1]
    onehot = np.eye(kinds, dtype=np.int64)[class_of]
    exact = np.array([not isinstance(figure, ScaleRange) for figure in seen.figures])[seen.shown]
    sets = Remainders(seen, exact)
    everything = np.concatenate((onehot[:, :, None] * seen.answers[:, None, :], onehot[:, :, None]), axis=2)
    table = everything.reshape(len(seen.people), -1).astype(np.float64)
    for reader in seen.readers:
        outside = seen.employer != reader
        if not outside.any():
            continue
        inside = ((hidden * outside) @ table).reshape(-1, kinds, width + 1)
        rest = (outside @ table).reshape(kinds, width + 1) - inside
        at, rest_at = inside[:, :, :width], rest[:, :, :width]
        not_at, rest_not_at = inside[:, :, width:] - at, rest[:, :, width:] - rest_at
        free = (((at > 0) & (rest_not_at > 0)) | ((not_at > 0) & (rest_at > 0))).any(axis=1)
        there = inside[:, :, width] > 0
        told = _told(sets, there, inside[:, :, width], rest[:, :, width], (inside + rest)[0, :, :width])
        doubtful = ~free & there.any(axis=1)[:, None] & ~told
        known = programme(seen, reader, hidden) if doubtful.any() else None
        truth = at.sum(axis=1)
        for cell, point in np.argwhere(doubtful):
            assert known
            if not doubtful[cell, point]:
                continue
            interval = []
            for end in known.furthest(hidden[cell] > 0, np.eye(width)[point]):
                interval.append(end.value)
                if end.whole:
                    doubtful &= np.abs(known.counts(hidden, end.solution) - truth) < 1 - _SURE
                if abs(end.value - truth[cell, point]) > 1 - _SURE:
                    break
            else:
                name = seen.names(np.flatnonzero(~seen.shown)[[cell]])
                where = f"{truth[cell, point]:.0f} of {hidden[cell] @ outside} people of {name}"
                yield Success(
                    ATTACK,
                    seen.question,
                    f"{seen.reader(reader)} bounds to [{interval[0]:.2f}, {interval[1]:.2f}] that {where} "
                    f"stand at point {point + 1} of {width}",
                )
                return


def _told(sets: Remainders, there: npt.NDArray[np.bool_], n: Ints, rest: Ints, counts: Ints) -> npt.NDArray[np.bool_]:
    """Hidden cells by points: whether a set around the cell that may be had says that nobody stands there at all.

    A hidden cell that is such a set itself, as the whole partnership without the reader's own organisation may be
    some sector without it, is not hidden from that reader at all: whether it may be had is for `subtraction` to say.
    """
    here = (n + rest)[0] > 0
    found = sets.of(here)
    within = (there[:, here] @ (1 - found).T) == 0
    itself = within & ((n.sum(axis=1)[:, None] - (found @ (n + rest)[0, here])[None, :]) == 0)
    nobody = (found @ counts[here]) == 0
    if not REMAINDERS_COUNT:
        nobody &= sets.cells(here)[:, None]
    told: npt.NDArray[np.bool_] = (within[:, :, None] & nobody[None, :, :]).any(axis=1) | itself.any(axis=1)[:, None]
    return told


def programme(seen: Seen, reader: int, hidden: Ints | None = None) -> Programme:
    """What a reader knows: how many answered of each atom, every shown figure, and their own colleagues' answers.

    Atoms that neither the shown nor the hidden cells tell apart are taken together, which changes no bound.
    """
    apart = seen.members[seen.shown] if hidden is None else np.vstack((seen.members[seen.shown], hidden))
    outside = seen.employer != reader
    patterns, found = np.unique(apart[:, outside], axis=1, return_inverse=True)
    atoms = np.full(len(seen.people), -1, np.int64)
    atoms[outside] = found.reshape(-1)
    sizes = np.bincount(atoms[outside], minlength=patterns.shape[1])
    width = seen.answers.shape[1]
    rows, least, most = [], [], []
    figures = [figure for figure, shown in zip(seen.figures, seen.shown, strict=True) if shown]
    totals = (seen.members[seen.shown] * outside) @ seen.answers
    own = (seen.members[seen.shown] * ~outside) @ seen.answers
    upper = np.arange(width) >= (width + 1) // 2
    for row, figure, counts, mine in zip(patterns, figures, totals, own, strict=False):
        if isinstance(figure, ScaleRange):
            rows.append(np.outer(row, upper).ravel())
            least.append(figure.fewest - mine[upper].sum())
            most.append(figure.most - mine[upper].sum())
        else:
            for point, count in enumerate(counts):
                rows.append(np.outer(row, np.arange(width) == point).ravel())
                least.append(count)
                most.append(count)
    if seen.exclusive:
        for atom, size in enumerate(sizes):
            rows.append(np.outer(np.arange(len(sizes)) == atom, np.ones(width)).ravel())
            least.append(size)
            most.append(size)
    widest = np.repeat(sizes, width).astype(np.float64)
    known = Knowledge(np.array(rows, np.float64), np.array(least, np.float64), np.array(most, np.float64), widest)
    return Programme(atoms, sizes, width, known)
