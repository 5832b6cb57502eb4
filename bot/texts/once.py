"""The form by which a convener changes one check-in only, and what is told of it; its schedule stays as it is."""

from datetime import datetime, timedelta

from bot.chat.form import Day, Field, Form, LongText, ShortText, Time
from bot.chat.message import Action
from bot.domain.draft import OPEN_HOURS
from bot.domain.prompt import QUESTIONS_LENGTH, TITLE_LENGTH, Prompt, written
from bot.domain.schedule import Schedule
from bot.speech import gettext as _
from bot.speech import ngettext
from bot.texts import moments
from bot.texts.room import pick, shorten
from bot.texts.verbs import Verb

_A_DAY, _AN_HOUR = timedelta(days=1), timedelta(hours=1)


def form(schedule: Schedule, prompt: Prompt, slot: datetime) -> Form:
    """What the next one asks, how long it is open and when it comes.

    Args:
        schedule: as it is for this one.
        prompt: what this one asks.
        slot: which one it is; part of the form, so that no other one is changed by it.
    """
    hours = sorted({*OPEN_HOURS, _hours(schedule.open_for)})
    spans = [(str(each), span(timedelta(hours=each))) for each in hours]
    fields: tuple[Field, ...] = (
        ShortText(name="title", label=_("Title"), initial=prompt.title, most=TITLE_LENGTH),
        LongText(
            name="questions",
            label=_("Questions, 1 to 10"),
            hint=_("One a line, as you write them for a new check-in"),
            initial=written(prompt.questions)[:QUESTIONS_LENGTH],
        ),
        *pick("open", _("How long it stays open"), spans, str(_hours(schedule.open_for))),
        Day(name="day", label=_("Day"), initial=slot.date()),
        Time(name="time", label=_("Time"), initial=slot.time()),
    )
    return Form(
        title=_("This one only"),
        action=Action(Verb.THIS_ONE, f"{schedule.id}:{slot.isoformat()}"),
        fields=fields,
        intro=_(
            "What you change here holds for the one on {when} ({place} time). All later ones stay as they are. "
            "Answers are compared over time only where the questions are worded the same.",
            when=moments.slot(slot),
            place=moments.place(schedule.rhythm.zone),
        ),
        submit=_("Change this one"),
    )


def changed(title: str, slot: datetime, schedule: Schedule, *, asks_other: bool) -> str:
    """How the one at this slot is now; `schedule` is as it is for that one."""
    lines = [
        _("“{title}” goes out on {when}, this one only.", title=title, when=moments.slot(slot)),
        _("It asks other questions than usual.") if asks_other else _("It asks what it always asks."),
        _("It is open for {span}.", span=span(schedule.open_for)),
    ]
    if schedule.remind_before and schedule.remind_before >= schedule.open_for:
        lines.append(_("That is too short for a reminder, so nobody is reminded of this one."))
    return "\n".join(lines)


def as_planned(title: str, slot: datetime) -> str:
    """That nothing is otherwise about it now."""
    return _("“{title}” goes out on {when}, as it was planned.", title=title, when=moments.slot(slot))


def passed() -> str:
    """The form was left open for too long."""
    return _("Meanwhile another one comes next, so nothing was changed. Please look again and choose.")


def answered_early() -> str:
    """What somebody has answered stays as it was asked."""
    return _("Somebody has answered this one since the evening before, so it stays as it is.")


def coming(title: str, slot: datetime) -> str:
    """When the next one comes, where it is another one than usual."""
    return _("{when} (this one only: “{title}”)", when=moments.slot(slot), title=shorten(title, TITLE_LENGTH))


def span(length: timedelta) -> str:
    """Such as `2 days` or `8 hours`."""
    if length % _A_DAY:
        return ngettext("{count} hour", "{count} hours", _hours(length))
    return ngettext("{count} day", "{count} days", length // _A_DAY)


def _hours(length: timedelta) -> int:
    return max(1, length // _AN_HOUR)
