"""The form by which a convener changes what comes next of a check-in: skip it, move it, or pause for a while."""

from datetime import datetime

from bot.chat.form import Day, Form, Option, PickOne, Time
from bot.chat.message import Action
from bot.domain.schedule import Schedule
from bot.speech import gettext as _
from bot.texts import moments
from bot.texts.room import shorten
from bot.texts.verbs import Verb

SKIP, MOVE, PAUSE, UNDO, THIS = "skip", "move", "pause", "undo", "this"
_TITLE = 60


def form(schedule: Schedule, title: str, slot: datetime | None) -> Form:
    """What can be changed; the slot that comes next is part of the form, so that no other one is changed by it."""
    options = [Option(PAUSE, "Pause it until a day")]
    if slot is not None:
        options.insert(0, Option(THIS, _("Change the next one only: what it asks, how long it is open")))
        options.insert(0, Option(MOVE, "Move the next one to another time"))
        options.insert(0, Option(SKIP, "Skip the next one"))
    if schedule.adjustments or schedule.paused_until:
        options.append(Option(UNDO, _("Undo every skip, move, change and pause to come")))
    coming = f"comes next on {moments.slot(slot)}" if slot else "does not go out any more as it stands"
    return Form(
        title="What comes next",
        action=Action(Verb.ADJUST, f"{schedule.id}:{slot.isoformat() if slot else ''}"),
        fields=(
            PickOne(name="what", label="What to change", options=tuple(options)),
            Day(
                name="day",
                label="Day",
                hint="To move it: the new day. To pause: the first day on which it may go out again.",
                required=False,
            ),
            Time(name="time", label="Time", hint="To move it; empty keeps its time.", required=False),
        ),
        intro=f"“{shorten(title, _TITLE)}” {coming} ({moments.place(schedule.rhythm.zone)} time).",
        submit="Change it",
    )


def skipped(title: str, slot: datetime, following: datetime | None) -> str:
    """What has been skipped, and what comes instead."""
    return f"“{title}” on {moments.slot(slot)} is skipped. {_then(following)}"


def moved(title: str, slot: datetime, to: datetime) -> str:
    """What has been moved."""
    return f"“{title}” on {moments.slot(slot)} goes out on {moments.slot(to)} instead."


def paused(title: str, following: datetime | None) -> str:
    """Until when nothing goes out."""
    return f"“{title}” is paused. {_then(following)}"


def undone(title: str, following: datetime | None) -> str:
    """That it goes out as planned again."""
    return f"“{title}” goes out as it was planned. {_then(following)}"


def _then(following: datetime | None) -> str:
    return f"It goes out next on {moments.slot(following)}." if following else "There is no later one."
