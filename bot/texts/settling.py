"""A member's own settings: their clock and their quiet hours, asked and told."""

from bot.chat.form import Form, Time
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.domain.clock import Clock
from bot.speech import gettext as _
from bot.texts import moments, notes, speaking
from bot.texts.convening import zone_field
from bot.texts.verbs import Verb


def button() -> Button:
    """The way to the form."""
    return Button(_("My settings"), Action(Verb.SETTINGS), opens_form=True)


def form(clock: Clock | None, zone: str) -> Form:
    """Where somebody is and when it is quiet there; `zone` is proposed to who has not said theirs."""
    quiet = clock.quiet if clock else None
    return Form(
        title=_("My settings"),
        action=Action(Verb.SETTINGS),
        fields=(
            *speaking.field(),
            zone_field(clock.zone if clock else zone),
            Time(
                name="quiet_begins",
                label=_("Quiet hours begin"),
                hint=_("Nothing is sent to you in private between these two times"),
                required=False,
                initial=quiet.begins if quiet else None,
            ),
            Time(
                name="quiet_ends",
                label=_("Quiet hours end"),
                hint=_("What came meanwhile comes then, if it is still open. Leave both empty for none"),
                required=False,
                initial=quiet.ends if quiet else None,
            ),
        ),
        intro=_("Some check-ins come at the same time of day to everybody, each on their own clock. Which is yours?"),
    )


def told(clock: Clock | None) -> Message:
    """What somebody has said of themselves, with the way to change it."""
    return Message(_("Your settings"), (Text(in_words(clock)), Buttons((button(), notes.home()))))


def in_words(clock: Clock | None) -> str:
    """What is known of somebody's clock."""
    if clock is None:
        return _("You have not said your time zone: check-ins come by the clock of whoever planned them.")
    zone = _("Your time zone is {zone} ({place} time).", zone=clock.zone, place=moments.place(clock.zone))
    if clock.quiet is None:
        quiet = _("You have no quiet hours.")
    else:
        begins, ends = f"{clock.quiet.begins:%H:%M}", f"{clock.quiet.ends:%H:%M}"
        quiet = _("It is quiet from {begins} to {ends}.", begins=begins, ends=ends)
    return f"{zone} {quiet}"
