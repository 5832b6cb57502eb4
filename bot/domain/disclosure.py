"""What may be shown of a closed occurrence: whole-partnership figures, and none behind fewer than the threshold."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.domain.occurrence import Occurrence
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import Response, Sharing

PART = "hidden: only a part of the partnership was asked"


@dataclass(frozen=True, slots=True)
class Mask:
    """A figure that is not shown, and why in words."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScaleFigure:
    """How a scale was answered by the whole partnership."""

    question: str
    low: int
    high: int
    low_label: str
    high_label: str
    counts: tuple[int, ...]
    """People at each point, from low to high."""

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """The average point."""
        return sum((self.low + step) * count for step, count in enumerate(self.counts)) / self.n

    @property
    def agree(self) -> int:
        """Whole per cent of answers above the middle of the scale; halves go up."""
        middle = (self.low + self.high) / 2
        above = sum(count for step, count in enumerate(self.counts) if self.low + step > middle)
        return (200 * above + self.n) // (2 * self.n)


@dataclass(frozen=True, slots=True)
class ChoiceFigure:
    """How often each option was chosen, and by how many people."""

    question: str
    options: tuple[str, ...]
    counts: tuple[int, ...]
    n: int


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """How many answered in words."""

    question: str
    n: int


Figure = ScaleFigure | ChoiceFigure | OpenFigure | Mask


@dataclass(frozen=True, slots=True)
class Words:
    """Something that its author let be shared; `author` only where they let their name stand with it."""

    question: str
    text: str
    author: str | None


@dataclass(frozen=True, slots=True)
class Release:
    """All that anybody is ever shown of a closed occurrence. Immutable."""

    occurrence: str
    schedule: str
    partnership: str
    kind: Kind
    title: str
    closed_at: datetime
    asked: int | None
    answered: int | None
    """Both None when too few answered for the number to be shown."""
    figures: tuple[Figure, ...]
    words: tuple[Words, ...]


def release(
    *,
    prompt: Prompt,
    occurrence: Occurrence,
    asked: int,
    responses: Sequence[Response],
    names: Mapping[str, str],
    closed_at: datetime,
) -> Release:
    """Make the release of an occurrence that closes now.

    Args:
        prompt: what was asked.
        occurrence: what closes; its threshold was locked when it opened.
        asked: how many people were asked.
        responses: every response to it.
        names: member id to name, for those who let their name stand with their words.
        closed_at: the moment of the release.
    """
    whole = occurrence.audience.is_whole
    enough = whole and len(responses) >= occurrence.threshold
    figures = (_figure(question, responses, occurrence.threshold) for question in prompt.questions)
    hidden = (Mask(question.text, PART) for question in prompt.questions)
    return Release(
        occurrence=occurrence.id,
        schedule=occurrence.schedule,
        partnership=occurrence.partnership,
        kind=prompt.kind,
        title=prompt.title,
        closed_at=closed_at,
        asked=asked if enough else None,
        answered=len(responses) if enough else None,
        figures=tuple(figures if whole else hidden),
        words=_words(prompt, responses, names, occurrence.threshold if whole else None),
    )


def _figure(question: Question, responses: Sequence[Response], threshold: int) -> Figure:
    answers = [answer for response in responses if (answer := response.answers.get(question.key)) is not None]
    if len(answers) < threshold:
        return Mask(question.text, f"hidden: fewer than {threshold} answers")
    match question:
        case ScaleQuestion(low=low, high=high):
            tally = Counter(answers)
            counts = tuple(tally[point] for point in range(low, high + 1))
            return ScaleFigure(question.text, low, high, question.low_label, question.high_label, counts)
        case ChoiceQuestion(options=options):
            chosen = Counter(index for answer in answers if isinstance(answer, tuple) for index in answer)
            counts = tuple(chosen[index] for index in range(len(options)))
            return ChoiceFigure(question.text, options, counts, len(answers))
        case OpenQuestion():
            return OpenFigure(question.text, len(answers))


def _words(
    prompt: Prompt, responses: Sequence[Response], names: Mapping[str, str], threshold: int | None
) -> tuple[Words, ...]:
    """What may be quoted, in an order that tells nothing about who answered when.

    A learning share is one story and stays whole; otherwise words stand question by question. Words without a name
    need the threshold behind them, of people who kept their names out, or the reader could guess; a name beside words
    is the author's own choice and needs none. `threshold` is None where no words without a name may be shown.
    """
    keys = [question.key for question in prompt.questions if isinstance(question, OpenQuestion)]
    texts = {question.key: question.text for question in prompt.questions}
    stories = [(prompt.title, keys)] if prompt.kind is Kind.LEARNING_SHARE else [(texts[key], [key]) for key in keys]
    return tuple(chain.from_iterable(_said(title, story, responses, names, threshold) for title, story in stories))


def _said(
    title: str, keys: Sequence[str], responses: Sequence[Response], names: Mapping[str, str], threshold: int | None
) -> Sequence[Words]:
    """What was shared in answer to these questions together."""
    told = [(_author(each, names), each.sharing, text) for each in responses if (text := _story(each, keys))]
    unnamed = sum(author is None for author, _, _ in told)
    enough = threshold is not None and unnamed >= threshold
    shared = [
        Words(title, text, author)
        for author, sharing, text in told
        if sharing is not Sharing.NO and (author is not None or enough)
    ]
    return sorted(shared, key=_place)


def _author(response: Response, names: Mapping[str, str]) -> str | None:
    """The name that its author lets stand beside a response's words."""
    return names.get(response.member or "") if response.sharing is Sharing.NAMED else None


def _story(response: Response, keys: Sequence[str]) -> str:
    return "\n".join(answer for key in keys if isinstance(answer := response.answers.get(key), str))


def _place(words: Words) -> bytes:
    """A fair place among others: by what is said, and favouring no letter of the alphabet."""
    return hashlib.sha256(f"{words.question}\0{words.text}\0{words.author}".encode()).digest()
