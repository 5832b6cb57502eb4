"""What an attacker has before them: the cells of one question, who stands in which, and which figures are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bot.domain.disclosure.figures import (
    ChoiceFigure,
    Figure,
    Mask,
    OpenFigure,
    Rate,
    Reason,
    ScaleFigure,
    ScaleRange,
)
from bot.domain.disclosure.release import Release, Result
from bot.domain.group import EVERYBODY, Groups, organisation_in
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.domain.response import Answer
from tests.attack.partnerships import Case

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Success:
    """An attack that worked, with a sentence of evidence."""

    attack: str
    question: str
    evidence: str

    def __str__(self) -> str:
        return f"[{self.attack}] {self.question}: {self.evidence}"


@dataclass(frozen=True)
class Seen:
    """One question, or the turnout: every cell with somebody in it, and the truth behind it."""

    question: str
    k: int
    people: tuple[Groups, ...]
    """The groups of each person who answered."""
    answers: Ints
    """People by points (or options), 1 where the person stands; no column for words and turnouts."""
    exclusive: bool
    """Whether each person stands at exactly one point."""
    scale: bool
    cells: tuple[str, ...]
    """Their keys; "" is the whole partnership, which comes first."""
    figures: tuple[Figure | Rate, ...]

    @cached_property
    def members(self) -> Ints:
        """Cells by people, 1 where the person stands in the cell."""
        return np.array([[cell == "" or cell in groups for groups in self.people] for cell in self.cells], np.int64)

    @cached_property
    def shown(self) -> npt.NDArray[np.bool_]:
        """Which cells are shown."""
        return np.array([not isinstance(figure, Mask) for figure in self.figures], bool)

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """The organisations of those who answered."""
        return tuple(sorted({organisation_in(groups) for groups in self.people}))

    @cached_property
    def employer(self) -> Ints:
        """The place of each person's organisation."""
        places = {organisation: place for place, organisation in enumerate(self.organisations)}
        return np.array([places[organisation_in(groups)] for groups in self.people], np.int64)

    @cached_property
    def classes(self) -> tuple[Ints, Ints]:
        """Classes of people whom shown cells do not tell apart: shown cells by classes, and each person's class."""
        patterns, class_of = np.unique(self.members[self.shown], axis=1, return_inverse=True)
        return patterns, class_of.reshape(-1)

    @cached_property
    def staff(self) -> Ints:
        """Classes by organisations: how many people."""
        patterns, class_of = self.classes
        counts = np.zeros((patterns.shape[1], len(self.organisations)), np.int64)
        np.add.at(counts, (class_of, self.employer), 1)
        return counts

    @cached_property
    def readers(self) -> tuple[int, ...]:
        """-1 for an outsider, then an insider of each organisation, by its place."""
        return (-1, *range(len(self.organisations)))

    def reader(self, place: int) -> str:
        """What to call a reader."""
        return "anybody" if place < 0 else f"an insider of {self.organisations[place]}"

    def names(self, cells: Sequence[int] | Ints) -> str:
        """What to call cells."""
        return ", ".join(self.cells[cell] or "everybody" for cell in cells)


def questions(case: Case, made: Release) -> list[Seen]:
    """What is seen of each question that somebody answered, having made sure that it is true."""
    seen = []
    for result in made.results:
        given = [
            (response.groups, answer)
            for response in case.responses
            if (answer := response.answers.get(result.question.key)) is not None
        ]
        if given:
            people, answers = zip(*given, strict=True)
            seen.append(_question(case, result, people, answers))
            _check(seen[-1])
    return seen


def turnout(case: Case, made: Release) -> Seen | None:
    """What is seen of who answered at all; None when nobody did."""
    if not case.responses:
        return None
    people = tuple(response.groups for response in case.responses)
    rates = {_key(each.group.key): each.seen for each in made.turnouts}
    cells = _cells(people)
    figures = tuple(rates.get(cell, HIDDEN) for cell in cells)
    nothing = np.zeros((len(people), 0), np.int64)
    seen = Seen(
        question="turnout",
        k=case.occurrence.thresholds.scores,
        people=people,
        answers=nothing,
        exclusive=False,
        scale=False,
        cells=cells,
        figures=figures,
    )
    for answered, rate in zip(seen.members.sum(axis=1), figures, strict=True):
        assert isinstance(rate, Mask) or rate.answered == answered, rate
    return seen


HIDDEN = Mask(Reason.FEW)
"""A cell that is not even mentioned."""


def _key(key: str) -> str:
    return "" if key == EVERYBODY.key else key


def _cells(people: Sequence[Groups]) -> tuple[str, ...]:
    return ("", *sorted(frozenset().union(*people)))


def _question(case: Case, result: Result, people: tuple[Groups, ...], answers: Sequence[Answer]) -> Seen:
    figures = {_key(each.group.key): each.figure for each in result.cells}
    cells = _cells(people)
    return Seen(
        question=result.question.key,
        k=case.occurrence.thresholds.scores,
        people=people,
        answers=_points(result.question, answers),
        exclusive=not isinstance(result.question, ChoiceQuestion) or not result.question.several,
        scale=isinstance(result.question, ScaleQuestion),
        cells=cells,
        figures=tuple(figures.get(cell, HIDDEN) for cell in cells),
    )


def _points(question: Question, answers: Sequence[Answer]) -> Ints:
    match question:
        case ScaleQuestion(low=low, high=high):
            return np.array([[answer == point for point in range(low, high + 1)] for answer in answers], np.int64)
        case ChoiceQuestion(options=options):
            chosen = [answer for answer in answers if isinstance(answer, tuple)]
            return np.array([[n in each for n in range(len(options))] for each in chosen], np.int64)
        case OpenQuestion():
            return np.zeros((len(answers), 0), np.int64)


def _check(seen: Seen) -> None:
    """An attack upon figures that are not true would prove nothing."""
    for row, figure in zip(seen.members, seen.figures, strict=True):
        counts, n = tuple(int(count) for count in row @ seen.answers), int(row.sum())
        match figure:
            case ScaleFigure():
                assert figure.counts == counts, figure
            case ScaleRange():
                above = sum(counts[(len(counts) + 1) // 2 :])
                assert figure.n == n, figure
                assert figure.fewest <= above <= figure.most, figure
            case ChoiceFigure():
                assert (figure.counts, figure.n) == (counts, n), figure
            case OpenFigure():
                assert figure.n == n, figure
            case Mask() | Rate():
                pass
