"""Values as JSON text: messages, questions, answers, releases and drafts, read back exactly as they were."""

import json
from dataclasses import replace
from typing import Any, TypeVar

from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from bot.chat.message import Block
from bot.domain.disclosure.figures import Figure, Mask, Rate, ScaleFigure
from bot.domain.disclosure.release import Release
from bot.domain.prompt import Question
from bot.domain.response import Answers

T = TypeVar("T")

# `json.dumps` makes a writer like this one anew at every call.
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_converter = make_converter(detailed_validation=False)
# What is made as a check-in closes is never rounded, and there are thousands of figures in a release.
_converter.register_unstructure_hook(
    ScaleFigure, make_dict_unstructure_fn(ScaleFigure, _converter, total=override(omit_if_default=True))
)
for _union in (Block, Question, Figure, Rate | Mask):
    configure_tagged_union(_union, _converter, tag_name="is")


def dump(value: object, kind: Any) -> str:  # noqa: ANN401  a type or a union, which has no common type
    """Write a value of this kind as JSON."""
    return _write(_converter.unstructure(value, kind))


def load(text: str, kind: type[T]) -> T:
    """Read what `dump` wrote for this kind."""
    return _converter.structure(json.loads(text), kind)


def dump_whole(release: Release) -> str:
    """Write a release without its smaller groups and its words: of many groups these are nearly all of it."""
    results = tuple(replace(result, cells=result.cells[:1]) for result in release.results)
    return dump(replace(release, turnouts=release.turnouts[:1], results=results, words=()), Release)


def dump_answers(answers: Answers) -> str:
    """Write answers as JSON: numbers, texts and lists of indices need no tags."""
    return _write(answers)


def load_answers(text: str) -> Answers:
    """Read what `dump_answers` wrote."""
    answers = json.loads(text)
    return {key: tuple(answer) if isinstance(answer, list) else answer for key, answer in answers.items()}
