"""What people answer: of one mind, nearly so, divided by organisation or sector, or each as they please."""

from collections.abc import Sequence
from random import Random

from bot.domain.group import Groups, organisation_in
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.domain.response import Answer

SCALES = ((1, 5), (1, 5), (1, 5), (1, 2), (1, 3), (1, 4), (1, 7), (0, 10))
MOODS = (
    "any",
    "any",
    "any",
    "any",
    "leaning",
    "leaning",
    "split",
    "split",
    "agreed",
    "but one",
    "one side",
    "by sector",
)


def ask(chance: Random) -> tuple[Question, ...]:
    """One to three questions, the first of them always on a scale."""
    low, high = chance.choice(SCALES)
    options = tuple("abcde"[: chance.randint(2, 5)])
    more: tuple[Question, ...] = (
        ChoiceQuestion("q2", "Which first?", options),
        ChoiceQuestion("q3", "Which of these?", options, several=True),
        OpenQuestion("q4", "What else?"),
    )
    first = ScaleQuestion("q1", "I see the whole system.", low, high)
    return (first, *chance.sample(more, chance.choice((0, 0, 1, 1, 2))))


def opinions(question: Question, people: Sequence[Groups], chance: Random) -> Sequence[Answer]:
    """What each of these people would answer; "" where they choose nothing."""
    match question:
        case ScaleQuestion(low=low, high=high):
            return [low + point for point in _points(high - low + 1, people, chance)]
        case ChoiceQuestion(options=options, several=False):
            return [(point,) for point in _points(len(options), people, chance)]
        case ChoiceQuestion(options=options):
            liked = [chance.choice((0.0, 0.2, 0.5, 0.8, 0.95, 1.0)) for _ in options]
            chosen = [tuple(n for n, likely in enumerate(liked) if chance.random() < likely) for _ in people]
            return [each or "" for each in chosen]
        case OpenQuestion():
            return [f"Words {chance.getrandbits(64):x}." for _ in people]


def _points(points: int, people: Sequence[Groups], chance: Random) -> Sequence[int]:
    everywhere, favourite = range(points), chance.randrange(points)
    upper = [point for point in everywhere if point >= (points + 1) // 2]
    match chance.choice(MOODS):
        case "any":
            return [chance.choice(everywhere) for _ in people]
        case "leaning":
            weights = [chance.random() ** 2 + 0.02 for _ in everywhere]
            return chance.choices(everywhere, weights, k=len(people))
        case "split":
            views = {organisation_in(groups): chance.choice(everywhere) for groups in sorted(people, key=sorted)}
            stray = chance.choice((0.0, 0.1, 0.3))
            return [
                chance.choice(everywhere) if chance.random() < stray else views[organisation_in(groups)]
                for groups in people
            ]
        case "by sector":
            views = {key: chance.choice(everywhere) for key in sorted(frozenset[str]().union(*people))}
            return [views[next(key for key in sorted(groups) if key.startswith("sector:"))] for groups in people]
        case "agreed":
            return [favourite] * len(people)
        case "but one":
            said = [favourite] * len(people)
            for _ in range(chance.randint(1, 2)):
                said[chance.randrange(len(said))] = chance.choice(everywhere)
            return said
        case _:
            return [chance.choice(upper) for _ in people]
