"""The form by which a convener says when nobody is reminded."""

from bot.chat.form import Form, Option, PickOne
from bot.chat.message import Action
from bot.domain.partnership import Partnership
from bot.domain.quiet import Quiet
from bot.speech import gettext as _
from bot.texts.verbs import Verb

WEEKENDS = {"yes": "Yes, all of Saturday and Sunday", "no": "No"}


def form(partnership: Partnership) -> Form:
    """From when to when, and whether at weekends."""
    quiet = partnership.quiet
    hours = tuple(Option(str(hour), f"{hour:02}:00") for hour in range(24))
    weekends = tuple(Option(value, label) for value, label in WEEKENDS.items())
    return Form(
        title="Quiet hours",
        action=Action(Verb.QUIET, partnership.id),
        fields=(
            PickOne(name="starts", label="Quiet from", options=hours, initial=str(quiet.begins.hour)),
            PickOne(name="ends", label="Quiet until", options=hours, initial=str(quiet.ends.hour)),
            PickOne(
                name="weekends",
                label="Are weekends quiet?",
                options=weekends,
                initial="yes" if quiet.weekends else "no",
            ),
        ),
        intro=_(
            "No reminder is sent in quiet hours, on each person's own clock or else that of the check-in. "
            "The same hour twice means none."
        ),
    )


def said(quiet: Quiet) -> str:
    """When it is quiet, in a sentence."""
    hours = f"from {quiet.begins:%H}:00 to {quiet.ends:%H}:00" if quiet.has_hours else "at no hour"
    return f"Nobody is reminded {hours}{' and at weekends' if quiet.weekends else ''}, from the next reminder on."
