"""Days, times and rhythms in words."""

from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location

from bot.domain.schedule import Rhythm
from bot.speech import ENGLISH, language, locale, ngettext
from bot.speech import gettext as _
from bot.texts import rhythms
from bot.texts.rhythms import enumeration, weekdays

__all__ = ["day", "enumeration", "moment", "people", "place", "rhythm", "short_day", "short_slot", "slot", "weekdays"]


def slot(local: datetime) -> str:
    """A naive wall-clock time such as `Tuesday 12 May, 09:30`."""
    return _slot(local, language())


@lru_cache(maxsize=2_000)
def _slot(local: datetime, language: str) -> str:
    # What is remembered is remembered for one language, which is the one that is spoken.
    del language
    return format_datetime(local, _("EEEE d MMMM, HH:mm"), locale=locale())


def short_slot(local: datetime) -> str:
    """A naive wall-clock time such as `Tue 12 May, 09:30`."""
    return _short_slot(local, language())


@lru_cache(maxsize=2_000)
def _short_slot(local: datetime, language: str) -> str:
    del language
    return format_datetime(local, _("EEE d MMM, HH:mm"), locale=locale())


def moment(at: datetime, zone: str) -> str:
    """An instant on a zone's clock, such as `Tuesday 12 May, 09:30 (London time)`."""
    # One instant is the same key on every zone's clock, so only the wall clock's time may be remembered.
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return _("{slot} ({place} time)", slot=slot(local), place=place(zone))


def day(at: datetime, zone: str) -> str:
    """An instant's date on a zone's clock, such as `12 May 2026`."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), _("d MMMM y"), locale=locale())


def calendar_day(day: date) -> str:
    """A date without its year, such as `12 May`."""
    return format_date(day, _("d MMMM"), locale=locale())


def short_day(at: datetime, zone: str) -> str:
    """An instant's date on a zone's clock in at most 12 characters, such as `12 Sept 2026`."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), _("d MMM y"), locale=locale())


def place(zone: str) -> str:
    """A zone by its town, as the language that is spoken calls it: `London` for `Europe/London`."""
    return _town(zone, language())


@lru_cache(maxsize=1_000)
def _town(zone: str, spoken: str) -> str:
    if spoken != ENGLISH:
        with suppress(LookupError):
            return get_timezone_location(zone, locale=locale(), return_city=True)
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def rhythm(rhythm: Rhythm, *, own_clock: bool = False) -> str:
    """A rhythm such as `every 2 weeks on Monday and Thursday at 09:30 (London time)`."""
    days, time, town = rhythms.days(rhythm), f"{rhythm.starts:%H:%M}", place(rhythm.zone)
    if own_clock:
        said = _(
            "{days} at {time} (each person's own time; {place} time where they have not said theirs, "
            "and in channels)",
            days=days,
            time=time,
            place=town,
        )
    else:
        said = _("{days} at {time} ({place} time)", days=days, time=time, place=town)
    for bound in rhythms.bounds(rhythm):
        said = _("{rhythm}, {bound}", rhythm=said, bound=bound)
    return said


def people(count: int) -> str:
    """`1 person` or `12 people`."""
    return ngettext("{count} person", "{count} people", count)
