"""Days, times and rhythms in words."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

from bot.domain.schedule import Rhythm
from bot.texts import rhythms
from bot.texts.rhythms import WEEKDAYS, enumeration

__all__ = ["WEEKDAYS", "day", "enumeration", "moment", "people", "place", "rhythm", "short_day", "short_slot", "slot"]

_LOCALE = Locale.parse("en_GB")


@lru_cache(maxsize=1_000)
def slot(local: datetime) -> str:
    """A naive wall-clock time such as `Tuesday 12 May, 09:30`."""
    return format_datetime(local, "EEEE d MMMM, HH:mm", locale=_LOCALE)


@lru_cache(maxsize=1_000)
def short_slot(local: datetime) -> str:
    """A naive wall-clock time such as `Tue 12 May, 09:30`."""
    return format_datetime(local, "EEE d MMM, HH:mm", locale=_LOCALE)


def moment(at: datetime, zone: str) -> str:
    """An instant on a zone's clock, such as `Tuesday 12 May, 09:30 (London time)`."""
    # One instant is the same key on every zone's clock, so only the wall clock's time may be remembered.
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return f"{slot(local)} ({place(zone)} time)"


def day(at: datetime, zone: str) -> str:
    """An instant's date on a zone's clock, such as `12 May 2026`."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "d MMMM y", locale=_LOCALE)


def calendar_day(day: date) -> str:
    """A date without its year, such as `12 May`."""
    return format_date(day, "d MMMM", locale=_LOCALE)


def short_day(at: datetime, zone: str) -> str:
    """An instant's date on a zone's clock in at most 12 characters, such as `12 Sept 2026`."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "d MMM y", locale=_LOCALE)


def place(zone: str) -> str:
    """A zone by its town: `London` for `Europe/London`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def rhythm(rhythm: Rhythm, *, own_clock: bool = False) -> str:
    """A rhythm such as `every 2 weeks on Monday and Thursday at 09:30 (London time)`."""
    if own_clock:
        clock = f"each person's own time; {place(rhythm.zone)} time where they have not said theirs, and in channels"
    else:
        clock = f"{place(rhythm.zone)} time"
    return f"{rhythms.days(rhythm)} at {rhythm.starts:%H:%M} ({clock}){rhythms.bounds(rhythm)}"


def people(count: int) -> str:
    """`1 person` or `12 people`."""
    return "1 person" if count == 1 else f"{count} people"
