"""Nothing can be had by comparing the waves of an evaluation with each other and with the groups they show."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from bot.domain.disclosure.release import Pairs
from bot.domain.prompt import ScaleQuestion
from tests.attack.partnerships import partnership
from tests.attack.seen import Success
from tests.attack.waves import Wave, difference

if TYPE_CHECKING:
    from bot.domain.response import Response

WAVES, SEEDS, CHUNK = 3, 320, 80


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_nothing_can_be_had_of_the_same_people_in_other_waves(first: int) -> None:
    matching = pytest.importorskip("bot.domain.matching", reason="waves are not matched yet")
    successes, told = [], 0
    for seed in range(first, first + CHUNK):
        waves = [_wave(seed, number) for number in range(WAVES)]
        (question,) = [each for each in waves[0].case.prompt.questions if each.key == waves[0].question]
        assert isinstance(question, ScaleQuestion)
        pairs: dict[tuple[str, str], Pairs] = {}
        for number in range(1, WAVES):
            responses: Sequence[Sequence[Response]] = [wave.case.responses for wave in waves[: number + 1]]
            least = waves[0].case.occurrence.thresholds.scores
            for made in matching.all_pairs(responses, question, least, tuple(pairs)):
                pairs[made.earlier, waves[number].case.occurrence.id] = made
        told += len(pairs)
        successes += [f"seed {seed} {success}" for success in _differences(waves, pairs)]
    if successes:
        pytest.fail(
            "\n".join((f"{len(successes)} attacks succeeded, such as these:", *successes[:20])), pytrace=False
        )
    assert told >= CHUNK / 16, "too little to attack"


def _wave(seed: int, number: int) -> Wave:
    case = partnership(seed, number)
    return Wave(case, case.released(), "q1")


def _differences(waves: Sequence[Wave], pairs: dict[tuple[str, str], Pairs]) -> Iterator[Success]:
    tokens = {wave.case.occurrence.id: frozenset(each.token for each in wave.given()) for wave in waves}
    for (earlier, later), made in pairs.items():
        assert made.n == len(tokens[earlier] & tokens[later])
    for wave in waves:
        here = wave.case.occurrence.id
        matched = {
            other: tokens[here] & tokens[other] for pair in pairs if here in pair for other in pair if other != here
        }
        yield from difference(wave, matched)


def test_waves_ask_the_same_people_the_same() -> None:
    first, second, third = (partnership(3, number) for number in range(3))
    assert (first.prompt, first.groups, first.asked) == (second.prompt, second.groups, second.asked)
    assert {each.token for each in first.responses} & {each.token for each in second.responses}
    assert [each.answers for each in second.responses] != [each.answers for each in third.responses]
