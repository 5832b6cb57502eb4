"""A prompt with its rhythm and audience, and who can tell whose answer it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from bot.domain.adjustment import Adjustment
from bot.domain.partnership import Member, Role
from bot.domain.rhythm import Rhythm
from bot.domain.zone import instant, is_zone

__all__ = ["Audience", "Rhythm", "Schedule", "Status", "Visibility", "Whom", "instant", "is_zone"]


class Visibility(StrEnum):
    """Who can tell whose answer it is: fixed when the prompt is shown, never widened after."""

    ATTRIBUTED = "attributed"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"


class Status(StrEnum):
    """Whether a schedule opens occurrences."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


class Whom(StrEnum):
    """The sorts of audience."""

    EVERYBODY = "everybody"
    SPACE = "space"
    ORGANISATION = "organisation"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a schedule addresses; `of` is the id of the space or organisation, or the role."""

    whom: Whom
    of: str = ""

    def __str__(self) -> str:
        """The text that `parse` reads back: `everybody`, `role:lead`, `space:<id>`."""
        return f"{self.whom}:{self.of}" if self.of else str(self.whom)

    def includes(self, member: Member) -> bool:
        """Whether a member is addressed. What is asked in a space is asked of the whole partnership."""
        match self.whom:
            case Whom.EVERYBODY | Whom.SPACE:
                return True
            case Whom.ORGANISATION:
                return member.organisation == self.of
            case Whom.ROLE:
                return Role(self.of) in member.roles

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` writes.

        Raises:
            ValueError: it is nothing that `str` writes.
        """
        whom, _, of = text.partition(":")
        audience = cls(Whom(whom), of)
        if str(audience) != text or bool(of) == (audience.whom is Whom.EVERYBODY):
            raise ValueError("an audience of everybody names no one, any other names one")
        if audience.whom is Whom.ROLE:
            Role(of)
        return audience


@dataclass(frozen=True, slots=True)
class Schedule:
    """A prompt with its rhythm and audience."""

    id: str
    partnership: str
    prompt: str
    rhythm: Rhythm
    audience: Audience
    open_for: timedelta
    remind_before: timedelta | None
    """How long before closing those who have not answered are reminded, once; None for never."""
    visibility: Visibility
    status: Status
    programme: str | None = None
    """The evaluation whose waves its occurrences are."""
    paused_until: datetime | None = None
    """Nothing goes out before this moment."""
    adjustments: tuple[Adjustment, ...] = ()
    """Of single slots."""
    event: str | None = None
    """The event from which its days are counted."""
    own_clock: bool = False
    """Whether who is asked in private is asked at this time on their own wall clock."""
    late_for: timedelta = timedelta()
    """How long after closing late answers are taken."""
