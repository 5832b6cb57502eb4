"""The prompts that come with Weft: they can be used as they are, and a tired reader can read them."""

import re
from collections import Counter

import pytest

from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, ScaleQuestion, parse_questions, written
from bot.texts.library import LibraryPrompt, find, library, read, themes

THEMES = (
    "Trust",
    "Seeing the system",
    "Network",
    "Influence",
    "Listening",
    "Purpose",
    "Learning",
    "Decision-making",
)
every_prompt = pytest.mark.parametrize("prompt", library(), ids=lambda prompt: prompt.key)

ENTRY = """
[[prompt]]
key = "trust.one"
kind = "pulse"
theme = "Trust"
title = "One thing"
questions = "Do we say it? [1-5]"
"""


def age_index(text: str) -> float:
    """The automated readability index, about the reader's age less five (Senter and Smith, 1967)."""
    words = re.findall(r"[\w'-]+", text)
    sentences = [part for part in re.split(r"[.:?!](?:\s|$)|\n", text) if part.strip()]
    return 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / len(sentences) - 21.43


def wording(prompt: LibraryPrompt) -> str:
    """What a reader reads before answering."""
    return "\n".join(question.text for question in prompt.questions)


def test_there_is_enough_to_choose_from_in_every_theme() -> None:
    assert len(library()) >= 28
    assert themes() == THEMES
    assert min(Counter(prompt.theme for prompt in library()).values()) >= 4
    for theme in THEMES:
        kinds = {prompt.kind for prompt in library() if prompt.theme == theme}
        assert {Kind.REFLECTION, Kind.PULSE} <= kinds


def test_each_prompt_can_be_told_apart() -> None:
    for names in ([prompt.key for prompt in library()], [prompt.title for prompt in library()]):
        assert len(set(names)) == len(names)


def test_a_prompt_is_found_by_its_key() -> None:
    assert all(find(prompt.key) is prompt for prompt in library())
    assert find("trust.nothing") is None


def test_it_is_read_once() -> None:
    assert library() is library()


@every_prompt
def test_it_is_short_and_survives_being_edited(prompt: LibraryPrompt) -> None:
    assert 1 <= len(prompt.title) <= 60
    assert all(len(question.text) <= 250 for question in prompt.questions)
    assert parse_questions(written(prompt.questions), prompt.kind) == prompt.questions


@every_prompt
def test_its_kind_shows_in_its_questions(prompt: LibraryPrompt) -> None:
    if prompt.kind is Kind.PULSE:
        assert any(isinstance(question, ScaleQuestion | ChoiceQuestion) for question in prompt.questions)
    else:
        assert 2 <= len(prompt.questions) <= 3
        assert all(isinstance(question, OpenQuestion) for question in prompt.questions)


@every_prompt
def test_its_scales_run_from_one_to_five(prompt: LibraryPrompt) -> None:
    scales = [question for question in prompt.questions if isinstance(question, ScaleQuestion)]
    assert all((scale.low, scale.high) == (1, 5) for scale in scales)


@every_prompt
def test_it_asks_in_short_sentences(prompt: LibraryPrompt) -> None:
    sentences = re.split(r"[.?:!]\s|\n", wording(prompt))
    assert max(len(sentence.split()) for sentence in sentences) <= 20
    assert len(wording(prompt).split()) <= 120


def test_an_eleven_year_old_could_read_it() -> None:
    assert age_index("\n".join(wording(prompt) for prompt in library())) <= 6
    assert max(age_index(wording(prompt)) for prompt in library()) <= 9


def test_it_is_written_in_plain_words() -> None:
    jargon = r"stakeholder|leverag|synerg|facilitat|utilis|paradigm|holistic|robust|align|empower|co-design"
    american = r"\w+(?:ize|izing|ization|olor|avor)\b"
    for prompt in library():
        assert not re.search(f"{jargon}|{american}", wording(prompt), re.IGNORECASE), prompt.title


def test_some_pulses_ask_one_thing_and_others_mix() -> None:
    pulses = [prompt.questions for prompt in library() if prompt.kind is Kind.PULSE]
    assert sum(len(questions) == 1 for questions in pulses) >= 4
    assert any(
        {type(question) for question in each} == {ScaleQuestion, ChoiceQuestion, OpenQuestion} for each in pulses
    )


def test_learning_shares_ask_to_give_and_to_try() -> None:
    shares = [wording(prompt) for prompt in library() if prompt.kind is Kind.LEARNING_SHARE]
    assert sum("pass on" in share for share in shares) >= 2
    assert sum("adapt" in share for share in shares) >= 2


def test_one_pulse_suits_the_waves_of_a_leadership_programme() -> None:
    seeing = find("system.seeing")
    assert seeing is not None
    scales = [question for question in seeing.questions if isinstance(question, ScaleQuestion)]
    assert len(scales) == 4
    assert {(scale.low_label, scale.high_label) for scale in scales} == {("Strongly disagree", "Strongly agree")}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ENTRY.replace("[1-5]", "[5-1]"), "One thing: Line 1: a scale goes up"),
        (ENTRY.replace('"pulse"', '"reflection"'), "One thing: Only a pulse has scales"),
        (ENTRY.replace('"pulse"', '"poll"'), "One thing: 'poll' is not"),
        (ENTRY.replace("theme", "topic"), "One thing: it has no 'theme'"),
        (ENTRY.replace("title", "name"), "A prompt without a title: it has no 'title'"),
        (ENTRY + ENTRY.replace("One thing", "Another"), "Another: its key is also that of One thing"),
    ],
    ids=["scale", "brackets", "kind", "theme", "title", "key"],
)
def test_a_mistake_in_the_file_is_told_by_its_title(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}"):
        read(text)
