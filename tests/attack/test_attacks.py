"""No attack succeeds upon what is released of two thousand partnerships, and there is something to attack."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from bot.domain.disclosure.figures import Mask, ScaleRange
from bot.domain.disclosure.release import Release
from bot.domain.group import Margin
from tests.attack.ordering import ordered, quoted
from tests.attack.partnerships import Case, partnership, words_only
from tests.attack.seen import Success
from tests.attack.waves import collude, everything

SEEDS, CHUNK = 2_048, 64
AGAIN = 7
"""Every so many of them are released twice; prime, so that every shape is."""


def _attacked(case: Case, made: Release) -> list[str]:
    """Every success; to a second reader of some is given what the same answers make in another order."""
    found = [*everything(case, made), *quoted(case, made)]
    if case.seed % AGAIN == 0:
        found += _by_two_readers(case, made)
    return [f"seed {case.seed} {success}" for success in found]


def _by_two_readers(case: Case, made: Release) -> list[Success]:
    chance = Random(case.seed)
    shuffled = replace(
        case,
        responses=tuple(chance.sample(case.responses, len(case.responses))),
        asked=tuple(chance.sample(case.asked, len(case.asked))),
    )
    other = shuffled.released()
    found: list[Success] = []
    if other.results != made.results or other.turnouts != made.turnouts:
        found += collude(case, made, other)
    if other.words != made.words:
        found += ordered([(case, made), (shuffled, other)])
    return found


def test_programme_4_has_thirteen_organisations_sixty_people_three_sectors_and_two_cohorts() -> None:
    groups = Counter(group.margin for group in partnership(7).groups)
    assert (groups[Margin.ORGANISATION], groups[Margin.SECTOR], groups[Margin.COHORT]) == (13, 3, 2)
    assert len(partnership(7).asked) == 60


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_nothing_can_be_had_of_a_release(first: int) -> None:
    successes, tally = [], Counter[str]()
    for seed in range(first, first + CHUNK):
        case = partnership(seed)
        made = case.released()
        successes += _attacked(case, made)
        tally += _told(made)
    if successes:
        pytest.fail(
            "\n".join((f"{len(successes)} attacks succeeded, such as these:", *successes[:20])), pytrace=False
        )
    # Nothing can be had of nothing: every stretch of seeds must show groups on most margins and hide others.
    for what, least in LEAST.items():
        assert tally[what] >= least, f"too little to attack from seed {first}: {dict(tally)}"


LEAST = {
    "releases that show groups and hide some": 12,
    "sector": 15,
    "cohort": 8,
    "site": 2,
    "organisation": 2,
    "rate": 15,
}
"""In each stretch of 64 seeds; over all of them this makes hundreds of releases."""


def _told(made: Release) -> Counter[str]:
    cells = [cell for result in made.results for cell in result.cells if cell.group.margin is not Margin.PARTNERSHIP]
    shown = [cell for cell in cells if not isinstance(cell.figure, Mask)]
    tally = Counter(str(cell.group.margin) for cell in shown)
    tally["range"] = sum(isinstance(cell.figure, ScaleRange) for result in made.results for cell in result.cells)
    tally["rate"] = sum(not isinstance(each.seen, Mask) for each in made.turnouts[1:])
    tally["releases that show groups and hide some"] = bool(shown) and len(shown) < len(cells)
    return tally


def test_the_order_of_words_tells_nothing() -> None:
    cases = [words_only(seed) for seed in range(12)]
    assert ordered((case, case.released()) for case in cases) == []
