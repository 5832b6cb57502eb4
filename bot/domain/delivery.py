"""One thing to be posted to one recipient: what it is about, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.chat.names import Lane, Receipt

LEASE = timedelta(seconds=13)
"""How long a runner holds a delivery before it has to say that it still does: a call, what clocks may differ by, and
three seconds in which to say so."""
DRIFT = timedelta(seconds=2)
"""By how much the clocks may differ by which replicas judge each other's leases."""
MOST_ATTEMPTS = 32
"""Their waits add up to about a day: a platform that is down for a morning costs no check-in."""


class Purpose(StrEnum):
    """Why something is posted."""

    ASK = "ask"
    REMINDER = "reminder"
    LAST_REMINDER = "last_reminder"
    SNOOZED = "snoozed"
    STILL_WANTED = "still_wanted"
    DIGEST = "digest"
    INVITATION = "invitation"
    DOUBT = "doubt"
    """Tells a convener of what is unknown to have been posted."""
    LOST = "lost"
    """Tells a convener of a lane that is lost."""


NUDGES = frozenset({Purpose.REMINDER, Purpose.LAST_REMINDER, Purpose.SNOOZED})
"""What is posted only to who is still silent by then."""
TROUBLES = frozenset({Purpose.DOUBT, Purpose.LOST})
PASSING = NUDGES | TROUBLES
"""What is let go of without a word once there is nothing to say any more."""


class Progress(StrEnum):
    """Unknown: it may have been posted and the platform could not tell; never posted again.

    Dropped: a reminder, or word of a trouble, of which nobody is in need any more.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who or what a delivery is for: exactly one of a member, a space and an invitation."""

    member: str | None = None
    space: str | None = None
    invited: str | None = None
    """The invitation of somebody who is no member."""

    def __str__(self) -> str:
        """A text that is unique among recipients."""
        if self.invited:
            return f"invited:{self.invited}"
        return f"member:{self.member}" if self.member else f"space:{self.space}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Unique by purpose, subject and recipient; its id is the mark by which its post is found again."""

    id: str
    partnership: str
    purpose: Purpose
    about: str
    """The id of the occurrence, digest or invitation it is about."""
    recipient: Recipient
    lane: Lane
    progress: Progress
    attempts: int
    receipt: Receipt | None
    claim: str | None
    """The token of the runner that holds it."""
    face: str
    """What the post last showed, so that it is updated only when that changes."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A lane that the platform no longer lets us into, since when: what waits there waits until it does again."""

    lane: Lane
    at: datetime

    def __str__(self) -> str:
        """A text that is unique among losses."""
        return f"{self.lane.platform}:{self.lane.tenant}:{self.at:%Y%m%dT%H%M%S}"


def back_off(attempts: int) -> timedelta:
    """How long to wait after this many failed attempts: 10 s, doubled each time, at most an hour."""
    doublings = min(attempts - 1, 9)
    return min(timedelta(seconds=10 * 2**doublings), timedelta(hours=1))
