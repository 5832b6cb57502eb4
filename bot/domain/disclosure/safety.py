"""The rule of subtraction: whatever can be worked out from what is shown is a cell itself and must pass every rule.

What an attacker can work out are combinations of shown cells. Each gives every block of people a weight; one whose
weights lie between 0 and 1 is a total of some people. An outsider sees everybody, whoever knows what one
organisation's people said sees through them and faces the others only. A total of fewer than the threshold, or of the
people of one organisation alone, is too little to be known; and so is one whose people are all alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from bot.domain.disclosure.crowd import NOBODY, Blocks, Crowd
from bot.domain.disclosure.program import INFINITY, SLACK, Bools, Floats, Ints, Program, Solution


def allowed(crowd: Crowd, threshold: int) -> tuple[Bools, Bools]:
    """Which cells have enough people, and which of these could be shown if they stood alone."""
    enough = crowd.totals >= threshold
    people = _by_organisation(crowd)
    others = crowd.totals[None, :] - people
    several = (people > 0).sum(axis=0)[None, :] - (people > 0)
    safe_from = (people == 0) | (others == 0) | ((others >= threshold) & (several >= 2))  # noqa: PLR2004
    alone = (crowd.own != NOBODY) | ((safe_from.all(axis=0)) & ((people > 0).sum(axis=0) >= 2))  # noqa: PLR2004
    return enough, enough & alone


def _by_organisation(crowd: Crowd) -> Ints:
    """People of each organisation in each cell."""
    people = np.zeros((crowd.organisations.max() + 1, crowd.within.shape[1]), dtype=np.int64)
    np.add.at(people, crowd.organisations, crowd.sizes[:, None] * crowd.within)
    return people


def leaks(crowd: Crowd, shown: Bools, threshold: int) -> Iterator[frozenset[int]]:
    """The sets of these cells that give too little away when they are shown together; none when all is well."""
    places = np.flatnonzero(shown)
    search = _Search(crowd.blocks(shown), crowd.own[places], threshold)
    for cells in search.all():
        yield frozenset(int(places[cell]) for cell in cells)


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether somebody can make a combination that costs less than nothing: a total that is too small.

    Attackers by blocks. A block's weight is 0 where it is barred, anything where the attacker knows all its people,
    and not below 0 elsewhere, where it costs what is said here; the block that is asked about is worth something.
    """

    asked: Bools
    """The attackers for whom it is a question, and the blocks about which."""
    barred: Bools
    known: Bools
    costs: Floats
    worth: float
    """Of the block that is asked about, which is taken once at most so that the least cost is not without end."""
    capped: Bools | None = None
    """Blocks that are taken once at most whichever is asked about."""

    def settled(self, prices: Floats) -> Bools:
        """Attackers by blocks for which these prices of blocks, which nothing can beat, prove that there is none."""
        proved = self.barred | np.where(self.known, np.abs(prices) < SLACK, prices <= self.costs + SLACK)
        everywhere: Bools = np.asarray(proved.all(axis=1))
        settled: Bools = everywhere[:, None] & ((prices <= self.costs - self.worth + SLACK) | (self.worth == 0))
        return settled

    def harm(self, attacker: int) -> tuple[Floats, Floats]:
        """For each block, for about what share of the others a proof fails if its price is above 0, or below.

        Above, for those whom the block costs less; either way, for those to whom it is known.
        """
        dearer = (~self.barred & (self.costs < self.costs[attacker])).sum(axis=0)
        known = self.known.sum(axis=0)
        return (dearer + known) / len(self.known) + SLACK, known / len(self.known) + SLACK


class _Search:
    """For totals too small that combinations of the shown cells give. The first attacker is an outsider."""

    def __init__(self, blocks: Blocks, own: Ints, threshold: int) -> None:
        shown_by_itself = np.isin(np.arange(blocks.people.shape[1]), own[own != NOBODY])
        alone = (blocks.people > 0).sum(axis=1) == 1
        of = np.argmax(blocks.people, axis=1)
        whole = blocks.people.sum(axis=1) == blocks.people.sum(axis=0)[of]
        # What is shown by itself hides nobody, and nobody else.
        kept = ~(alone & whole & shown_by_itself[of])
        self._within = blocks.within[kept].astype(np.float64)
        self._taken_away = blocks.within[~kept].astype(np.float64)
        self._takes_away = np.array([np.flatnonzero(own == each)[0] for each in of[~kept]], dtype=np.int64)
        """The cells of those organisations whose blocks are left out: combinations may take them away."""
        self._people = blocks.people[kept]
        self._totals = np.where(shown_by_itself, self._people.sum(axis=0), 0)
        """People of each organisation that is shown by itself."""
        attackers = np.flatnonzero(self._people.any(axis=0))
        theirs = np.concatenate([np.zeros((1, len(self._people)), dtype=np.int64), self._people[:, attackers].T])
        self._left = self._people.sum(axis=1)[None, :] - theirs
        """Attackers by blocks: people whose answers the attacker does not know."""
        self._several = (self._people > 0).sum(axis=1)[None, :] - (theirs > 0)
        self._light = (self._left > 0) & ((self._left < threshold) | (self._several < 2))  # noqa: PLR2004
        moved = self._moved(blocks.within[kept][:, own == NOBODY])
        # An organisation that is shown by itself may be weighed by that; what moves a part of it leaves the rest.
        by_itself = (self._people > 0) & shown_by_itself
        self._suspect = self._light & (moved | ((moved @ by_itself) @ by_itself.T))
        said = np.concatenate([np.zeros_like(blocks.said[kept][:, :1]), blocks.said[kept][:, attackers]], axis=1)
        self._alike = blocks.said[kept].sum(axis=1)[None] - said.swapaxes(0, 1) == self._left[:, :, None]
        """Attackers by blocks by ways: whether all people whose answers the attacker does not know are alike."""
        self._threshold = threshold
        self._program = Program(self._within, -INFINITY, INFINITY)
        self._proofs = Program(np.concatenate((self._within, -self._within)).T, 0, INFINITY)
        nothing = np.zeros(self._within.shape[1])
        self._proofs.bound_rows(nothing, nothing)
        self._free = np.full(self._within.shape[1], INFINITY)

    def _moved(self, shared: Bools) -> Bools:
        """Attackers by blocks: what cells of several organisations can weigh while no heavy block is weighed."""
        heavy: Bools = (self._left > 0) & ~self._light
        moved: Bools = np.zeros_like(heavy)
        for pattern in np.unique(heavy, axis=0):
            rows = shared[pattern].astype(np.float64)
            sizes, axes = np.linalg.eigh(rows.T @ rows)
            space = axes[:, sizes > SLACK]
            rest = np.abs(shared - shared @ space @ space.T).max(axis=1, initial=0.0)
            moved[(heavy == pattern).all(axis=1)] = rest > SLACK
        return moved

    def all(self) -> Iterator[Sequence[int]]:
        """The cells of each combination that some attacker can make."""
        found: set[tuple[int, ...]] = set()
        questions = chain(
            [self._too_few()],
            map(self._of_one, self._few_beside()),
            map(self._like, range(self._alike.shape[2])),
        )
        for cells in chain.from_iterable(map(self._answers, questions)):
            if cells not in found:
                found.add(cells)
                yield cells

    def _few_beside(self) -> Ints:
        """The organisations whose people are all that some attacker faces in a block that may be weighed."""
        alone = (self._suspect & (self._several == 1)).any(axis=0)
        organisations: Ints = np.flatnonzero(self._people[alone].any(axis=0))
        return organisations

    def _like(self, way: int) -> _Question:
        """Is there a total of people who are all alike?"""
        alike = self._alike[:, :, way] & (self._left > 0)
        people = (self._left * alike).sum(axis=1)
        return _Question(
            asked=(people >= self._threshold)[:, None] & (np.arange(len(self._people)) == 0),
            barred=(self._left > 0) & ~alike,
            known=self._left == 0,
            costs=-1.0 * alike,
            worth=0,
            capped=alike.any(axis=0),
        )

    def _too_few(self) -> _Question:
        """Is there a total of fewer people than the threshold?"""
        return _Question(
            asked=self._suspect & (self._left < self._threshold),
            barred=(self._left > 0) & ~self._light,
            known=self._left == 0,
            costs=self._left.astype(np.float64),
            worth=self._threshold,
        )

    def _of_one(self, organisation: int) -> _Question:
        """Is there one of this organisation's people alone, other than all of one that is shown by itself?"""
        theirs = self._people[:, organisation]
        only = self._left == theirs
        whole = int(self._totals[organisation])
        return _Question(
            asked=self._suspect & only & (theirs > 0),
            barred=(self._left > 0) & ~only,
            known=self._left == 0,
            costs=np.where(only & (whole > 0), theirs, 0).astype(np.float64),
            worth=whole or 1,
        )

    def _answers(self, question: _Question) -> Iterator[tuple[int, ...]]:
        open_ = question.asked.copy()
        for block in np.flatnonzero(open_.any(axis=0)):
            here = np.arange(len(self._people)) == block
            capped = here if question.capped is None else question.capped
            while open_[:, block].any():
                attacker = int(np.argmax(open_[:, block]))
                open_[attacker, block] = False
                costs = question.costs[attacker] - question.worth * here
                proof = self._prove(question, attacker, costs)
                if proof is not None:
                    open_ &= ~question.settled(proof)
                    continue
                free = question.known[attacker]
                costs = np.where(free, 0.0, costs)
                least = self._weigh(free, question.barred[attacker], capped, costs)
                if least is None:
                    # A solver that gives up has proved nothing.
                    yield tuple(range(self._within.shape[1]))
                elif least.cost < -SLACK:
                    yield self._fewest(costs @ self._within, least)

    def _prove(self, question: _Question, attacker: int, costs: Floats) -> Floats | None:
        """Prices that no combination can beat, which hold for as many other attackers as possible."""
        known, barred = question.known[attacker], question.barred[attacker]
        most = np.where(known, 0.0, np.where(barred, INFINITY, costs))
        above, below = question.harm(attacker)
        self._proofs.bound_columns(
            np.concatenate((np.zeros_like(most), np.maximum(-most, 0.0))),
            np.concatenate((np.maximum(most, 0.0), np.where(known, 0.0, INFINITY))),
        )
        proof = self._proofs.least(np.concatenate((above, below)))
        if proof is None:
            return None
        dearer, cheaper = np.split(proof.columns, 2)
        prices: Floats = dearer - cheaper
        return prices

    def _weigh(self, free: Bools, barred: Bools, capped: Bools, costs: Floats) -> Solution | None:
        """The combination of the least cost."""
        low = np.where(free, -INFINITY, 0.0)
        self._program.bound_rows(low, np.where(barred, 0.0, np.where(capped & ~free, 1.0, INFINITY)))
        return self._cheapest(costs @ self._within)

    def _cheapest(self, cost: Floats, kept: Bools | None = None) -> Solution | None:
        reach = self._free if kept is None else np.where(kept, INFINITY, 0.0)
        self._program.bound_columns(-reach, reach)
        return self._program.least(cost)

    def _fewest(self, cost: Floats, found: Solution) -> tuple[int, ...]:
        """The cells, taken away one by one for as long as the rest is enough."""
        kept = np.abs(found.columns) > SLACK
        for cell in np.flatnonzero(kept):
            kept[cell] = False
            without = self._cheapest(cost, kept)
            if without is None or without.cost >= -SLACK:
                kept[cell] = True
            else:
                found = without
        kept[self._takes_away[np.abs(self._taken_away @ found.columns) > SLACK]] = True
        return tuple(int(cell) for cell in np.flatnonzero(kept))
