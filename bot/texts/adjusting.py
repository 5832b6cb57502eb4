"""The form by which a convener changes what comes next of a check-in: skip it, move it, or pause for a while."""

from datetime import datetime

from bot.chat.form import Day, Form, Option, PickOne, Time
from bot.chat.message import Action
from bot.domain.schedule import Schedule
from bot.speech import gettext as _
from bot.texts import moments
from bot.texts.room import shorten
from bot.texts.verbs import Verb

SKIP, MOVE, PAUSE, UNDO = "skip", "move", "pause", "undo"
_TITLE = 60


def form(schedule: Schedule, title: str, slot: datetime | None) -> Form:
    """What can be changed; the slot that comes next is part of the form, so that no other one is changed by it."""
    options = [Option(PAUSE, _("Pause it until a day"))]
    if slot is not None:
        options.insert(0, Option(MOVE, _("Move the next one to another time")))
        options.insert(0, Option(SKIP, _("Skip the next one")))
    if schedule.adjustments or schedule.paused_until:
        options.append(Option(UNDO, _("Undo every skip, move and pause to come")))
    return Form(
        title=_("What comes next"),
        action=Action(Verb.ADJUST, f"{schedule.id}:{slot.isoformat() if slot else ''}"),
        fields=(
            PickOne(name="what", label=_("What to change"), options=tuple(options)),
            Day(
                name="day",
                label=_("Day"),
                hint=_("To move it: the new day. To pause: the first day on which it may go out again."),
                required=False,
            ),
            Time(name="time", label=_("Time"), hint=_("To move it; empty keeps its time."), required=False),
        ),
        intro=_coming(shorten(title, _TITLE), slot, moments.place(schedule.rhythm.zone)),
        submit=_("Change it"),
    )


def _coming(title: str, slot: datetime | None, place: str) -> str:
    if slot is None:
        return _("“{title}” does not go out any more as it stands ({place} time).", title=title, place=place)
    return _("“{title}” comes next on {slot} ({place} time).", title=title, slot=moments.slot(slot), place=place)


def skipped(title: str, slot: datetime, following: datetime | None) -> str:
    """What has been skipped, and what comes instead."""
    said = _("“{title}” on {slot} is skipped.", title=title, slot=moments.slot(slot))
    return f"{said} {_then(following)}"


def moved(title: str, slot: datetime, to: datetime) -> str:
    """What has been moved."""
    return _(
        "“{title}” on {slot} goes out on {to} instead.", title=title, slot=moments.slot(slot), to=moments.slot(to)
    )


def paused(title: str, following: datetime | None) -> str:
    """Until when nothing goes out."""
    said = _("“{title}” is paused.", title=title)
    return f"{said} {_then(following)}"


def undone(title: str, following: datetime | None) -> str:
    """That it goes out as planned again."""
    said = _("“{title}” goes out as it was planned.", title=title)
    return f"{said} {_then(following)}"


def _then(following: datetime | None) -> str:
    if following is None:
        return _("There is no later one.")
    return _("It goes out next on {slot}.", slot=moments.slot(following))
