"""Nothing can be had by comparing a release with the late answers that were told of after it."""

from dataclasses import replace

import pytest

from bot.domain.disclosure.addenda import late
from bot.domain.disclosure.figures import Mask
from bot.domain.disclosure.release import Release
from tests.attack.careless import everything, publish
from tests.attack.late import Split, differences, split
from tests.attack.partnerships import partnership

SEEDS, CHUNK = 400, 100


def _addendum(at: Split) -> Release | None:
    case = at.late
    return late(case.prompt, case.occurrence, case.responses, case.names, case.occurrence.closes_at)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_nothing_can_be_had_of_those_who_were_late(first: int) -> None:
    successes, told = [], 0
    for seed in range(first, first + CHUNK):
        at = split(partnership(seed))
        if (made := _addendum(at)) is None:
            continue
        told += 1
        assert len(at.late.responses) >= at.late.occurrence.thresholds.scores
        successes += [f"seed {seed} {each}" for each in differences(at, at.in_time.released(), made)]
    if successes:
        pytest.fail(
            "\n".join((f"{len(successes)} attacks succeeded, such as these:", *successes[:20])), pytrace=False
        )
    assert told >= CHUNK / 8, "too little to attack"


def test_late_answers_that_are_told_of_whoever_they_are_are_found_out() -> None:
    caught = {
        success.attack
        for seed in range(60)
        for at in [split(partnership(seed))]
        if at.late.responses
        for success in differences(at, at.in_time.released(), publish(at.late, everything))
    }
    assert {"late, by threshold", "late, by subtraction"} <= caught


def test_the_release_of_everybody_with_the_late_ones_among_them_would_be_found_out() -> None:
    """What a second release would tell: the late ones follow by subtraction, however few they are."""
    few = 0
    for seed in range(80):
        case = partnership(seed)
        at = split(case)
        again = case.released()
        both_shown = not isinstance(again.turnout, Mask) and not isinstance(at.in_time.released().turnout, Mask)
        if both_shown and 0 < len(at.late.responses) < case.occurrence.thresholds.scores:
            few += 1
            made = replace(again, turnouts=again.turnouts[:1], results=())
            shown = replace(made, turnouts=publish(at.late, everything).turnouts[:1])
            assert differences(at, at.in_time.released(), shown)
            assert _addendum(at) is None
    assert few
