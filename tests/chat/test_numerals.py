"""Figures have the separators of the language that is spoken."""

import pytest

from bot.chat.numerals import numeral
from bot.speech import speaking


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", ("0.5", "3,000", "1,234.5", "-2")), ("de", ("0,5", "3.000", "1.234,5", "-2"))],
)
def test_a_figure_is_written_as_its_readers_write_it(language: str, written: tuple[str, ...]) -> None:
    with speaking(language):
        assert (numeral(0.5), numeral(3_000, ","), numeral(1_234.5, ",g"), numeral(-2)) == written
