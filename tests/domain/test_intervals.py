"""Newcombe's intervals: his published examples, what must hold for any numbers, and how often they hold the truth."""

import subprocess
import sys
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.intervals import Interval, Share, Twice, independent, paired, prepare

PUBLISHED = [
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]
PUBLISHED_IN_PAIRS = [
    # Newcombe 1998, Statistics in Medicine 17:2635, table III, method 10.
    ((36, 12, 2, 0), (0.0569, 0.3404)),
    ((20, 12, 2, 16), (0.0562, 0.3292)),
    ((18, 12, 2, 18), (0.0562, 0.3290)),
    ((36, 14, 0, 0), (0.1528, 0.4167)),
    ((35, 14, 0, 1), (0.1461, 0.4175)),
    ((18, 14, 0, 18), (0.1441, 0.3963)),
    ((2, 97, 1, 0), (0.8721, 0.9854)),
    ((1, 97, 1, 1), (0.8736, 0.9850)),
    ((0, 29, 1, 0), (0.6666, 0.9882)),
    ((2, 98, 0, 0), (0.9178, 0.9945)),
    ((1, 98, 0, 1), (0.9171, 0.9916)),
    ((0, 30, 0, 0), (0.8395, 1.0)),
    ((54, 0, 0, 0), (-0.0664, 0.0664)),
    ((53, 0, 0, 1), (-0.0729, 0.0729)),
    ((30, 0, 0, 24), (-0.0358, 0.0358)),
    ((29, 0, 0, 25), (-0.0354, 0.0354)),
    ((28, 0, 0, 26), (-0.0352, 0.0352)),
    ((27, 0, 0, 27), (-0.0351, 0.0351)),
    # What the R package contingencytables says of an example by Cavo and others.
    ((59, 6, 16, 80), (-0.1186, -0.0046)),
]
TIMES = 1_500


def rounded(interval: Interval) -> Interval:
    low, high = interval
    return round(low, 4), round(high, 4)


@pytest.mark.parametrize(("now", "before", "interval"), PUBLISHED)
def test_published_examples(now: tuple[int, int], before: tuple[int, int], interval: Interval) -> None:
    assert rounded(independent(Share(*before), Share(*now))) == interval


@pytest.mark.parametrize(("counts", "interval"), PUBLISHED_IN_PAIRS)
def test_published_examples_in_pairs(counts: tuple[int, int, int, int], interval: Interval) -> None:
    both, first, second, neither = counts
    # The paper cuts a digit off here and there.
    assert paired(Twice(both, before=second, now=first, neither=neither)) == pytest.approx(interval, abs=1e-4)


SHARES = st.integers(1, 300).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))
PEOPLE = st.builds(Twice, *[st.integers(0, 80)] * 4).filter(lambda people: people.n > 0)
SOME = settings(max_examples=300, deadline=None)


def holds(interval: Interval, change: float) -> bool:
    low, high = interval
    return -1 <= low <= change + 1e-9 and change - 1e-9 <= high <= 1


def mirrored(one: Interval, other: Interval) -> bool:
    return one == pytest.approx((-other[1], -other[0]), abs=1e-9)


@SOME
@given(SHARES, SHARES)
def test_whatever_the_numbers(before: Share, now: Share) -> None:
    interval = independent(before, now)
    assert holds(interval, now.count / now.n - before.count / before.n)
    assert mirrored(independent(now, before), interval)


@SOME
@given(PEOPLE)
def test_whatever_the_people(people: Twice) -> None:
    interval = paired(people)
    assert holds(interval, (people.now - people.before) / people.n)
    assert mirrored(paired(Twice(people.both, people.now, people.before, people.neither)), interval)


@SOME
@given(SHARES, SHARES, PEOPLE)
def test_more_people_make_it_narrower(before: Share, now: Share, people: Twice) -> None:
    more = [independent(Share(4 * before.count, 4 * before.n), Share(4 * now.count, 4 * now.n))]
    fewer = [independent(before, now)]
    more.append(paired(Twice(4 * people.both, 4 * people.before, 4 * people.now, 4 * people.neither)))
    fewer.append(paired(people))
    for (low, high), (lower, higher) in zip(more, fewer, strict=True):
        assert high - low < higher - lower


def test_pairs_that_hang_together_are_told_more_narrowly_than_strangers() -> None:
    (low, high), (lower, higher) = paired(Twice(20, 3, 10, 20)), independent(Share(23, 53), Share(30, 53))
    assert high - low < higher - lower


@pytest.mark.parametrize(("one", "other", "n"), [(0.44, 0.82, 60), (0.1, 0.2, 25), (0.5, 0.5, 12), (0.95, 0.9, 40)])
def test_it_holds_the_truth_about_as_often_as_it_says(one: float, other: float, n: int) -> None:
    chance = Random(f"{one} {other} {n}")
    held = 0
    for _ in range(TIMES):
        before, now = (Share(sum(chance.random() < share for _ in range(n)), n) for share in (one, other))
        low, high = independent(before, now)
        held += low <= other - one <= high
    assert 0.93 <= held / TIMES <= 0.99


@pytest.mark.parametrize(
    ("both", "before", "now", "n"), [(0.36, 0.08, 0.46, 45), (0.3, 0.1, 0.1, 20), (0.05, 0.05, 0.2, 34)]
)
def test_it_holds_the_truth_of_pairs_about_as_often_as_it_says(
    both: float, before: float, now: float, n: int
) -> None:
    chance = Random(f"{both} {before} {now} {n}")
    held = 0
    for _ in range(TIMES):
        said = chance.choices("bern", (both, before, now, 1 - both - before - now), k=n)
        low, high = paired(Twice(said.count("b"), said.count("e"), said.count("r"), said.count("n")))
        held += low <= now - before <= high
    assert 0.93 <= held / TIMES <= 0.99


def test_every_small_table_has_an_interval() -> None:
    for counts in product(range(3), repeat=4):
        if sum(counts):
            low, high = paired(Twice(*counts))
            assert low <= high


@pytest.mark.parametrize("room", ["bot.domain.trend", "bot.domain.matching", "bot.app", "bot.cli.commands"])
def test_nothing_loads_the_library_before_it_is_needed(room: str) -> None:
    script = f"import sys, {room}; print('statsmodels' in sys.modules, 'pandas' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


def test_it_can_be_loaded_beforehand() -> None:
    prepare()
    assert "statsmodels.stats.proportion" in sys.modules
