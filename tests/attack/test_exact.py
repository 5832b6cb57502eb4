"""The algebra and the programmes find what trying everything finds, on instances small enough to try everything."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from bot.domain.disclosure.figures import Mask, Reason
from tests.attack.bounds import bound
from tests.attack.careless import everything, publish
from tests.attack.linear import independent, orthogonal, supported, weights, zero_ones
from tests.attack.seen import Seen, questions
from tests.attack.test_attacks_bite import case_of, people


@pytest.mark.parametrize("seed", range(60))
def test_every_set_that_cells_make_is_found(seed: int) -> None:
    chance = Random(seed)
    height, width = chance.randint(1, 6), chance.randint(2, 8)
    cells = np.array([[chance.random() < 0.5 for _ in range(width)] for _ in range(height)], np.int64)
    tried = {bits for bits in product((0, 1), repeat=width) if any(bits) and weights(cells, np.array(bits))}
    assert {tuple(row) for row in zero_ones(independent(cells)).tolist()} == tried
    places = np.array(sorted(chance.sample(range(width), chance.randint(1, width))), np.intp)
    inside = {
        tuple(bits[place] for place in places)
        for bits in tried
        if not any(bit for place, bit in enumerate(bits) if place not in places)
    }
    assert {tuple(row) for row in zero_ones(supported(orthogonal(cells), places)).tolist()} == inside


@pytest.mark.parametrize("seed", range(30))
def test_an_interval_is_as_tight_as_all_possible_answers_are(seed: int) -> None:
    chance = Random(seed)
    standing = [
        groups | {f"{margin}:{chance.randrange(2)}" for margin in ("sector", "cohort")}
        for groups in people((2, ""), (2, ""), (3, ""))
    ]
    case = case_of(standing, [chance.randint(1, 2) for _ in standing])
    (seen,) = questions(case, publish(case, everything))
    figures = (each if chance.random() < 0.5 else Mask(Reason.OTHERS) for each in seen.figures)
    # Two points of five are taken: the others, where nobody stands at all, tell nothing.
    seen = replace(seen, figures=tuple(figures))
    assert bool(bound(seen)) is any(_tight(seen, reader) for reader in seen.readers if seen.shown.any())


def _tight(seen: Seen, reader: int) -> bool:
    """Whether some hidden cell is known to hold one number at a point, other than because it is no secret."""
    outside = seen.employer != reader
    shown, hidden = seen.members[seen.shown], seen.members[~seen.shown] * outside
    people, truth = int(outside.sum()), seen.answers[outside][:, 1]
    told = shown[:, outside]
    possible = [
        np.array(bits) for bits in product((0, 1), repeat=people) if (told @ np.array(bits) == told @ truth).all()
    ]
    for cell in hidden[:, outside]:
        if not cell.any() or len({int(cell @ bits) for bits in possible}) > 1:
            continue
        around = [
            np.array(bits)
            for bits in product((0, 1), repeat=people)
            if (np.array(bits) >= cell).all() and weights(told, np.array(bits))
        ]
        if any((each == cell).all() for each in around):
            continue
        if not all(any(each @ at == 0 for each in around) for at in (truth, 1 - truth)):
            return True
    return False
