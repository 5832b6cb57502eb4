"""Bringing people in from a channel: whom to ask, what they are asked, and what they say to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.form import Form, Option, PickOne
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.chat.names import Person
from bot.domain.partnership import Organisation, Partnership, Space
from bot.speech import gettext as _
from bot.speech import ngettext
from bot.texts import terms
from bot.texts.notes import home, note
from bot.texts.room import MOST_CHOICES, one_line, pick, pick_many
from bot.texts.verbs import Verb

ALL, CHOSEN = "all", "chosen"
_NAME = 50


@dataclass(frozen=True, slots=True)
class Circle:
    """The people of a space, as a partnership knows them."""

    space: Space
    members: int
    left: int
    """Who were members, and took their leave."""
    silent: int
    """Who were asked and have said nothing yet."""
    declined: int
    unreachable: int
    """Whom the bot may not write to in private."""
    new: Sequence[tuple[str, Person]]
    """Who can be asked, each with what stands for them in a form; by name."""


def button(partnership: str) -> Button:
    """The way to it."""
    return Button(_("Bring people in"), Action(Verb.BRING, partnership), opens_form=True)


def space_form(partnership: Partnership, spaces: Sequence[Space]) -> Form:
    """Whose people?"""
    return Form(
        title=_("Bring people in"),
        action=Action(Verb.BRING, partnership.id),
        fields=pick("space", _("Channel"), [(each.id, one_line(each.title, 70) or each.id) for each in spaces]),
        intro=_("Weft looks who is in the channel. Nobody is asked anything yet."),
        submit=_("Next"),
    )


def people_form(circle: Circle) -> Form:
    """Whom to ask?"""
    choices = [(value, _label(circle.space, person)) for value, person in circle.new]
    options = (
        Option(ALL, ngettext("The {count} person who can be asked", "All {count} who can be asked", len(circle.new))),
        Option(CHOSEN, _("Only those whom I choose below")),
    )
    intro = [told(circle), _("Each gets one private message. Nobody becomes a member without saying so.")]
    if len(circle.new) > MOST_CHOICES:
        intro.append(_("The lists hold the first {number} names.", number=MOST_CHOICES))
    return Form(
        title=_("Bring people in"),
        action=Action(Verb.ASK_IN, circle.space.id),
        fields=(
            PickOne(name="whom", label=_("Whom to ask"), options=options, initial=CHOSEN),
            *pick_many("people", _("People"), choices),
        ),
        intro="\n".join(intro),
        submit=_("Ask them"),
    )


def told(circle: Circle) -> str:
    """Who is in the channel, in numbers."""
    known = (
        (circle.members, ngettext("{count} is a member.", "{count} are members.", circle.members)),
        (circle.silent, ngettext("{count} was asked.", "{count} were asked.", circle.silent)),
        (
            circle.declined,
            ngettext(
                "{count} said no and is not asked again.",
                "{count} said no and are not asked again.",
                circle.declined,
            ),
        ),
        (
            circle.left,
            ngettext(
                "{count} has left the partnership, and can join again in the channel.",
                "{count} have left the partnership, and can join again in the channel.",
                circle.left,
            ),
        ),
        (
            circle.unreachable,
            ngettext(
                "Weft cannot write to {count} in private: they can press Join in the channel.",
                "Weft cannot write to {count} in private: they can press Join in the channel.",
                circle.unreachable,
            ),
        ),
        (len(circle.new), ngettext("{count} can be asked.", "{count} can be asked.", len(circle.new))),
    )
    there = sum(number for number, _sentence in known)
    title = one_line(circle.space.title, 100)
    first = ngettext("{count} person is in {channel}.", "{count} people are in {channel}.", there, channel=title)
    return " ".join([first, *(sentence for number, sentence in known if number)])


def nobody(circle: Circle) -> Message:
    """There is nobody to be asked."""
    nobody = _("So there is nobody new to ask.")
    return note(f"{told(circle)}\n{nobody}", home())


def asked(count: int) -> Message:
    """They are being asked."""
    said = ngettext(
        "{count} person gets a private message now. You see under People who joins.",
        "{count} people get a private message now. You see under People who joins.",
        count,
    )
    return note(said, Button(_("Home"), Action(Verb.HOME)))


def spaceless() -> Message:
    """There is no channel to look into."""
    return note(
        _(
            "Weft is in no channel of this partnership yet. Add it to one, press Link this channel there, then try "
            "again."
        ),
        home(),
    )


def invitation(partnership: Partnership, organisations: Sequence[Organisation], mark: str) -> Message:
    """What somebody is asked in private, with what holds for those who say yes."""
    said = _("A convener of {partnership} asks you to take part.", partnership=partnership.name)
    return Message(
        said[:300],
        (
            Text(said),
            Text(
                _(
                    "{partnership} uses Weft to ask its people a question now and then, and gives back what came of "
                    "it so that no one can be singled out. You say yourself which organisation you speak for, and "
                    "you can leave at any time.",
                    partnership=partnership.name,
                )
            ),
            Text(terms.told(organisations), "note"),
            Buttons(
                (
                    Button(_("Join"), Action(Verb.JOIN, partnership.id), "primary", opens_form=True),
                    Button(_("No, thank you"), Action(Verb.DECLINE, partnership.id)),
                )
            ),
        ),
        mark,
    )


def declined(partnership: Partnership) -> Message:
    """Somebody said no."""
    said = _("You do not take part in {partnership}, and you are not asked again.", partnership=partnership.name)
    join = Button(_("Join after all"), Action(Verb.JOIN, partnership.id), opens_form=True)
    return note(said, join)


def _label(space: Space, person: Person) -> str:
    name = one_line(person.name, _NAME) or person.identity.user[:_NAME]
    if person.identity.tenant != space.address.tenant:
        return _("{name} (from outside)", name=name)
    return _("{name} (guest)", name=name) if person.guest else name
