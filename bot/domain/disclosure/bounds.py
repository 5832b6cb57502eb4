"""The last check of a question: how closely the answers of a hidden group can be bounded.

The attacker knows how many people stand in just which groups, what is shown, and perhaps what one organisation's
people said. If there is but one number of a hidden group's people who can have given some answer, it is not hidden.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from bot.domain.disclosure.crowd import NOBODY, Crowd
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, ScaleFigure, ScaleRange
from bot.domain.disclosure.otherwise import Ways
from bot.domain.disclosure.program import INFINITY, SLACK, Bools, Ints, Program


def too_tight(crowd: Crowd, figures: Sequence[Figure], *, exclusive: bool) -> bool:
    """Whether some attacker can tell how many people of a hidden group gave some answer.

    Two things they may know: the figure of a group that is itself the remainder of what is shown, which has been
    found safe, and that nobody in it gave an answer that nobody of a remainder around it gave.

    Args:
        crowd: who answered, and how.
        figures: what is shown of each cell.
        exclusive: whether everybody gave just one answer.
    """
    shown = np.array([not isinstance(each, Mask) for each in figures])
    if not shown.any():
        return False
    check = _Check(crowd, figures, exclusive=exclusive)
    return any(check.fails(group, answer) for group in _hidden(crowd, shown) for answer in check.asked(group))


def _hidden(crowd: Crowd, shown: Bools) -> Iterator[Bools]:
    """The atoms of each group that is not shown and in which somebody answered; of every organisation, too."""
    yield from crowd.within[:, ~shown & (crowd.totals > 0)].T
    for organisation in np.setdiff1d(crowd.organisations, crowd.own):
        yield crowd.organisations == organisation


class _Check:
    """One question, as it would be shown."""

    def __init__(self, crowd: Crowd, figures: Sequence[Figure], *, exclusive: bool) -> None:
        scale = any(isinstance(each, ScaleFigure | ScaleRange) for each in figures)
        self._organisations = crowd.organisations
        self._attackers = np.union1d([NOBODY], crowd.organisations)
        self._said: Ints = crowd.said[:, : crowd.said.shape[1] - 2 * scale]
        """Atoms by points or options."""
        self._exact: Bools = crowd.within[:, [isinstance(each, ScaleFigure | ChoiceFigure) for each in figures]]
        self._counts = self._exact.T.astype(np.int64) @ self._said
        self._remainders = Program(self._exact, -INFINITY, INFINITY)
        ranges = [
            (crowd.within[:, cell], each.fewest, each.most)
            for cell, each in enumerate(figures)
            if isinstance(each, ScaleRange)
        ]
        self._ways = Ways(crowd, self._said, self._exact, ranges, exclusive=exclusive)

    def asked(self, group: Bools) -> Iterator[int]:
        """The answers that somebody in all that is shown around the group gave: others are no secret."""
        around = self._exact[group].all(axis=0)
        for answer in range(self._said.shape[1]):
            if (self._counts[around, answer] > 0).all():
                yield answer

    def fails(self, group: Bools, answer: int) -> bool:
        """Whether somebody can tell how many people of these atoms gave an answer."""
        within = np.unique(self._organisations[group])
        left = np.setdiff1d(self._attackers, within) if len(within) == 1 else self._attackers
        while len(left := self._ways.undeceived(group, answer, left)):
            attacker = int(left[0])
            if self._ways.swap(group, answer, attacker) or self._ways.exchange(group, answer, attacker):
                continue
            if self._remains(group & (self._organisations != attacker), answer, attacker):
                # What remains for everybody remains for whoever knows a part of it.
                left = left[:0] if attacker == NOBODY else left[1:]
            elif not self._ways.seek(group, answer, attacker):
                return True
        return False

    def _remains(self, hidden: Bools, answer: int, attacker: int) -> bool:
        """Whether these atoms are the remainder of what is shown, or lie in one in which nobody gave the answer."""
        known = self._organisations == attacker
        low = np.where(known, -INFINITY, hidden * 1.0)
        for high in (hidden * 1.0, np.where(hidden | (self._said[:, answer] == 0), 1.0, 0.0)):
            self._remainders.bound_rows(low, np.where(known, INFINITY, high))
            remainder = self._remainders.least(np.zeros(self._exact.shape[1]))
            if remainder is None:
                continue
            weights = remainder.rows[~known]
            whole = np.allclose(weights, weights.round(), atol=SLACK)
            return whole and (bool((high == hidden).all()) or not self._said[hidden, answer].any())
        return False
