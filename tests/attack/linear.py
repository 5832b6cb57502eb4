"""The algebra and the linear programmes that attacks are made of; the only file here that knows SciPy and HiGHS."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import highspy
import numpy as np
import numpy.typing as npt
from highspy._core import _Highs
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # it ships none

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.int64] | Floats
_CLOSE = 1e-7
_MOST_SUMS = 1_000_000
"""More than this no release of the sizes here comes near."""
_INTEGERS = 60
"""A programme with no more variables is solved in whole people, where halves of people came out."""


def independent(matrix: Matrix) -> Floats:
    """A basis of the row space in reduced echelon form."""
    rows = np.array(matrix, np.float64)
    rank = 0
    for column in range(rows.shape[1]):
        if rank == rows.shape[0]:
            break
        pivot = rank + int(np.argmax(np.abs(rows[rank:, column])))
        if abs(rows[pivot, column]) < _CLOSE:
            continue
        rows[[rank, pivot]] = rows[[pivot, rank]]
        rows[rank] /= rows[rank, column]
        others = np.arange(rows.shape[0]) != rank
        rows[others] -= np.outer(rows[others, column], rows[rank])
        rank += 1
    return rows[:rank]


def orthogonal(matrix: Matrix) -> Floats:
    """A basis, in columns, of the vectors that every row is orthogonal to."""
    if not matrix.shape[0]:
        return np.eye(matrix.shape[1])
    _, sizes, right = np.linalg.svd(np.asarray(matrix, np.float64))
    return np.asarray(right[int((sizes > _CLOSE).sum()) :].T, np.float64)


def supported(nothing: Floats, columns: npt.NDArray[np.intp]) -> Floats:
    """A basis of the vectors of a space that are zero but at these columns; `nothing` is orthogonal to the space."""
    return independent(orthogonal(nothing[columns].T).T)


def zero_ones(basis: Floats, most: int | None = None) -> npt.NDArray[np.int64]:
    """Every vector of 0 and 1, but for zero itself, in the space of a reduced basis.

    Where a row has its pivot no other has anything, so only sums of rows can be such vectors. A sum is given up as
    soon as the rows to come cannot mend it.

    Args:
        basis: from `independent`.
        most: of how many rows at most.
    """
    sums, taken = np.zeros((1, basis.shape[1])), np.zeros(1, np.int64)
    for place, row in enumerate(basis):
        more = basis[place + 1 :]
        sums, taken = np.vstack((sums, sums + row)), np.concatenate((taken, taken + 1))
        lowest, highest = sums + np.minimum(more, 0).sum(axis=0), sums + np.maximum(more, 0).sum(axis=0)
        hopeful = ((lowest < 1 + _CLOSE) & (highest > -_CLOSE)).all(axis=1)
        settled = ~more.any(axis=0)
        hopeful &= (np.abs(sums[:, settled] - np.clip(np.rint(sums[:, settled]), 0, 1)) < _CLOSE).all(axis=1)
        if most is not None:
            hopeful &= taken <= most
        sums, taken = sums[hopeful], taken[hopeful]
        assert len(sums) <= _MOST_SUMS, "more sets can be made of these cells than can be tried"
    return np.asarray(np.rint(sums[taken > 0]), np.int64)


def weights(cells: npt.NDArray[np.int64], target: npt.NDArray[np.int64]) -> list[Fraction] | None:
    """How many times each cell is to be taken so that they make the target, exactly; None when they cannot."""
    height, width = cells.shape
    # In whole numbers, each equation multiplied as it must be: fractions take twenty times as long.
    rows = [[*map(int, cells[:, column]), int(target[column])] for column in range(width)]
    pivots: list[int] = []
    for column in range(height):
        rank = len(pivots)
        found = next((row for row in range(rank, width) if rows[row][column]), None)
        if found is None:
            continue
        rows[rank], rows[found] = rows[found], rows[rank]
        pivot, of_pivot = rows[rank], rows[rank][column]
        for row in range(width):
            if row != rank and (factor := rows[row][column]):
                mixed = [of_pivot * a - factor * b for a, b in zip(rows[row], pivot, strict=True)]
                shared = gcd(*mixed) or 1
                rows[row] = [value // shared for value in mixed]
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    solution = [Fraction(0)] * height
    for equation, column in zip(rows, pivots, strict=False):
        solution[column] = Fraction(equation[-1], equation[column])
    return solution


@dataclass(frozen=True, slots=True)
class End:
    """One end of what an attacker must allow for."""

    value: float
    solution: Floats
    """Every variable there."""

    @property
    def whole(self) -> bool:
        """Whether people are whole in it."""
        return bool((np.abs(self.solution - np.rint(self.solution)) < _CLOSE).all())


class Knowledge:
    """Constraints on how many people stand where, and the ends of whatever may be counted under them.

    One model is solved for each thing that is counted, from where the last one ended: to build it takes five times as
    long as to solve it.
    """

    def __init__(self, table: Floats, least: Floats, most: Floats, widest: Floats) -> None:
        """Know all this.

        Args:
            table: constraints by variables.
            least: of each constraint.
            most: of each constraint.
            widest: the greatest value of each variable; the least is 0.
        """
        self._table, self._least, self._most, self._widest = table, least, most, widest
        self._places = np.arange(len(widest), dtype=np.int32)
        self._model = _model(table, least, most, widest)

    def furthest(self, objective: Floats) -> Iterator[End]:
        """The least value of an objective that an attacker must allow for, then the greatest."""
        for sign in (1, -1):
            found = self._solve(sign * objective)
            yield End(sign * found.value, found.solution)

    def _solve(self, objective: Floats) -> End:
        self._model.changeColsCost(len(self._places), self._places, objective)
        self._model.run()
        assert self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        end = End(self._model.getInfo().objective_function_value, np.array(self._model.getSolution().col_value))
        if end.whole or objective.size > _INTEGERS:
            return end
        found = milp(
            objective,
            constraints=LinearConstraint(self._table, self._least, self._most),
            integrality=np.ones(objective.size),
            bounds=Bounds(0, self._widest),
            options={"time_limit": 0.5},
        )
        return End(float(found.fun), found.x) if found.status == 0 else end


def _model(table: Floats, least: Floats, most: Floats, widest: Floats) -> _Highs:
    filled, where = np.nonzero(table)
    made = highspy.HighsLp()
    made.num_row_, made.num_col_ = table.shape
    made.col_cost_, made.col_lower_, made.col_upper_ = np.zeros(len(widest)), np.zeros(len(widest)), widest
    made.row_lower_, made.row_upper_ = least, most
    made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    made.a_matrix_.start_ = np.concatenate(([0], np.cumsum(np.bincount(filled, minlength=len(table)))))
    made.a_matrix_.index_, made.a_matrix_.value_ = where, table[filled, where]
    model = _Highs()
    model.setOptionValue("output_flag", False)  # noqa: FBT003  HiGHS takes options by place
    model.setOptionValue("threads", 1)
    model.passModel(made)
    return model
