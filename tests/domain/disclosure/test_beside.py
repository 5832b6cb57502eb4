"""Whether a few more people may be told of beside what is shown already."""

from dataclasses import replace

import pytest

from bot.domain.disclosure.beside import safe_beside
from bot.domain.prompt import Question
from bot.domain.schedule import Visibility
from tests.domain.disclosure.people import people, released, responses
from tests.domain.examples import ONE, PULSE, SCALE

STANDING = people("5 o1", "5 o2", "5 o3", "5 o4")
TWENTY = responses(STANDING, [{"q1": (1, 4, 2, 5, 3)[n % 5]} for n in range(20)])


def safe(people: set[int], question: Question = SCALE) -> bool:
    """Whether those with these numbers may be told of beside everybody."""
    made = released(TWENTY, prompt=replace(PULSE, questions=(question,)), visibility=Visibility.ANONYMOUS)
    return safe_beside(made.results[0], TWENTY, {f"t{n}" for n in people}, 5)


@pytest.mark.parametrize(
    ("these", "expected"),
    [
        pytest.param({0, 1, 5, 6, 10, 11, 15, 16}, True, id="two of each of four organisations"),
        pytest.param({0, 5, 10}, False, id="three people"),
        pytest.param(set(range(20)) - {0, 6, 12}, False, id="all but three people"),
        pytest.param(set(range(10)), False, id="two organisations, who see each other"),
        pytest.param(set(range(8)), False, id="one organisation and a part of another"),
        pytest.param({1, 3, 6, 8, 11, 13, 16, 18}, False, id="who all agree"),
        pytest.param(set(range(20)), True, id="everybody, who is told of already"),
    ],
)
def test_these_people_and_all_others_must_be_enough(these: set[int], expected: bool) -> None:  # noqa: FBT001
    assert safe(these) is expected


def test_who_left_the_question_out_is_in_no_figure_of_it() -> None:
    given = [
        replace(each, answers={**each.answers, "q2": (n % 3,)}) if n % 2 else each for n, each in enumerate(TWENTY)
    ]
    result = released(given, prompt=replace(PULSE, questions=(ONE,)), visibility=Visibility.ANONYMOUS).results[0]
    assert safe_beside(
        result, given, {f"t{n}" for n in range(0, 20, 2)} | {f"t{n}" for n in (1, 3, 7, 9, 11, 13, 15)}, 5
    ) is (False)
    assert safe_beside(result, given, {f"t{n}" for n in range(20)}, 5)
