"""A partnership as somebody wants it to be: what a file says of it, with the line on which each thing is said."""

from dataclasses import dataclass
from datetime import timedelta

from bot.chat.names import Identity
from bot.domain.group import Margin
from bot.domain.partnership import Role, Thresholds
from bot.domain.prompt import Kind, Question
from bot.domain.record import Record
from bot.domain.schedule import Rhythm, Status, Visibility, Whom


@dataclass(frozen=True, slots=True)
class WantedOrganisation:
    """An organisation, known by its name."""

    line: int
    record: Record


@dataclass(frozen=True, slots=True)
class WantedGroup:
    """A cohort or site, known by its name."""

    line: int
    margin: Margin
    name: str


@dataclass(frozen=True, slots=True)
class WantedPerson:
    """A member, known by their accounts or, without any, by name and organisation. What is None stays as it is."""

    line: int
    name: str
    organisation: str
    """By name."""
    accounts: tuple[Identity, ...] = ()
    """None at all: somebody of the web inbox."""
    roles: frozenset[Role] | None = None
    cohorts: frozenset[str] | None = None
    sites: frozenset[str] | None = None
    leads: frozenset[str] | None = None
    """The cohorts and sites that they lead, by name."""


@dataclass(frozen=True, slots=True)
class WantedCheckIn:
    """A schedule and its prompt, known by the title."""

    line: int
    title: str
    kind: Kind
    theme: str
    questions: tuple[Question, ...]
    rhythm: Rhythm
    whom: Whom
    of: str
    """The name of the organisation or space, or the role; "" for everybody."""
    open_for: timedelta
    remind_before: timedelta | None
    visibility: Visibility
    status: Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of it. The partnership is known by its name."""

    line: int
    name: str
    zone: str
    thresholds: Thresholds | None
    thresholds_line: int
    organisations: tuple[WantedOrganisation, ...]
    groups: tuple[WantedGroup, ...]
    people: tuple[WantedPerson, ...]
    check_ins: tuple[WantedCheckIn, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong on a line of the file."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that becomes as it is wanted."""

    new: bool
    """Whether it was not there at all."""
    kind: str
    name: str
    details: tuple[str, ...] = ()
