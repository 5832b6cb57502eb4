"""The release: all that anybody is ever shown of a closed occurrence, the same for every reader."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.disclosure.figures import Figure, Mask, Rate
from bot.domain.group import Group
from bot.domain.partnership import Thresholds
from bot.domain.prompt import Kind, Question
from bot.domain.schedule import Visibility


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a group answered, or why that is not said."""

    group: Group
    seen: Rate | Mask


@dataclass(frozen=True, slots=True)
class Cell:
    """One group's answers to one question."""

    group: Group
    figure: Figure


@dataclass(frozen=True, slots=True)
class Result:
    """One question with a cell for every group, the whole partnership first."""

    question: Question
    cells: tuple[Cell, ...]

    @property
    def whole(self) -> Figure:
        """The figure of everybody who was asked."""
        return self.cells[0].figure


@dataclass(frozen=True, slots=True)
class Pairs:
    """How the same people answered one scale question before and now, where they can be matched."""

    question: str
    """Its key."""
    earlier: str
    """The occurrence that it is compared with."""
    n: int
    """How many answered both times."""
    agreed: tuple[int, int]
    """How many of these agreed before, and now."""
    strongly: tuple[int, int]
    """How many of these stood at the highest point before, and now."""
    change: tuple[int, int]
    """The 95 % interval of the change in agreement, in whole percentage points."""
    change_strongly: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """Something that its author let be shared; `author` and `member` only where they let their name stand with it."""

    question: str
    text: str
    author: str | None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Made once, when an occurrence closes. Immutable, but for words that their author takes back."""

    occurrence: str
    schedule: str
    partnership: str
    kind: Kind
    title: str
    closed_at: datetime
    visibility: Visibility
    thresholds: Thresholds
    turnouts: tuple[Turnout, ...]
    """The whole partnership first, then the groups in the same order as in every result."""
    results: tuple[Result, ...]
    words: tuple[Words, ...]
    wave: str | None = None
    """Its name among the waves of an evaluation."""
    pairs: tuple[Pairs, ...] = ()

    @property
    def turnout(self) -> Rate | Mask:
        """How many of everybody who was asked answered."""
        return self.turnouts[0].seen
