"""The part of a form that says on which days something goes out, for common cases and in words for all others."""

from collections.abc import Sequence
from datetime import date, time

from bot.chat.form import Day, Field, Option, PickMany, PickOne, ShortText, Time
from bot.domain.calendar import Shift
from bot.domain.draft import Draft
from bot.domain.event import Event
from bot.domain.recurring import BY_DATE, BY_PLACE, CLOCKS, EVERY_WEEKS, LAST_WORKING, ONCE, OWN, STAYS
from bot.domain.sentence import LENGTH
from bot.speech import gettext as _
from bot.speech import ngettext, noop
from bot.texts import rhythms
from bot.texts.convening import zone_field
from bot.texts.room import one_line, pick

_CODE_LENGTH = 20
_SAYS = {
    BY_DATE: noop("Every month, on the date of the first day (in shorter months on the last)"),
    BY_PLACE: noop("Every month, on the weekday of the first day, such as the 2nd Tuesday"),
    LAST_WORKING: noop("Every month, on the last working day"),
    ONCE: noop("Once, on the first day"),
}
_SHIFTS = {
    STAYS: noop("It goes out all the same"),
    Shift.NEXT.value: noop("It goes out on the next working day"),
    Shift.PREVIOUS.value: noop("It goes out on the working day before"),
    Shift.SKIP.value: noop("It is left out"),
}
_CLOCKS = {
    CLOCKS[0]: noop("At one moment for everybody, in this time zone"),
    OWN: noop("At that time on each person's own clock, where they have said theirs"),
}


def fields(draft: Draft, events: Sequence[Event]) -> tuple[Field, ...]:
    """On which days and by whose clock, as the draft has it."""
    weekdays = {str(number): day for number, day in enumerate(rhythms.weekdays())}
    often = [(str(weeks), _weeks(weeks)) for weeks in EVERY_WEEKS]
    often += [(value, _(said)) for value, said in _SAYS.items()]
    return (
        PickMany(
            name="weekdays",
            label=_("On which days"),
            options=tuple(Option(number, day) for number, day in weekdays.items()),
            hint=_("For what goes out every week or every few weeks"),
            required=False,
            initial=tuple(day for day in weekdays if day in draft.values.get("weekdays", ())),
        ),
        *pick("every", _("How often"), often, draft.first("every")),
        ShortText(
            name="sentence",
            label=_("Or write in words when it goes out"),
            hint=_(
                "In place of the two above: every other Tuesday at 9:30 until March; first Monday, 8 times; FREQ=…"
            ),
            required=False,
            initial=one_line(draft.first("sentence") or "", LENGTH),
            most=LENGTH,
        ),
        *(_event(draft, events) if events else ()),
        Time(name="time", label=_("At what time"), initial=clock(draft.first("time"))),
        Day(name="starts", label=_("From which day on"), initial=day(draft.first("starts"))),
        zone_field(draft.first("zone") or ""),
        PickOne(
            name="clock",
            label=_("By whose clock people are asked in private"),
            options=tuple(Option(value, _(label)) for value, label in _CLOCKS.items()),
            initial=_known(draft.first("clock"), CLOCKS),
        ),
        PickOne(
            name="working",
            label=_("When the day is a weekend or bank holiday"),
            options=tuple(Option(value, _(label)) for value, label in _SHIFTS.items()),
            initial=_known(draft.first("working"), tuple(_SHIFTS)),
        ),
        ShortText(
            name="holidays",
            label=_("Bank holidays of which country or region"),
            hint=_("A code such as GB-ENG, GB-SCT, IE or DE-BY. Without one, working days are Monday to Friday"),
            required=False,
            initial=one_line(draft.first("holidays") or "", _CODE_LENGTH),
            most=_CODE_LENGTH,
        ),
    )


def _event(draft: Draft, events: Sequence[Event]) -> tuple[Field, ...]:
    """From which event the days are counted; a long list comes as several fields, of which all may stay empty."""
    options = tuple(Option(each.id, _("{event}, {day}", event=each.name, day=dated(each.day))) for each in events)
    chosen = draft.first("event")
    return (
        PickOne(
            name="event",
            label=_("Counted from an event?"),
            options=options,
            hint=_("Then write the days in words: T-28, T-14, T+1. What has not gone out moves with the event"),
            required=False,
            initial=chosen if chosen in {option.value for option in options} else None,
        ),
    )


def dated(day: date) -> str:
    """A day such as `12 May 2027`."""
    return rhythms.dated(day)


def _weeks(weeks: int) -> str:
    return ngettext("Every week", "Every {count} weeks", weeks)


def _known(chosen: str | None, known: Sequence[str]) -> str:
    return chosen if chosen is not None and chosen in known else known[0]


def clock(text: str | None) -> time | None:
    """A time of day as it was filled in, if it is one."""
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        return None


def day(text: str | None) -> date | None:
    """A day as it was filled in, if it is one."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
