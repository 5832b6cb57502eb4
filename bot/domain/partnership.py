"""Who takes part: partnerships, organisations, members and the spaces where they meet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.chat.names import Address
from bot.domain.shared_quiet import EVENINGS, SharedQuiet
from bot.errors import InvalidInput
from bot.speech import ENGLISH
from bot.speech import gettext as _

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


class Basis(StrEnum):
    """Why the law lets an organisation hold what its people answer: UK GDPR, article 6(1), (a) to (f)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


RETENTION_DAYS = (183, 365, 730, 1_095, 2_190)
"""How long an organisation may choose to keep what its people answered: half a year to six years."""


class Role(StrEnum):
    """What a member does in the partnership; everybody is a member, some are more."""

    MEMBER = "member"
    LEAD = "lead"
    CONVENER = "convener"


LEAST_THRESHOLD = 5
"""No convener may choose a lower one."""
LEAST_WORDS = 10
THRESHOLDS = (5, 6, 8, 10, 15, 20)
"""What a convener may choose from."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Fewest people behind anything that is shown. Set before a check-in opens; they may rise, never fall."""

    scores: int = LEAST_THRESHOLD
    words: int = LEAST_WORDS
    """Behind words, and behind whatever is published outside the partnership."""

    def raised(self, scores: int, words: int) -> "Thresholds":
        """These in their place.

        Raises:
            InvalidInput: one of them would fall, or words would need fewer people than scores.
        """
        errors: dict[str, str] = {}
        if scores < self.scores:
            errors["scores"] = _("It is {count} by now and cannot fall again.", count=self.scores)
        if words < self.words:
            errors["words"] = _("It is {count} by now and cannot fall again.", count=self.words)
        elif words < scores:
            errors["words"] = _("Words need at least as many people behind them as scores.")
        if errors:
            raise InvalidInput(errors)
        return Thresholds(scores, words)


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Partnership:
    """A named collaboration: the boundary of who sees what."""

    id: str
    name: str
    zone: str
    """IANA zone in which its conveners think."""
    thresholds: Thresholds = USUAL
    quiet: SharedQuiet = EVENINGS
    """When nobody in it is reminded."""
    language: str = ENGLISH
    """Of its spaces, and of members who have not said theirs."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A legal party that takes part: the controller of its people's data. Declared, never inferred."""

    id: str
    partnership: str
    name: str
    sector: Sector
    contact: str
    basis: Basis | None = None
    """None until a convener has said."""
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
