"""Events of a partnership: what hangs on them, and the forms by which they are added and moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.chat.form import Day, Field, Form, ShortText
from bot.chat.message import Action, Block, Button, Buttons, Divider, Message, Text
from bot.domain.event import NAME_LENGTH, Event
from bot.domain.partnership import Partnership
from bot.speech import gettext as _
from bot.texts import moments, notes, rhythms
from bot.texts.recurring import dated
from bot.texts.room import capital, one_line, shorten
from bot.texts.verbs import Verb

PAGE = 10
"""Events that are shown, the latest first."""
_MOST_HANGING = 5
_LENGTH = 900
"""Characters about one event: a message has room for ten such texts."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """A check-in that counts its days from an event."""

    title: str
    to_come: Sequence[tuple[int, datetime]]
    """Days from the event, and the slot; still to come."""
    missed: Sequence[int] = ()
    """Days from the event that have neither gone out nor are still to come."""


def message(partnership: Partnership, events: Sequence[Event], hanging: Mapping[str, Sequence[Hanging]]) -> Message:
    """The events with what hangs on them, by event."""
    add = Button(_("Add an event"), Action(Verb.EVENT, partnership.id), "primary", opens_form=True)
    heading = _("Events of {partnership}", partnership=partnership.name)
    blocks: list[Block] = [Text(heading[:150], "heading"), Buttons((add, notes.home()))]
    if not events:
        blocks.append(
            Text(
                _("No event yet. Check-ins can count their days from one: 28 days before, a day after. Add it first.")
            )
        )
    for event in events[:PAGE]:
        lines = [f"{event.name}: {dated(event.day)}", *(_hanging(each) for each in hanging.get(event.id, ()))]
        move = Button(_("Move or rename"), Action(Verb.MOVE_EVENT, event.id), opens_form=True)
        blocks += [Divider(), Text(shorten("\n".join(lines[: _MOST_HANGING + 1]), _LENGTH)), Buttons((move,))]
    if len(events) > PAGE:
        earlier = _("{count} earlier ones are not shown.", count=len(events) - PAGE)
        blocks.append(Text(earlier, "note"))
    return Message(heading[:300], tuple(blocks))


def add_form(partnership: Partnership) -> Form:
    """A new event."""
    return Form(_("Add an event"), Action(Verb.EVENT, partnership.id), _fields("", None), submit=_("Add"))


def move_form(event: Event) -> Form:
    """Another day or name."""
    intro = _("What hangs on it and has not gone out moves with it. What has gone out stays as it was.")
    action, fields = Action(Verb.MOVE_EVENT, event.id), _fields(event.name, event.day)
    return Form(_("Move an event"), action, fields, intro, _("Save"))


def _fields(name: str, day: date | None) -> tuple[Field, ...]:
    return (
        ShortText(name="name", label=_("What it is"), initial=one_line(name, NAME_LENGTH), most=NAME_LENGTH),
        Day(name="day", label=_("On which day"), initial=day),
    )


def added(event: Event) -> str:
    """That it is there, and what can be done with it."""
    return _(
        "“{event}” is on {day}. Choose it when you plan a check-in, and write the days in words: T-28, T-14, T+1.",
        event=event.name,
        day=dated(event.day),
    )


def moved(event: Event, hanging: Sequence[Hanging]) -> str:
    """That it is on another day, and when everything goes out now."""
    now = _("“{event}” is on {day} now.", event=event.name, day=dated(event.day))
    lines = [now, *map(_hanging, hanging[:_MOST_HANGING])]
    return shorten("\n".join(lines), 2 * _LENGTH)


def _hanging(each: Hanging) -> str:
    when = [_("{offset} on {slot}", offset=_offset(days), slot=moments.slot(slot)) for days, slot in each.to_come]
    said = f"{each.title}: {'; '.join(when)}." if when else _("{title}: nothing more goes out.", title=each.title)
    if each.missed:
        over = capital(rhythms.enumeration([_offset(days) for days in each.missed]))
        missed = _("{days} would have been before today and does not go out.", days=over)
        return f"{said} {missed}"
    return said


def _offset(days: int) -> str:
    return _("on the day") if days == 0 else rhythms.offset(days)
