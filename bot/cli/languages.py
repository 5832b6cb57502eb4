"""The languages that can be spoken: those that come with Weft, and those of a folder that the operator names."""

from collections.abc import Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from bot import speech
from bot.chat.finding import Finding
from bot.errors import SettingsInvalid


def add(folder: str) -> None:
    """Offer the languages of this folder, too; "" names none.

    Raises:
        SettingsInvalid: it is no folder, or a catalogue in it cannot be read.
    """
    if not folder:
        return
    path = Path(folder)
    if not path.is_dir():
        raise SettingsInvalid(f"WEFT_CATALOGUES: {folder} is no folder")
    for file in path.glob("*.po"):
        try:
            with file.open("rb") as opened:
                read_po(opened, locale=Locale.parse(file.stem), abort_invalid=True)
        except (PoFileError, UnknownLocaleError, ValueError, OSError) as error:
            why = f"{file.name} is no catalogue that is named for its language ({type(error).__name__})"
            raise SettingsInvalid(f"WEFT_CATALOGUES: {why}") from None
    if path not in speech.FOLDERS:
        speech.FOLDERS.append(path)


def examine(folder: str) -> Iterator[Finding]:
    """How much of what Weft says each language has words for, and what of it does not fit."""
    add(folder)
    spoken = speech.offered()
    yield Finding(f"Languages: {', '.join(spoken.values())}", "good")
    for code, name in spoken.items():
        if code != speech.ENGLISH:
            yield from _examine(code, name)


def _examine(code: str, name: str) -> Iterator[Finding]:
    advice = "What has no words is said in English; give the catalogue to its translator"
    found = speech.catalogue(code)
    if found is not None and (missing := list(_missing(found))):
        share = 100 * len(missing) // max(len(found), 1)
        yield Finding(f"Language {name}: {len(missing)} texts ({share} %) have no fitting words", "warning", advice)


def _missing(found: Catalog) -> Iterator[str]:
    for message in found:
        said = (message.string,) if isinstance(message.string, str) else message.string or ("",)
        if message.id and (message.fuzzy or not all(said) or not speech.fits(message)):
            yield str(message.id)
