"""What somebody is not asked, and when: putting off, pausing, never again, and reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.form import Day, Form, Option, PickOne
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.nudging import Snooze
from bot.domain.occurrence import Occurrence
from bot.domain.partnership import Partnership
from bot.domain.prompt import Prompt
from bot.texts import moments
from bot.texts.notes import HOME, note
from bot.texts.room import shorten
from bot.texts.verbs import Verb

_MOST = 12
"""Check-ins that are told one by one: each takes two blocks."""
_SNOOZES = {
    Snooze.HOUR: "In an hour",
    Snooze.TOMORROW: "Tomorrow at 09:00",
    Snooze.WORKING_DAY: "On the next working day, Monday to Friday, at 09:00",
}


@dataclass(frozen=True, slots=True)
class Rests:
    """How it stands with one member of a partnership."""

    partnership: Partnership
    paused_until: datetime | None
    reminds: bool
    declined: Sequence[tuple[str, str]]
    """Schedules and titles."""


def ways(partnership: str) -> Button:
    """The way to the page."""
    return Button("Reminders and pauses", Action(Verb.RESTS, partnership))


def message(rests: Rests) -> Message:
    """The page, with the way back from everything."""
    about = rests.partnership.id
    blocks: list[Block] = [Text("Reminders and pauses", "heading"), Text(rests.partnership.name, "note")]
    if rests.paused_until:
        until = moments.day(rests.paused_until, rests.partnership.zone)
        blocks += [
            Text(f"Nothing is sent to you until {until}."),
            Buttons((Button("Go on now", Action(Verb.GO_ON, about), "primary"),)),
        ]
    else:
        pause = Button("Pause everything", Action(Verb.REST, about), opens_form=True)
        blocks += [Text("Check-ins and reminders are sent to you."), Buttons((pause,))]
    if rests.reminds:
        said, label, on = "At most two private reminders of a check-in are sent to you.", "No reminders", "off"
    else:
        said, label, on = "No reminders are sent to you.", "Remind me", "on"
    blocks += [Text(said), Buttons((Button(label, Action(Verb.REMIND, f"{about}:{on}")),))]
    for schedule, title in rests.declined[:_MOST]:
        again = Button("Ask me again", Action(Verb.TAKE_UP, schedule))
        blocks += [Text(f"You are not asked: {title}"), Buttons((again,))]
    if len(rests.declined) > _MOST:
        blocks.append(Text(f"{len(rests.declined) - _MOST} more come here as you take some up again.", "note"))
    return Message("Reminders and pauses", (*blocks, Buttons((HOME,))))


def snooze_form(prompt: Prompt, occurrence: Occurrence) -> Form:
    """Until when?"""
    until = moments.moment(occurrence.closes_at, occurrence.zone)
    return Form(
        title="Later",
        action=Action(Verb.SNOOZE, occurrence.id),
        fields=(
            PickOne(
                name="until",
                label="When shall I ask you again?",
                options=tuple(Option(snooze.value, label) for snooze, label in _SNOOZES.items()),
                initial=Snooze.HOUR.value,
            ),
        ),
        intro=f"“{prompt.title}” is open until {until}. Only you are asked again, in private, and not before.",
    )


def snoozed(prompt: Prompt, at: datetime, zone: str) -> Message:
    """They are asked again then."""
    return note(f"“{prompt.title}” is put off. You are asked again on {moments.moment(at, zone)}.", HOME)


def declined(title: str, schedule: str) -> Message:
    """Not this one again."""
    undo = Button("Ask me again", Action(Verb.TAKE_UP, schedule))
    return note(f"You are not asked “{title}” again. You can undo this on your home page, too.", undo, HOME)


def taken_up(title: str) -> Message:
    """It is asked again."""
    return note(f"You are asked “{title}” again, from the next time on.", HOME)


def rest_form(partnership: Partnership) -> Form:
    """Until which day?"""
    return Form(
        title="Pause everything",
        action=Action(Verb.REST, partnership.id),
        fields=(Day(name="until", label="Send me nothing until"),),
        intro=(
            "No check-in, reminder or digest of any of your partnerships is sent to you before that day. What is "
            "open stays on your home page."
        ),
        submit="Pause",
    )


def paused(until: datetime, zone: str) -> Message:
    """Nothing comes until then."""
    return note(f"Nothing is sent to you until {moments.day(until, zone)}. Your home page leads back.", HOME)


def going_on() -> Message:
    """The pause is over."""
    return note("The pause is over: what opens from now on is sent to you.", HOME)


def reminded(*, wants: bool) -> Message:
    """Whether reminders come."""
    said = "You get reminders again: two of a check-in at most." if wants else "You get no more reminders."
    return note(f"{said} You can change that on your home page.", HOME)


def still_wanted(partnership: Partnership, mark: str) -> Message:
    """The one question after reminders that were ignored."""
    said = (
        f"The last three check-ins of {shorten(partnership.name, 100)} of which you were reminded went by without an "
        "answer of yours, so the reminders have stopped. Do you still want these?"
    )
    buttons = (
        Button("Yes, remind me", Action(Verb.REMIND, f"{partnership.id}:on"), "primary"),
        Button("No reminders", Action(Verb.REMIND, f"{partnership.id}:off")),
        ways(partnership.id),
    )
    return Message("Do you still want these reminders?", (Text(said), Buttons(buttons)), mark)
