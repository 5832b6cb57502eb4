"""The people who answered one question, gathered in atoms: those who stand in just the same groups."""

from collections.abc import Sequence
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
    said: Ints
    """Atoms by ways to be alike, such as a point of the scale: how many of the atom's people are so."""

    @property
    def totals(self) -> Ints:
        """People of each cell."""
        totals: Ints = self.sizes @ self.within
        return totals

    def blocks(self, shown: Bools) -> "Blocks":
        """The atoms put together that no combination of the shown cells tells apart."""
        within, block = np.unique(self.within[:, shown], axis=0, return_inverse=True)
        block = block.reshape(-1)
        people = np.zeros((len(within), self.organisations.max() + 1), dtype=np.int64)
        np.add.at(people, (block, self.organisations), self.sizes)
        said = np.zeros((*people.shape, self.said.shape[1]), dtype=np.int64)
        np.add.at(said, (block, self.organisations), self.said)
        return Blocks(within, people, said, block)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks by shown cells, and blocks by organisations."""

    within: Bools
    people: Ints
    """People of each organisation in each block."""
    said: Ints
    """Of these, how many are alike in each way."""
    of_atom: Ints
    """The block that each atom is in."""


def gather(respondents: Sequence[tuple[Groups, tuple[int, ...]]], cells: Sequence[Group], ways: int = 0) -> Crowd:
    """The crowd of these people, of whom there is at least one.

    Args:
        respondents: the groups of each, and the ways in which they may be like others.
        cells: the groups that results may be shown by, the whole partnership first.
        ways: how many ways to be alike there are.
    """
    atoms = sorted({groups for groups, _ in respondents}, key=sorted)
    place = {groups: number for number, groups in enumerate(atoms)}
    names = sorted({organisation_in(groups) for groups in atoms})
    number = {name: each for each, name in enumerate(names)}
    sizes, said = np.zeros(len(atoms), dtype=np.int64), np.zeros((len(atoms), ways), dtype=np.int64)
    for groups, alike in respondents:
        sizes[place[groups]] += 1
        said[place[groups], list(alike)] += 1
    keys = [None if cell.margin is Margin.PARTNERSHIP else cell.key for cell in cells]
    within = [[key is None or key in groups for key in keys] for groups in atoms]
    own = [number.get(cell.id, NOBODY) if cell.margin is Margin.ORGANISATION else NOBODY for cell in cells]
    return Crowd(
        sizes=sizes,
        organisations=np.array([number[organisation_in(groups)] for groups in atoms]),
        within=np.array(within),
        own=np.array(own),
        said=said,
    )
