"""Words come from the catalogue of whoever is spoken to; what a translator got wrong is said in English."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot import speech


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language from a translator: one file, no code."""
    catalogue = Catalog(locale="fr")
    catalogue.add("Welcome to {name}.", "Bienvenue à {name}.")
    catalogue.add("Until {day}", "Jusqu'au {jour}")
    catalogue.add("Odd", "Bizarre {")
    catalogue.add("open", "ouvert", context="a check-in")
    catalogue.add(("{count} person", "{count} people"), ("{count} personne", "{count} personnes"))
    with (tmp_path / "fr.po").open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(speech, "FOLDERS", [*speech.FOLDERS, tmp_path])


@pytest.mark.usefixtures("french")
def test_a_third_language_needs_a_file_and_no_code() -> None:
    assert speech.offered()["fr"] == "Français"
    with speech.speaking("fr"):
        assert speech.gettext("Welcome to {name}.", name="Fenland") == "Bienvenue à Fenland."
        assert speech.ngettext("{count} person", "{count} people", 0) == "0 personne"
        assert speech.ngettext("{count} person", "{count} people", 2) == "2 personnes"
        assert speech.pgettext("a check-in", "open") == "ouvert"
        assert speech.locale().language == "fr"
    assert speech.gettext("Welcome to {name}.", name="Fenland") == "Welcome to Fenland."


@pytest.mark.usefixtures("french")
def test_what_cannot_be_filled_in_is_said_in_english() -> None:
    with speech.speaking("fr"):
        assert speech.gettext("Until {day}", day="May") == "Until May"
        assert speech.gettext("Odd") == "Odd"
        assert speech.gettext("Nobody translated this.") == "Nobody translated this."


def test_what_somebody_typed_is_never_taken_for_a_gap() -> None:
    assert speech.gettext("It says {words}.", words="{nobody} knows {") == "It says {nobody} knows {."


def test_english_comes_first_and_each_calls_itself_as_it_does() -> None:
    assert next(iter(speech.offered().items())) == ("en", "English")


def test_an_unknown_language_is_english() -> None:
    with speech.speaking("tlh"):
        assert speech.gettext("Skip") == "Skip"


@pytest.mark.parametrize(
    ("said", "fits"),
    [("{day} am", True), ("am", True), ("{tag} am", False), ("{0} am", False), ("{day", False), ("{day!r:>5}", True)],
)
def test_a_translation_is_filled_in_with_what_the_english_is(said: str, *, fits: bool) -> None:
    assert speech.fits(Message("on {day}", said)) is fits


@pytest.mark.parametrize(
    ("english", "said", "fits"),
    [
        ("Start a partnership", "x" * 24, True),
        ("Start a partnership", "x" * 25, False),
        ("x" * 25, "x" * 40, True),
        ("It is saved.", "x" * 60, True),
        ("Joined {day}", "x" * 60, True),
    ],
)
def test_a_label_has_the_room_that_the_english_has(english: str, said: str, *, fits: bool) -> None:
    assert speech.fits(Message(english, said)) is fits


def test_it_speaks_as_long_as_it_was_told() -> None:
    with speech.speaking("cy"):
        with speech.speaking("en"):
            assert speech.language() == "en"
        assert speech.language() == "cy"
    assert speech.language() == "en"
