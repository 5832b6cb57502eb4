"""TOML whose every value knows the line it is written on, so that what is wrong with it can be pointed at.

`tomllib` says where the syntax is wrong, and nothing of where a value stood. But a TOML file is a row of statements,
each whole in itself: taken alone, one that has begun and not ended cannot be read. So `tomllib` itself finds where
each of them ends, and what it sets.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Step: TypeAlias = str | int
Way: TypeAlias = tuple[Step, ...]
"""From the top of the file to a value: keys of tables and places in arrays of tables."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read."""

    values: Mapping[str, Any]
    lines: Mapping[Way, int]
    """Where each key is set and each table begins; the first line is 1."""

    def line(self, *way: Step) -> int:
        """The line of a value, or of the nearest table around it."""
        while way and way not in self.lines:
            way = way[:-1]
        return self.lines.get(way, 1)


def read(text: str) -> Document:
    """Read a file.

    Raises:
        ValueError: it is no TOML; with the line and what is wrong there.
    """
    whole = text.replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        values = tomllib.loads(whole)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        last = whole.count("\n") + 1
        raise ValueError(said.replace("(at end of document)", f"(at line {last}, where the file ends)")) from None
    except RecursionError:
        raise ValueError("its brackets are nested too deeply") from None
    return Document(values, dict(_lines(whole)))


def _lines(text: str) -> Iterator[tuple[Way, int]]:
    counts: dict[Way, int] = {}
    table: Way = ()
    for line, statement in _statements(text):
        way, inside = _way(tomllib.loads(statement))
        if statement.lstrip().startswith("["):
            table = _placed(way, counts, begins=inside)
            yield table, line
        else:
            for length in range(1, len(way) + 1):
                yield (*table, *way[:length]), line


def _statements(text: str) -> Iterator[tuple[int, str]]:
    begun, first = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        if not begun:
            first = number
        begun += line + "\n"
        try:
            whole = tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue
        if whole:
            yield first, begun
        begun = ""


def _way(values: Mapping[str, Any]) -> tuple[Way, bool]:
    """The keys down to what one statement sets, and whether that is one more table of an array."""
    way: list[str] = []
    found: Any = values
    while isinstance(found, dict) and len(found) == 1:
        [(key, found)] = found.items()
        way.append(key)
    return tuple(way), found == [{}]


def _placed(way: Way, counts: dict[Way, int], *, begins: bool) -> Way:
    """The way of a header, with the place that each array of tables on it has come to."""
    placed: Way = ()
    for number, key in enumerate(way):
        placed = (*placed, key)
        if begins and number == len(way) - 1:
            counts[placed] = counts.get(placed, -1) + 1
        if placed in counts:
            placed = (*placed, counts[placed])
    return placed
