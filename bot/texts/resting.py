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
from bot.speech import gettext as _
from bot.speech import ngettext, noop
from bot.texts import moments
from bot.texts.notes import home, note
from bot.texts.room import shorten
from bot.texts.verbs import Verb

_MOST = 12
"""Check-ins that are told one by one: each takes two blocks."""
_SNOOZES = {
    Snooze.HOUR: noop("In an hour"),
    Snooze.TOMORROW: noop("Tomorrow at 09:00"),
    Snooze.WORKING_DAY: noop("On the next working day, Monday to Friday, at 09:00"),
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
    return Button(_("Reminders and pauses"), Action(Verb.RESTS, partnership))


def message(rests: Rests) -> Message:
    """The page, with the way back from everything."""
    about = rests.partnership.id
    blocks: list[Block] = [Text(_("Reminders and pauses"), "heading"), Text(rests.partnership.name, "note")]
    if rests.paused_until:
        until = moments.day(rests.paused_until, rests.partnership.zone)
        blocks += [
            Text(_("Nothing is sent to you until {day}.", day=until)),
            Buttons((Button(_("Go on now"), Action(Verb.GO_ON, about), "primary"),)),
        ]
    else:
        pause = Button(_("Pause everything"), Action(Verb.REST, about), opens_form=True)
        blocks += [Text(_("Check-ins and reminders are sent to you.")), Buttons((pause,))]
    if rests.reminds:
        said = _("At most two private reminders of a check-in are sent to you.")
        label, on = _("No reminders"), "off"
    else:
        said, label, on = _("No reminders are sent to you."), _("Remind me"), "on"
    blocks += [Text(said), Buttons((Button(label, Action(Verb.REMIND, f"{about}:{on}")),))]
    for schedule, title in rests.declined[:_MOST]:
        again = Button(_("Ask me again"), Action(Verb.TAKE_UP, schedule))
        blocks += [Text(_("You are not asked: {title}", title=title)), Buttons((again,))]
    if len(rests.declined) > _MOST:
        more = ngettext(
            "{count} more comes here as you take some up again.",
            "{count} more come here as you take some up again.",
            len(rests.declined) - _MOST,
        )
        blocks.append(Text(more, "note"))
    return Message(_("Reminders and pauses"), (*blocks, Buttons((home(),))))


def snooze_form(prompt: Prompt, occurrence: Occurrence) -> Form:
    """Until when?"""
    until = moments.moment(occurrence.closes_at, occurrence.zone)
    return Form(
        title=_("Later"),
        action=Action(Verb.SNOOZE, occurrence.id),
        fields=(
            PickOne(
                name="until",
                label=_("When shall I ask you again?"),
                options=tuple(Option(snooze.value, _(label)) for snooze, label in _SNOOZES.items()),
                initial=Snooze.HOUR.value,
            ),
        ),
        intro=_(
            "“{title}” is open until {until}. Only you are asked again, in private, and not before.",
            title=prompt.title,
            until=until,
        ),
    )


def snoozed(prompt: Prompt, at: datetime, zone: str) -> Message:
    """They are asked again then."""
    again = moments.moment(at, zone)
    return note(_("“{title}” is put off. You are asked again on {moment}.", title=prompt.title, moment=again), home())


def declined(title: str, schedule: str) -> Message:
    """Not this one again."""
    undo = Button(_("Ask me again"), Action(Verb.TAKE_UP, schedule))
    said = _("You are not asked “{title}” again. You can undo this on your home page, too.", title=title)
    return note(said, undo, home())


def taken_up(title: str) -> Message:
    """It is asked again."""
    return note(_("You are asked “{title}” again, from the next time on.", title=title), home())


def rest_form(partnership: Partnership) -> Form:
    """Until which day?"""
    return Form(
        title=_("Pause everything"),
        action=Action(Verb.REST, partnership.id),
        fields=(Day(name="until", label=_("Send me nothing until")),),
        intro=_(
            "No check-in, reminder or digest of any of your partnerships is sent to you before that day. What is "
            "open stays on your home page."
        ),
        submit=_("Pause"),
    )


def paused(until: datetime, zone: str) -> Message:
    """Nothing comes until then."""
    day = moments.day(until, zone)
    return note(_("Nothing is sent to you until {day}. Your home page leads back.", day=day), home())


def going_on() -> Message:
    """The pause is over."""
    return note(_("The pause is over: what opens from now on is sent to you."), home())


def reminded(*, wants: bool) -> Message:
    """Whether reminders come."""
    if wants:
        said = _("You get reminders again: two of a check-in at most. You can change that on your home page.")
    else:
        said = _("You get no more reminders. You can change that on your home page.")
    return note(said, home())


def still_wanted(partnership: Partnership, mark: str) -> Message:
    """The one question after reminders that were ignored."""
    said = _(
        "The last three check-ins of {partnership} of which you were reminded went by without an "
        "answer of yours, so the reminders have stopped. Do you still want these?",
        partnership=shorten(partnership.name, 100),
    )
    buttons = (
        Button(_("Yes, remind me"), Action(Verb.REMIND, f"{partnership.id}:on"), "primary"),
        Button(_("No reminders"), Action(Verb.REMIND, f"{partnership.id}:off")),
        ways(partnership.id),
    )
    return Message(_("Do you still want these reminders?"), (Text(said), Buttons(buttons)), mark)
