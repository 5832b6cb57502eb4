"""The forms by which a convener sets a partnership up."""

from collections.abc import Sequence

from bot.chat import limits
from bot.chat.form import Form, Option, PickMany, PickOne, ShortText
from bot.chat.message import Action, Message, Text
from bot.domain.partnership import DigestTime, Member, Organisation, Partnership, Role, Space
from bot.speech import gettext as _
from bot.speech import noop
from bot.texts import moments, recording, speaking, terms
from bot.texts.joining import NAME_LENGTH, organisation_fields
from bot.texts.room import MOST_CHOICES, one_line, pick, shorten
from bot.texts.verbs import Verb

TITLE_LENGTH = 100
_ZONE = "Europe/London"
"""Where the platform does not tell somebody's own."""
_ZONE_LENGTH = 60

_BEGIN = noop("You become its convener. Begin with your own organisation; the others come next.")
ROLES = {
    Role.LEAD: noop("Lead: gets the weekly digest"),
    Role.CONVENER: noop("Convener: schedules check-ins, adds people, gets the digest"),
}


def start_form(name: str, zone: str | None) -> Form:
    """A new partnership with its first organisation, that of its convener."""
    return Form(
        title=_("Start a partnership"),
        action=Action(Verb.START),
        fields=(
            ShortText(name="partnership", label=_("Name of the partnership"), most=TITLE_LENGTH),
            zone_field(zone or _ZONE),
            *speaking.field(),
            ShortText(name="name", label=_("Your name"), initial=one_line(name, NAME_LENGTH), most=NAME_LENGTH),
            *recording.fields(),
        ),
        intro=f"{_(_BEGIN)}\n{_(terms.LAST)}\n{_(terms.MORE)}",
        submit=_("Start"),
    )


def invite_form(partnership: Partnership, organisations: Sequence[Organisation]) -> Form:
    """Somebody who has neither Slack nor Teams."""
    return Form(
        title=_("Invite somebody"),
        action=Action(Verb.INVITE, partnership.id),
        fields=(
            ShortText(name="name", label=_("Their name"), most=NAME_LENGTH),
            *organisation_fields(_("Their organisation"), organisations),
        ),
        intro=_("For people with neither Slack nor Teams. You get a link to hand to them; it is theirs alone."),
        submit=_("Make a link"),
    )


def invited(name: str, link: str) -> Message:
    """The link, shown once to the convener who asked for it."""
    return Message(
        _("A link for {name}", name=name),
        (
            Text(_("Send this link to {name}, and to nobody else:", name=name)),
            Text(link),
            Text(
                _(
                    "Whoever opens it reads and answers as this person, you included: pass it on and forget it. "
                    "It ends by itself; New link makes another and ends this one at once."
                ),
                "note",
            ),
        ),
    )


def new_link_form(partnership: Partnership, holders: Sequence[tuple[str, str]]) -> Form:
    """Whose link to end and make anew; holders are user ids of the web inbox with names."""
    return Form(
        title=_("New link"),
        action=Action(Verb.NEW_LINK, partnership.id),
        fields=pick("user", _("For whom"), holders),
        intro=_("Their earlier links, and whatever is open by them, end at once."),
        submit=_("Make a link"),
    )


def role_form(partnership: Partnership, members: Sequence[Member], names: dict[str, str]) -> Form:
    """Who does what; names are those of organisations by id."""
    return Form(
        title=_("Give a role"),
        action=Action(Verb.ROLE, partnership.id),
        fields=(
            *pick("member", _("Who"), [(each.id, f"{each.name}, {names[each.organisation]}") for each in members]),
            PickMany(
                name="roles",
                label=_("Their roles"),
                options=tuple(Option(role.value, shorten(_(label), limits.OPTION)) for role, label in ROLES.items()),
                hint=_("Choose none to make them a member without a role"),
                required=False,
            ),
        ),
    )


def role_organisation_form(partnership: Partnership, organisations: Sequence[Organisation]) -> Form:
    """Where there are too many people for one form: whose people to choose from."""
    return whose_form(_("Give a role"), Action(Verb.ROLE, partnership.id), partnership, organisations)


def whose_form(title: str, action: Action, partnership: Partnership, organisations: Sequence[Organisation]) -> Form:
    """The step before a choice among more people than one form holds."""
    return Form(
        title=title,
        action=action,
        fields=organisation_fields(_("Of which organisation is the person?"), organisations),
        intro=_(
            "{partnership} has more than {count} people. Choose their organisation first.",
            partnership=partnership.name,
            count=MOST_CHOICES,
        ),
        submit=_("Next"),
    )


KEEP, LEAVE = "keep", "leave"


def handing_over_form(partnership: Partnership, people: Sequence[Member]) -> Form:
    """Who tends the partnership from now on, and whether its present convener still does."""
    own = (
        Option(KEEP, _("I stay a convener, too")),
        Option(LEAVE, _("I am a convener no more")),
    )
    return Form(
        title=_("Hand over"),
        action=Action(Verb.HAND_OVER, partnership.id),
        fields=(
            *pick("member", _("Who tends it from now on"), [(each.id, each.name) for each in people]),
            PickOne(name="own", label=_("And you?"), options=own, initial=KEEP),
        ),
        intro=_("Every check-in of {partnership} goes on as it is planned.", partnership=partnership.name),
        submit=_("Hand over"),
    )


def link_form(space: Space, partnerships: Sequence[Partnership]) -> Form:
    """Which partnership a space belongs to."""
    return Form(
        title=_("Link this channel"),
        action=Action(Verb.LINK, space.id),
        fields=pick("partnership", _("Partnership"), [(each.id, each.name) for each in partnerships]),
        intro=_("People can then join in {space} and be asked there.", space=space.title),
        submit=_("Link"),
    )


def digest_form(partnership: Partnership, time: DigestTime) -> Form:
    """When a reader wants the digest."""
    days = tuple(Option(str(number), day) for number, day in enumerate(moments.weekdays()))
    hours = tuple(Option(str(hour), f"{hour:02}:00") for hour in range(24))
    return Form(
        title=_("Your weekly digest"),
        action=Action(Verb.DIGEST_TIME, partnership.id),
        fields=(
            PickOne(name="weekday", label=_("Day"), options=days, initial=str(time.weekday)),
            PickOne(name="hour", label=_("Hour"), options=hours, initial=str(time.hour)),
            zone_field(time.zone),
        ),
    )


def zone_field(initial: str) -> ShortText:
    """A time zone by its IANA name."""
    return ShortText(
        name="zone",
        label=_("Time zone"),
        hint=_("A place name such as Europe/London or America/New_York"),
        initial=one_line(initial, _ZONE_LENGTH),
        most=_ZONE_LENGTH,
    )
