"""What is exported as rows for spreadsheets, which run whatever looks like a formula unless it is kept from that."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

Values = Mapping[str, Any]
_RELEASE = ("audience", "occurrence", "schedule", "title", "kind", "wave", "closed_at", "visibility")
_PLACE = ("question", "text", "margin", "group", "group_id")
_FIGURE = ("n", "mean", "agree", "strongly_agree", "agree_from", "agree_to", "hidden", "reason")
_RATE = ("asked", "answered", "response_rate", "response_rate_hidden")
_MOVED = tuple((of, part) for of in ("agree", "strongly_agree") for part in ("before", "now", "points", "from", "to"))
_MOVES = tuple(f"{of}_{part}" for of, part in _MOVED)
COLUMNS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "figures": (*_RELEASE, *_PLACE, *_RATE, *_FIGURE),
        "counts": (*_RELEASE, *_PLACE, "answer", "count"),
        "words": (*_RELEASE, "question", "text", "author"),
        "pairs": (*_RELEASE, "question", "earlier", "n", *_MOVES),
    }
)
"""The columns of each sheet, by its name."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def rows(exported: Values) -> Iterator[tuple[str, Values]]:
    """The rows that one release makes, each with the name of its sheet; see `bot.texts.exports.exported`."""
    release = {name: exported[name] for name in _RELEASE}
    for each in exported["rows"]:
        yield "figures", release | {name: each[name] for name in (*_PLACE, *_RATE, *_FIGURE)}
        for counted in each["counts"] or ():
            yield "counts", release | {name: each[name] for name in _PLACE} | counted
    for each in exported["words"]:
        yield "words", release | each
    for each in exported["pairs"]:
        moves = {f"{of}_{part}": each[of][part] for of, part in _MOVED}
        yield "pairs", release | {name: each[name] for name in ("question", "earlier", "n")} | moves


def cell(value: object) -> object:
    """What stands in a cell: nothing for None, and no text that a spreadsheet would work out."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
