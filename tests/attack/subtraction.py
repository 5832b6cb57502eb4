"""The attack by exact subtraction: any set of people whose total can be had by adding and taking away shown cells."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from bot.domain.disclosure.figures import Mask
from bot.domain.disclosure.release import Release
from bot.domain.group import EVERYBODY, Group
from bot.domain.schedule import Visibility
from tests.attack.linear import Floats, orthogonal, supported, weights, zero_ones
from tests.attack.partnerships import Case
from tests.attack.seen import Ints, Seen, Success

ATTACK = "subtraction"


def subtract(seen: Seen, visibility: Visibility = Visibility.ORGANISATION) -> list[Success]:
    """Sets that anybody, or an insider of one organisation, can single out: too few, or of one organisation alone."""
    totals = [int(n) for n in seen.members.sum(axis=1)]
    found = [
        Success("threshold", seen.question, f"{seen.names([cell])} is shown with {n} people, of {seen.k} needed")
        for cell, n in enumerate(totals)
        if seen.shown[cell] and n < seen.k
    ]
    found += [
        Success("visibility", seen.question, f"{cell} is shown, though answers are anonymous")
        for cell, shown in zip(seen.cells, seen.shown, strict=True)
        if shown and visibility is Visibility.ANONYMOUS and cell.startswith("organisation:")
    ]
    return found + list(_leaks(seen))


def uncovered(case: Case, made: Release) -> list[Success]:
    """Whatever is shown of a group in which nobody, or too few, answered: a plain count of what was sent."""

    def few(group: Group, question: str | None) -> bool:
        behind = [
            each
            for each in case.responses
            if (question is None or question in each.answers) and (group == EVERYBODY or group.key in each.groups)
        ]
        return len(behind) < case.occurrence.thresholds.scores

    shown: list[tuple[str | None, Group]] = [
        (result.question.key, cell.group)
        for result in made.results
        for cell in result.cells
        if not isinstance(cell.figure, Mask)
    ]
    shown += [(None, each.group) for each in made.turnouts if not isinstance(each.seen, Mask)]
    return [
        Success("threshold", question or "turnout", f"{group.key} is shown, though too few answered")
        for question, group in shown
        if few(group, question)
    ]


def _leaks(seen: Seen) -> Iterator[Success]:
    if not seen.shown.any():
        return
    patterns, _ = seen.classes

    @cache
    def nothing(present: bytes) -> Floats:
        return orthogonal(patterns[:, np.frombuffer(present, bool)])

    @cache
    def sets(present: bytes, places: bytes, most: int | None) -> Ints:
        return zero_ones(supported(nothing(present), np.frombuffer(places, np.intp)), most)

    own = _own(seen)
    for reader in seen.readers:
        staff = seen.staff.copy()
        if reader >= 0:
            staff[:, reader] = 0
        here = staff.sum(axis=1) > 0
        staff = staff[here]
        sizes = staff.sum(axis=1)
        for places, most in _suspects(staff, sizes, seen.k):
            for chosen in sets(here.tobytes(), places.tobytes(), most):
                taken = np.zeros(len(sizes), np.int64)
                taken[places] = chosen
                if (why := _unsafe(seen, taken @ staff, own)) and (how := weights(patterns[:, here], taken)):
                    parts = (
                        f"{weight} x ({seen.names([int(cell)])})"
                        for cell, weight in zip(np.flatnonzero(seen.shown), how, strict=True)
                        if weight
                    )
                    evidence = f"{seen.reader(reader)} gets the total of {why} from {' + '.join(parts)}"
                    yield Success(ATTACK, seen.question, evidence)
                    break


def _suspects(
    staff: Ints, sizes: Ints, k: int
) -> Iterator[tuple[np.ndarray[tuple[int], np.dtype[np.intp]], int | None]]:
    """Classes among which a small set may be found, and those that hold people of one organisation only."""
    small = np.flatnonzero(sizes < k)
    if small.size:
        yield small, k - 1
    for organisation in range(staff.shape[1]):
        pure = np.flatnonzero(staff[:, organisation] == sizes)
        if pure.size:
            yield pure, None


def _own(seen: Seen) -> dict[int, int]:
    """The people of each organisation whose cell is shown, by its place: it may be had as a whole."""
    totals = seen.members.sum(axis=1)
    return {
        place: int(totals[cell])
        for place, organisation in enumerate(seen.organisations)
        if seen.shown[cell := seen.cells.index(f"organisation:{organisation}")]
    }


def _unsafe(seen: Seen, people: Ints, own: dict[int, int]) -> str:
    """Why the people of a set, by organisation, may not be singled out; "" when they may."""
    total, (places, *_) = int(people.sum()), np.nonzero(people)
    if total < seen.k:
        return f"{total} people, of {seen.k} needed"
    if len(places) > 1 or own.get(int(places[0])) == total:
        return ""
    return f"{total} people of {seen.organisations[places[0]]} alone"
