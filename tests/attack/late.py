"""The attack by differencing a release and the late answers that were told of after it, as all that anybody sees."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random

import numpy as np

from bot.domain.disclosure.release import Release
from tests.attack.bounds import bound
from tests.attack.partnerships import Case
from tests.attack.seen import Ints, Seen, Success, questions, turnout
from tests.attack.subtraction import subtract
from tests.attack.unanimity import unanimous

LATE = "late"
"""The cell of all who answered late."""


@dataclass(frozen=True, slots=True)
class Split:
    """A check-in of which some answered in time and others late."""

    in_time: Case
    late: Case


def split(case: Case) -> Split:
    """Let some of those who answered a check-in do so late, by the chance of its seed."""
    chance = Random(f"late {case.seed}")
    share = chance.choice((0.1, 0.25, 0.5, 0.75))
    late = [chance.random() < share for _ in case.responses]
    return Split(
        replace(
            case, responses=tuple(each for each, is_late in zip(case.responses, late, strict=True) if not is_late)
        ),
        replace(case, responses=tuple(each for each, is_late in zip(case.responses, late, strict=True) if is_late)),
    )


@dataclass(frozen=True)
class Both(Seen):
    """One question of a release and of its late answers, as one table: no cell of the release holds who was late."""

    in_time: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """1 for who answered in time."""

    @cached_property
    def members(self) -> Ints:
        """Cells by people; the last cell is that of the late ones."""
        of_release = [
            [int(cell == "" or cell in groups) for groups in self.people] * self.in_time for cell in self.cells[:-1]
        ]
        return np.array([*of_release, 1 - self.in_time], np.int64)


def differences(at: Split, made: Release, addendum: Release) -> list[Success]:
    """Everything that a release and its late answers tell together, by subtraction, unanimity and bounds."""
    first = {seen.question: seen for seen in (*questions(at.in_time, made), *_turnout(at.in_time, made))}
    second = {seen.question: seen for seen in (*questions(at.late, addendum), *_turnout(at.late, addendum))}
    visibility = at.in_time.occurrence.visibility
    found = []
    for question, late in second.items():
        both = _together(first.get(question), late)
        found += subtract(both, visibility)
        if question != "turnout":
            found += [*unanimous(both), *bound(both)]
    return [replace(each, attack=f"late, by {each.attack}") for each in found]


def _turnout(case: Case, made: Release) -> Sequence[Seen]:
    seen = turnout(case, made)
    return [] if seen is None else [seen]


def _together(first: Seen | None, late: Seen) -> Both:
    before = () if first is None else first.people
    people = (*before, *late.people)
    groups = sorted(frozenset().union(*people))
    figures = {} if first is None else dict(zip(first.cells, first.figures, strict=True))
    hidden = next(iter(figure for figure in late.figures[1:]), None)
    assert hidden is not None, "everybody stands in an organisation"
    cells = ("", *groups)
    return Both(
        question=late.question,
        k=late.k,
        people=people,
        answers=late.answers if first is None else np.vstack((first.answers, late.answers)),
        exclusive=late.exclusive,
        scale=late.scale,
        cells=(*cells, LATE),
        figures=(*(figures.get(cell, hidden) for cell in cells), late.figures[0]),
        in_time=np.array([1] * len(before) + [0] * len(late.people), np.int64),
    )
