"""When somebody is reminded: at most twice, at hours at which they answered before, and never when it is quiet."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.occurrence import Occurrence
from bot.domain.quiet import MORNING, Quiet
from bot.domain.schedule import instant

APART = timedelta(hours=12)
"""Least between two reminders of one check-in."""
IN_VAIN = 3
"""After so many check-ins in a row of which somebody was reminded in vain they are reminded no more, but asked."""
_WORKING_DAYS = range(5)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LEFT = timedelta(minutes=30)
"""Least that is left to answer after a reminder."""


class Snooze(StrEnum):
    """Until when somebody puts a check-in off."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    WORKING_DAY = "working_day"


def put_off(snooze: Snooze, now: datetime, zone: str) -> datetime:
    """The moment (UTC) until which somebody puts it off; days begin at nine on the zone's clock."""
    if snooze is Snooze.HOUR:
        return now + _HOUR
    day = now.astimezone(ZoneInfo(zone)).date() + _DAY
    while snooze is Snooze.WORKING_DAY and day.weekday() not in _WORKING_DAYS:
        day += _DAY
    return instant(datetime.combine(day, MORNING), zone)


def reminders(
    occurrence: Occurrence, hours: Collection[int], quiet: Quiet, clock: Clock | None = None
) -> tuple[datetime, ...]:
    """The moments (UTC) at which somebody is reminded of an occurrence, two at most, while they stay silent.

    Args:
        occurrence: of which they may be reminded from `remind_at` on.
        hours: of the day, at which they have answered before. Whoever never did is reminded once, as soon as may be.
        quiet: when nobody is reminded.
        clock: their own, with the quiet hours and days off that they have said, if they did. All hours are those of
            this clock then, and else those of the check-in.
    """
    zone = clock.zone if clock else occurrence.zone
    loud = [at for at in _candidates(occurrence, clock) if not quiet.holds(at, zone)]
    usual = [at for at in loud if at.astimezone(ZoneInfo(zone)).hour in hours]
    first = (usual or loud)[:1]
    return (*first, *[at for at in usual if first and at >= first[0] + APART][:1])


def _candidates(occurrence: Occurrence, clock: Clock | None) -> Iterator[datetime]:
    """The moment from which on they may be reminded, then every full hour while there is time left to answer.

    In place of those in their own quiet hours comes the moment at which these are over.
    """
    at, latest = occurrence.remind_at, occurrence.closes_at - _LEFT
    while at is not None and at <= latest:
        loud = clock.from_(at) if clock else at
        if loud <= latest:
            yield loud
        at = loud.replace(minute=0, second=0, microsecond=0) + _HOUR
