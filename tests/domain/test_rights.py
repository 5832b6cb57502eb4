"""How people ask what is held about them."""

import pytest

from bot.domain.rights import asks, mark


@pytest.mark.parametrize(
    "text",
    [
        "who holds what about me?",
        "Who holds what about me",
        "  WHO  HOLDS what,\nabout me??! ",
        "what do you hold about me",
        "What do you hold about me, please?",
        "Hello, what do you know about me?",
        "my data",
        "My data.",
        "show me my data!",
        "“who holds what about me?”",
    ],
)
def test_they_are_understood_whatever_the_case_and_punctuation(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "home",
        "help",
        "data",
        "my database",
        "code 7F3K-9QTX-2M",
        "who holds what",
        "I would like to tell you all about the way in which we looked after my data last year",
    ],
)
def test_other_words_are_not_taken_for_it(text: str) -> None:
    assert not asks(text)


def test_a_mark_is_that_of_its_very_words() -> None:
    assert mark("as it was") == mark("as it was")
    assert mark("as it was") != mark("as it is")
