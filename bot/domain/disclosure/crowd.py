"""The people who answered one question, gathered in atoms: those who stand in just the same groups."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.disclosure.program import Bools, Ints
from bot.domain.group import Group, Groups, Margin, organisation_in

NOBODY = -1
"""The organisation whose answers an outsider knows."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Atoms by cells. A cell is a group of those that results may be shown by, the whole partnership first."""

    sizes: Ints
    """People of each atom."""
    organisations: Ints
    """The number of the organisation that each atom's people speak for."""
    within: Bools
    """Atoms by cells: whether the atom's people stand in the cell's group."""
    own: Ints
    """For each cell, the number of the organisation that it is, or NOBODY."""

    @property
    def totals(self) -> Ints:
        """People of each cell."""
        totals: Ints = self.sizes @ self.within
        return totals

    def blocks(self, shown: Bools) -> "Blocks":
        """The atoms put together that no combination of the shown cells tells apart."""
        within, block = np.unique(self.within[:, shown], axis=0, return_inverse=True)
        people = np.zeros((len(within), self.organisations.max() + 1), dtype=np.int64)
        np.add.at(people, (block.reshape(-1), self.organisations), self.sizes)
        return Blocks(within, people, block.reshape(-1))


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks by shown cells, and blocks by organisations."""

    within: Bools
    people: Ints
    """People of each organisation in each block."""
    of_atom: Ints
    """The block that each atom is in."""


def gather(respondents: Iterable[Groups], cells: Sequence[Group]) -> tuple[Crowd, Sequence[Groups]]:
    """The crowd of these people, and the groups of each of its atoms. There is at least one person."""
    counted = Counter(respondents)
    atoms = sorted(counted, key=sorted)
    names = sorted({organisation_in(groups) for groups in atoms})
    number = {name: place for place, name in enumerate(names)}
    within = [[cell.margin is Margin.PARTNERSHIP or cell.key in groups for cell in cells] for groups in atoms]
    own = [number.get(cell.id, NOBODY) if cell.margin is Margin.ORGANISATION else NOBODY for cell in cells]
    crowd = Crowd(
        sizes=np.array([counted[groups] for groups in atoms]),
        organisations=np.array([number[organisation_in(groups)] for groups in atoms]),
        within=np.array(within),
        own=np.array(own),
    )
    return crowd, atoms
