"""That somebody who is no member was asked to take part, and what they said to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.chat.names import Identity

KEPT = timedelta(days=90)
"""How long it is kept of somebody who says nothing that they were asked; then they may be asked once more."""


class Said(StrEnum):
    """What somebody said to being asked. Who said no is not asked again."""

    NOTHING = "nothing"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Unique by partnership and identity."""

    id: str
    partnership: str
    who: Identity
    said: Said
    asked_at: datetime
