"""A table of people as somebody pasted it: its lines, and what is not understood of them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chat.limits import printable
from bot.domain import mail
from bot.speech import gettext as _

NAME_LENGTH = 80
_SEPARATORS = ",;\t"
_HEADINGS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name", "full name", "person", "enw", "enw llawn"}),
    "email": frozenset(
        {"email", "e-mail", "mail", "email address", "e-mail address", "ebost", "e-bost", "cyfeiriad e-bost"}
    ),
    "organisation": frozenset({"organisation", "organization", "org", "employer", "company", "sefydliad"}),
    "group": frozenset(
        {"cohort", "site", "cohort or site", "group", "location", "carfan", "safle", "carfan neu safle"}
    ),
}
"""What a column may be called."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person."""

    number: int
    """From 1, as somebody counts the lines that they pasted."""
    text: str
    name: str
    email: str
    organisation: str
    groups: tuple[str, ...]
    """Of cohorts and sites, by name."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that is not understood, and why."""

    number: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Roll:
    """All of it, each person once."""

    lines: tuple[Line, ...]
    misread: tuple[Misread, ...]
    merged: int = 0
    """Lines that said once more what another one had said."""


def read(text: str) -> Roll:
    """The people of a table whose columns are set apart by commas, semicolons or tabs, with a heading or without."""
    # Spreadsheets put a mark at the beginning of what they write.
    numbered = enumerate(printable(text.removeprefix("\ufeff")).splitlines(), 1)
    rows = [(number, line) for number, line in numbered if line.strip()]
    separator = _separator([line for _number, line in rows])
    lines: list[Line] = []
    misread: list[Misread] = []
    columns: Sequence[str] | None = None
    for place, (number, row) in enumerate(rows):
        cells = _cells(row, separator)
        if place == 0 and (named := _heading(cells)) is not None:
            columns = named
            continue
        read_as = _line(number, row, cells, columns)
        (lines if isinstance(read_as, Line) else misread).append(read_as)  # type: ignore[arg-type]  # each its own
    return _merged(lines, misread)


def _separator(lines: Sequence[str]) -> str:
    try:
        return csv.Sniffer().sniff("\n".join(lines[:20]), _SEPARATORS).delimiter
    except csv.Error:
        first = lines[0] if lines else ""
        return max(_SEPARATORS, key=first.count)


def _cells(row: str, separator: str) -> list[str]:
    cells = next(csv.reader([row], delimiter=separator, skipinitialspace=True), [])
    return [" ".join(cell.split()) for cell in cells]


def _heading(cells: Sequence[str]) -> Sequence[str] | None:
    """What each column is, where this is a heading; "" for one that is not asked for."""
    said = [next((what for what, names in _HEADINGS.items() if cell.casefold() in names), "") for cell in cells]
    return said if "name" in said else None


def _line(number: int, row: str, cells: Sequence[str], columns: Sequence[str] | None) -> Line | Misread:
    def of(what: str) -> list[str]:
        return [cell for column, cell in zip(columns or (), cells, strict=False) if column == what and cell]

    if columns is None:
        emails = [cell for cell in cells if "@" in cell]
        others = [cell for cell in cells if cell and "@" not in cell]
        names, organisations, groups = others[:1], others[1:2], others[2:]
    else:
        names, emails, organisations, groups = of("name"), of("email"), of("organisation"), of("group")
    name, email, organisation = (each[0] if each else "" for each in (names, emails, organisations))
    why = ""
    if not name:
        why = _("there is no name")
    elif len(name) > NAME_LENGTH:
        why = _("the name has more than {number} characters", number=NAME_LENGTH)
    elif email and mail.domain_of(email) is None:
        why = _("“{email}” is no e-mail address", email=email)
    if why:
        return Misread(number, row, why)
    return Line(number, row, name, email, organisation, tuple(groups))


def _merged(lines: Sequence[Line], misread: Sequence[Misread]) -> Roll:
    """Each person once: by their name with their address, as several may share one, or else their organisation."""
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        key = (line.name.casefold(), (line.email or line.organisation).casefold())
        first.setdefault(key, line)
    return Roll(tuple(first.values()), tuple(misread), len(lines) - len(first))
