"""What the example partnership asks its people, and on which days: all reckoned back from the moment it ends."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.form import Values
from bot.domain.recurring import EVERY_WEEKS
from bot.domain.schedule import Rhythm, Visibility, instant

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_FRIDAY = 4
_LINGERS = timedelta(weeks=4)
"""How long after the example's own end its evaluation can still be looked into."""
_OPENS = (13.5, 9.5)
"""Hours of the day, latest first, at one of which the check-in that is left open has opened."""
_LEAST_OPEN = timedelta(minutes=20)
"""So that the first answers to it are in."""


@dataclass(frozen=True, slots=True)
class Round:
    """One schedule of the example. Its later prompt takes the place of the first at half time."""

    prompt: str
    """The key of a prompt from the library."""
    later: str
    every: int
    """Weeks from one slot to the next."""
    week: int
    """Its last slot is so many weeks before the one that is left open."""
    hours: int
    remind: int
    """Hours before it closes; 0 for no reminder."""
    visibility: Visibility
    waves: tuple[str, ...] = ()
    """Where it is an evaluation: it is asked so often, as seldom as the time allows."""

    def gap(self, calendar: "Calendar") -> int:
        """Weeks from one slot to the next in this calendar."""
        if not self.waves:
            return self.every
        longest = (calendar.weeks - self.week) // (len(self.waves) - 1)
        return max(weeks for weeks in EVERY_WEEKS if weeks <= max(longest, 1))

    def slot(self, calendar: "Calendar", week: int) -> datetime:
        """Its slot so many weeks back, naive local time."""
        return calendar.live - week * _WEEK if self.every == 1 else calendar.second - week * _WEEK

    def weeks(self, calendar: "Calendar") -> range:
        """The weeks back in which it is asked, earliest first."""
        if self.waves:
            gap = self.gap(calendar)
            return range(self.week + (len(self.waves) - 1) * gap, self.week - 1, -gap)
        earliest = calendar.half // 2 if self.every == 1 else calendar.weeks
        return range(earliest - (earliest - self.week) % self.every, self.week - 1, -self.every)

    def key(self, calendar: "Calendar", week: int) -> str:
        """The key of what it asks so many weeks back."""
        return self.prompt if week > calendar.half else self.later

    def rhythm(self, calendar: "Calendar") -> Rhythm:
        """When it recurs."""
        first = self.slot(calendar, self.weeks(calendar)[0])
        return Rhythm.weekly((first.weekday(),), self.gap(calendar), first, calendar.zone)

    def planned(self, calendar: "Calendar") -> Values:
        """The form of when and whom, filled in."""
        rhythm = self.rhythm(calendar)
        return {
            "audience": "everybody",
            "weekdays": tuple(map(str, rhythm.weekdays)),
            "every": str(self.gap(calendar)),
            "time": f"{rhythm.starts:%H:%M}",
            "starts": rhythm.starts.date().isoformat(),
            "zone": calendar.zone,
            "open": str(self.hours),
            "remind": str(self.remind),
            "visibility": self.visibility.value,
            **({"waves": ", ".join(self.waves), "ends": calendar.ends.isoformat()} if self.waves else {}),
        }


ROUNDS = (
    Round("system.joined_up", "system.joined_up", 1, 0, 120, 0, Visibility.ANONYMOUS),
    Round("system.seeing", "system.seeing", 12, 1, 72, 24, Visibility.ANONYMOUS, ("baseline", "midpoint", "endline")),
    Round("system.broken_path", "deciding.two_hats", 4, 2, 168, 0, Visibility.ORGANISATION),
    Round("learning.what_we_tried", "learning.what_we_tried", 4, 3, 168, 24, Visibility.ATTRIBUTED),
    Round("listening.nearly_missed", "purpose.a_year_on", 4, 4, 168, 0, Visibility.ORGANISATION),
)
"""The evaluation at the beginning, half way and at the end; in most weeks one of the other long ones, and in the last
quarter a tap besides: nobody is asked more than twice a week."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the example, so laid that it ends with one check-in open and a full week just closed."""

    live: datetime
    """The slot of the check-in that is left open, naive local time on a working day."""
    weeks: int
    zone: str

    @property
    def second(self) -> datetime:
        """Where that week's other slot would be, on the next working day; it is still to come."""
        days = 3 if self.live.weekday() == _FRIDAY else 1
        return datetime.combine(self.live + days * _DAY, datetime.min.time()) + timedelta(hours=10)

    @property
    def half(self) -> int:
        """Weeks back at which the later prompts begin."""
        return self.weeks // 2

    @property
    def begins(self) -> datetime:
        """The moment (UTC) at which the partnership is set up: before its first slot."""
        return self.at(self.weeks)

    @property
    def ends(self) -> date:
        """The day on which the evaluation ends: some weeks after its last wave."""
        return (self.live + _LINGERS).date()

    def at(self, week: int) -> datetime:
        """The moment (UTC) so many weeks before the last slot."""
        return instant(self.live - week * _WEEK, self.zone)


def calendar(until: datetime, weeks: int, zone: str) -> Calendar:
    """The calendar of an example that ends at this moment and lasts so many weeks."""
    latest = until.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - _LEAST_OPEN
    day = datetime.combine(latest, datetime.min.time())
    slots = (day - back * _DAY + timedelta(hours=hours) for back in range(4) for hours in _OPENS)
    return Calendar(next(slot for slot in slots if slot <= latest and slot.weekday() <= _FRIDAY), weeks, zone)
