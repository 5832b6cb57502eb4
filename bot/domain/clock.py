"""A member's own wall clock, as they said it when asked: their zone, and when they are not to be written to."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.leave import Leave
from bot.domain.quiet import MORNING, NEVER, Quiet
from bot.domain.zone import instant, local
from bot.speech import gettext as _
from bot.speech import noop

_DAY = timedelta(days=1)
_PHRASES = (noop("settings"), noop("my settings"), noop("my time zone"), noop("my timezone"), noop("quiet hours"))


@dataclass(frozen=True, slots=True)
class Clock:
    """Asked, never inferred; who has not said has none."""

    zone: str
    quiet: Quiet = NEVER
    """Quiet hours, and the days of the week on which they do not work."""
    leave: Leave | None = None

    def from_(self, moment: datetime) -> datetime:
        """This moment, or the first one at which they are to be written to again."""
        then = self.quiet.after(moment, self.zone)
        if self.leave is None or not self.leave.holds(local(then, self.zone).date()):
            return then
        back = datetime.combine(self.leave.ends + _DAY, MORNING)
        return self.quiet.after(instant(back, self.zone), self.zone)

    def is_off(self, moment: datetime) -> bool:
        """Whether they do not work on the day that this moment falls on."""
        day = local(moment, self.zone).date()
        return day.weekday() in self.quiet.days or (self.leave is not None and self.leave.holds(day))

    def is_off_between(self, begins: datetime, ends: datetime) -> bool:
        """Whether they do not work on any of the days from one moment to another."""
        return any(self.is_off(min(begins + day * _DAY, ends)) for day in range((ends - begins) // _DAY + 2))


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
