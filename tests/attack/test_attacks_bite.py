"""Each attack catches a publisher that leaves out the rule which the attack is about."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.domain.disclosure.figures import OpenFigure, Rate, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Cell, Turnout, Words
from bot.domain.group import EVERYBODY, Group, Groups, Margin
from bot.domain.partnership import Thresholds
from bot.domain.prompt import Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import Answer, Response, Sharing
from bot.domain.schedule import Visibility
from tests.attack import careless
from tests.attack.bounds import bound
from tests.attack.careless import publish
from tests.attack.ordering import ordered, quoted
from tests.attack.partnerships import Case, groups_of, occurrence, partnership, words_only
from tests.attack.seen import Seen, questions, turnout
from tests.attack.subtraction import subtract, uncovered
from tests.attack.unanimity import unanimous
from tests.attack.waves import Wave, again, collude, difference

OPINIONS = (1, 2, 3, 4, 5)


def people(*organisations: tuple[int, str]) -> list[Groups]:
    """So many people of each organisation, with the other groups that these stand in."""
    return [
        frozenset({f"organisation:o{place}", *more.split()})
        for place, (size, more) in enumerate(organisations)
        for _ in range(size)
    ]


def case_of(
    standing: list[Groups],
    answers: list[int] | None = None,
    visibility: Visibility = Visibility.ORGANISATION,
    question: Question | None = None,
) -> Case:
    """A check-in with one question, by default on a scale from 1 to 5 of which every point is taken in turn."""
    question = question or ScaleQuestion("q1", "How well do we listen?")
    given: list[Answer] = [*(answers or [OPINIONS[n * 2 % 5] for n in range(len(standing))])]
    if isinstance(question, OpenQuestion):
        given = [f"Words of {n}." for n in range(len(standing))]
    responses = tuple(
        Response("occurrence", f"t{n}", {question.key: answer}, Sharing.UNNAMED, None, groups)
        for n, (groups, answer) in enumerate(zip(standing, given, strict=True))
    )
    prompt = Prompt("prompt", Kind.PULSE, "Listening", "listening", (question,))
    made = occurrence(visibility, Thresholds())
    return Case(0, prompt, made, groups_of(standing), tuple(standing), responses, {})


def seen_of(case: Case, *shown: str) -> Seen:
    """What is seen where these groups are shown, "" for everybody, and no other."""

    def rule(sizes: dict[Group, int], _: int, __: Visibility) -> set[Group]:
        return {group for group in sizes if ("" if group == EVERYBODY else group.key) in shown}

    (seen,) = questions(case, publish(case, rule))
    return seen


TWELVE = people((4, "sector:nhs"), (4, "sector:nhs"), (4, "sector:nhs"))
TWENTY = [*TWELVE, *people(*[(0, "")] * 3, (2, "sector:other"), (6, "sector:other"))]
CROSSED = people((3, "cohort:a"), (3, "cohort:a site:x"), (3, "site:x"), (3, "site:x"), (3, "cohort:a"), (3, ""))


def test_three_organisations_of_four_may_be_shown_as_one() -> None:
    seen = seen_of(case_of(TWELVE), "")
    assert (subtract(seen), unanimous(seen), bound(seen)) == ([], [], [])


@pytest.mark.parametrize(
    ("standing", "shown", "attack"),
    [
        pytest.param(people((1, ""), (1, ""), (2, "")), ("",), "threshold", id="too few"),
        pytest.param(TWENTY, ("", "organisation:o3"), "threshold", id="too few of an organisation"),
        pytest.param(people((2, ""), (2, ""), (4, "")), ("",), "subtraction", id="too few but for the insider's own"),
        pytest.param(people((9, ""), (9, "")), ("",), "subtraction", id="only one other organisation"),
        pytest.param(
            [*TWELVE, *people(*[(0, "")] * 3, (2, "sector:other"), (2, "sector:other"))],
            ("", "sector:nhs"),
            "subtraction",
            id="a remainder of too few",
        ),
        pytest.param(TWENTY, ("", "sector:nhs"), "subtraction", id="a remainder of two, for the insider"),
        pytest.param(
            [*TWELVE, *people(*[(0, "")] * 3, (8, "sector:other"))],
            ("", "sector:nhs"),
            "subtraction",
            id="a remainder of one organisation",
        ),
        pytest.param(
            [groups | {"cohort:a"} if n % 4 else groups for n, groups in enumerate(TWELVE)],
            ("", "cohort:a"),
            "subtraction",
            id="three who are in no cohort",
        ),
        pytest.param(
            [
                groups | {"cohort:a"} | ({"site:x"} if n not in (0, 4) else frozenset())
                for n, groups in enumerate([*TWELVE, *TWELVE])
            ],
            ("cohort:a", "site:x"),
            "subtraction",
            id="the difference of overlapping groups on two margins",
        ),
    ],
)
def test_subtraction_bites(standing: list[Groups], shown: tuple[str, ...], attack: str) -> None:
    found = subtract(seen_of(case_of(standing), *shown))
    assert attack in {success.attack for success in found}, found


def test_half_of_a_combination_on_three_margins_is_found() -> None:
    # Two are in the sector and the cohort: sector + cohort - site counts them twice, and no two of the cells do more.
    kinds = ["sector:s cohort:c"] * 2 + ["sector:s site:x"] * 12 + ["cohort:c site:x"] * 12 + [""] * 12
    standing = people(*[(1, kind) for kind in kinds])
    for two in ({"sector:s", "cohort:c"}, {"sector:s", "site:x"}, {"cohort:c", "site:x"}):
        assert not subtract(seen_of(case_of(standing), *two))
    (found, *_) = subtract(seen_of(case_of(standing), "sector:s", "cohort:c", "site:x"))
    assert "2 people" in found.evidence
    assert "1/2 x (sector:s)" in found.evidence


def test_an_organisation_with_enough_people_may_be_shown_but_nothing_else_of_it() -> None:
    standing = people((6, "site:x"), (6, ""), (6, ""), (6, ""))
    standing[0] -= {"site:x"}
    assert not subtract(seen_of(case_of(standing), "", "organisation:o0"))
    assert subtract(seen_of(case_of(standing), "", "organisation:o0", "site:x"))
    found = subtract(seen_of(case_of(standing), "", "organisation:o0"), Visibility.ANONYMOUS)
    assert {success.attack for success in found} == {"visibility"}


def test_whatever_is_shown_of_a_group_of_nobody_is_caught() -> None:
    case = case_of(TWELVE)
    made = publish(case, careless.whole_only)
    nobody = Group(Margin.SITE, "x", "Nowhere")
    assert not uncovered(case, made)
    (result,) = made.results
    cells = (*result.cells, Cell(nobody, ScaleFigure(1, (0, 0, 0, 0, 0))))
    assert uncovered(case, replace(made, results=(replace(result, cells=cells),)))
    assert uncovered(case, replace(made, turnouts=(*made.turnouts, Turnout(nobody, Rate(3, 0)))))


@pytest.mark.parametrize("rule", [careless.everything, careless.threshold_only, careless.one_more_a_margin])
def test_thresholds_and_one_more_cell_a_margin_are_not_enough(rule: careless.Rule) -> None:
    caught = Counter[str]()
    for seed in range(8 if rule is careless.everything else 32):
        case = partnership(seed)
        made = publish(case, rule)
        answered = turnout(case, made)
        caught["turnout"] += bool(answered and subtract(answered))
        for seen in questions(case, made):
            caught["subtraction"] += bool(subtract(seen))
            caught["unanimity"] += bool(unanimous(seen))
    assert min(caught["turnout"], caught["subtraction"], caught["unanimity"]) > 2, caught


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([4] * 12, "all at one point"),
        ([4, 5] * 6, "all above the middle"),
        ([1, 2, 3] * 4, "none above the middle"),
        ([4] * 11 + [1], "all others but one, who is an insider's own"),
        ([1, 2, 1, 5] + [4] * 8, "all but the insider's organisation"),
    ],
)
def test_unanimity_bites(answers: list[int], why: str) -> None:
    assert unanimous(seen_of(case_of(TWELVE, answers), "")), why
    assert not unanimous(seen_of(case_of(TWELVE), ""))


def test_unanimity_bites_a_remainder() -> None:
    standing = [*TWELVE, *people(*[(0, "")] * 3, *[(4, "sector:other")] * 3)]
    answers = [OPINIONS[n * 2 % 5] for n in range(12)] + [5] * 12
    assert unanimous(seen_of(case_of(standing, answers), "", "sector:nhs"))
    assert not unanimous(seen_of(case_of(standing, answers), ""))


@pytest.mark.parametrize("fewest", [7, 8, 9, 10, 11])
def test_a_range_that_is_too_narrow_is_caught(fewest: int) -> None:
    # Eleven agree; who is of the first organisation takes away its three, and hides the fourth, who does not.
    seen = seen_of(case_of(TWELVE, [1, 4, 4, 4, *([4, 5] * 4)]), "")
    figures = (ScaleRange(12, fewest, 11), *seen.figures[1:])
    found = unanimous(replace(seen, figures=figures))
    assert bool(found) is (fewest == 11), found
    assert all("an insider of o0" in success.evidence for success in found)


def test_bounds_bite_where_nothing_can_be_subtracted() -> None:
    # All five who are left out of the shown sector stand at one point, and some of each organisation are among them.
    standing = [*TWELVE, *people(*[(0, "")] * 3, (2, "sector:other"), (2, "sector:other"), (2, "sector:other"))]
    answers = [OPINIONS[n * 2 % 5] for n in range(12)] + [5] * 6
    assert bound(seen_of(case_of(standing, answers), "", "sector:nhs"))
    answers[-1] = answers[-3] = answers[-5] = 1
    assert not bound(seen_of(case_of(standing, answers), "", "sector:nhs"))


def test_bounds_bite_an_insider_alone() -> None:
    # Whoever is not of the second organisation knows nothing, but its people see that all others are at one point.
    standing = people((3, "site:x"), (3, "site:x"), (3, "site:y"), (3, "site:y"))
    answers = [4, 4, 4, 1, 2, 3, 4, 4, 4, 4, 4, 4]
    found = bound(seen_of(case_of(standing, answers), ""))
    assert any("an insider of o1" in success.evidence for success in found), found


def test_programmes_bite_where_two_figures_have_to_be_put_together() -> None:
    # Nobody of the cohort is at point 5, all of the site are at 4 or 5: who is in both is at 4.
    standing = [
        frozenset({f"organisation:o{n}", *more.split()})
        for n, more in enumerate(["cohort:a"] * 5 + ["cohort:a site:x"] * 3 + ["site:x"] * 5 + [""] * 5)
    ]
    answers = [1, 2, 3, 1, 2, 4, 4, 4, 5, 5, 5, 5, 5, 1, 2, 3, 1, 2]
    seen = seen_of(case_of(standing, answers), "", "cohort:a", "site:x")
    assert not subtract(seen)
    assert bound(seen)


def test_waves_bite() -> None:
    standing = people(*[(2, "")] * 10)
    case = case_of(standing, [OPINIONS[n * 2 % 5] for n in range(20)])
    wave = Wave(case, publish(case, careless.whole_only), "q1")

    def successes(**matched: int) -> set[str]:
        tokens = {other: frozenset(f"t{n}" for n in range(both)) for other, both in matched.items()}
        return {success.attack for success in difference(wave, tokens)}

    assert successes(baseline=10) == set()
    assert "waves, by threshold" in successes(baseline=3)
    assert successes(baseline=18) >= {"waves, by subtraction"}
    assert successes(baseline=10, midpoint=12) >= {"waves, by subtraction"}


def test_late_answers_and_two_readers_bite() -> None:
    case = case_of(TWENTY)
    late = replace(case, responses=case.responses[:-2])
    first, second = publish(late, careless.threshold_only), publish(case, careless.threshold_only)
    assert again(first, second, 5)
    standing = [*TWELVE, *people(*[(0, "")] * 3, *[(2, "sector:other")] * 4)]
    case = case_of([groups | {"cohort:a"} if n % 6 else groups for n, groups in enumerate(standing)])
    leads = [publish(case, _only(key)) for key in ("", "cohort:a")]
    assert all(not subtract(seen) for made in leads for seen in questions(case, made))
    assert collude(case, *leads)


def _only(key: str) -> careless.Rule:
    return lambda sizes, _, __: {group for group in sizes if ("" if group == EVERYBODY else group.key) == key}


@pytest.mark.parametrize("words", [careless.as_they_came, careless.in_the_tokens_order])
def test_an_order_of_words_is_seen_through(words: Callable[[Question, Sequence[Response]], Sequence[Words]]) -> None:
    cases = [words_only(seed) for seed in range(12)]
    assert ordered((case, publish(case, careless.whole_only, words)) for case in cases)


def test_words_of_too_few_and_words_that_are_not_shared_are_seen() -> None:
    few = case_of(TWELVE[:9], question=OpenQuestion("q1", "Why?"))
    assert quoted(few, publish(few, careless.whole_only, careless.in_the_tokens_order))
    kept = case_of(TWELVE, question=OpenQuestion("q1", "Why?"))
    assert not quoted(kept, publish(kept, careless.whole_only, careless.in_the_tokens_order))
    kept = replace(kept, responses=tuple(replace(each, sharing=Sharing.NO) for each in kept.responses))
    assert quoted(kept, publish(kept, careless.whole_only, careless.as_they_came))


def test_the_attacks_do_not_believe_a_figure_that_is_not_true() -> None:
    case = case_of(TWELVE)
    made = publish(case, careless.whole_only)
    for figure in (ScaleFigure(1, (12, 0, 0, 0, 0)), OpenFigure(11), ScaleRange(12, 0, 1)):
        cells = (replace(made.results[0].cells[0], figure=figure), *made.results[0].cells[1:])
        lie = replace(made, results=(replace(made.results[0], cells=cells),))
        with pytest.raises(AssertionError):
            questions(case, lie)


def test_partnerships_come_again_from_their_seed() -> None:
    assert partnership(5) == partnership(5) != partnership(6)
