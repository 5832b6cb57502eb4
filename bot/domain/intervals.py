"""95 % intervals of the change from one share to another, by Newcombe's methods, with the help of statsmodels."""

import math
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

Interval = tuple[float, float]
"""From and to, between -1 and 1."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of n."""

    count: int
    n: int
    """1 or more."""


@dataclass(frozen=True, slots=True)
class Twice:
    """People who were asked twice, by whether they said yes before and now; 1 or more in all."""

    both: int
    before: int
    """Yes before only."""
    now: int
    """Yes now only."""
    neither: int

    @property
    def n(self) -> int:
        """How many they are."""
        return self.both + self.before + self.now + self.neither


def independent(before: Share, now: Share) -> Interval:
    """The change between two shares of different people: Newcombe 1998, Statistics in Medicine 17:873, method 10."""
    low, high = _proportion().confint_proportions_2indep(
        now.count, now.n, before.count, before.n, compare="diff", method="newcomb"
    )
    return _bounded(float(low), float(high))


def paired(people: Twice) -> Interval:
    """The change among the same people: Newcombe 1998, Statistics in Medicine 17:2635, method 10.

    statsmodels 0.15 has none for pairs, so it is composed here of its Wilson intervals of the two shares and of their
    correlation, which is corrected for continuity.
    """
    n, now, before = people.n, people.both + people.now, people.both + people.before
    change = (now - before) / n
    down_now, up_now = _arms(now, n)
    down_before, up_before = _arms(before, n)
    phi = _phi(people, now, before)
    low = change - _across(down_now, up_before, phi)
    high = change + _across(up_now, down_before, phi)
    return _bounded(low, high)


def prepare() -> None:
    """Load what takes a second or two, so that nobody waits for it later."""
    _proportion()


@cache
def _proportion() -> ModuleType:
    # Imported when it is needed: it brings pandas and SciPy along, and no command and no press is to wait for these.
    return import_module("statsmodels.stats.proportion")


def _arms(count: int, n: int) -> tuple[float, float]:
    """How far the Wilson interval of a share reaches down and up from it."""
    low, high = _proportion().proportion_confint(count, n, method="wilson")
    return count / n - float(low), float(high) - count / n


def _phi(people: Twice, now: int, before: int) -> float:
    margins = now * (people.n - now) * before * (people.n - before)
    together = people.both * people.neither - people.now * people.before
    corrected = max(together - people.n / 2, 0.0) if together > 0 else together
    return corrected / math.sqrt(margins) if margins else 0.0


def _across(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0))


def _bounded(low: float, high: float) -> Interval:
    return max(low, -1.0), min(high, 1.0)
