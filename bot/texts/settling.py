"""A member's own settings: their clock and their quiet hours, asked and told."""

from bot.chat.form import Form, Time
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.domain.clock import Clock
from bot.texts import moments, notes, working
from bot.texts.convening import zone_field
from bot.texts.verbs import Verb

BUTTON = Button("My settings", Action(Verb.SETTINGS), opens_form=True)


def form(clock: Clock | None, zone: str) -> Form:
    """Where somebody is and when it is quiet there; `zone` is proposed to who has not said theirs."""
    quiet = clock.quiet if clock and clock.quiet.has_hours else None
    return Form(
        title="My settings",
        action=Action(Verb.SETTINGS),
        fields=(
            zone_field(clock.zone if clock else zone),
            Time(
                name="quiet_begins",
                label="Quiet hours begin",
                hint="Nothing is sent to you in private between these two times",
                required=False,
                initial=quiet.begins if quiet else None,
            ),
            Time(
                name="quiet_ends",
                label="Quiet hours end",
                hint="What came meanwhile comes then, if it is still open. Leave both empty for none",
                required=False,
                initial=quiet.ends if quiet else None,
            ),
            *working.fields(clock),
        ),
        intro="Some check-ins come at the same time of day to everybody, each on their own clock. Which is yours?",
    )


def told(clock: Clock | None) -> Message:
    """What somebody has said of themselves, with the way to change it."""
    return Message("Your settings", (Text(in_words(clock)), Buttons((BUTTON, notes.HOME))))


def in_words(clock: Clock | None) -> str:
    """What is known of somebody's clock."""
    if clock is None:
        return "You have not said your time zone: check-ins come by the clock of whoever planned them."
    zone = f"Your time zone is {clock.zone} ({moments.place(clock.zone)} time)."
    if not clock.quiet.has_hours:
        return " ".join((zone, "You have no quiet hours.", *working.in_words(clock)))
    quiet = f"It is quiet from {clock.quiet.begins:%H:%M} to {clock.quiet.ends:%H:%M}."
    return " ".join((zone, quiet, *working.in_words(clock)))
