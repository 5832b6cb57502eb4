"""A linear program that is solved again and again under other bounds, by HiGHS."""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
INFINITY = float(highspy.kHighsInf)
_PRIMAL = 4
"""What HiGHS calls the simplex method that keeps within the bounds at each step."""
SLACK = 1e-6
"""What a solver's answers may be off by."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The least cost, and where it is reached."""

    cost: float
    columns: Floats
    rows: Floats


class Program:
    """Minimise `cost · x` where `rows @ x` and `x` stay within bounds; begins each time from where it last ended."""

    def __init__(
        self, rows: NDArray[Any], low: float, high: float, *, whole: bool = False, from_nothing: bool = False
    ) -> None:
        """A program without costs.

        Args:
            rows: a column for each variable.
            low: below which no variable falls.
            high: above which none rises.
            whole: whether all variables are integers.
            from_nothing: whether all at zero lies within the bounds and is never far from the best: few steps lead
                from there, which is quicker than to prepare for many.
        """
        height, width = rows.shape
        # `highspy.Highs` is this one with callbacks, and says on standard output that it has been made.
        self._highs = _Highs()
        self._highs.setOptionValue("output_flag", False)  # noqa: FBT003  HiGHS takes options by place
        self._highs.setOptionValue("threads", 1)
        if from_nothing:
            self._highs.setOptionValue("presolve", "off")
            self._highs.setOptionValue("use_warm_start", False)  # noqa: FBT003
            self._highs.setOptionValue("simplex_strategy", _PRIMAL)
        filled, where = np.nonzero(rows)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = width, height
        program.col_cost_ = np.zeros(width)
        program.col_lower_, program.col_upper_ = np.full(width, low), np.full(width, high)
        program.row_lower_, program.row_upper_ = np.full(height, -INFINITY), np.full(height, INFINITY)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.concatenate(([0], np.cumsum(np.bincount(filled, minlength=height))))
        program.a_matrix_.index_ = where
        program.a_matrix_.value_ = rows[filled, where].astype(np.float64)
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * width
        self._highs.passModel(program)
        self._all_rows, self._all_columns = np.arange(height, dtype=np.int32), np.arange(width, dtype=np.int32)

    def bound_rows(self, low: Floats, high: Floats) -> None:
        """Each row lies between these from now on."""
        # HiGHS has this one, its stub does not.
        self._highs.changeRowsBounds(len(self._all_rows), self._all_rows, low, high)  # type: ignore[attr-defined]

    def bound_columns(self, low: Floats, high: Floats) -> None:
        """Each variable lies between these from now on."""
        self._highs.changeColsBounds(len(self._all_columns), self._all_columns, low, high)

    def least(self, cost: Floats) -> Solution | None:
        """The least cost within the bounds; None where nothing lies within them."""
        self._highs.changeColsCost(len(self._all_columns), self._all_columns, cost)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        return Solution(
            self._highs.getInfo().objective_function_value,
            np.asarray(solution.col_value),
            np.asarray(solution.row_value),
        )
