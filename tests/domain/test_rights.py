"""How people ask what is held about them, and how their words are taken back."""

from dataclasses import replace

import pytest

from bot.chat.message import Divider, Message, Text
from bot.domain.disclosure.figures import Rate
from bot.domain.disclosure.release import Release, Turnout, Words
from bot.domain.group import EVERYBODY
from bot.domain.partnership import USUAL
from bot.domain.prompt import Kind
from bot.domain.rights import TAKEN_BACK, asks, mark, unquoted, without_words_of
from bot.domain.schedule import Visibility
from tests.domain.examples import at


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


def words(text: str, author: str | None, member: str | None) -> Words:
    return Words("Why?", text, author, member)


LONG = "a story that goes on and on, " * 20
MOS, BOS, ANON = words(LONG, "Mo", "m"), words(LONG, "Bo", "b"), words("Mo said so", None, None)


def test_words_leave_a_release_and_its_figures_stay() -> None:
    release = Release(
        occurrence="o",
        schedule="s",
        partnership="p",
        kind=Kind.REFLECTION,
        title="Listening",
        closed_at=at("2026-06-03 08:00Z"),
        visibility=Visibility.ATTRIBUTED,
        thresholds=USUAL,
        turnouts=(Turnout(EVERYBODY, Rate(9, 7)),),
        results=(),
        words=(MOS, BOS, ANON),
    )
    left, theirs = without_words_of(release, "m")
    assert theirs == (MOS,)
    assert left == replace(release, words=(BOS, ANON))
    assert without_words_of(left, "m") == (left, ())


def test_only_quotes_of_these_words_by_their_author_leave_a_message() -> None:
    kept = (
        Text("Listening", "heading"),
        Text(f"{LONG[:300]}…\n— Bo", "quote"),
        Text("Mo said so", "quote"),
        Divider(),
    )
    message = Message("The week", (*kept, Text(f"{LONG[:300]}…\n— Mo", "quote")), "mark")
    assert unquoted(message, [MOS]) == Message("The week", (*kept, Text(TAKEN_BACK, "note")), "mark")
    assert unquoted(message, [ANON]) == message
    assert unquoted(message, []) == message
