"""A catalogue of a few sentences, offered beside the real ones while a test runs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot import speech

Words = Mapping[str | tuple[str, str], str | tuple[str, ...]]
"""The English, or the singular and plural of it, and what is said instead."""


@contextmanager
def offering(folder: Path, language: str, words: Words) -> Iterator[None]:
    """Offer a language that knows these words."""
    catalogue = Catalog(locale=language)
    for message, said in words.items():
        catalogue.add(message, said)
    with (folder / f"{language}.po").open("wb") as file:
        write_po(file, catalogue)
    speech.FOLDERS.append(folder)
    try:
        yield
    finally:
        speech.FOLDERS.remove(folder)
