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
    total = said.sum(axis=0)
    others = n - people
    same = (total[None, :] - said == others[:, None])[others > 0].any()
    match question:
        case ScaleQuestion(low=low):
            above = int(total[-2])
            if same:
                return Mask(Reason.ALIKE)
            if min(above, n - above) <= _NEARLY:
                return _range(n, above)
            return ScaleFigure(low, tuple(int(count) for count in total[:-2]))
        case ChoiceQuestion():
            if same or total.max() >= n - _NEARLY:
                return Mask(Reason.ALIKE)
            return ChoiceFigure(tuple(int(count) for count in total), n)
        case OpenQuestion():
            return OpenFigure(n)


def _range(n: int, above: int) -> ScaleRange:
    """Wider by one than what brings it about, so that its ends tell nothing."""
    return ScaleRange(n, 0, _NEARLY + 1) if above <= _NEARLY else ScaleRange(n, n - _NEARLY - 1, n)
