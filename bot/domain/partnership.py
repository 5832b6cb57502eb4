"""Who takes part: partnerships, organisations, members and the spaces where they meet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.chat.names import Address

MOST_ORGANISATIONS = 200
"""More could not be chosen from in one form."""


class Sector(StrEnum):
    """The part of public life an organisation belongs to; a natural group for results."""

    NHS = "nhs"
    LOCAL_AUTHORITY = "local_authority"
    VOLUNTARY = "voluntary"
    EDUCATION = "education"
    BUSINESS = "business"
    OTHER = "other"


class Role(StrEnum):
    """What a member does in the partnership; everybody is a member, some are more."""

    MEMBER = "member"
    LEAD = "lead"
    CONVENER = "convener"


LEAST_THRESHOLD = 5
"""No convener may choose a lower one."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Fewest people behind anything that is shown. Set before a check-in opens; they may rise, never fall."""

    scores: int = LEAST_THRESHOLD
    words: int = 10
    """Behind words, and behind whatever is published outside the partnership."""


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Partnership:
    """A named collaboration: the boundary of who sees what."""

    id: str
    name: str
    zone: str
    """IANA zone in which its conveners think."""
    thresholds: Thresholds = USUAL


@dataclass(frozen=True, slots=True)
class Organisation:
    """A legal party that takes part: the controller of its people's data. Declared, never inferred."""

    id: str
    partnership: str
    name: str
    sector: Sector
    contact: str
    basis: str = ""
    """Its lawful basis, in its own words; "" until a convener has said."""
    retention_days: int | None = None
    """How long what its people answered is kept; None until a convener has said."""


@dataclass(frozen=True, slots=True)
class DigestTime:
    """When a reader wants the digest, on their own clock."""

    weekday: int
    """Monday is 0."""
    hour: int
    zone: str


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one partnership, on behalf of one organisation."""

    id: str
    partnership: str
    organisation: str
    name: str
    roles: frozenset[Role]
    digest: DigestTime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A place where the bot speaks for a partnership; not linked to one until a convener says so."""

    id: str
    address: Address
    title: str
    partnership: str | None
