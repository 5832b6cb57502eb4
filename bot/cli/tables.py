"""Reads a table of a TOML file key by key, collecting what is wrong and on which line."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from bot.chat.limits import printable
from bot.cli.toml import Document, Step, Way
from bot.domain.schedule import is_zone
from bot.domain.wanted import Complaint

_QUOTED = 40
"""Characters of a wrong value that are told."""


class Table:
    """One table; each reading either succeeds or adds a complaint and returns something harmless."""

    def __init__(self, document: Document, way: Way, values: Any, complaints: list[Complaint]) -> None:  # noqa: ANN401
        self._document, self._way, self._complaints = document, way, complaints
        self._values: dict[str, Any] = values if isinstance(values, dict) else {}
        self._read: set[str] = set()
        self.line = document.line(*way)
        if not isinstance(values, dict):
            self.complain("", f"{self._called} is a table: begin it with a line such as [{self._called}]")

    def complain(self, name: str, what: str) -> None:
        """Something is wrong with a key, or with the table where that is ""."""
        steps: tuple[Step, ...] = (*self._way, name) if name else self._way
        self._complaints.append(Complaint(self._document.line(*steps), what))

    def tables(self, name: str) -> Iterator["Table"]:
        """The tables of an array such as `[[person]]`."""
        self._read.add(name)
        values = self._values.get(name, [])
        if not isinstance(values, list):
            self.complain(name, f"begin each {name} with the line [[{name}]], in two brackets")
            return
        for place, each in enumerate(values):
            yield Table(self._document, (*self._way, name, place), each, self._complaints)

    def table(self, name: str) -> "Table":
        """A table within this one; empty where there is none."""
        self._read.add(name)
        return Table(self._document, (*self._way, name), self._values.get(name, {}), self._complaints)

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self._values

    def words(self, name: str, most: int) -> str:
        """One line of 1 to `most` characters."""
        value = self._of(name, str)
        said = " ".join(printable(value or "").split())
        if value is not None and not 1 <= len(said) <= most:
            self.complain(name, f"{name} has 1 to {most} characters")
        return said

    def text(self, name: str) -> str:
        """Any text; "" when there is none."""
        return printable(self._of(name, str, needed=False) or "")

    def choice(self, name: str, known: Collection[str], usual: str | None = None) -> str:
        """One of these texts; the usual one when it is left out."""
        value = self._of(name, str, needed=usual is None)
        if value is None:
            return usual or next(iter(known))
        if value not in known:
            self.complain(name, f"{name} is one of {', '.join(known)}, not {_quote(value)}{_meant(value, known)}")
            return next(iter(known))
        return str(value)

    def number(self, name: str, known: Collection[int], usual: int | None = None) -> int:
        """One of these numbers; the usual one when it is left out."""
        value = self._of(name, int, needed=usual is None)
        if value is None:
            return next(iter(known)) if usual is None else usual
        if value not in known or isinstance(value, bool):
            self.complain(name, f"{name} is one of {', '.join(map(str, known))}, not {_quote(value)}")
            return next(iter(known))
        return int(value)

    def zone(self, name: str, usual: str | None = None) -> str:
        """An IANA time zone; the usual one when it is left out."""
        value = self._of(name, str, needed=usual is None)
        if value is not None and not is_zone(value):
            self.complain(name, f"{_quote(value)} is no time zone we know; write one such as Europe/London")
            return "UTC"
        return value or usual or "UTC"

    def local(self, name: str) -> datetime:
        """A day and time without an offset, to the minute."""
        value = self._of(name, datetime)
        if value is not None and value.tzinfo is not None:
            self.complain(name, f"{name} is a time on the wall clock of the zone: leave out the offset")
        return (value or datetime(2000, 1, 1)).replace(second=0, microsecond=0, tzinfo=None)  # noqa: DTZ001  naive

    def several(self, name: str) -> tuple[str, ...] | None:
        """A list of texts; None when it is left out."""
        value = self._of(name, list, needed=False)
        if value is None:
            return None
        texts = [" ".join(printable(each).split()) for each in value if isinstance(each, str)]
        if len(texts) < len(value) or not all(texts):
            self.complain(name, f'{name} is a list of texts, such as ["…", "…"]')
        elif len(set(texts)) < len(texts):
            self.complain(name, f"{name} names something twice")
        return tuple(dict.fromkeys(texts))

    def end(self, *more: str) -> None:
        """Complain of every key that nothing has read; `more` may be there as well."""
        known = self._read | set(more)
        for name in self._values:
            if name not in known:
                self.complain(name, f"nothing is called {_quote(name)} here{_meant(name, known)}")

    @property
    def _called(self) -> str:
        return next((step for step in reversed(self._way) if isinstance(step, str)), "the file")

    def _of(self, name: str, kind: type, *, needed: bool = True) -> Any:  # noqa: ANN401  what the file has
        self._read.add(name)
        if name not in self._values:
            if needed:
                self.complain("", f"{self._called} needs {name}")
            return None
        value = self._values[name]
        if not isinstance(value, kind):
            self.complain(name, f"{name} is {_KINDS[kind]}, not {_quote(value)}")
            return None
        return value


_KINDS = {
    str: "a text in quotation marks",
    int: "a whole number",
    list: "a list in square brackets",
    datetime: "a day and time without quotation marks, such as 2026-05-05T09:30:00",
}


def _quote(value: object) -> str:
    said = " ".join(printable(str(value)).split())
    return repr(said if len(said) <= _QUOTED else said[:_QUOTED] + "…")


def _meant(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""
