"""What may be said of one group's answers to one question: the figure, a range of it, or why it is not shown."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a figure is not shown."""

    FEW = "few"
    """Fewer answered than the threshold."""
    ALONE = "alone"
    """Who knows what one organisation's people said would be left with too few others."""
    OTHERS = "others"
    """With it, another group's figure could be worked out."""
    TELLING = "telling"
    """Enough answered, but as they did it would say too much of the question, with or without other figures."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A figure that is not shown."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class ScaleFigure:
    """How a scale was answered."""

    low: int
    """The lowest point."""
    counts: tuple[int, ...]
    """People at each point, from the lowest up."""
    total: int | None = None
    """How many answered, where the counts are rounded and need not add up to it."""

    @property
    def n(self) -> int:
        """How many answered."""
        return self._counted if self.total is None else self.total

    @property
    def mean(self) -> float:
        """The average point."""
        return sum((self.low + step) * count for step, count in enumerate(self.counts)) / self._counted

    @property
    def agreeing(self) -> int:
        """How many stand above the middle of the scale."""
        return sum(self.counts[(len(self.counts) + 1) // 2 :])

    @property
    def agree(self) -> int:
        """Whole per cent above the middle of the scale."""
        return per_cent(self.agreeing, self._counted)

    @property
    def strongly(self) -> int:
        """Whole per cent at the highest point."""
        return per_cent(self.counts[-1], self._counted)

    @property
    def _counted(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class ScaleRange:
    """Where nearly everybody stands on one side: between how many agree, and nothing more."""

    n: int
    fewest: int
    """People above the middle of the scale, at least."""
    most: int

    @property
    def bounds(self) -> tuple[int, int]:
        """Whole per cent above the middle, from and to."""
        return per_cent(self.fewest, self.n), per_cent(self.most, self.n)


@dataclass(frozen=True, slots=True)
class ChoiceFigure:
    """How often each option was chosen, and by how many people."""

    counts: tuple[int, ...]
    n: int


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """How many answered in words."""

    n: int


Figure = ScaleFigure | ScaleRange | ChoiceFigure | OpenFigure | Mask


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were asked, and how many of them answered."""

    asked: int
    answered: int

    @property
    def share(self) -> int:
        """Whole per cent of those asked who answered."""
        return per_cent(self.answered, self.asked) if self.asked else 0


def per_cent(part: int, whole: int) -> int:
    """A share as a whole per cent; halves go up."""
    return (200 * part + whole) // (2 * whole)
