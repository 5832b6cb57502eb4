"""Reads as much of YAML as our own files use and refuses the rest: anchors, tags, text over several lines."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_KEY = re.compile(r"([A-Za-z0-9_./-]+):(?: (.+))?")
# What versions of YAML take for different things.
_UNSURE = re.compile(r"(?i:yes|no|on|off|null|y|n)|[0-9]*\.[0-9]+|[0-9]+\.|0[0-9]+|[0-9]+e[0-9]+")
_PLAIN = re.compile(r"[A-Za-z0-9./$].*")
_WORDS = {"true": True, "false": False}

Lines = list[tuple[int, str]]


def read(file: Path) -> Any:  # noqa: ANN401  whatever stands there
    """The one document in a file."""
    lines: Lines = []
    for line in file.read_text().splitlines():
        text = line.lstrip()
        if text and not text.startswith("#"):
            assert "\t" not in line, line
            lines.append((len(line) - len(text), text))
    found, rest = _block(lines)
    assert not rest, rest
    return found


def _block(lines: Lines) -> tuple[Any, Lines]:
    return _listed(lines) if lines[0][1].startswith("- ") else _mapped(lines)


def _mapped(lines: Lines) -> tuple[dict[str, Any], Lines]:
    depth, found = lines[0][0], dict[str, Any]()
    while lines and lines[0][0] == depth and not lines[0][1].startswith("- "):
        key, text = _pair(lines[0][1])
        assert key not in found, f"{key} stands there twice"
        lines = lines[1:]
        if text:
            found[key] = _scalar(text)
        elif lines and lines[0][0] > depth:
            found[key], lines = _block(lines)
        else:
            found[key] = None
    assert not lines or lines[0][0] < depth, lines[0]
    return found, lines


def _listed(lines: Lines) -> tuple[list[Any], Lines]:
    depth, found = lines[0][0], list[Any]()
    while lines and lines[0][0] == depth and lines[0][1].startswith("- "):
        text = lines[0][1][2:]
        if _KEY.fullmatch(text):
            # What stands after the dash is the first line of a mapping that goes on below it.
            item, lines = _mapped([(depth + 2, text), *lines[1:]])
            found.append(item)
        else:
            found.append(_scalar(text))
            lines = lines[1:]
    assert not lines or lines[0][0] < depth, lines[0]
    return found, lines


def _pair(text: str) -> Sequence[str]:
    match = _KEY.fullmatch(text)
    assert match, text
    return match.groups("")


def _scalar(text: str) -> Any:  # noqa: ANN401  text, a number, a list
    if text[0] in '"[':
        return json.loads(text)
    assert _PLAIN.fullmatch(text), text
    assert not _UNSURE.fullmatch(text), text
    assert not {": ", " #"} & {text[at : at + 2] for at in range(len(text))}, text
    return _WORDS[text] if text in _WORDS else int(text) if text.isdigit() else text
