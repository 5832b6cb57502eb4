"""One person with several accounts: the code that makes them one, and where they are written to."""

from collections.abc import Sequence

from bot.chat.form import Form, ShortText
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.chat.names import Identity
from bot.domain.pairing import LIFE, Accounts
from bot.speech import gettext as _
from bot.speech import ngettext, noop
from bot.texts.moments import enumeration
from bot.texts.notes import home, note
from bot.texts.verbs import Verb

Known = Sequence[tuple[str, str]]
"""Somebody's name in each partnership that is spoken of, and that partnership's."""

_PLATFORMS = {"slack": noop("Slack"), "teams": noop("Teams"), "web": noop("the web inbox")}
_MINUTES = int(LIFE.total_seconds() // 60)
_MOST_NAMED = 6
"""Partnerships that one sentence tells by name."""

OWN = noop("This account made the code. Enter it on the other platform, with the account that you want to use there.")
NOBODY = noop(
    "Whoever made this code is in no partnership any more, so there is nothing to share. Nothing has changed."
)
READ_ALONG = noop(
    "Others may have read this code here, so it was not taken and has ended. Make a new one, and write it to Weft in "
    "private or enter it on the home page."
)


def elsewhere() -> Button:
    """The way to a code."""
    return Button(_("Use Weft elsewhere, too"), Action(Verb.PAIR))


def have_code() -> Button:
    """The way in for who has a code."""
    return Button(_("I have a code"), Action(Verb.ENTER), opens_form=True)


def _write_here() -> Button:
    return Button(_("Write to me here"), Action(Verb.WRITE_HERE))


def unknown() -> str:
    """What was entered is no code, or no longer."""
    return _(
        "Weft does not know this code. A code works once, for {minutes} minutes. Look whether you typed all of it, "
        "or get a new one with “Use Weft elsewhere, too” on the other platform.",
        minutes=_MINUTES,
    )


def code(shown: str) -> Message:
    """The code, shown once to whoever asked for it."""
    return Message(
        _("Your code to use Weft elsewhere, too"),
        (
            Text(shown, "heading"),
            Text(
                _(
                    "Go to the other platform, open Weft's home page with the account that you want to use there, "
                    "and press “I have a code”. Or write to Weft there, in private: code {code}",
                    code=shown,
                )
            ),
            Text(
                _(
                    "From then on you are the same person here and there: you see the same, answer from either, and "
                    "are asked once. The code works once, for {minutes} minutes. Give it to nobody: whoever enters "
                    "it acts as you.",
                    minutes=_MINUTES,
                ),
                "note",
            ),
        ),
    )


def stranger() -> Message:
    """Somebody without a partnership wants to be known elsewhere."""
    return note(
        _(
            "You are in no partnership with this account, so it can make no code. If you are in one on another "
            "platform, press “Use Weft elsewhere, too” there, and “I have a code” here."
        ),
        have_code(),
        home(),
    )


def entering() -> Form:
    """Which code?"""
    return Form(
        title=_("I have a code"),
        action=Action(Verb.ENTER),
        fields=(ShortText(name="code", label=_("Your code"), hint=_("Such as 7F3K-9QTX-2M")),),
        intro=_(
            "Get a code on the platform where you are a member already: press “Use Weft elsewhere, too” on Weft's "
            "home page there. Only enter a code that you got yourself: from then on this account is one with the "
            "account that made it."
        ),
        submit=_("Enter"),
    )


def linked(known: Known, accounts: Accounts, *, anew: bool) -> Message:
    """The account is one of theirs now, or was before."""
    if anew:
        said = _("From now on you are {whom}.", whom=_as_here_too(known))
    else:
        said = _("You are {whom}.", whom=_as_here_already(known))
    if accounts.all_come_here:
        return note(f"{said} {_comes(accounts)}", home())
    instead = _("To have it here instead, press Write to me here.")
    return note(f"{said} {_comes(accounts)} {instead}", _write_here(), home())


def already(known: Known) -> str:
    """The account that enters a code is somebody else in these partnerships."""
    return _(
        "With this account you are {whom}: a member apart from the one who made the code. To "
        "become one, first leave there with this account (My data on its home page, then Leave), then enter the code "
        "again. Nothing has changed, and the code still works until its {minutes} minutes are over.",
        whom=_as_already(known),
        minutes=_MINUTES,
    )


def row(accounts: Accounts) -> tuple[Text, Buttons]:
    """What the home page says of somebody's several accounts, and what they can do about them."""
    used = enumeration(list(dict.fromkeys(platform(each) for each in accounts.known)))
    said = ngettext(
        "You use Weft with {count} account, in {platforms}.",
        "You use Weft with {count} accounts, in {platforms}.",
        len(accounts.known),
        platforms=used,
    )
    forget = Button(_("Forget this account"), Action(Verb.FORGET), opens_form=True)
    ways = (forget,) if accounts.all_come_here else (_write_here(), forget)
    return Text(f"{said} {_comes(accounts)}", "note"), Buttons(ways)


def written_here() -> Message:
    """What is sent comes to this account now."""
    return note(_("From now on, what Weft sends you comes to this account."), home())


def only() -> Message:
    """There is nothing to choose between, or to be forgotten."""
    return note(
        _("This is the only account of yours that Weft knows, so it stays and everything comes here."), home()
    )


def forgetting(known: Known, staying: Known, remaining: Accounts) -> Form:
    """Sure? `staying` are those in which this is their only account, `remaining` the accounts without this one."""
    said = [
        _(
            "With this account you will no longer be {whom}. You stay a member with what you have answered.",
            whom=_as(known),
        ),
        _comes(remaining),
        _("To use this account again, enter a new code."),
    ]
    if staying:
        only_one = _(
            "This is your only account as {whom}, so nothing changes there; to leave it, press My data, then Leave.",
            whom=_as(staying),
        )
        said.append(only_one)
    return Form(_("Forget this account"), Action(Verb.FORGET), (), " ".join(said), _("Forget"))


def forgotten(known: Known, remaining: Accounts) -> Message:
    """This account is theirs no longer."""
    said = _("With this account you are no longer {whom}.", whom=_as(known))
    return note(f"{said} {_comes(remaining)}", home())


def _comes(accounts: Accounts) -> str:
    """To which one place what is sent comes."""
    places = list(dict.fromkeys(_place(each, accounts.here) for each in accounts.written_to))
    if len(places) == 1:
        return _("What Weft sends you comes to one place only: {place}.", place=places[0])
    said = "".join(places[:1])
    for place in places[1:]:
        said = _("{place} or {another}", place=said, another=place)
    return _("What Weft sends you comes to one place only, depending on the partnership: {places}.", places=said)


def _place(identity: Identity, here: Identity) -> str:
    if identity == here:
        return _("here")
    if identity.platform == here.platform:
        return _("in {platform}, with another account", platform=platform(identity))
    return _("in {platform}", platform=platform(identity))


def platform(identity: Identity) -> str:
    """What people call the platform of an identity."""
    return _(_PLATFORMS[identity.platform]) if identity.platform in _PLATFORMS else identity.platform


def _as(known: Known) -> str:
    """Who somebody is in which partnerships, such as `Ada in Fenland and Warm Homes`."""
    if (name := _one_name(known)) is not None:
        return _("{name} in {partnerships}", name=name, partnerships=_partnerships(known))
    return _each(known)


def _as_here_too(known: Known) -> str:
    if (name := _one_name(known)) is not None:
        return _("{name} here, too, in {partnerships}", name=name, partnerships=_partnerships(known))
    return _("{names}, here, too", names=_each(known))


def _as_here_already(known: Known) -> str:
    if (name := _one_name(known)) is not None:
        return _("{name} here already, in {partnerships}", name=name, partnerships=_partnerships(known))
    return _("{names}, here already", names=_each(known))


def _as_already(known: Known) -> str:
    if (name := _one_name(known)) is not None:
        return _("{name} already, in {partnerships}", name=name, partnerships=_partnerships(known))
    return _("{names}, already", names=_each(known))


def _one_name(known: Known) -> str | None:
    """What somebody is called wherever they are known, if it is one name."""
    names = {name for name, _partnership in known}
    return names.pop() if len(names) == 1 else None


def _partnerships(known: Known) -> str:
    return enumeration([partnership for _name, partnership in known[:_MOST_NAMED]] + _more(known))


def _each(known: Known) -> str:
    some = known[:_MOST_NAMED]
    named = [_("{name} in {partnerships}", name=name, partnerships=partnership) for name, partnership in some]
    return enumeration(named + _more(known))


def _more(known: Known) -> list[str]:
    more = len(known) - _MOST_NAMED
    return [ngettext("{count} more", "{count} more", more)] if more > 0 else []
