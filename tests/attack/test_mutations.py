"""Every mutation still fits the source, and a few of them are tried each time: `mutate` tries them all."""

import pytest

from tests.attack.mutate import HOME, success
from tests.attack.mutations import MUTATIONS, Mutation

QUICK = ("think of no insider", "quote too few", "pass over all leaks")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.harm)
def test_a_mutation_fits_the_source(mutation: Mutation) -> None:
    assert (HOME / mutation.path).read_text().count(mutation.before) == 1


@pytest.mark.parametrize("mutation", [each for each in MUTATIONS if each.harm in QUICK], ids=lambda each: each.harm)
def test_an_attack_succeeds_when_a_rule_is_broken(mutation: Mutation) -> None:
    assert success(mutation, mutation.attack)
