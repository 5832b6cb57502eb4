"""What of their groups stays with answers that nothing leads back from: the same for enough people, or nothing."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.group import Groups
from bot.domain.response import lasting
from bot.domain.schedule import Visibility


def standing(organisation: int, sector: str = "nhs", *more: str) -> Groups:
    return frozenset({f"organisation:{organisation}", f"sector:{sector}", *more})


def kept(people: list[Groups], visibility: Visibility = Visibility.ORGANISATION, least: int = 5) -> Counter[Groups]:
    """How many keep what."""
    stays = lasting(people, visibility, least)
    return Counter(stays[groups] for groups in people)


def test_an_anonymous_answer_keeps_nothing() -> None:
    assert kept([standing(1)] * 9, Visibility.ANONYMOUS) == {frozenset(): 9}


def test_an_organisation_of_enough_people_stays_with_its_sector_and_nothing_else() -> None:
    people = [standing(1, "nhs", f"cohort:{number}", "site:a") for number in range(5)]
    assert kept(people) == {standing(1): 5}


def test_few_of_an_organisation_keep_their_sector_where_they_are_enough_together() -> None:
    people = [standing(1)] * 6 + [standing(2)] * 3 + [standing(3)] * 2
    assert kept(people) == {standing(1): 6, frozenset({"sector:nhs"}): 5}


def test_few_of_a_sector_keep_nothing_and_others_join_them() -> None:
    people = [standing(1)] * 6 + [standing(2)] * 9 + [standing(3, "voluntary")] * 2
    assert kept(people) == {standing(2): 9, frozenset(): 8}
    assert kept([standing(1)] * 4) == {frozenset(): 4}
    assert kept([]) == {}


PEOPLE = st.lists(
    st.builds(
        standing, st.integers(0, 7), st.sampled_from(("nhs", "voluntary", "other")), st.sampled_from(("site:a",))
    ),
    max_size=60,
)


@given(PEOPLE, st.integers(5, 10))
def test_nobody_keeps_what_only_few_others_do(people: list[Groups], least: int) -> None:
    stays = lasting(people, Visibility.ORGANISATION, least)
    for groups in people:
        assert stays[groups] <= groups
    counts = kept(people, least=least)
    assert all(count >= least for count in counts.values()) or set(counts) == {frozenset()}
