"""The last check of a question: how closely the answers of a hidden group can be bounded.

The attacker knows how many people stand in just which groups, what is shown, and perhaps what one organisation's
people said. If there is but one number of a hidden group's people who can have given some answer, it is not hidden.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from bot.domain.disclosure.crowd import NOBODY, Crowd
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, ScaleFigure, ScaleRange
from bot.domain.disclosure.program import INFINITY, SLACK, Bools, Floats, Program


def too_tight(crowd: Crowd, figures: Sequence[Figure], *, exclusive: bool) -> bool:
    """Whether some attacker can tell how many people of a hidden group gave some answer.

    Two things they may know: the figure of a group that is itself the remainder of what is shown, which has been
    found safe, and that nobody in it gave an answer that nobody of a remainder around it gave.

    Args:
        crowd: who answered, and how.
        figures: what is shown of each cell.
        exclusive: whether everybody gave just one answer.
    """
    attack: _Attack | None = None
    for group, answer, attackers in _suspects(crowd, figures):
        for attacker in attackers:
            hidden = group & (crowd.organisations != attacker)
            if not hidden.any():
                continue
            attack = attack or _Attack(crowd, figures, exclusive=exclusive)
            if attack.tells(hidden, answer, attacker) and not attack.remains(hidden, answer, attacker):
                return True
    return False


def _suspects(crowd: Crowd, figures: Sequence[Figure]) -> Iterator[tuple[Bools, int, Sequence[int]]]:
    """The atoms of hidden groups with an answer, and the attackers whom no exchange of two people's answers deceives.

    Two people who stand in the same shown cells, of whom one is in the hidden group and one is not, could have given
    each other's answers, and nobody who knows neither could tell. Where it is shown that nobody around gave an
    answer, there is nothing to tell.
    """
    shown = np.array([not isinstance(each, Mask) for each in figures])
    if not shown.any():
        return
    signature = np.unique(crowd.within[:, shown], axis=0, return_inverse=True)[1].reshape(-1)
    organisations = crowd.organisations
    answers = _answers(crowd, figures)
    exact = [cell for cell, each in enumerate(figures) if isinstance(each, ScaleFigure | ChoiceFigure)]
    said = crowd.within.T @ crowd.said
    for inside in _hidden(crowd, shown):
        around = [each for each in exact if crowd.within[inside, each].all()]
        mixed = np.isin(signature, signature[inside]) & np.isin(signature, signature[~inside])
        for answer in range(answers):
            if (said[around, answer] == 0).any():
                continue
            gave, other = crowd.said[:, answer] > 0, crowd.sizes - crowd.said[:, answer] > 0
            suspects = {NOBODY, *organisations.tolist()}
            for block in np.unique(signature[mixed & inside]):
                here = signature == block
                for first, second in ((gave, other), (other, gave)):
                    one = set(organisations[inside & first & here].tolist())
                    two = set(organisations[~inside & second & here].tolist())
                    if one and two:
                        # Only who knows everybody on one side is not deceived.
                        suspects &= (one if len(one) == 1 else set()) | (two if len(two) == 1 else set())
                if not suspects:
                    break
            if suspects:
                yield inside, answer, sorted(suspects)


def _hidden(crowd: Crowd, shown: Bools) -> Iterator[Bools]:
    """The atoms of each group that is not shown and in which somebody answered; of every organisation, too."""
    yield from crowd.within[:, ~shown & (crowd.totals > 0)].T
    for organisation in np.setdiff1d(crowd.organisations, crowd.own):
        yield crowd.organisations == organisation


def _answers(crowd: Crowd, figures: Sequence[Figure]) -> int:
    """How many points or options there are."""
    scale = any(isinstance(each, ScaleFigure | ScaleRange) for each in figures)
    return int(crowd.said.shape[1]) - 2 * scale


class _Attack:
    """Every way in which atoms by answers can be filled so that all that is shown comes out."""

    def __init__(self, crowd: Crowd, figures: Sequence[Figure], *, exclusive: bool) -> None:
        self._crowd = crowd
        self._answers = answers = _answers(crowd, figures)
        atoms = len(crowd.sizes)
        rows: list[Floats] = []
        low: list[float] = []
        high: list[float] = []

        def say(within: Bools, some: Bools, least: float, most: float) -> None:
            rows.append(np.outer(within, some).reshape(-1).astype(np.float64))
            low.append(least)
            high.append(most)

        every = np.ones(answers, dtype=bool)
        for atom in range(atoms) if exclusive else ():
            say(np.arange(atoms) == atom, every, crowd.sizes[atom], crowd.sizes[atom])
        for cell, figure in enumerate(figures):
            within = crowd.within[:, cell]
            match figure:
                case ScaleFigure(counts=counts) | ChoiceFigure(counts=counts):
                    for answer, count in enumerate(counts):
                        say(within, np.arange(answers) == answer, count, count)
                case ScaleRange(fewest=fewest, most=most):
                    say(within, np.arange(answers) >= (answers + 1) // 2, fewest, most)
                case _:
                    pass
        self._exact = np.array([isinstance(each, ScaleFigure | ChoiceFigure) for each in figures])
        self._program = Program(np.array(rows), 0, INFINITY)
        self._program.bound_rows(np.array(low), np.array(high))
        self._truth = crowd.said[:, :answers].astype(np.float64)
        self._most = np.repeat(crowd.sizes[:, None], answers, axis=1).astype(np.float64)
        self._others: dict[int, list[Floats]] = {}
        """By attacker, ways in which everything shown comes out as well."""
        self._chance = np.random.default_rng(len(rows))

    def tells(self, hidden: Bools, answer: int, attacker: int) -> bool:
        """Whether just one number of these atoms' people can have given an answer.

        Whatever way has been found before in which things may have been otherwise is looked at first.
        """
        cost = np.outer(hidden, np.arange(self._answers) == answer).reshape(-1).astype(np.float64)
        truth = float(self._truth[hidden, answer].sum())
        others = self._others.setdefault(attacker, [])
        if any(abs(cost @ other - truth) >= 1 - SLACK for other in others):
            return False
        self._know(attacker)
        if not others:
            # Two ways that lie far from each other in every respect spare most of what follows.
            far = self._chance.random(self._truth.size) - 0.5
            others += [found.columns for way in (far, -far) if (found := self._program.least(way)) is not None]
        least, most = self._program.least(cost), self._program.least(-cost)
        if least is None or most is None:
            # A solver that gives up has proved nothing.
            return True
        others += [least.columns, most.columns]
        return int(np.ceil(least.cost - SLACK)) == int(np.floor(-most.cost + SLACK))

    def _know(self, attacker: int) -> None:
        """From now on the answers of this organisation's people are what they were."""
        known = (self._crowd.organisations == attacker)[:, None]
        low, high = np.where(known, self._truth, 0.0), np.where(known, self._truth, self._most)
        self._program.bound_columns(low.reshape(-1), high.reshape(-1))

    def remains(self, hidden: Bools, answer: int, attacker: int) -> bool:
        """Whether these atoms are the remainder of what is shown, or lie in one in which nobody gave the answer."""
        within = self._crowd.within[:, self._exact]
        program = Program(within, -INFINITY, INFINITY)
        known = self._crowd.organisations == attacker
        low = np.where(known, -INFINITY, hidden * 1.0)
        for high in (hidden * 1.0, np.where(hidden | (self._truth[:, answer] == 0), 1.0, 0.0)):
            program.bound_rows(low, np.where(known, INFINITY, high))
            remainder = program.least(np.zeros(within.shape[1]))
            if remainder is None:
                continue
            weights = remainder.rows[~known]
            whole = np.allclose(weights, weights.round(), atol=SLACK)
            return whole and (bool((high == hidden).all()) or not self._truth[hidden, answer].any())
        return False
