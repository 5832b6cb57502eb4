"""The calendar of a partnership: what goes out in the next weeks, to whom, and where it is too much."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.outlook import OFTEN, WEEKS, Crowded, Planned, monday
from bot.domain.partnership import Partnership
from bot.speech import gettext as _
from bot.speech import ngettext
from bot.texts import moments, notes
from bot.texts.room import shorten
from bot.texts.verbs import Verb

PAGE = 4
"""Weeks on a page."""
_LINES = 12
"""Check-ins of one week that are told one by one."""
_WHOM = 60


def message(  # noqa: PLR0917  in the order in which it is read
    partnership: Partnership,
    plan: Sequence[Planned],
    crowds: Sequence[Crowded],
    audiences: Mapping[str, str],
    feed: str | None,
    page: int,
) -> Message:
    """One page of weeks in which something goes out."""
    weeks = [(week, list(some)) for week, some in groupby(plan, lambda each: monday(each.at, partnership.zone))]
    page = min(page, max(0, (len(weeks) - 1) // PAGE))
    shown = weeks[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [
        Text(_("The next {weeks} weeks", weeks=WEEKS), "heading"),
        Text(
            _count(partnership, len(plan)) if plan else _("Nothing goes out in the next {weeks} weeks.", weeks=WEEKS)
        ),
    ]
    too_many = {crowd.monday: crowd for crowd in crowds}
    for week, some in shown:
        heading = _("Week of {day}", day=moments.calendar_day(week))
        blocks += [Text(heading, "heading"), Text(_lines(some, audiences))]
        if crowd := too_many.get(week):
            blocks.append(Text(warning(crowd)))
    if feed:
        blocks.append(Text(_("Subscribe to this calendar, for your eyes only: {link}", link=feed), "note"))
    ways = [Button(_("Check-ins and people"), Action(Verb.TEND, partnership.id)), notes.home()]
    if page:
        ways.insert(0, Button(_("Earlier weeks"), _page(partnership, page - 1)))
    if (page + 1) * PAGE < len(weeks):
        ways.insert(0, Button(_("Later weeks"), _page(partnership, page + 1)))
    return Message(
        _("What goes out in {partnership}", partnership=partnership.name)[:300], (*blocks, Buttons(tuple(ways)))
    )


def warning(crowd: Crowded) -> str:
    """That some people would be asked too often."""
    who, week = moments.people(crowd.people), moments.calendar_day(crowd.monday)
    return _(
        "Too much: {people} would get up to {asks} asks in the week of {day}. At most {most} is kinder.",
        people=who,
        asks=crowd.asks,
        day=week,
        most=OFTEN,
    )


def _page(partnership: Partnership, page: int) -> Action:
    return Action(Verb.CALENDAR, f"{partnership.id}:{page}")


def _count(partnership: Partnership, count: int) -> str:
    return ngettext(
        "{partnership}: {count} check-in goes out in the next {weeks} weeks.",
        "{partnership}: {count} check-ins go out in the next {weeks} weeks.",
        count,
        partnership=partnership.name,
        weeks=WEEKS,
    )


def _lines(some: Sequence[Planned], audiences: Mapping[str, str]) -> str:
    lines = [_line(each, audiences.get) for each in some[:_LINES]]
    if len(some) > _LINES:
        lines.append(ngettext("and {count} more", "and {count} more", len(some) - _LINES))
    return "\n".join(lines)


def _line(each: Planned, audience: Callable[[str], str | None]) -> str:
    whom = shorten(audience(str(each.schedule.audience)) or _("people who are no longer here"), _WHOM)
    return _("{slot}: {title}, for {whom}", slot=moments.short_slot(each.slot), title=each.prompt.title, whom=whom)
