"""Whether some of the people who answered may be told of as one more group, beside what is shown already."""

from collections.abc import Collection, Sequence

import numpy as np

from bot.domain.disclosure.crowd import gather
from bot.domain.disclosure.figures import Mask
from bot.domain.disclosure.release import Result
from bot.domain.disclosure.safety import leaks
from bot.domain.disclosure.tally import alike, ways
from bot.domain.group import Group, Margin
from bot.domain.response import Response

_THESE = Group(Margin.COHORT, "", "these people")


def safe_beside(result: Result, responses: Sequence[Response], people: Collection[str], threshold: int) -> bool:
    """Whether nothing too small follows when a figure of these people stands beside a result.

    Args:
        result: as it was or is released.
        responses: all those that it was made of.
        people: those in question, by `Response.person`.
        threshold: fewest people behind a figure.
    """
    question = result.question
    given = [
        (response.groups | {_THESE.key} if response.person in people else response.groups, alike(question, answer))
        for response in responses
        if (answer := response.answers.get(question.key)) is not None
    ]
    crowd = gather(given, (*(cell.group for cell in result.cells), _THESE), ways(question))
    shown = np.array([*(not isinstance(cell.figure, Mask) for cell in result.cells), True])
    return next(leaks(crowd, shown, threshold), None) is None
