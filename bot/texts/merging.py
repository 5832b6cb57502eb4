"""Two members who are one person: what it means to make them one, and that it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import limits
from bot.chat.form import Form
from bot.chat.message import Action, Button, Message
from bot.speech import gettext as _
from bot.texts.moments import enumeration
from bot.texts.notes import home, note
from bot.texts.room import shorten
from bot.texts.verbs import Verb


@dataclass(frozen=True, slots=True)
class Twice:
    """A partnership in which somebody is two members, by the account that entered a code and that which made it."""

    partnership: str
    here: str
    here_for: str
    """The organisation."""
    there: str
    there_for: str


def form(code: str, twice: Sequence[Twice]) -> Form:
    """Sure? `code` is the digest of the code that was entered."""
    lines = [
        _(
            "In {partnership} you are a member twice: with this account as {here} ({here_for}), and with the account "
            "that made the code as {there} ({there_for}).",
            partnership=each.partnership,
            here=each.here,
            here_for=each.here_for,
            there=each.there,
            there_for=each.there_for,
        )
        for each in twice
    ]
    last = _(
        "You can make these one member, who keeps the name and organisation of the account that made the code. All "
        "that you have answered with either stays, and so do your roles, cohorts and sites. This cannot be undone. "
        "Only do it if both are you."
    )
    intro = shorten("\n".join(lines), limits.FORM_INTRO - len(last) - 1)
    return Form(_("Become one member"), Action(Verb.MERGE, code), (), f"{intro}\n{last}", _("Make them one"))


def offered(code: str, twice: Sequence[Twice]) -> Message:
    """The same where no form can be shown: somebody wrote the code to the bot."""
    names = enumeration([each.partnership for each in twice[:6]])
    said = _("You are a member twice in {partnerships}. You can make that one member.", partnerships=names)
    return note(said, Button(_("Make them one"), Action(Verb.MERGE, code), "primary", opens_form=True), home())
