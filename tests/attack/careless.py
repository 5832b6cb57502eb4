"""A publisher that knows no rule but those it is told of, so that attacks can be seen to work."""

from collections.abc import Callable, Sequence

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Rate, Reason, ScaleFigure
from bot.domain.disclosure.release import Cell, Release, Result, Turnout, Words
from bot.domain.group import EVERYBODY, Group, Groups, Margin
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.domain.response import Answer, Response, Sharing
from bot.domain.schedule import Visibility
from tests.attack.partnerships import Case

Rule = Callable[[dict[Group, int], int, Visibility], set[Group]]
"""Which groups to show, given how many of each answered, the threshold and the visibility."""


def everything(sizes: dict[Group, int], _: int, __: Visibility) -> set[Group]:
    """Hide nothing at all."""
    return {group for group, n in sizes.items() if n}


def threshold_only(sizes: dict[Group, int], k: int, visibility: Visibility) -> set[Group]:
    """Hide what too few answered, and nothing to protect it."""
    named = visibility is not Visibility.ANONYMOUS
    return {group for group, n in sizes.items() if n >= k and (named or group.margin is not Margin.ORGANISATION)}


def whole_only(sizes: dict[Group, int], k: int, _: Visibility) -> set[Group]:
    """Show the whole partnership, when enough answered."""
    return {EVERYBODY} if sizes[EVERYBODY] >= k else set()


def one_more_a_margin(sizes: dict[Group, int], k: int, visibility: Visibility) -> set[Group]:
    """Where one group of a margin is hidden, hide the next smallest too, and think of no other margin or insider."""
    shown = threshold_only(sizes, k, visibility)
    for margin in Margin:
        hidden = [group for group, n in sizes.items() if n and group.margin is margin and group not in shown]
        left = [group for group in shown if group.margin is margin]
        if left and len(hidden) == 1 and margin is not Margin.PARTNERSHIP:
            shown.remove(min(left, key=lambda group: (sizes[group], group.id)))
    return shown


def publish(
    case: Case, rule: Rule, words: Callable[[Question, Sequence[Response]], Sequence[Words]] | None = None
) -> Release:
    """A release in which every shown figure is the plain count."""
    groups = (EVERYBODY, *case.groups)
    occurrence = case.occurrence
    answered = [response.groups for response in case.responses]
    shown = rule(
        {group: _n(group, answered) for group in groups}, occurrence.thresholds.scores, occurrence.visibility
    )
    return Release(
        occurrence=occurrence.id,
        schedule=occurrence.schedule,
        partnership=occurrence.partnership,
        kind=case.prompt.kind,
        title=case.prompt.title,
        closed_at=occurrence.closes_at,
        visibility=occurrence.visibility,
        thresholds=occurrence.thresholds,
        turnouts=tuple(
            Turnout(group, Rate(_n(group, case.asked), _n(group, answered)) if group in shown else Mask(Reason.FEW))
            for group in groups
        ),
        results=tuple(_result(case, question, groups, rule) for question in case.prompt.questions),
        words=tuple(
            said
            for question in case.prompt.questions
            if words and isinstance(question, OpenQuestion)
            for said in words(question, case.responses)
        ),
    )


def as_they_came(question: Question, responses: Sequence[Response]) -> Sequence[Words]:
    """Words in the order of the responses, however few there are, whether or not their authors let them be shown."""
    return [
        Words(question.text, text, None, response.member)
        for response in responses
        if isinstance(text := response.answers.get(question.key), str)
    ]


def in_the_tokens_order(question: Question, responses: Sequence[Response]) -> Sequence[Words]:
    """Words that may be shown, in the same order of people under each question."""
    return as_they_came(
        question,
        sorted((each for each in responses if each.sharing is not Sharing.NO), key=lambda each: each.token),
    )


def _result(case: Case, question: Question, groups: Sequence[Group], rule: Rule) -> Result:
    given = [(each.groups, each.answers[question.key]) for each in case.responses if question.key in each.answers]
    sizes = {group: _n(group, [standing for standing, _ in given]) for group in groups}
    shown = rule(sizes, case.occurrence.thresholds.scores, case.occurrence.visibility)
    return Result(
        question,
        tuple(
            Cell(
                group,
                _figure(question, [answer for standing, answer in given if _within(group, standing)])
                if group in shown
                else Mask(Reason.FEW),
            )
            for group in groups
        ),
    )


def _within(group: Group, standing: Groups) -> bool:
    return group == EVERYBODY or group.key in standing


def _n(group: Group, people: Sequence[Groups]) -> int:
    return sum(_within(group, standing) for standing in people)


def _figure(question: Question, answers: Sequence[Answer]) -> Figure:
    match question:
        case ScaleQuestion(low=low, high=high):
            return ScaleFigure(low, tuple(answers.count(point) for point in range(low, high + 1)))
        case ChoiceQuestion(options=options):
            chosen = [index for answer in answers if isinstance(answer, tuple) for index in answer]
            return ChoiceFigure(tuple(chosen.count(index) for index in range(len(options))), len(answers))
        case OpenQuestion():
            return OpenFigure(len(answers))
