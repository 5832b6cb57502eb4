"""The catalogues that are shipped say everything, say it fully, and what is typed back is understood in them."""

import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot import speech
from bot.domain.clock import asks_for_settings
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion, parse_questions, written
from bot.domain.rights import asks
from bot.speech import gettext as _
from bot.texts import figures
from bot.texts.library import LibraryPrompt, library
from tests.messages import CATALOGUES, template

SHIPPED = sorted(path.stem for path in CATALOGUES.glob("*.po"))
every_language = pytest.mark.parametrize("language", SHIPPED)


def read(language: str) -> Catalog:
    with Path(CATALOGUES, f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def gaps(words: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(words) if name is not None}


def named(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def shape(question: Question) -> tuple[object, ...]:
    """What can be answered to it, whatever it is called."""
    match question:
        case ScaleQuestion(low=low, high=high):
            return low, high
        case ChoiceQuestion(options=options, several=several):
            return len(options), several
        case OpenQuestion():
            return ()


def test_welsh_is_shipped() -> None:
    assert "cy" in SHIPPED


@every_language
def test_everything_is_said(language: str) -> None:
    kept = read(language)
    known = {(message.id, message.context) for message in kept if message.id}
    assert known == {(message.id, message.context) for message in template() if message.id}
    assert [named(message) for message in kept if message.id and (message.fuzzy or not all(said(message)))] == []


@every_language
def test_every_plural_of_the_language_is_there(language: str) -> None:
    kept = read(language)
    several = [message for message in kept if message.id and not isinstance(message.id, str)]
    assert several
    assert {len(said(message)) for message in several} == {kept.num_plurals}


@every_language
def test_every_translation_fits_and_leaves_nothing_out(language: str) -> None:
    messages = [message for message in read(language) if message.id]
    assert [named(message) for message in messages if not speech.fits(message)] == []
    left_out = [
        named(message)
        for message in messages
        for words in said(message)
        # One or two may be said in words.
        if gaps(named(message)) - gaps(words) - (set() if isinstance(message.id, str) else {"count"})
    ]
    assert left_out == []


@every_language
def test_what_people_are_told_to_write_is_understood(language: str) -> None:
    with speech.speaking(language):
        assert asks(_("who holds what about me") + "?")
        assert asks(_("my data"))
        assert asks_for_settings(_("my settings").upper())


@every_language
@pytest.mark.parametrize("prompt", library(), ids=lambda prompt: prompt.key)
def test_a_prompt_of_the_library_asks_the_same_kinds_of_questions(language: str, prompt: LibraryPrompt) -> None:
    with speech.speaking(language):
        lines = "\n".join(map(_, written(prompt.questions).split("\n")))
    theirs = parse_questions(lines, prompt.kind)
    assert [shape(question) for question in theirs] == [shape(question) for question in prompt.questions]


@every_language
def test_a_scale_of_agreement_is_known_in_every_language(language: str) -> None:
    with speech.speaking(language):
        question = ScaleQuestion("q1", "We listen.", high_label=_("Strongly agree"))
    assert figures.towards(question) is None
