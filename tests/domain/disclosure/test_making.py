"""Releases: what is shown of each question is right, and what is hidden says why."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.disclosure import making
from bot.domain.disclosure.figures import (
    ChoiceFigure,
    Figure,
    Mask,
    OpenFigure,
    Rate,
    Reason,
    ScaleFigure,
    ScaleRange,
)
from bot.domain.group import Groups, Margin
from bot.domain.prompt import Question
from bot.domain.response import Answer
from bot.domain.schedule import Visibility
from tests.domain.disclosure.people import people, released, responses
from tests.domain.disclosure.test_choice import some_people
from tests.domain.examples import ONE, OPEN, PULSE, SCALE, SEVERAL

NHS = ("4 o1 sector:nhs", "4 o2 sector:nhs", "4 o3 sector:nhs")
TWELVE = people(*NHS)
LARGER = [*TWELVE, *people("5 o4 sector:care", "5 o5 sector:care", "5 o6 sector:care")]
MIXED = (1, 4, 2, 5, 3, 4, 2, 5, 1, 3, 5, 2, 4, 1, 3)


def whole(question: Question, answers: Sequence[Answer], standing: Sequence[Groups] = TWELVE) -> Figure:
    """What is shown of everybody."""
    given = responses(standing, [{question.key: each} for each in answers])
    made = released(given, prompt=replace(PULSE, questions=(question,)), visibility=Visibility.ANONYMOUS)
    return made.results[0].whole


@pytest.mark.parametrize(
    ("question", "answers", "expected"),
    [
        pytest.param(SCALE, MIXED[:12], ScaleFigure(1, (2, 3, 2, 2, 3)), id="a scale"),
        pytest.param(SCALE, [4] * 12, None, id="unanimity"),
        pytest.param(SCALE, [4, 5] * 6, None, id="all above the middle"),
        pytest.param(SCALE, [1, 2, 3] * 4, None, id="nobody above the middle"),
        pytest.param(SCALE, [1, 2, 3, 4, *[4, 5] * 4], None, id="everybody but the people of one organisation"),
        pytest.param(SCALE, [1, *[4, 5] * 5, 4], None, id="one other, who knows it of the rest"),
        pytest.param(SCALE, [1, 4, 5, 2, *[4, 5] * 4], None, id="two others of one organisation, who know it"),
        pytest.param(ONE, [(0,), (1,), (2,)] * 4, ChoiceFigure((4, 4, 4), 12), id="a choice"),
        pytest.param(ONE, [(0,)] * 12, None, id="a unanimous choice"),
        pytest.param(ONE, [(0,)] * 11 + [(1,)], None, id="a nearly unanimous choice"),
        pytest.param(SEVERAL, [(0, 1), (1, 2), (0,)] * 4, ChoiceFigure((8, 8, 4), 12), id="several options"),
        pytest.param(SEVERAL, [(0, 1), (0,), (0, 2)] * 4, None, id="several options, one chosen by everybody"),
        pytest.param(
            SEVERAL, [(0,), (2,), (0, 2)] * 4, ChoiceFigure((8, 0, 8), 12), id="several options, one by nobody"
        ),
        pytest.param(OPEN, ["Fine."] * 12, OpenFigure(12), id="words"),
    ],
)
def test_what_a_group_of_one_mind_said_is_not_shown(
    question: Question, answers: Sequence[Answer], expected: Figure | None
) -> None:
    shown = whole(question, answers)
    assert isinstance(shown, Mask) if expected is None else shown == expected


def test_three_others_of_three_organisations_are_enough_for_a_figure() -> None:
    assert whole(SCALE, [1, *[4, 5] * 4, 1, 4, 5]) == ScaleRange(12, 10, 12)
    assert isinstance(whole(SCALE, [1, 4, 5, 4, 1, 4, 5, 4, 1, 4, 5, 4]), ScaleFigure)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_of_too_few_nothing_is_shown_not_even_how_many(count: int) -> None:
    made = released(responses(TWELVE[:count], [{"q1": 3}] * count), asked=TWELVE)
    assert {each.seen for each in made.turnouts} == {Mask(Reason.FEW)}
    assert {cell.figure for result in made.results for cell in result.cells} == {Mask(Reason.FEW)}


def test_a_turnout_is_a_cell_like_any_other() -> None:
    asked = [*LARGER, *people("2 o7 sector:other")]
    made = released(
        responses(LARGER, [{"q1": each} for each in [*MIXED, *MIXED[:12]]]),
        asked=asked,
        visibility=Visibility.ANONYMOUS,
    )
    assert {each.group.id: each.seen for each in made.turnouts} == {
        "": Rate(29, 27),
        "nhs": Rate(12, 12),
        "care": Rate(15, 15),
        "other": Mask(Reason.FEW),
    }
    assert made.turnout == Rate(29, 27)
    assert Rate(29, 27).share == 93
    assert Rate(0, 0).share == 0


def test_who_answered_without_being_asked_counts_as_asked() -> None:
    made = released(responses(TWELVE, [{"q1": each} for each in MIXED[:12]]), asked=TWELVE[:11])
    assert made.turnout == Rate(12, 12)


def test_anonymous_answers_are_never_shown_by_organisation() -> None:
    standing = people("8 o1", "8 o2", "8 o3")
    given = responses(standing, [{"q1": each} for each in (MIXED * 2)[:24]])
    by = {
        visibility: {each.group.margin for each in released(given, visibility=visibility).turnouts}
        for visibility in Visibility
    }
    assert by[Visibility.ANONYMOUS] == {Margin.PARTNERSHIP}
    assert by[Visibility.ORGANISATION] == by[Visibility.ATTRIBUTED] == {Margin.PARTNERSHIP, Margin.ORGANISATION}


def test_a_question_that_few_answered_is_hidden_where_others_are_not() -> None:
    given = responses(
        TWELVE, [{"q1": each, **({"q4": "Fine."} if n < 4 else {})} for n, each in enumerate(MIXED[:12])]
    )
    scale, one, _, words = released(given, visibility=Visibility.ANONYMOUS).results
    assert isinstance(scale.whole, ScaleFigure)
    assert one.whole == words.whole == Mask(Reason.FEW)


def test_what_the_last_check_does_not_pass_is_hidden_margin_by_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    given = responses(LARGER, [{"q1": each} for each in [*MIXED, *MIXED[:12]]])
    prompt = replace(PULSE, questions=(SCALE,))

    def reasons() -> list[Mask | None]:
        made = released(given, prompt=prompt, visibility=Visibility.ANONYMOUS)
        return [cell.figure if isinstance(cell.figure, Mask) else None for cell in made.results[0].cells]

    assert reasons() == [None, None, None]
    looked = iter([True, False])
    monkeypatch.setattr(making, "too_tight", lambda *_, **__: next(looked))
    assert reasons() == [None, Mask(Reason.OTHERS), Mask(Reason.OTHERS)]
    looked = iter([True, True, False])
    assert reasons() == [Mask(Reason.TELLING)] * 3


@pytest.mark.parametrize(
    ("standing", "others"),
    [
        pytest.param(
            people("4 o1 sector:nhs", "3 o2 sector:care", "2 o3 sector:more"), Reason.FEW, id="only the whole"
        ),
        pytest.param(
            [*TWELVE, *people("4 o4 sector:care", "4 o5 sector:care", "4 o6 sector:care")], Reason.TELLING, id="any"
        ),
    ],
)
def test_where_nothing_is_shown_because_all_are_of_one_mind_no_other_group_is_blamed(
    standing: list[Groups], others: Reason
) -> None:
    given = responses(standing, [{"q2": (1,)} for _ in standing])
    made = released(given, prompt=replace(PULSE, questions=(ONE,)), visibility=Visibility.ANONYMOUS)
    whole, *sectors = (cell.figure for cell in made.results[0].cells)
    assert whole == Mask(Reason.TELLING)
    assert set(sectors) == {Mask(others)}


@settings(max_examples=40)
@given(st.integers(0, 9_999))
def test_the_reason_that_it_would_tell_too_much_follows_from_what_else_is_shown(seed: int) -> None:
    """Whoever sees everything but that reason could put it there: it tells nothing of what people said."""
    standing, mind = some_people(seed), Random(seed)
    for result in released(responses(standing, [{"q1": mind.choice((4, 4, 4, 5, 2))} for _ in standing])).results:
        masks = [cell.figure.reason for cell in result.cells if isinstance(cell.figure, Mask)]
        nothing = len(masks) == len(result.cells)
        assert (Reason.OTHERS if nothing else Reason.TELLING) not in masks


@settings(max_examples=40)
@given(st.integers(0, 9_999))
def test_of_a_question_no_group_is_shown_of_which_it_is_hidden_how_many_answered(seed: int) -> None:
    """Where the same people answered, a figure's number of people and a turnout could be told from each other."""
    standing, mind = some_people(seed), Random(seed)
    made = released(responses(standing, [{"q1": mind.randint(1, 5)} for _ in standing]))
    for turnout, cell in zip(made.turnouts, made.results[0].cells, strict=True):
        assert not isinstance(turnout.seen, Mask) or isinstance(cell.figure, Mask)


def test_a_sector_of_one_mind_is_not_told_by_what_is_shown_beside_it() -> None:
    # The six who are not of the NHS all stand at point 5, and so does nobody else.
    standing = [*TWELVE, *people("2 o4 sector:care", "2 o5 sector:care", "2 o6 sector:care")]
    answers = [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, *[5] * 6]
    made = released(
        responses(standing, [{"q1": each} for each in answers]),
        prompt=replace(PULSE, questions=(SCALE,)),
        visibility=Visibility.ANONYMOUS,
    )
    figures = {cell.group.id: cell.figure for cell in made.results[0].cells}
    assert figures["care"] == Mask(Reason.ALONE)
    assert isinstance(figures[""], ScaleFigure)
    assert isinstance(figures["nhs"], Mask)


@settings(max_examples=40)
@given(st.integers(0, 9_999), st.randoms())
def test_a_release_does_not_tell_in_which_order_people_answered(seed: int, chance: Random) -> None:
    standing, mind = some_people(seed), Random(seed)
    given = responses(standing, [{"q1": mind.randint(1, 5), "q3": (mind.randrange(3),)} for _ in standing])
    shuffled = chance.sample(given, len(given))
    assert released(shuffled, asked=standing) == released(given, asked=standing)


@settings(max_examples=40)
@given(st.integers(0, 9_999))
def test_whatever_is_shown_is_a_plain_count_of_whole_people(seed: int) -> None:
    standing, mind = some_people(seed), Random(seed)
    given = responses(standing, [{"q1": mind.randint(1, 5), "q2": (mind.randrange(3),)} for _ in standing])
    scale, one, *_ = released(given).results
    for cell in scale.cells:
        points = [each.answers["q1"] for each in given if cell.group.key in each.groups | {"partnership:"}]
        above = sum(isinstance(point, int) and point > 3 for point in points)
        match cell.figure:
            case ScaleFigure() as figure:
                assert figure.counts == tuple(points.count(point) for point in range(1, 6))
                assert len(points) >= 5
                assert 2 <= above <= len(points) - 2
            case ScaleRange(n=n, fewest=fewest, most=most):
                assert n == len(points)
                assert fewest <= above <= most
            case Mask():
                pass
            case other:
                pytest.fail(f"not of a scale: {other}")
    for cell in one.cells:
        if isinstance(cell.figure, ChoiceFigure):
            assert sum(cell.figure.counts) == cell.figure.n >= 5
