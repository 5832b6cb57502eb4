"""Making a release: what may be shown of an occurrence that closes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Rate, Reason, ScaleFigure
from bot.domain.disclosure.release import Cell, Release, Result, Turnout
from bot.domain.disclosure.words import quotable
from bot.domain.group import EVERYBODY, Group, Groups
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import Response


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
        groups: those that results may be shown by, the highest margin first.
        asked: for each person who was asked, the groups that they stand in.
        responses: every response to it.
        names: member id to name, for those who let their name stand with their words.
        closed_at: the moment of the release.
    """
    del groups
    enough = len(responses) >= occurrence.thresholds.scores
    rate = Rate(len(asked), len(responses)) if enough else Mask(Reason.FEW)
    return Release(
        occurrence=occurrence.id,
        schedule=occurrence.schedule,
        partnership=occurrence.partnership,
        kind=prompt.kind,
        title=prompt.title,
        closed_at=closed_at,
        visibility=occurrence.visibility,
        thresholds=occurrence.thresholds,
        turnouts=(Turnout(EVERYBODY, rate),),
        results=tuple(
            Result(question, (Cell(EVERYBODY, _figure(question, responses, occurrence.thresholds.scores)),))
            for question in prompt.questions
        ),
        words=quotable(prompt, responses, names, occurrence.thresholds.words),
        wave=occurrence.wave,
    )


def _figure(question: Question, responses: Sequence[Response], threshold: int) -> Figure:
    answers = [answer for response in responses if (answer := response.answers.get(question.key)) is not None]
    if len(answers) < threshold:
        return Mask(Reason.FEW)
    match question:
        case ScaleQuestion(low=low, high=high):
            tally = Counter(answers)
            return ScaleFigure(low, tuple(tally[point] for point in range(low, high + 1)))
        case ChoiceQuestion(options=options):
            chosen = Counter(index for answer in answers if isinstance(answer, tuple) for index in answer)
            return ChoiceFigure(tuple(chosen[index] for index in range(len(options))), len(answers))
        case OpenQuestion():
            return OpenFigure(len(answers))
