"""Comparing the last wave of an evaluation with those before it, where that singles out nobody of any wave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.disclosure.beside import safe_beside
from bot.domain.disclosure.figures import ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Pairs, Release, Result
from bot.domain.matching import all_pairs
from bot.domain.prompt import Question, ScaleQuestion
from bot.domain.response import Response


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: what is shown of it, and the answers that it was made of."""

    release: Release
    responses: Sequence[Response]

    def result(self, question: Question) -> Result | None:
        """What is shown of a question, if this wave asked it in just these words."""
        return next((each for each in self.release.results if each.question == question), None)

    def people(self, question: Question) -> frozenset[str]:
        """Who answered a question, by `Response.person`."""
        return frozenset(each.person for each in self.responses if question.key in each.answers)


def compared(waves: Sequence[Wave]) -> tuple[Pairs, ...]:
    """How the same people answered the last of these waves and an earlier one.

    They are told only when the last wave closes: what is told before could stand in the way of the comparison that
    an evaluation is for. In either wave they are one more group, and so must bear to be shown beside the others.
    """
    *_, last = waves
    questions = [each.question for each in last.release.results if isinstance(each.question, ScaleQuestion)]
    return tuple(pair for question in questions for pair in _of(question, waves, last))


def _of(question: ScaleQuestion, waves: Sequence[Wave], last: Wave) -> Iterator[Pairs]:
    asking = [wave for wave in waves if wave.result(question) is not None]
    least = max(wave.release.thresholds.scores for wave in asking)
    by_occurrence = {wave.release.occurrence: wave for wave in asking}
    for pair in all_pairs([wave.responses for wave in asking], question, least):
        earlier = by_occurrence[pair.earlier]
        both = earlier.people(question) & last.people(question)
        if all(_beside(wave, question, both, least) for wave in (earlier, last)):
            yield pair


def _beside(wave: Wave, question: ScaleQuestion, people: frozenset[str], least: int) -> bool:
    result = wave.result(question)
    if result is None or not _whole(result, wave.responses):
        return False
    return safe_beside(result, wave.responses, people, least)


def _whole(result: Result, responses: Sequence[Response]) -> bool:
    """Whether all answers are there that a result was made of: some may have been erased, or kept long enough."""
    match result.whole:
        case ScaleFigure(n=n) | ScaleRange(n=n):
            return n == sum(result.question.key in each.answers for each in responses)
        case _:
            return True
