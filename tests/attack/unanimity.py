"""The attack by unanimity: whoever learns that all of some set of people answered alike has read their answers."""

from collections.abc import Iterator

import numpy as np

from bot.domain.disclosure.figures import ScaleRange
from tests.attack.bounds import Programme, programme
from tests.attack.linear import weights
from tests.attack.remainders import Remainders
from tests.attack.seen import Ints, Seen, Success

ATTACK = "unanimity"
_SURE = 1e-4


def unanimous(seen: Seen) -> list[Success]:
    """Shown cells and remainders, without the reader's own colleagues, whose people are seen to be of one mind."""
    return list(_found(seen)) if seen.answers.size and seen.shown.any() else []


def _found(seen: Seen) -> Iterator[Success]:
    patterns, class_of = seen.classes
    sets = Remainders(seen, np.ones(len(patterns), bool))
    ranged = np.array([isinstance(figure, ScaleRange) for figure in seen.figures])[seen.shown]
    for reader in seen.readers:
        outside = seen.employer != reader
        points = np.zeros((patterns.shape[1], seen.answers.shape[1]), np.int64)
        np.add.at(points, class_of[outside], seen.answers[outside])
        sizes = np.bincount(class_of[outside], minlength=patterns.shape[1])
        here = sizes > 0
        candidates = sets.of(here)
        counts, n = candidates @ points[here], candidates @ sizes[here]
        alike = (counts.max(axis=1) == n) & (n > 0)
        if seen.scale:
            above = _above(counts)
            alike |= ((above == 0) | (above == n)) & (n > 0)
        known: Programme | None = None
        for row in np.flatnonzero(alike):
            exact = not ranged.any() or bool(weights(patterns[~ranged][:, here], candidates[row]))
            if not exact and known is None:
                known = programme(seen, reader)
            if exact or (known and _concluded(seen, known, outside & _people(candidates[row], here, class_of))):
                cells = np.flatnonzero(seen.shown)[(patterns[:, here][:, candidates[row] > 0] > 0).any(axis=1)]
                said = f"{n[row]} people answered {_said(seen, counts[row])}"
                within = f"a set made of parts of {seen.names(cells)}"
                yield Success(ATTACK, seen.question, f"{seen.reader(reader)} learns that all of {said}: {within}")


def _above(counts: Ints) -> Ints:
    return np.asarray(counts[:, (counts.shape[1] + 1) // 2 :].sum(axis=1), np.int64)


def _people(candidate: Ints, here: np.ndarray[tuple[int], np.dtype[np.bool_]], class_of: Ints) -> Ints:
    chosen = np.zeros(len(here), np.int64)
    chosen[here] = candidate
    return chosen[class_of]


def _said(seen: Seen, counts: Ints) -> str:
    return f"alike, {tuple(int(count) for count in counts)} by {'point' if seen.scale else 'option'}"


def _concluded(seen: Seen, known: Programme, people: Ints) -> bool:
    """Whether, ranges being all that is shown of some cells, it still follows that these people are of one mind."""
    n, width = int((people > 0).sum()), seen.answers.shape[1]
    sets = [np.eye(width)[point] for point in range(width)]
    if seen.scale:
        upper = (np.arange(width) >= (width + 1) // 2).astype(np.float64)
        sets += [upper, 1 - upper]
    truth = seen.answers[people > 0].sum(axis=0)
    for chosen in sets:
        if truth @ chosen == n:
            least = next(known.furthest(people > 0, chosen)).value
            if least > n - 1 + _SURE:
                return True
    return False
