"""Making a release: what may be shown of an occurrence that closes, decided question by question and proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np

from bot.domain.disclosure.bounds import too_tight
from bot.domain.disclosure.choice import SILENT, Choice, choose
from bot.domain.disclosure.cores import cores, divided
from bot.domain.disclosure.crowd import Crowd, gather
from bot.domain.disclosure.figures import Figure, Mask, Rate, Reason, ScaleRange
from bot.domain.disclosure.program import Bools, Ints
from bot.domain.disclosure.release import Cell, Release, Result, Turnout
from bot.domain.disclosure.tally import alike, figure, ways
from bot.domain.disclosure.words import quotable
from bot.domain.group import EVERYBODY, Group, Groups, Margin
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Prompt, Question
from bot.domain.response import Response
from bot.domain.schedule import Visibility

_MUCH = 300_000
"""People times groups times questions from which on a release takes longer than to start processes for it."""


def release(
    *,
    prompt: Prompt,
    occurrence: Occurrence,
    groups: Sequence[Group],
    asked: Sequence[Groups],
    responses: Sequence[Response],
    names: Mapping[str, str],
    closed_at: datetime,
) -> Release:
    """Make the release of an occurrence that closes now.

    Args:
        prompt: what was asked.
        occurrence: what closes; its thresholds were locked when it opened.
        groups: those of the partnership, the highest margin first.
        asked: for each person who was asked, the groups that they stand in.
        responses: every response to it.
        names: member id to name, for those who let their name stand with their words.
        closed_at: the moment of the release.
    """
    shown = [group for group in groups if _reported(group, occurrence.visibility)]
    desk = _Desk((EVERYBODY, *shown), occurrence.thresholds.scores)
    turnouts = desk.turnouts(asked, responses)
    desk.among = np.array([not isinstance(each.seen, Mask) for each in turnouts])
    work = len(responses) * len(desk.cells) * len(prompt.questions)
    parts = min(cores(), len(prompt.questions)) if work > _MUCH else 1
    return Release(
        occurrence=occurrence.id,
        schedule=occurrence.schedule,
        partnership=occurrence.partnership,
        kind=prompt.kind,
        title=prompt.title,
        closed_at=closed_at,
        visibility=occurrence.visibility,
        thresholds=occurrence.thresholds,
        turnouts=turnouts,
        results=tuple(divided(partial(desk.results, responses=responses), prompt.questions, parts)),
        words=quotable(prompt, responses, names, occurrence.thresholds.words),
        wave=occurrence.wave,
    )


def _reported(group: Group, visibility: Visibility) -> bool:
    """Whether results may be shown by a group: where not even the organisation is known, none by organisation."""
    return group.margin is not Margin.ORGANISATION or visibility is not Visibility.ANONYMOUS


@dataclass(slots=True)
class _Desk:
    """Where the questions of one occurrence are worked on; what one has shown is a hint for the next."""

    cells: tuple[Group, ...]
    threshold: int
    suspected: tuple[frozenset[int], ...] = ()
    among: Bools | None = None
    """The cells of which it is shown how many answered."""

    def turnouts(self, asked: Sequence[Groups], responses: Sequence[Response]) -> tuple[Turnout, ...]:
        """How many answered, by group."""
        if not responses:
            return tuple(Turnout(cell, Mask(Reason.FEW)) for cell in self.cells)
        crowd = gather([(response.groups, ()) for response in responses], self.cells)
        choice = self._choose(crowd)
        keys = [None if cell is EVERYBODY else cell.key for cell in self.cells]
        of = [sum(key is None or key in groups for groups in asked) for key in keys]
        return tuple(
            Turnout(cell, Rate(max(of[place], int(crowd.totals[place])), int(crowd.totals[place])))
            if (why := choice.hidden[place]) is None
            else Turnout(cell, Mask(why))
            for place, cell in enumerate(self.cells)
        )

    def results(self, questions: Sequence[Question], responses: Sequence[Response]) -> Sequence[Result]:
        """Each question, by group."""
        return [self.result(question, responses) for question in questions]

    def result(self, question: Question, responses: Sequence[Response]) -> Result:
        """One question, by group."""
        given = [
            (response.groups, alike(question, answer))
            for response in responses
            if (answer := response.answers.get(question.key)) is not None
        ]
        if not given:
            return Result(question, tuple(Cell(cell, Mask(Reason.FEW)) for cell in self.cells))
        crowd = gather(given, self.cells, ways(question))
        figures = [_figure(question, crowd, cell) for cell in range(len(self.cells))]
        given_up: frozenset[Margin] = frozenset()
        while True:
            choice = self._choose(crowd, _vague(figures), given_up)
            shown = [Mask(why) if why else each for why, each in zip(choice.hidden, figures, strict=True)]
            if isinstance(question, OpenQuestion) or not self._tight(question, crowd, shown):
                return Result(question, tuple(Cell(*each) for each in zip(self.cells, shown, strict=True)))
            given_up |= {_lowest(self.cells, shown)}

    def _tight(self, question: Question, crowd: Crowd, figures: Sequence[Figure]) -> bool:
        exclusive = not (isinstance(question, ChoiceQuestion) and question.several)
        return too_tight(crowd, figures, exclusive=exclusive)

    def _choose(self, crowd: Crowd, vague: Ints | None = None, given_up: frozenset[Margin] = frozenset()) -> Choice:
        choice = choose(
            crowd,
            self.cells,
            self.threshold,
            vague=vague,
            suspected=self.suspected,
            given_up=given_up,
            among=self.among,
        )
        self.suspected = choice.forbidden
        return choice


def _vague(figures: Sequence[Figure]) -> Ints:
    """0 for those that say it all, 1 for ranges."""
    return np.array([SILENT if isinstance(each, Mask) else int(isinstance(each, ScaleRange)) for each in figures])


def _lowest(cells: Sequence[Group], figures: Sequence[Figure]) -> Margin:
    """The lowest margin of those that are shown: it is given up first, and the whole partnership last."""
    shown = {cell.margin for cell, each in zip(cells, figures, strict=True) if not isinstance(each, Mask)}
    return next(margin for margin in reversed(Margin) if margin in shown)


def _figure(question: Question, crowd: Crowd, cell: int) -> Figure:
    within = crowd.within[:, cell]
    size = crowd.organisations.max() + 1
    people, said = np.zeros(size, dtype=np.int64), np.zeros((size, crowd.said.shape[1]), dtype=np.int64)
    np.add.at(people, crowd.organisations[within], crowd.sizes[within])
    np.add.at(said, crowd.organisations[within], crowd.said[within])
    return figure(question, people, said)
