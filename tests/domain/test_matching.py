"""The same people in two waves: told exactly where it singles nobody out."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.matching import all_pairs, pairs
from bot.domain.prompt import ScaleQuestion
from bot.domain.response import Answer, Response, Sharing

QUESTION = ScaleQuestion("q1", "I have a strong network.")


def response(wave: str, person: int, answer: Answer | None, organisation: int | None = None) -> Response:
    """Somebody's; by default people come from four organisations in turn."""
    groups = frozenset({f"organisation:{person % 4 if organisation is None else organisation}", "sector:nhs"})
    answers = {} if answer is None else {"q1": answer}
    return Response(wave, f"token {person:03}", answers, Sharing.NO, groups=groups)


def both_waves(n: int) -> tuple[list[Response], list[Response]]:
    """So many people in both waves, half of whom agree each time."""
    return (
        [response("first", person, 4 if person % 2 else 2, person // 2 % 4) for person in range(n)],
        [response("second", person, 5 if person % 2 else 3, person // 2 % 4) for person in range(n)],
    )


def test_how_they_moved() -> None:
    before, now = both_waves(24)
    now[:6] = [replace(each, answers={"q1": 4}) for each in now[:6]]
    told = pairs(before, now, QUESTION, 5)
    assert told is not None
    assert (told.question, told.earlier, told.n) == ("q1", "first", 24)
    assert (told.agreed, told.strongly) == ((12, 15), (0, 9))
    assert told.change[0] <= 12 <= told.change[1]
    assert told.change_strongly[0] <= 38 <= told.change_strongly[1]


@pytest.mark.parametrize(("n", "told"), [(24, True), (8, True), (7, True), (6, False), (4, False), (0, False)])
def test_as_many_as_the_threshold_are_left_when_one_organisation_knows_its_own(n: int, *, told: bool) -> None:
    assert (pairs(*both_waves(n), QUESTION, 5) is not None) is told
    assert pairs(*both_waves(n), QUESTION, n + 1) is None


def spread(*organisations: int) -> tuple[list[Response], list[Response]]:
    """So many people of each organisation in both waves; half of all agree."""
    whose = [number for number, people in enumerate(organisations) for _ in range(people)]
    waves = [
        [response(name, person, 4 if person % 2 else 2, number) for person, number in enumerate(whose)]
        for name in ("first", "second")
    ]
    return waves[0], waves[1]


@pytest.mark.parametrize(
    ("organisations", "told"),
    [
        ((10, 10), False),
        ((20, 4, 4), True),
        ((20, 2, 2), False),
        ((20, 5), False),
        ((20, 5, 0), False),
        ((30, 4, 1), True),
        ((4, 4, 4), True),
    ],
)
def test_they_come_from_three_organisations_and_two_when_one_knows_its_own(
    organisations: tuple[int, ...], *, told: bool
) -> None:
    assert (pairs(*spread(*organisations), QUESTION, 5) is not None) is told


@pytest.mark.parametrize(("left", "told"), [(0, True), (1, False), (4, False), (6, False), (8, True), (12, True)])
@pytest.mark.parametrize("which", [0, 1])
def test_those_who_answered_only_once_are_none_or_enough(which: int, left: int, *, told: bool) -> None:
    waves = both_waves(24)
    more = [response("once", 100 + person, 4 if person % 2 else 2, person // 2 % 4) for person in range(left)]
    waves[which].extend(more)
    assert (pairs(*waves, QUESTION, 5) is not None) is told


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("answer", [1, 5])
@pytest.mark.parametrize(("others", "told"), [(0, False), (1, False), (4, True)])
def test_nobody_is_known_by_what_nearly_all_said(which: int, answer: int, others: int, *, told: bool) -> None:
    waves = both_waves(24)
    waves[which][others:] = [replace(each, answers={"q1": answer}) for each in waves[which][others:]]
    waves[which][:others] = [replace(each, answers={"q1": 6 - answer}) for each in waves[which][:others]]
    assert (pairs(*waves, QUESTION, 5) is not None) is told


@pytest.mark.parametrize("answer", [2, 4])
def test_nor_those_who_answered_only_once(answer: int) -> None:
    before, now = both_waves(24)
    now += [response("second", 100 + person, answer, person % 4) for person in range(12)]
    assert pairs(before, now, QUESTION, 5) is None


def test_nor_the_others_when_one_organisation_knows_its_own() -> None:
    whose = [0] * 6 + [1, 2, 3] * 3
    waves = [
        [response(name, person, 4 if number else 2, number) for person, number in enumerate(whose)]
        for name in ("first", "second")
    ]
    assert pairs(waves[0], waves[1], QUESTION, 5) is None


def test_who_leaves_the_question_out_has_not_answered_it() -> None:
    before, now = both_waves(32)
    now[:8] = [replace(each, answers={"q2": 4}) for each in now[:8]]
    told = pairs(before, now, QUESTION, 5)
    assert told is not None
    assert told.n == 24
    now[0] = replace(now[0], answers={"q1": 4})
    assert pairs(before, now, QUESTION, 5) is not None, "seven are left"
    now[1:4] = [replace(each, answers={"q1": 4}) for each in now[1:4]]
    assert pairs(before, now, QUESTION, 5) is None, "four are left"


def test_answers_that_bear_names_are_matched_by_these() -> None:
    before, now = both_waves(24)
    named = [
        [replace(each, member=each.token, token=f"{name} {each.token}") for each in given]
        for name, given in (("first", before), ("second", now))
    ]
    assert pairs(named[0], named[1], QUESTION, 5) == pairs(before, now, QUESTION, 5) is not None


def test_nobody_answered_one_of_them() -> None:
    before, now = both_waves(24)
    for earlier, later in ((before, []), ([], now), ([], [])):
        assert pairs(earlier, later, QUESTION, 5) is None
        assert all_pairs([earlier, later], QUESTION, 5) == ()
    assert all_pairs([[], now], QUESTION, 5) == ()


def test_people_without_a_known_organisation_count_as_one() -> None:
    waves = [[replace(each, groups=frozenset()) for each in given] for given in both_waves(24)]
    assert pairs(waves[0], waves[1], QUESTION, 5) is None


def third(people: range) -> list[Response]:
    return [response("third", person, 4 if person % 2 else 2, person // 2 % 4) for person in people]


def test_every_earlier_wave_is_compared_where_these_differ_by_nobody_or_enough() -> None:
    before, now = both_waves(24)
    assert [each.earlier for each in all_pairs([before, now, third(range(24))], QUESTION, 5)] == ["first", "second"]
    joined = [response("second", 100 + person, 4 if person % 2 else 2, person // 2 % 4) for person in range(12)]
    late = third(range(24)) + [replace(each, occurrence="third") for each in joined]
    assert [each.earlier for each in all_pairs([before, now + joined, late], QUESTION, 5)] == ["first", "second"]


def test_two_pairs_that_differ_by_one_person_are_not_both_told() -> None:
    """Eight people come to the last wave anew, so that each pair by itself is safe; one of them had joined before."""
    before, now = both_waves(24)
    someone = response("second", 100, 4, 0)
    others = [response("second", 200 + person, 4 if person % 2 else 2, person // 2 % 4) for person in range(8)]
    last = [
        *third(range(24)),
        replace(someone, occurrence="third"),
        *(response("third", 300 + person, 4 if person % 2 else 2, person // 2 % 4) for person in range(8)),
    ]
    waves = [before, [*now, someone, *others], last]
    assert pairs(waves[0], last, QUESTION, 5) is not None
    assert pairs(waves[1], last, QUESTION, 5) is not None
    assert [each.earlier for each in all_pairs(waves, QUESTION, 5)] == ["first"]


def test_what_was_told_before_stands_in_the_way() -> None:
    """One person of the first and second wave leaves before the third: their first answer must not be had."""
    before, now = both_waves(24)
    joined = [response("third", 300 + person, 4 if person % 2 else 2, person // 2 % 4) for person in range(8)]
    left = [response("first", 400 + person, 4 if person % 2 else 2, person // 2 % 4) for person in range(8)]
    waves = [before + left, now, third(range(23)) + joined]
    assert [each.earlier for each in all_pairs(waves, QUESTION, 5)] == ["first"]
    assert all_pairs(waves, QUESTION, 5, told=[("first", "second")]) == ()
    assert all_pairs(waves, QUESTION, 5, told=[("gone", "second")]) != (), (
        "it can be subtracted from nothing any more"
    )


PEOPLE = st.lists(
    st.tuples(st.integers(0, 5), st.none() | st.integers(1, 5), st.none() | st.integers(1, 5)), max_size=60
)


@settings(max_examples=400, deadline=None)
@given(PEOPLE, st.integers(5, 8))
def test_whatever_is_told_obeys_the_rules(people: list[tuple[int, int | None, int | None]], least: int) -> None:
    before = [response("first", number, one, own) for number, (own, one, _) in enumerate(people)]
    now = [response("second", number, other, own) for number, (own, _, other) in enumerate(people)]
    told = pairs(before, now, QUESTION, least)
    if told is None:
        return
    both = [each for each in people if each[1] is not None and each[2] is not None]
    assert told.n == len(both) >= least
    for cell in (
        both,
        [each for each in people if each[1] is not None and each[2] is None],
        [each for each in people if each[1] is None and each[2] is not None],
    ):
        for own in range(6):
            others = [each for each in cell if each[0] != own]
            assert not cell or len(others) >= least
            assert not cell or len({each[0] for each in others}) >= 2
    for agreed in told.agreed:
        assert 2 <= agreed <= told.n - 2
