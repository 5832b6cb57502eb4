"""Words: shown as their authors let them, with enough people behind them, in an order that tells nothing."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.disclosure.release import Words
from bot.domain.disclosure.words import quotable
from bot.domain.prompt import Kind, OpenQuestion, Prompt
from bot.domain.response import Response, Sharing
from tests.domain.examples import OPEN, PULSE

NAMES = {"m0": "Ada", "m1": "Bo"}
MEMBERS = (None, "m0", "m1", "m2")


def said(text: str, sharing: Sharing = Sharing.UNNAMED, member: str | None = None) -> Response:
    """One response in words."""
    return Response("occurrence", text, {OPEN.key: text}, sharing, member)


@pytest.mark.parametrize(("others", "expected"), [(9, 1), (10, 11)])
def test_words_without_a_name_need_the_threshold_behind_them(others: int, expected: int) -> None:
    given = [said(f"Thought {n}") for n in range(others)] + [said("Mine.", Sharing.NAMED, "m0")]
    made = quotable(PULSE, given, NAMES, 10)
    assert len(made) == expected
    assert Words(OPEN.text, "Mine.", "Ada", "m0") in made


def test_words_that_are_kept_stand_behind_those_that_are_not() -> None:
    given = [said("Shared.")] + [said(f"Kept {n}", Sharing.NO) for n in range(9)]
    assert quotable(PULSE, given, {}, 10) == (Words(OPEN.text, "Shared.", None),)
    assert quotable(PULSE, given[:9], {}, 10) == ()


def test_a_name_that_is_not_known_stands_beside_nothing() -> None:
    given = [said(f"Thought {n}", Sharing.NAMED, "m2") for n in range(10)]
    assert {(words.author, words.member) for words in quotable(PULSE, given, NAMES, 10)} == {(None, None)}


@given(
    st.lists(
        st.builds(
            said, st.sampled_from(["Fine.", "Not yet.", "🌱"]), st.sampled_from(Sharing), st.sampled_from(MEMBERS)
        ),
        max_size=14,
    ),
    st.sampled_from([5, 10]),
    st.randoms(),
)
def test_words_are_shown_as_their_authors_let_them(responses: list[Response], threshold: int, chance: Random) -> None:
    made = quotable(PULSE, responses, NAMES, threshold)
    assert quotable(PULSE, chance.sample(responses, len(responses)), NAMES, threshold) == made
    named = [each for each in responses if each.sharing is Sharing.NAMED and each.member in NAMES]
    unnamed = [each for each in responses if each.sharing is not Sharing.NO and each not in named]
    expected = [Words(OPEN.text, str(each.answers["q4"]), NAMES[each.member or ""], each.member) for each in named]
    if len(responses) - len(named) >= threshold:
        expected += [Words(OPEN.text, str(each.answers["q4"]), None) for each in unnamed]
    assert Counter(made) == Counter(expected)


def test_words_stand_under_their_questions_and_the_alphabet_favours_nobody() -> None:
    prompt = Prompt(
        "p", Kind.REFLECTION, "Noticing", "noticing", (OpenQuestion("q1", "First?"), OpenQuestion("q2", "Second?"))
    )
    texts = [f"{letter} is what I think." for letter in "ABCDEFGHIJ"]
    given = [Response("o", text, {"q1": text, "q2": text}, Sharing.UNNAMED) for text in texts]
    made = quotable(prompt, given, {}, 10)
    assert quotable(prompt, given[::-1], {}, 10) == made
    assert [words.question for words in made] == ["First?"] * 10 + ["Second?"] * 10
    first, second = ([words.text for words in made if words.question == each] for each in ("First?", "Second?"))
    assert sorted(first) == sorted(second) == texts
    assert len({tuple(first), tuple(second), tuple(texts)}) == 3


def test_a_learning_share_stays_one_story() -> None:
    asked = (OpenQuestion("q1", "What did you try?"), OpenQuestion("q2", "What happened?"))
    prompt = Prompt("p", Kind.LEARNING_SHARE, "What we tried", "learning", asked)
    told = [Response("o", str(n), {"q1": f"Tea {n}", "q2": f"Talk {n}"}, Sharing.UNNAMED) for n in range(5)]
    told.append(Response("o", "5", {"q2": "Only talk"}, Sharing.NAMED, "m0"))
    assert {(words.question, words.text, words.author) for words in quotable(prompt, told, NAMES, 5)} == {
        *(("What we tried", f"Tea {n}\nTalk {n}", None) for n in range(5)),
        ("What we tried", "Only talk", "Ada"),
    }
