"""Ways in which a question may have been answered otherwise, although all that is shown would be the same."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.disclosure.crowd import NOBODY, Crowd
from bot.domain.disclosure.program import INFINITY, SLACK, Bools, Floats, Ints, Program

Range = tuple[Bools, int, int]
"""The atoms of a group, and how few and how many of its people are shown to stand above the middle."""
_DEAR = 1e-4
"""What one answer that differs costs, so that few do: then most attackers know nobody whose answer differs."""


class Ways:
    """Those that were found so far. One deceives every attacker who knows none of the people whose answers differ."""

    def __init__(self, crowd: Crowd, said: Ints, exact: Bools, ranges: Sequence[Range], *, exclusive: bool) -> None:
        """None, of how these people may have answered.

        Args:
            crowd: who answered.
            said: atoms by answers: how many people gave each.
            exact: atoms by cells of which the count of each answer is shown.
            ranges: what else is shown.
            exclusive: whether everybody gave just one answer.
        """
        atoms, answers = said.shape
        self._crowd = crowd
        self._said = said
        self._exclusive = exclusive
        self._above = np.arange(answers) >= (answers + 1) // 2
        cells = np.unique(exact.T, axis=0)
        within = np.array([group for group, _, _ in ranges], dtype=bool).reshape(-1, atoms)
        agreed = within @ said[:, self._above].sum(axis=1)
        fewest, most = np.array([(low, high) for _, low, high in ranges]).reshape(-1, 2).T
        self._cells, self._room = len(cells), np.array([fewest - agreed, most - agreed])
        """How many fewer and more may stand above the middle in each range."""
        self._rows = np.concatenate((cells, within)).astype(np.float64)
        self._kinds = np.unique(self._rows, axis=1, return_inverse=True)[1].reshape(-1)
        """The same number for all atoms that nothing that is shown tells apart."""
        self._count = 0
        self._found = np.zeros((64, answers, atoms))
        self._differs = np.zeros((64, crowd.organisations.max() + 1), dtype=bool)
        """Ways by organisations: whether an answer of their people differs."""

    def undeceived(self, group: Bools, answer: int, attackers: Ints) -> Ints:
        """Those to whom no way that was found says another number of people of these atoms who gave this answer."""
        other = np.flatnonzero(np.abs(self._found[: self._count, answer] @ group) >= 1 - SLACK)
        if not other.size:
            return attackers
        always = np.asarray(self._differs[other].all(axis=0))
        undeceived: Ints = attackers[(attackers != NOBODY) & always[attackers]]
        return undeceived

    def swap(self, group: Bools, answer: int, attacker: int) -> bool:
        """Find a way that deceives an attacker about these atoms, where that is quickly seen.

        One of their people and one of other atoms, whom nothing that is shown tells apart, swap what they answered.
        """
        unknown = self._crowd.organisations != attacker
        gave = unknown & (self._said[:, answer] > 0)
        did_not = unknown & (self._said[:, answer] < self._crowd.sizes)
        for here, there in ((gave, did_not), (did_not, gave)):
            inside, outside = np.flatnonzero(here & group), np.flatnonzero(there & ~group)
            both = np.isin(self._kinds[outside], self._kinds[inside])
            if both.any():
                second = int(outside[np.argmax(both)])
                first = int(inside[np.argmax(self._kinds[inside] == self._kinds[second])])
                return self._keep(self._swapped(answer, *((first, second) if here is gave else (second, first))))
        return False

    def exchange(self, group: Bools, answer: int, attacker: int) -> bool:
        """Find a way that deceives an attacker about these atoms: people exchange this answer for another."""
        unknown = self._crowd.organisations != attacker
        return self._keep(next(self._between(group & unknown, answer, unknown), None))

    def seek(self, group: Bools, answer: int, attacker: int) -> bool:
        """Find one among all that there are."""
        unknown = self._crowd.organisations != attacker
        return self._keep(self._anyhow(group & unknown, answer, unknown))

    def _keep(self, way: Floats | None) -> bool:
        if way is None:
            return False
        if self._count == len(self._found):
            self._found = np.concatenate((self._found, np.zeros_like(self._found)))
            self._differs = np.concatenate((self._differs, np.zeros_like(self._differs)))
        self._found[self._count] = way
        self._differs[self._count, self._crowd.organisations[np.abs(way).max(axis=0) > SLACK]] = True
        self._count += 1
        return True

    def _swapped(self, answer: int, gave: int, did_not: int) -> Floats:
        """Somebody of an atom gave this answer, and somebody of another did not: now it is the other way round."""
        way = np.zeros_like(self._said.T, dtype=np.float64)
        way[answer, gave], way[answer, did_not] = -1, 1
        if self._exclusive:
            others = self._said[did_not].copy()
            others[answer] = 0
            other = int(np.argmax(others))
            way[other, gave], way[other, did_not] = 1, -1
        return way

    def _between(self, group: Bools, answer: int, unknown: Bools) -> Iterator[Floats]:
        """People exchange this answer for another one, and the other for this; the most frequent one first."""
        others = [int(each) for each in np.argsort(-self._said.sum(axis=0)) if each != answer]
        for other in others if self._exclusive else (None,):
            less = self._said[:, answer]
            more = self._crowd.sizes - less if other is None else self._said[:, other]
            rise = int(self._above[answer]) - int(other is not None and self._above[other])
            room = np.sort(self._room * rise, axis=0) if rise else np.array([[-INFINITY], [INFINITY]]) + self._room
            rows = np.concatenate((np.zeros((2, self._cells)), room), axis=1)
            found = self._exchanges.seek(group.astype(np.float64), more * unknown, less * unknown, rows)
            if found is not None:
                way = np.zeros_like(self._said.T, dtype=np.float64)
                way[answer] = found
                if other is not None:
                    way[other] = -found
                yield way

    @cached_property
    def _exchanges(self) -> "_Differences":
        return _Differences(self._rows)

    @cached_property
    def _whole(self) -> "_Differences":
        answers, atoms = self._said.T.shape
        cells, within = np.split(self._rows, [self._cells])
        everybody = np.tile(np.eye(atoms), answers) if self._exclusive else np.zeros((0, atoms * answers))
        return _Differences(
            np.concatenate((np.kron(np.eye(answers), cells), everybody, np.kron(self._above, within)))
        )

    def _anyhow(self, group: Bools, answer: int, unknown: Bools) -> Floats | None:
        """All answers may differ at once."""
        wanted = np.zeros_like(self._said.T, dtype=np.float64)
        wanted[answer] = group
        more, less = (self._crowd.sizes[:, None] - self._said).T * unknown, self._said.T * unknown
        height = self._whole.height - len(self._room.T)
        rows = np.concatenate((np.zeros((2, height)), self._room), axis=1)
        found = self._whole.seek(wanted.reshape(-1), more.reshape(-1), less.reshape(-1), rows)
        return None if found is None else found.reshape(wanted.shape)


class _Differences:
    """From the truth, under which each row of what is shown stays within its room."""

    def __init__(self, rows: Floats) -> None:
        self.height = len(rows)
        self._program = Program(np.concatenate((rows, -rows), axis=1), 0, INFINITY, from_nothing=True)

    def seek(self, wanted: Floats, more: Ints, less: Ints, room: NDArray[Any]) -> Floats | None:
        """One by which the sum of what is wanted becomes another by one or more.

        Args:
            wanted: the weight of each variable.
            more: by how much each may grow.
            less: by how much each may shrink.
            room: by how much each row may shrink and grow, in two rows.
        """
        self._program.bound_rows(*room)
        most = np.concatenate((more, less)).astype(np.float64)
        self._program.bound_columns(np.zeros_like(most), most)
        for cost, reach in ((-wanted, more), (wanted, less)):
            if not reach[wanted > 0].any():
                continue
            least = self._program.least(np.concatenate((cost, -cost)) + _DEAR)
            # A solver that gives up has found nothing.
            if least is not None:
                grown, shrunk = np.split(least.columns, 2)
                if abs(wanted @ (grown - shrunk)) >= 1 - SLACK:
                    difference: Floats = grown - shrunk
                    return difference
        return None
