"""The last wave beside those before it: who moved, where that singles out nobody beside what is shown already."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.disclosure.figures import Mask, Reason, ScaleFigure
from bot.domain.disclosure.making import release
from bot.domain.disclosure.release import Pairs
from bot.domain.group import Group, Margin
from bot.domain.partnership import Thresholds
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import Answer, Response, Sharing
from bot.domain.waves import Wave, compared
from tests.domain.examples import OCCURRENCE

NETWORK = ScaleQuestion("q1", "I have a strong network.")
SEEING = ScaleQuestion("q2", "I see the whole system.")
CHOICE, OPEN = ChoiceQuestion("q3", "Which?", ("this", "that")), OpenQuestion("q4", "What else?")
ASKED: tuple[Question, ...] = (NETWORK, SEEING, CHOICE, OPEN)
SECTORS = (Group(Margin.SECTOR, "nhs", "NHS"), Group(Margin.SECTOR, "voluntary", "Voluntary"))
PEOPLE = range(24)
LOWER, HIGHER = (2, 4), (3, 5)
"""What every other person answers; half agree."""


def response(wave: str, person: int, answers: tuple[int, int], sector: str = "nhs") -> Response:
    """Somebody's, of four organisations in turn; half of each agree."""
    point = answers[person // 4 % 2]
    given: dict[str, Answer] = {"q1": point, "q2": point, "q3": (person // 4 % 2,), "q4": "More tea."}
    groups = frozenset({f"organisation:{sector} {person % 4}", f"sector:{sector}"})
    return Response(wave, f"token {person:03}", given, Sharing.NO, groups=groups)


def wave(
    name: str,
    responses: Sequence[Response],
    questions: tuple[Question, ...] = ASKED,
    thresholds: Thresholds = OCCURRENCE.thresholds,
    groups: Sequence[Group] = SECTORS,
) -> Wave:
    """A wave that closes with these answers."""
    made = release(
        prompt=Prompt("prompt", Kind.PULSE, "Seeing the system", "", questions),
        occurrence=replace(OCCURRENCE, id=name, wave=name, thresholds=thresholds),
        groups=groups,
        asked=[each.groups for each in responses],
        responses=responses,
        names={},
        closed_at=OCCURRENCE.closes_at + timedelta(days=len(name)),
    )
    return Wave(made, responses)


def everybody(name: str, answers: tuple[int, int] = LOWER) -> list[Response]:
    """All of them, in one wave."""
    return [response(name, person, answers) for person in PEOPLE]


def told(pairs: Sequence[Pairs]) -> list[tuple[str, str, int]]:
    """Which question, beside which wave, and how many people."""
    return [(each.question, each.earlier, each.n) for each in pairs]


def test_the_last_wave_stands_beside_every_earlier_one_scale_by_scale() -> None:
    waves = [wave("baseline", everybody("baseline")), wave("midpoint", everybody("midpoint"))]
    last = wave("endline", everybody("endline", HIGHER))
    assert told(compared([*waves, last])) == [
        ("q1", "baseline", 24),
        ("q1", "midpoint", 24),
        ("q2", "baseline", 24),
        ("q2", "midpoint", 24),
    ]
    (first, *_) = compared([waves[0], last])
    assert (first.agreed, first.strongly) == ((12, 12), (0, 12))


def test_a_single_wave_has_nothing_beside_it() -> None:
    assert compared([wave("baseline", everybody("baseline"))]) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(NETWORK, text="My network is strong."),
        replace(NETWORK, high=6),
        replace(NETWORK, high_label="wholly"),
        replace(NETWORK, key="q5"),
    ],
    ids=["wording", "scale", "label", "key"],
)
def test_only_the_same_question_is_compared(other: ScaleQuestion) -> None:
    before = wave("baseline", everybody("baseline"), (other, SEEING))
    assert told(compared([before, wave("endline", everybody("endline", HIGHER))])) == [("q2", "baseline", 24)]


def test_waves_that_did_not_ask_it_are_passed_over() -> None:
    waves = [
        wave("baseline", everybody("baseline")),
        wave("midpoint", everybody("midpoint"), (SEEING,)),
        wave("endline", everybody("endline", HIGHER)),
    ]
    assert [pair for pair in told(compared(waves)) if pair[0] == "q1"] == [("q1", "baseline", 24)]


def test_the_highest_threshold_of_the_waves_that_asked_it_holds() -> None:
    last = wave("endline", everybody("endline", HIGHER), thresholds=Thresholds(18, 18))
    before = wave("baseline", everybody("baseline"))
    assert len(compared([before, last])) == 2
    assert compared([wave("baseline", everybody("baseline"), thresholds=Thresholds(20, 20)), last]) == ()
    elsewhere = wave("midpoint", everybody("midpoint"), (SEEING,), Thresholds(20, 20))
    assert [pair[:2] for pair in told(compared([before, elsewhere, last]))] == [("q1", "baseline")]


@pytest.mark.parametrize(("twice", "beside"), [(0, 24), (1, None), (4, None), (12, 36)])
def test_they_are_not_told_where_they_would_single_out_somebody_beside_a_shown_sector(
    twice: int, beside: int | None
) -> None:
    """All of the NHS answer both times, as do so many of the voluntary sector; others of these come anew."""
    waves = [
        [
            *everybody(name, answers),
            *(response(name, 100 + person, answers, "voluntary") for person in range(twice)),
            *(response(name, others + person, LOWER, "voluntary") for person in range(12)),
        ]
        for name, answers, others in (("baseline", LOWER, 200), ("endline", HIGHER, 300))
    ]
    without, with_sectors = (
        told(compared([wave(given[0].occurrence, given, groups=groups) for given in waves]))
        for groups in ((), SECTORS)
    )
    assert without[:1] == [("q1", "baseline", 24 + twice)]
    for given in waves:
        shown = wave(given[0].occurrence, given).result(NETWORK)
        assert shown is not None
        assert all(isinstance(cell.figure, ScaleFigure) for cell in shown.cells)
    # Without the NHS, those who answered both times are the few of the voluntary sector who did.
    assert with_sectors[:1] == ([] if beside is None else [("q1", "baseline", beside)])


def test_nothing_is_told_of_a_wave_that_is_hidden() -> None:
    few = [each for each in everybody("baseline") if each.person < "token 004"]
    before = wave("baseline", few)
    assert before.release.results[0].whole == Mask(Reason.FEW)
    assert compared([before, wave("endline", everybody("endline", HIGHER))]) == ()
