"""Who is still to be found where a member is written to, and who has left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.chat.names import Identity, Person
from bot.domain.partnership import Member

Rosters = Mapping[str, Sequence[Person]]
"""Who is in a space, by its id; a space of which its platform could not tell is not there."""


class Absence(StrEnum):
    """Why somebody is not to be found by an identity any more."""

    ACCOUNT = "account"
    """The account has ended."""
    SPACES = "spaces"
    """They are in no space of the partnership there any more."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An identity by which nobody is to be found any more."""

    identity: Identity
    why: Absence
    at: datetime


@dataclass(frozen=True, slots=True)
class Leaver:
    """A member who has left somewhere."""

    member: Member
    gone: tuple[Gone, ...]
    reached: bool
    """Whether another identity of theirs is still there."""


def identities(rosters: Rosters) -> Mapping[str, frozenset[Identity]]:
    """Who is in each of these spaces, without what else is told of them."""
    return {space: frozenset(person.identity for person in people) for space, people in rosters.items()}
