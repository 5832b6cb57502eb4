"""Wall clocks: which zones there are, and the moment that a time on one of their clocks means."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_DAY = timedelta(days=1)


def instant(slot: datetime, zone: str) -> datetime:
    """The moment (UTC) of a slot on a zone's wall clock.

    As RFC 5545 has it: a time that comes twice when clocks go back means the first, one that is left out when
    they go forward is read with the offset from before the change.
    """
    return slot.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def local(moment: datetime, zone: str) -> datetime:
    """What a zone's wall clock shows at a moment, as a naive time."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def has_day(slot: datetime, zone: str) -> bool:
    """Whether the day of a slot is in a zone's calendar: Samoa's had no 30 December 2011."""
    return local(instant(slot, zone), zone) - slot < _DAY


def is_zone(name: str) -> bool:
    """Whether this is an IANA zone name that we know."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Two that the system's own list adds: the host's own clock, and none at all.
    return frozenset(available_timezones() - {"localtime", "Factory"})
