"""How the same people answered two waves of an evaluation, where telling it singles nobody out."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.domain import intervals
from bot.domain.disclosure.release import Pairs
from bot.domain.group import organisation_in
from bot.domain.intervals import Twice
from bot.domain.prompt import ScaleQuestion
from bot.domain.response import Response
from bot.domain.trend import points

_APART = 2
"""People at least who stand on either side, so that nobody's answer is known from that of nearly all."""
_OTHERS = 2
"""Organisations at least that are left when one of them knows what its own people said."""


@dataclass(frozen=True, slots=True)
class _Given:
    organisation: str
    agrees: bool
    strongly: bool


_Wave = Mapping[str, _Given]
"""What each person said, by their token, or by the member where answers bear names."""


def pairs(
    earlier: Sequence[Response], responses: Sequence[Response], question: ScaleQuestion, least: int
) -> Pairs | None:
    """How those who answered a question both times moved; None where it cannot be told safely.

    It is told only where those who answered both times, and those of either wave who did not (if there are any), are
    as many as the threshold and from several organisations, whatever one organisation knows of its own people, and
    where neither nearly agrees or nearly disagrees as one.

    Args:
        earlier: every response to the earlier wave, of which there is at least one.
        responses: every response to the later one.
        question: as both waves asked it.
        least: the threshold for scores, the higher one of the two waves.
    """
    before, now = _read(earlier, question), _read(responses, question)
    both = before.keys() & now.keys()
    cells = [
        [before[person] for person in both],
        [now[person] for person in both],
        *([wave[person] for person in wave.keys() - both] for wave in (before, now)),
    ]
    if not both or not all(not cell or _safe(cell, least) for cell in cells):
        return None
    agreeing = _twice([(before[person].agrees, now[person].agrees) for person in both])
    strongly = _twice([(before[person].strongly, now[person].strongly) for person in both])
    return Pairs(
        question=question.key,
        earlier=earlier[0].occurrence,
        n=len(both),
        agreed=_counts(agreeing),
        strongly=_counts(strongly),
        change=points(intervals.paired(agreeing)),
        change_strongly=points(intervals.paired(strongly)),
    )


def all_pairs(
    waves: Sequence[Sequence[Response]],
    question: ScaleQuestion,
    least: int,
    told: Collection[tuple[str, str]] = (),
) -> tuple[Pairs, ...]:
    """What may be told of the latest wave beside every earlier one, and beside what was told before.

    Two pairs of waves may differ by a single person, whose answer could then be had by subtraction. So a pair is left
    out when, within a wave that it shares with another one, it differs from that by people of whom nothing may be
    told. The first wave goes before the others, then the latest. What is told early stands in the way of what could
    be told later: whoever wants to compare the last wave with the first tells no pairs before.

    Args:
        waves: the responses of each wave that asked this question, first to last; the last is the one that closes.
        question: as they asked it.
        least: the threshold for scores, the highest of these waves.
        told: the earlier and the later occurrence of each pair that a release shows already of this question.
    """
    *before, latest = waves
    if not latest:
        return ()
    earlier = [wave for wave in before if wave]
    read = {wave[0].occurrence: _read(wave, question) for wave in (*earlier, latest)}
    now = latest[0].occurrence
    shown = [pair for pair in told if all(each in read for each in pair)]
    found: dict[str, Pairs] = {}
    for wave in (*earlier[:1], *reversed(earlier[1:])):
        pair = (wave[0].occurrence, now)
        if all(_apart(read, pair, other, least) for other in shown) and (
            made := pairs(wave, latest, question, least)
        ):
            found[pair[0]] = made
            shown.append(pair)
    return tuple(found[wave[0].occurrence] for wave in earlier if wave[0].occurrence in found)


def _apart(read: Mapping[str, _Wave], one: tuple[str, str], other: tuple[str, str], least: int) -> bool:
    people, others = (read[first].keys() & read[second].keys() for first, second in (one, other))
    cells = [
        [read[wave][person] for person in beside]
        for wave in {*one} & {*other}
        for beside in (people - others, others - people)
    ]
    return all(not cell or _safe(cell, least) for cell in cells)


def _read(responses: Sequence[Response], question: ScaleQuestion) -> _Wave:
    middle = (question.low + question.high) / 2
    return {
        response.person: _Given(organisation_in(response.groups), answer > middle, answer == question.high)
        for response in responses
        if isinstance(answer := response.answers.get(question.key), int)
    }


def _safe(cell: Sequence[_Given], least: int) -> bool:
    """Whether so many people, from so many organisations, may be told of, also beside what one of these knows."""
    agreeing = sum(each.agrees for each in cell)
    if not _APART <= agreeing <= len(cell) - _APART:
        return False
    for knowing in {each.organisation for each in cell}:
        others = [each for each in cell if each.organisation != knowing]
        if len(others) < least or len({each.organisation for each in others}) < _OTHERS:
            return False
        if len({each.agrees for each in others}) == 1:
            return False
    return True


def _twice(answers: Sequence[tuple[bool, bool]]) -> Twice:
    counted = Counter(answers)
    return Twice(counted[True, True], counted[True, False], counted[False, True], counted[False, False])


def _counts(people: Twice) -> tuple[int, int]:
    return people.both + people.before, people.both + people.now
