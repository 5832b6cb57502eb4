"""The tables. Private to the store: everybody else sees the domain's values.

Ids are random (UUID 4, as 32 hex digits), so that no sequence tells who came first. Instants are UTC. Wall-clock
slots are ISO texts, because they belong to no zone of their own.
"""

from bot.store.tables.naming import (  # isort: skip  before any table is made
    GOING_ON,
    IGNORING,
    LATE,
    OPEN,
    UNSETTLED,
    WAITING,
)
from bot.store.tables.asking import (
    Addendum,
    AnsweringHour,
    Declined,
    Digest,
    Draft,
    Event,
    Occurrence,
    Participation,
    Programme,
    Prompt,
    Reason,
    Release,
    Response,
    Schedule,
)
from bot.store.tables.auditing import Audit, Pseudonym
from bot.store.tables.people import (
    Belonging,
    Clock,
    Identity,
    Member,
    OptIn,
    Organisation,
    Partnership,
    ReportingGroup,
    RoleGiven,
    Space,
)
from bot.store.tables.posting import Correspondent, Delivery, Hold, Letter, Note, Pairing, Seen

__all__ = [
    "GOING_ON",
    "IGNORING",
    "LATE",
    "OPEN",
    "UNSETTLED",
    "WAITING",
    "Addendum",
    "AnsweringHour",
    "Audit",
    "Belonging",
    "Clock",
    "Correspondent",
    "Declined",
    "Delivery",
    "Digest",
    "Draft",
    "Event",
    "Hold",
    "Identity",
    "Letter",
    "Member",
    "Note",
    "Occurrence",
    "OptIn",
    "Organisation",
    "Pairing",
    "Participation",
    "Partnership",
    "Programme",
    "Prompt",
    "Pseudonym",
    "Reason",
    "Release",
    "ReportingGroup",
    "Response",
    "RoleGiven",
    "Schedule",
    "Seen",
    "Space",
]
