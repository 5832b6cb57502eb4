"""Finding, among a great many people, whom a partnership is handed over to."""

from bot.chat.form import Form, ShortText
from bot.chat.message import Action
from bot.domain.partnership import Partnership
from bot.speech import gettext as _
from bot.texts.joining import NAME_LENGTH
from bot.texts.room import MOST_CHOICES, one_line
from bot.texts.verbs import Verb


def find_form(partnership: Partnership, part: str = "") -> Form:
    """A part of their name."""
    return Form(
        title=_("Hand over"),
        action=Action(Verb.HAND_OVER, partnership.id),
        fields=(
            ShortText(
                name="find",
                label=_("Part of their name"),
                initial=one_line(part, NAME_LENGTH),
                most=NAME_LENGTH,
            ),
        ),
        intro=_(
            "{partnership} has more than {most} people. Write a part of the name of whoever tends it from now on.",
            partnership=partnership.name,
            most=MOST_CHOICES,
        ),
        submit=_("Next"),
    )


def wrong(wanted: str, found: int) -> str:
    """There are none, or too many."""
    if not wanted:
        return _("Write a part of their name.")
    if not found:
        return _("Nobody else here has this in their name. Write another part of it.")
    return _("More than {most} people have this in their name. Write more of it.", most=MOST_CHOICES)
