"""One person with several accounts: the code that makes them one, and where they are written to."""

from collections.abc import Sequence

from bot.chat.form import Form, ShortText
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.chat.names import Identity
from bot.domain.pairing import LIFE, Accounts
from bot.texts.moments import enumeration
from bot.texts.notes import HOME, note
from bot.texts.verbs import Verb

Known = Sequence[tuple[str, str]]
"""Somebody's name in each partnership that is spoken of, and that partnership's."""

ELSEWHERE = Button("Use Weft elsewhere, too", Action(Verb.PAIR))
CODE = Button("I have a code", Action(Verb.ENTER), opens_form=True)
_WRITE_HERE = Button("Write to me here", Action(Verb.WRITE_HERE))
_FORGET = Button("Forget this account", Action(Verb.FORGET), opens_form=True)

_PLATFORMS = {"slack": "Slack", "teams": "Teams", "web": "the web inbox"}
_MINUTES = int(LIFE.total_seconds() // 60)
_MOST_NAMED = 6
"""Partnerships that one sentence tells by name."""

UNKNOWN = (
    f"Weft does not know this code. A code works once, for {_MINUTES} minutes. Look whether you typed all of it, or "
    "get a new one with “Use Weft elsewhere, too” on the other platform."
)
OWN = "This account made the code. Enter it on the other platform, with the account that you want to use there."
NOBODY = "Whoever made this code is in no partnership any more, so there is nothing to share. Nothing has changed."
READ_ALONG = (
    "Others may have read this code here, so it was not taken and has ended. Make a new one, and write it to Weft in "
    "private or enter it on the home page."
)


def code(shown: str) -> Message:
    """The code, shown once to whoever asked for it."""
    return Message(
        "Your code to use Weft elsewhere, too",
        (
            Text(shown, "heading"),
            Text(
                "Go to the other platform, open Weft's home page with the account that you want to use there, and "
                f"press “I have a code”. Or write to Weft there, in private: code {shown}"
            ),
            Text(
                "From then on you are the same person here and there: you see the same, answer from either, and are "
                f"asked once. The code works once, for {_MINUTES} minutes. Give it to nobody: whoever enters it acts "
                "as you.",
                "note",
            ),
        ),
    )


def stranger() -> Message:
    """Somebody without a partnership wants to be known elsewhere."""
    return note(
        "You are in no partnership with this account, so it can make no code. If you are in one on another platform, "
        "press “Use Weft elsewhere, too” there, and “I have a code” here.",
        CODE,
        HOME,
    )


def entering() -> Form:
    """Which code?"""
    return Form(
        title="I have a code",
        action=Action(Verb.ENTER),
        fields=(ShortText(name="code", label="Your code", hint="Such as 7F3K-9QTX-2M"),),
        intro=(
            "Get a code on the platform where you are a member already: press “Use Weft elsewhere, too” on Weft's "
            "home page there. Only enter a code that you got yourself: from then on this account is one with the "
            "account that made it."
        ),
        submit="Enter",
    )


def linked(known: Known, accounts: Accounts, *, anew: bool) -> Message:
    """The account is one of theirs now, or was before."""
    said = f"From now on you are {_as(known, 'here, too')}." if anew else f"You are {_as(known, 'here already')}."
    if accounts.all_come_here:
        return note(f"{said} {_comes(accounts)}", HOME)
    return note(f"{said} {_comes(accounts)} To have it here instead, press Write to me here.", _WRITE_HERE, HOME)


def row(accounts: Accounts) -> tuple[Text, Buttons]:
    """What the home page says of somebody's several accounts, and what they can do about them."""
    used = enumeration(list(dict.fromkeys(platform(each) for each in accounts.known)))
    said = f"You use Weft with {len(accounts.known)} accounts, in {used}. {_comes(accounts)}"
    return Text(said, "note"), Buttons((_FORGET,) if accounts.all_come_here else (_WRITE_HERE, _FORGET))


def written_here() -> Message:
    """What is sent comes to this account now."""
    return note("From now on, what Weft sends you comes to this account.", HOME)


def only() -> Message:
    """There is nothing to choose between, or to be forgotten."""
    return note("This is the only account of yours that Weft knows, so it stays and everything comes here.", HOME)


def forgetting(known: Known, staying: Known, remaining: Accounts) -> Form:
    """Sure? `staying` are those in which this is their only account, `remaining` the accounts without this one."""
    said = [
        f"With this account you will no longer be {_as(known)}. You stay a member with what you have answered.",
        _comes(remaining),
        "To use this account again, enter a new code.",
    ]
    if staying:
        said.append(
            f"This is your only account as {_as(staying)}, so nothing changes there; to leave it, press My data, "
            "then Leave."
        )
    return Form("Forget this account", Action(Verb.FORGET), (), " ".join(said), "Forget")


def forgotten(known: Known, remaining: Accounts) -> Message:
    """This account is theirs no longer."""
    return note(f"With this account you are no longer {_as(known)}. {_comes(remaining)}", HOME)


def _comes(accounts: Accounts) -> str:
    """To which one place what is sent comes."""
    places = list(dict.fromkeys(_place(each, accounts.here) for each in accounts.written_to))
    if len(places) == 1:
        return f"What Weft sends you comes to one place only: {places[0]}."
    return f"What Weft sends you comes to one place only, depending on the partnership: {' or '.join(places)}."


def _place(identity: Identity, here: Identity) -> str:
    if identity == here:
        return "here"
    where = f"in {platform(identity)}"
    return f"{where}, with another account" if identity.platform == here.platform else where


def platform(identity: Identity) -> str:
    """What people call the platform of an identity."""
    return _PLATFORMS.get(identity.platform, identity.platform)


def _as(known: Known, where: str = "") -> str:
    """Who somebody is in which partnerships, such as `Ada here, too, in Fenland and Warm Homes`."""
    more = [f"{len(known) - _MOST_NAMED} more"] if len(known) > _MOST_NAMED else []
    named = known[:_MOST_NAMED]
    if len({name for name, _ in known}) == 1:
        partnerships = enumeration([partnership for _, partnership in named] + more)
        return f"{known[0][0]}{where and f' {where},'} in {partnerships}"
    whole = enumeration([f"{name} in {partnership}" for name, partnership in named] + more)
    return f"{whole}{where and f', {where}'}"
