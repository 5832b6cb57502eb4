"""Counting one question's answers: the ways in which people can be alike, and the figure of a group."""

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Reason, ScaleFigure, ScaleRange
from bot.domain.disclosure.program import Ints
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.domain.response import Answer

_NEARLY = 1
"""People on the other side of a scale among whom everybody else still counts as of one mind."""


def ways(question: Question) -> int:
    """In how many ways people can be alike: at each point or option, and above or not above a scale's middle."""
    match question:
        case ScaleQuestion(low=low, high=high):
            return high - low + 3
        case ChoiceQuestion(options=options):
            return len(options)
        case OpenQuestion():
            return 0


def alike(question: Question, answer: Answer) -> tuple[int, ...]:
    """The ways of everybody who answers like this."""
    match question, answer:
        case ScaleQuestion(low=low, high=high), int():
            points = high - low + 1
            above = answer - low >= (points + 1) // 2
            return answer - low, points + (not above)
        case ChoiceQuestion(), tuple():
            return answer
        case _:
            return ()


def figure(question: Question, people: Ints, said: Ints) -> Figure:
    """What is shown of a group that is not hidden.

    Args:
        question: what was asked.
        people: how many of each organisation answered.
        said: organisations by ways: how many of these are alike.
    """
    n = int(people.sum())
    match question:
        case ScaleQuestion(low=low):
            return _scale(low, people, said)
        case ChoiceQuestion():
            total = said.sum(axis=0)
            left = total - said[people < n]
            others = (n - people)[people < n]
            alike_to_somebody = (left == others[:, None]).any() or (left.sum(axis=1) == 0).any()
            if alike_to_somebody or total.max() >= n - _NEARLY or not total.any():
                return Mask(Reason.TELLING)
            return ChoiceFigure(tuple(int(count) for count in total), n)
        case OpenQuestion():
            return OpenFigure(n)


def _scale(low: int, people: Ints, said: Ints) -> Figure:
    """The counts; a range where, to somebody, nearly all others may stand on one side of the middle.

    The same is shown of a side where none and where just one of the others stands: so nobody learns from a range, or
    from there being one, that none of the others does.
    """
    n = int(people.sum())
    above, below = said[:, -2], said[:, -1]
    few = [side for side in (above, below) if side.sum() <= _room(side[people < n])]
    if not few:
        return ScaleFigure(low, tuple(int(count) for count in said[:, :-2].sum(axis=0)))
    most = _room(few[0][people < n])
    if len(few) > 1 or 2 * most >= n:
        return Mask(Reason.TELLING)
    return ScaleRange(n, 0, most) if few[0] is above else ScaleRange(n, n - most, n)


def _room(side: Ints) -> int:
    """One more than the organisation with the most people on a side has there, and two at least."""
    return max(int(side.max(initial=0)), _NEARLY) + 1
