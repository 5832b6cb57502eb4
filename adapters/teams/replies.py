"""The core's reply -> what Teams is told: the answer to its request, and calls, by where the person acted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.teams.carried import carry
from adapters.teams.forms import form_card
from adapters.teams.render import CONTENT_TYPE, Place, card, executes, refreshed
from adapters.teams.scene import (
    Aside,
    BackTo,
    Departure,
    Dialog,
    Entry,
    Home,
    InCard,
    Notice,
    Nowhere,
    Origin,
    Overheard,
    Scene,
    Speech,
    Visit,
)
from adapters.teams.size import one_card
from adapters.teams.words import Element, rich, run
from bot.chat.events import Nothing, Reject, Replace, Reply, Show, Whisper
from bot.chat.message import Buttons, Message, Text
from bot.chat.names import Address, Receipt
from bot.speech import gettext as _
from bot.speech import noop

Body = Mapping[str, Any]

DONE = noop("Done.")
LATE = noop("This takes longer than Teams waits. What you sent has arrived.")
GONE_BACK = noop("Look at the conversation again: the message is where it was.")
_BACK, _CANCEL = noop("Back"), noop("Cancel")
_HOME = noop("Home")
_DIALOG_TITLE = "Weft"


@dataclass(frozen=True, slots=True)
class Post:
    """A message to post; `home_of` makes it the home card of whom Teams calls so."""

    to: Address
    message: Message
    home_of: str | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """A card of our own to post."""

    to: Address
    card: Element
    summary: str


@dataclass(frozen=True, slots=True)
class Change:
    """A message to put in a post's place."""

    post: Receipt
    message: Message
    home_of: str | None = None


Call = Post | Put | Change


@dataclass(frozen=True, slots=True)
class Answer:
    """What Teams is told: the answer to its request (None: an empty one), then calls in order."""

    body: Body | None = None
    calls: tuple[Call, ...] = ()
    shown: bool = False
    """Whether the reply's words are in the body, and so would be lost with it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What this deployment's Teams can do, and where people read what is too long for it."""

    dialogs: bool = True
    inbox: str | None = None


def answer(reply: Reply, scene: Scene, manner: Manner) -> Answer:
    """Say a reply where its person is."""
    match scene:
        case InCard():
            return _in_card(reply, scene, manner)
        case Dialog():
            return _in_dialog(reply, scene, manner)
        case Speech(conversation):
            return _spoken(reply, Post(conversation, no_form()))
        case Visit(conversation, mri):
            return _spoken(reply, Post(conversation, no_form(), mri))
        case Entry(conversation):
            return _spoken(reply, Post(conversation, no_form()))
        case Overheard() | BackTo() | Departure() | Notice():
            return Answer()


def overheard(scene: Overheard) -> Answer:
    """A card in a conversation of several, in whose place each reads the answer to what was said for themselves."""
    said = carry("said", text=scene.text)
    asked = executes(_("Show me"), "weft.said", said, "positive")
    words = rich(run(_("Weft answers you here. Only you see what it says to you.")))
    summary = _("Weft answers you here.")
    shown = card([words, {"type": "ActionSet", "actions": [asked]}], summary)
    return Answer(calls=(Put(scene.thread, refreshed(shown, said, scene.mri), summary),))


def home_card(message: Message, home: Home, manner: Manner) -> Element:
    """A message as somebody's home page, asked for anew whenever they see it."""
    place = Place(origin=Home(replace(home.card, post=""), home.mri), dialogs=manner.dialogs)
    return refreshed(one_card(message, place, manner.inbox), carry("home", origin=place.origin), home.mri)


def in_place(shown: Element) -> Body:
    """An answer that shows a card in the place of the one that was acted in, to this person alone."""
    return {"statusCode": 200, "type": CONTENT_TYPE, "value": shown}


def hint(words: str) -> Body:
    """An answer that leaves the card as it is and says a few words beside it."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words}


def message_box(words: str) -> Body:
    """An answer that says a few words in a dialog."""
    return {"task": {"type": "message", "value": words}}


def late(scene: Scene) -> Body | None:
    """What is told while the core still works, because Teams waits no longer."""
    match scene:
        case InCard():
            return hint(_(LATE))
        case Dialog():
            return message_box(_(LATE))
        case _:
            return None


def no_form() -> Message:
    """That a form cannot be opened from here."""
    said = _("That needs a form, which Teams only opens from a button.")
    return Message(_("A form is needed."), (Text(said),))


def _in_card(reply: Reply, scene: InCard, manner: Manner) -> Answer:
    match reply, scene.origin:
        case Nothing(), _ if scene.typed is None:
            return Answer(hint(_(DONE)))
        case Nothing(), _:
            return Answer(in_place(_aside(Message(_(DONE), (Text(_(DONE)),)), scene.origin, manner)))
        case Replace(message), Receipt() as post:
            shown = one_card(message, Place(dialogs=manner.dialogs), manner.inbox)
            return Answer(in_place(shown), (Change(post, message),))
        case Replace(message) | Whisper(message), _:
            return Answer(in_place(_aside(message, scene.origin, manner)), shown=True)
        case Show(form), origin:
            return Answer(in_place(_with_cancel(form_card(form, Place(origin=origin)), origin)), shown=True)
        case Reject(form, errors), origin:
            shown = form_card(form, Place(origin=origin), typed=scene.typed, errors=errors)
            return Answer(in_place(_with_cancel(shown, origin)), shown=True)


def _in_dialog(reply: Reply, scene: Dialog, manner: Manner) -> Answer:
    place = Place("dialog", scene.origin)
    match reply, scene.origin:
        case Nothing(), _:
            # A dialog that is only now to be opened has to hold something; an open one closes at an empty answer.
            return Answer(message_box(_(DONE)) if scene.opening else None)
        case Replace(message), Receipt() as post:
            return Answer(message_box(_(DONE)) if scene.opening else None, (Change(post, message),))
        case Replace(message) | Whisper(message), _:
            beside = Place("dialog", _beside(scene.origin))
            return Answer(_dialog(one_card(message, beside, manner.inbox), _DIALOG_TITLE), shown=True)
        case Show(form), _:
            return Answer(_dialog(form_card(form, place), form.title), shown=True)
        case Reject(form, errors), _:
            return Answer(_dialog(form_card(form, place, typed=scene.typed, errors=errors), form.title), shown=True)


def _spoken(reply: Reply, post: Post) -> Answer:
    match reply:
        case Nothing():
            return Answer()
        case Replace(message) | Whisper(message):
            return Answer(calls=(replace(post, message=message),))
        case Show() | Reject():
            return Answer(calls=(post,))


def _aside(message: Message, origin: Origin, manner: Manner) -> Element:
    """A message in the place of a post or page, with the way back to it."""
    shown = one_card(message, Place(origin=_beside(origin), dialogs=manner.dialogs), manner.inbox)
    offered = {button.label for block in message.blocks if isinstance(block, Buttons) for button in block.buttons}
    ways = [each for each in _way_back(origin, _BACK) if each["title"] not in offered]
    return {**shown, "body": [*shown["body"], *({"type": "ActionSet", "actions": [each]} for each in ways)]}


def _beside(origin: Origin) -> Origin:
    """What buttons carry that one person alone is shown: they are not those of the post in whose place they stand."""
    return Aside(origin) if isinstance(origin, Receipt) else origin


def _with_cancel(shown: Element, origin: Origin) -> Element:
    """A form in a card's place, which has no cross to close it by."""
    return {**shown, "actions": [*shown["actions"], *_way_back(origin, _CANCEL)]}


def _way_back(origin: Origin, label: str) -> list[Element]:
    """To the post or page in whose place something is shown; there is none from nowhere."""
    match origin:
        case Home():
            return [_out(_(_HOME), "weft.home", carry("home", origin=origin))]
        case Receipt() | Aside():
            return [_out(_(label), "weft.back", carry("back"))]
        case Nowhere():
            return []


def _out(title: str, verb: str, data: Element) -> Element:
    """A way out that takes no inputs along: or a client would not go it before every required one is filled in."""
    return {**executes(title, verb, data), "associatedInputs": "none"}


def _dialog(shown: Element, title: str) -> Body:
    attached = {"contentType": CONTENT_TYPE, "content": shown}
    value = {"title": title, "height": "large", "width": "medium", "card": attached}
    return {"task": {"type": "continue", "value": value}}
