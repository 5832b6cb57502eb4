"""A member's own wall clock, as they said it when asked: their zone, and when they are not to be written to."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.quiet import Quiet
from bot.domain.zone import instant
from bot.speech import gettext as _
from bot.speech import noop

_PHRASES = (noop("settings"), noop("my settings"), noop("my time zone"), noop("my timezone"), noop("quiet hours"))


@dataclass(frozen=True, slots=True)
class Clock:
    """Asked, never inferred; who has not said has none."""

    zone: str
    quiet: Quiet | None = None

    def from_(self, moment: datetime) -> datetime:
        """This moment, or the end of the quiet hours that it falls in."""
        return self.quiet.after(moment, self.zone) if self.quiet else moment


def is_quiet(clock: Clock | None, moment: datetime) -> bool:
    """Whether somebody is not to be written to at this moment; never for who has not said."""
    return clock is not None and clock.from_(moment) != moment


def asks_for_settings(text: str) -> bool:
    """Whether somebody wants to say how Weft is to treat them, whatever they think of capitals and punctuation."""
    said = re.findall(r"\w+", text.casefold())
    return " ".join(said) in {*_PHRASES, *(_(phrase).casefold() for phrase in _PHRASES)}


EARLIEST = "Pacific/Kiritimati"
"""Where every day begins first: no slot on anybody's own clock comes before it comes here."""


def first_instant(slot: datetime) -> datetime:
    """The moment (UTC) at which a slot comes on the first of all clocks."""
    return instant(slot, EARLIEST)
