"""Joining and leaving a partnership."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.form import Form, PickOne, ShortText
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.domain.partnership import Organisation, Partnership
from bot.speech import gettext as _
from bot.speech import noop, pgettext
from bot.texts import speaking, terms
from bot.texts.notes import home, note
from bot.texts.room import one_line, pick
from bot.texts.verbs import Verb

NAME_LENGTH = 80


def form(partnership: Partnership, organisations: Sequence[Organisation], name: str, subject: str) -> Form:
    """Who are you, and for whom do you take part? The subject is the partnership, or this:occurrence to go on to."""
    about, occurrence, *_rest = f"{subject}:".split(":")
    return Form(
        title=_("Join"),
        action=Action(Verb.JOIN, f"{about}:{occurrence}:{read(partnership, organisations)}"),
        fields=(
            ShortText(name="name", label=_("Your name"), initial=one_line(name, NAME_LENGTH), most=NAME_LENGTH),
            *organisation_fields(_("Your organisation"), organisations),
            *speaking.field(),
        ),
        intro=_intro(partnership, organisations),
        submit=_("Join"),
    )


def read(partnership: Partnership, organisations: Sequence[Organisation]) -> str:
    """The mark of what stands above the form, the same in every language."""
    return terms.marked(lambda: _intro(partnership, organisations))


def _intro(partnership: Partnership, organisations: Sequence[Organisation]) -> str:
    said = _(
        "{partnership} uses Weft to ask its people a question now and then. "
        "Your organisation is the one you speak for here. You can leave at any time.",
        partnership=partnership.name,
    )
    return f"{said}\n{terms.told(organisations)}"


TAKES_PART = noop("Thank you. You take part; what you read is kept under “My data”.")
CHANGED_AT_HOME = noop("What is said there has changed meanwhile. Please open your home page and read it once more.")
CHANGED = noop("What is said above has changed since you opened this. Please read it once more, then send it again.")


def welcome(partnership: Partnership, name: str, aside: str = "") -> Message:
    """Somebody has joined."""
    said = _(
        "Welcome to {partnership}, {name}. The next check-in will find you.", partnership=partnership.name, name=name
    )
    return note(f"{said} {aside}" if aside else said, home())


def going_on(form: Form, aside: str) -> Form:
    """The check-in that somebody came for, below what they have to know as a new member."""
    return replace(form, intro=f"{aside}\n\n{form.intro}") if aside else form


def unreached(*, inbox: bool) -> str:
    """What somebody has to know who cannot be written to in private by the account they join with.

    `inbox` says whether there is a web inbox to be had.
    """
    said = _(
        "Weft cannot write to you privately in this chat, because your account belongs to a different organisation "
        "from the one that hosts it. Check-ins come to this channel."
    )
    if not inbox:
        return said
    more = _(
        "Ask a convener for a private link to the web inbox: there you are reminded in private, and you can read "
        "what you answered."
    )
    return f"{said} {more}"


def leaving(partnership: Partnership) -> Form:
    """Sure?"""
    return Form(
        title=pgettext("a partnership", "Leave"),
        action=Action(Verb.LEAVE, partnership.id),
        fields=(),
        intro=_(
            "When you leave {partnership}, nothing more is sent to you and you see no more digests. "
            "What you have answered so far stays counted. You can join again later.",
            partnership=partnership.name,
        ),
        submit=pgettext("a partnership", "Leave"),
    )


def unlinked(space: str, title: str) -> Message:
    """The bot has come into a space that belongs to no partnership yet."""
    return Message(
        _("Weft is here"),
        (
            Text(_("Hello, this is Weft. I bring check-ins to the people of a partnership.")),
            Text(
                _("A convener can say which partnership {space} belongs to; then people can join here.", space=title),
                "note",
            ),
            Buttons((Button(_("Link this channel"), Action(Verb.LINK, space), "primary", opens_form=True),)),
        ),
    )


def linked(partnership: Partnership) -> Message:
    """The card by which people join."""
    return Message(
        _("{partnership} meets here", partnership=partnership.name),
        (
            Text(partnership.name, "heading"),
            Text(
                _(
                    "Here this partnership asks its people a question now and then. What came of it is given back "
                    "in a weekly digest. No one can be singled out in it."
                )
            ),
            Text(_("Join and say which organisation you speak for. You can leave at any time."), "note"),
            Buttons(
                (
                    Button(_("Join"), Action(Verb.JOIN, partnership.id), "primary", opens_form=True),
                    Button(_("How it works"), Action(Verb.HELP)),
                )
            ),
        ),
    )


def organisation_fields(label: str, organisations: Sequence[Organisation]) -> tuple[PickOne, ...]:
    """Organisations to choose from."""
    return pick("organisation", label, [(each.id, each.name) for each in organisations])
