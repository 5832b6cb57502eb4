"""Every set of people whose figure can be worked out: the shown cells and whatever is left between them."""

from functools import cache

import numpy as np
import numpy.typing as npt

from tests.attack.linear import independent, zero_ones
from tests.attack.seen import Ints, Seen


class Remainders:
    """The sets of one question, kept by which classes have somebody in them outside the reader's organisation."""

    def __init__(self, seen: Seen, cells: npt.NDArray[np.bool_]) -> None:
        """Take the sets that these of the shown cells make."""
        self._patterns = seen.classes[0][cells]
        self._of = cache(self._sets)

    def of(self, here: npt.NDArray[np.bool_]) -> Ints:
        """Sets by classes that have somebody in them."""
        return self._of(here.tobytes())

    def cells(self, here: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which of these sets are shown cells."""
        cells = {row.tobytes() for row in self._patterns[:, here]}
        return np.array([row.tobytes() in cells for row in self.of(here)], bool)

    def _sets(self, here: bytes) -> Ints:
        patterns = self._patterns[:, np.frombuffer(here, bool)]
        return np.unique(np.vstack((patterns, zero_ones(independent(patterns)))), axis=0)
