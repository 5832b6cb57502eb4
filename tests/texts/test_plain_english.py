"""Every text that is shipped can be read at the age of eleven or so; a catalogue knows every text."""

import pytest
import textstat

from tests.messages import TEMPLATE, template, written
from tests.texts.reading import age, words

SHORTEST = 12
"""Words of a text for which the formula means something: one long word makes a short one look hard."""
OLDEST, USUAL = 13.0, 9.0
EXPERTS = {"BYSETPOS", "Newcombe", "Lawful basis"}
"""Of rules written by experts, of how figures were made, and of what the law wants to be named."""


def texts() -> list[str]:
    """Every text in English, singular and plural."""
    sources = (message.id for message in template() if message.id)
    return [each for source in sources for each in ((source,) if isinstance(source, str) else source)]


def test_nobody_has_to_be_thirteen_to_read_any_text() -> None:
    long = [text for text in texts() if len(words(text)) >= SHORTEST and not any(term in text for term in EXPERTS)]
    assert len(long) > 200
    assert [(age(text), text) for text in long if age(text) > OLDEST] == []
    assert sum(map(age, long)) / len(long) <= USUAL


def test_all_of_them_together_are_read_at_eleven() -> None:
    whole = "\n".join(text for text in texts() if len(words(text)) > 3)
    assert age(whole) <= 11
    assert textstat.flesch_reading_ease(whole) >= 70


@pytest.mark.parametrize(
    "hard",
    [
        "Subsequent to the finalisation of participation, attributable contributions are irrevocably anonymised.",
        "In accordance with the applicable legislation your organisation's representatives determine the retention.",
    ],
)
def test_officialese_would_be_found_out(hard: str) -> None:
    assert len(words(hard)) >= 10
    assert age(hard) > OLDEST


def test_the_template_is_what_is_said() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == written(template()), "run `make messages`"
