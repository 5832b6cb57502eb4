"""The calendar of a partnership as iCalendar (RFC 5545), for the calendars that people have."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from bot.domain.outlook import Planned
from bot.domain.partnership import Partnership
from bot.speech import gettext as _

_REFRESH = timedelta(hours=6)
"""How often a calendar may look again."""


def calendar(partnership: Partnership, plan: Sequence[Planned], audiences: Mapping[str, str], now: datetime) -> bytes:
    """An event for every check-in: when it goes out and to whom. What is asked is not told."""
    made = Calendar()
    made.add("prodid", "-//Weft//Check-ins//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", partnership.name)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for each in plan:
        event = Event()
        event.add("uid", f"{each.schedule.id}.{each.slot:%Y%m%dT%H%M}@weft")
        event.add("dtstamp", now)
        event.add("dtstart", each.at)
        event.add("dtend", each.at + each.schedule.open_for)
        event.add("summary", each.prompt.title)
        event.add("description", _described(audiences.get(str(each.schedule.audience))))
        # It takes nobody's time away.
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _described(audience: str | None) -> str:
    if audience is None:
        return _("Check-in for people who have left")
    return _("Check-in for {audience}", audience=audience)
