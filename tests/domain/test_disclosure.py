"""Releases: nothing behind fewer than the threshold is shown, and what is shown is right."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.disclosure import PART, ChoiceFigure, Mask, OpenFigure, Release, ScaleFigure, Words, release
from bot.domain.prompt import Kind, OpenQuestion, Prompt
from bot.domain.response import Answers, Response, Sharing
from bot.domain.schedule import Audience
from tests.domain.examples import OCCURRENCE, ONE, OPEN, PULSE, SCALE, SEVERAL

NAMES = {"m0": "Ada", "m1": "Bo", "m2": "Cy"}
MEMBERS = (None, "m0", "m1", "m2", "m3")

_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "q1": st.integers(1, 5),
        "q2": st.sampled_from([(0,), (1,), (2,)]),
        "q3": st.sampled_from([(0,), (1, 2), (0, 1, 2)]),
        "q4": st.sampled_from(["Fine.", "Not yet.", "🌱"]),
    },
)
_RESPONSES = st.lists(
    st.builds(Response, st.just(""), st.just(""), _ANSWERS, st.sampled_from(Sharing), st.sampled_from(MEMBERS)),
    max_size=14,
)
_THRESHOLDS = st.sampled_from([5, 10])


def given_back(responses: Sequence[Response], threshold: int = 5, asked: int = 60) -> Release:
    """The release of these responses."""
    return release(
        prompt=PULSE,
        occurrence=replace(OCCURRENCE, threshold=threshold),
        asked=asked,
        responses=responses,
        names=NAMES,
        closed_at=OCCURRENCE.closes_at,
    )


def answered(answers: Answers, sharing: Sharing = Sharing.NO, member: str | None = None) -> Response:
    """One response."""
    return Response("occurrence", "token", answers, sharing, member)


def shown(counts: Sequence[int], low: int = 1, high: int = 5) -> ScaleFigure:
    """A scale with so many people at each point."""
    return ScaleFigure("How?", low, high, "no", "yes", tuple(counts))


def test_a_release_says_what_was_asked_and_how_it_was_answered() -> None:
    answers: Answers = {"q1": 4, "q2": (2,), "q3": (0, 2), "q4": "Fine."}
    made = given_back([answered(answers)] * 4 + [answered({**answers, "q1": 2, "q3": (1,)})])
    assert (made.occurrence, made.schedule, made.partnership) == ("occurrence", "schedule", "partnership")
    assert (made.kind, made.title, made.closed_at) == (PULSE.kind, PULSE.title, OCCURRENCE.closes_at)
    assert (made.asked, made.answered) == (60, 5)
    assert made.figures == (
        ScaleFigure(SCALE.text, 1, 5, "Strongly disagree", "Strongly agree", (0, 1, 0, 4, 0)),
        ChoiceFigure(ONE.text, ONE.options, (0, 0, 5), 5),
        ChoiceFigure(SEVERAL.text, SEVERAL.options, (4, 1, 4), 5),
        OpenFigure(OPEN.text, 5),
    )
    assert made.words == ()


@pytest.mark.parametrize("few", [0, 1, 4])
def test_too_few_answers_are_all_hidden_with_a_reason(few: int) -> None:
    made = given_back([answered({"q1": 4, "q4": "Fine."}, Sharing.UNNAMED, "m0")] * few)
    assert (made.asked, made.answered, made.words) == (None, None, ())
    assert made.figures == tuple(Mask(each.text, "hidden: fewer than 5 answers") for each in PULSE.questions)


def test_a_question_that_few_answered_is_hidden_where_others_are_not() -> None:
    made = given_back([answered({"q1": 4})] * 4 + [answered({"q1": 4, "q2": (0,)})])
    assert [type(figure) for figure in made.figures] == [ScaleFigure, Mask, Mask, Mask]


@given(_RESPONSES, _THRESHOLDS)
def test_nothing_behind_fewer_than_the_threshold_is_shown(responses: list[Response], threshold: int) -> None:
    made = given_back(responses, threshold)
    enough = len(responses) >= threshold
    assert (made.asked, made.answered) == ((60, len(responses)) if enough else (None, None))
    for question, figure in zip(PULSE.questions, made.figures, strict=True):
        behind = sum(question.key in response.answers for response in responses)
        assert figure.question == question.text
        if isinstance(figure, Mask):
            assert behind < threshold
            # The reason may not tell how many there were.
            assert figure.reason == f"hidden: fewer than {threshold} answers"
        else:
            assert figure.n == behind >= threshold


@given(_RESPONSES, _THRESHOLDS)
def test_words_are_shown_as_their_authors_let_them(responses: list[Response], threshold: int) -> None:
    made = given_back(responses, threshold)
    said = [response for response in responses if "q4" in response.answers]
    named = [each for each in said if each.sharing is Sharing.NAMED and each.member in NAMES]
    unnamed = [each for each in said if each.sharing is not Sharing.NO and each not in named]
    expected = [Words(OPEN.text, str(each.answers["q4"]), NAMES[each.member or ""]) for each in named]
    if len(said) - len(named) >= threshold:
        expected += [Words(OPEN.text, str(each.answers["q4"]), None) for each in unnamed]
    assert sorted(map(repr, made.words)) == sorted(map(repr, expected))


@given(_RESPONSES, st.randoms())
def test_a_release_does_not_tell_in_which_order_people_answered(responses: list[Response], chance: Random) -> None:
    shuffled = chance.sample(responses, len(responses))
    assert given_back(shuffled) == given_back(responses)


def test_words_stand_under_their_questions_and_the_alphabet_favours_nobody() -> None:
    prompt = replace(PULSE, questions=(OpenQuestion("q1", "First?"), OpenQuestion("q2", "Second?")))
    said = [f"{letter} is what I think." for letter in "ABCDEFGHIJ"]
    made = release(
        prompt=prompt,
        occurrence=OCCURRENCE,
        asked=10,
        responses=[answered({"q1": text, "q2": text}, Sharing.UNNAMED) for text in said],
        names={},
        closed_at=OCCURRENCE.closes_at,
    )
    assert [words.question for words in made.words] == ["First?"] * 10 + ["Second?"] * 10
    first, second = ([words.text for words in made.words if words.question == each] for each in ("First?", "Second?"))
    assert sorted(first) == sorted(second) == said
    assert len({tuple(first), tuple(second), tuple(said)}) == 3


@given(st.lists(st.integers(1, 5), min_size=1, max_size=300))
def test_agreement_and_mean_are_those_of_a_plain_count(points: list[int]) -> None:
    figure = shown([points.count(point) for point in range(1, 6)])
    share = Decimal(100 * sum(point > 3 for point in points)) / Decimal(len(points))
    assert figure.n == len(points)
    assert figure.agree == share.quantize(Decimal(1), ROUND_HALF_UP)
    assert figure.mean == pytest.approx(fmean(points))


@pytest.mark.parametrize(
    ("above", "n", "per_cent"),
    [(1, 8, 13), (3, 8, 38), (5, 8, 63), (1, 200, 1), (0, 5, 0), (5, 5, 100), (26, 60, 43), (27, 60, 45)],
)
def test_halves_of_a_per_cent_go_up(above: int, n: int, per_cent: int) -> None:
    assert shown([n - above, 0, 0, 0, above]).agree == per_cent


@pytest.mark.parametrize(
    ("low", "high", "counts", "agree"),
    [
        (1, 5, [1, 1, 1, 1, 1], 40),
        (1, 4, [1, 1, 1, 1], 50),
        (0, 10, [1] * 11, 45),
        (1, 2, [1, 3], 75),
        (0, 1, [1, 3], 75),
    ],
)
def test_who_agrees_stands_above_the_middle(low: int, high: int, counts: list[int], agree: int) -> None:
    assert shown(counts, low, high).agree == agree


def test_a_learning_share_stays_one_story() -> None:
    asked = (OpenQuestion("q1", "What did you try?"), OpenQuestion("q2", "What happened?"))
    prompt = Prompt("p", Kind.LEARNING_SHARE, "What we tried", "learning", asked)
    told = [Response("o", str(n), {"q1": f"Tea {n}", "q2": f"Talk {n}"}, Sharing.UNNAMED) for n in range(5)] + [
        Response("o", "5", {"q2": "Only talk"}, Sharing.NAMED, "m0")
    ]
    made = release(
        prompt=prompt, occurrence=OCCURRENCE, asked=9, responses=told, names=NAMES, closed_at=OCCURRENCE.closes_at
    )
    assert {(words.question, words.text, words.author) for words in made.words} == {
        *(("What we tried", f"Tea {n}\nTalk {n}", None) for n in range(5)),
        ("What we tried", "Only talk", "Ada"),
    }


def test_of_a_part_of_the_partnership_nothing_but_signed_words_is_shown() -> None:
    told = [answered({"q1": 4, "q4": "Fine."}, Sharing.UNNAMED) for _ in range(9)]
    told.append(answered({"q1": 4, "q4": "Mine."}, Sharing.NAMED, "m0"))
    made = release(
        prompt=PULSE,
        occurrence=replace(OCCURRENCE, audience=Audience.parse("role:lead")),
        asked=10,
        responses=told,
        names=NAMES,
        closed_at=OCCURRENCE.closes_at,
    )
    assert (made.asked, made.answered) == (None, None)
    assert {figure.reason for figure in made.figures if isinstance(figure, Mask)} == {PART}
    assert all(isinstance(figure, Mask) for figure in made.figures)
    assert [(words.text, words.author) for words in made.words] == [("Mine.", "Ada")]
