"""What comes of applying a file: what was changed, what is to be known, and what cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.domain.partnership import Partnership
from bot.domain.wanted import Change, Complaint, Wanted
from bot.errors import InvalidInput, PersonError


@dataclass(slots=True)
class Outcome:
    """Grows as a file is applied. Where there are complaints, nothing of it may be kept."""

    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    invited: list[tuple[str, str, int]] = field(default_factory=list)
    """New people of the web inbox: name, user id and generation."""

    def add(self, kind: str, name: str, *details: str) -> None:
        """Something was not there."""
        self.changes.append(Change(new=True, kind=kind, name=name, details=details))

    def change(self, kind: str, name: str, *details: str) -> None:
        """Something was otherwise."""
        if details:
            self.changes.append(Change(new=False, kind=kind, name=name, details=details))

    def complain(self, line: int, what: str) -> None:
        """Something cannot be."""
        self.complaints.append(Complaint(line, what))

    @contextmanager
    def on(self, line: int) -> Iterator[None]:
        """Whatever a form would reject is wrong on this line."""
        try:
            yield
        except InvalidInput as error:
            for name, sentence in error.errors.items():
                self.complain(line, f"{name}: {sentence}")
        except PersonError as error:
            self.complain(line, str(error))


@dataclass(frozen=True, slots=True)
class Applying:
    """What every step of it needs."""

    session: Session
    now: datetime
    partnership: Partnership
    wanted: Wanted
    outcome: Outcome


def turned(name: str, before: object, after: object) -> list[str]:
    """A line for what differs; none where nothing does."""
    return [] if before == after else [f"{name}: {_said(before)} → {_said(after)}"]


def _said(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    return "none" if value in {None, ""} else str(value)
