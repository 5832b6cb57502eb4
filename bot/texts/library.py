"""The prompts that come with Weft, read once from `prompts.toml` beside this file."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import BinaryIO

from bot.domain.prompt import Kind, Question, parse_questions, written
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.speech import language


@dataclass(frozen=True, slots=True)
class LibraryPrompt:
    """A prompt for a convener to use or to make their own; its key is unique and never changes."""

    key: str
    kind: Kind
    title: str
    theme: str
    questions: tuple[Question, ...]


def read(text: str) -> tuple[LibraryPrompt, ...]:
    """Read a library written as TOML, in the order of the file.

    Raises:
        ValueError: with the title of the first prompt that cannot be used, and why.
    """
    prompts: dict[str, LibraryPrompt] = {}
    for entry in tomllib.loads(text)["prompt"]:
        prompt = _prompt(entry)
        if prompt.key in prompts:
            raise ValueError(f"{prompt.title}: its key is also that of {prompts[prompt.key].title}")
        prompts[prompt.key] = prompt
    return tuple(prompts.values())


def library() -> tuple[LibraryPrompt, ...]:
    """Every prompt in the language that is spoken, those of a theme side by side."""
    return _library(language())


@lru_cache(maxsize=50)
def _library(language: str) -> tuple[LibraryPrompt, ...]:
    # What is remembered is remembered for one language, which is the one that is spoken.
    del language
    return tuple(map(_spoken, read(files(__package__).joinpath("prompts.toml").read_text("utf-8"))))


def themes() -> tuple[str, ...]:
    """Every theme once, in the order of the library."""
    return tuple(dict.fromkeys(prompt.theme for prompt in library()))


def find(key: str) -> LibraryPrompt | None:
    """The prompt with this key, if there is one."""
    return next((prompt for prompt in library() if prompt.key == key), None)


def extract(file: BinaryIO, *_chosen: object, **_options: object) -> Iterator[tuple[int, None, str, list[str]]]:
    """What there is to translate in a library, as Babel asks for it: every title, theme and question."""
    for prompt in read(file.read().decode()):
        comment = "Keep what stands in brackets in the same form: [1-5: … / …], [… / …] or (… / …)."
        for words in (prompt.theme, prompt.title):
            yield 1, None, words, []
        for words in _lines(prompt):
            yield 1, None, words, [comment] if words.endswith(("]", ")")) else []


def _spoken(prompt: LibraryPrompt) -> LibraryPrompt:
    try:
        questions = parse_questions("\n".join(map(_, _lines(prompt))), prompt.kind)
    except (InvalidInput, ValueError):
        # A question whose translation cannot be asked is asked in English rather than not at all.
        questions = prompt.questions
    return replace(prompt, title=_(prompt.title), theme=_(prompt.theme), questions=questions)


def _lines(prompt: LibraryPrompt) -> list[str]:
    return written(prompt.questions).split("\n")


def _prompt(entry: Mapping[str, str]) -> LibraryPrompt:
    title = entry.get("title", "A prompt without a title")
    try:
        kind = Kind(entry["kind"])
        questions = parse_questions(entry["questions"], kind)
        return LibraryPrompt(entry["key"], kind, entry["title"], entry["theme"], questions)
    except KeyError as missing:
        raise ValueError(f"{title}: it has no {missing}") from missing
    except (InvalidInput, ValueError) as error:
        raise ValueError(f"{title}: {error}") from error
