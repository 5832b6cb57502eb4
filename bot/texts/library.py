"""The prompts that come with Weft, read once from `prompts.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.prompt import Kind, Question, parse_questions
from bot.errors import InvalidInput


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


@cache
def library() -> tuple[LibraryPrompt, ...]:
    """Every prompt, those of a theme side by side."""
    return read(files(__package__).joinpath("prompts.toml").read_text("utf-8"))


def themes() -> tuple[str, ...]:
    """Every theme once, in the order of the library."""
    return tuple(dict.fromkeys(prompt.theme for prompt in library()))


def find(key: str) -> LibraryPrompt | None:
    """The prompt with this key, if there is one."""
    return next((prompt for prompt in library() if prompt.key == key), None)


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
