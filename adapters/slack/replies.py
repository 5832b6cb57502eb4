"""The core's reply -> what Slack must be told: an acknowledgement's body and calls, by where the person acted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.slack.said import again, done, late_form, no_form, working
from adapters.slack.scene import (
    Command,
    Entry,
    Ephemeral,
    Home,
    ModalPress,
    Notice,
    Origin,
    Post,
    Press,
    Scene,
    Speech,
    Submission,
    Visit,
    is_direct,
)
from adapters.slack.views import form_view, home_view, message_view
from bot.chat.events import Nothing, Reject, Replace, Reply, Show, Whisper
from bot.chat.form import Values
from bot.chat.message import Message


@dataclass(frozen=True, slots=True)
class Call:
    """A Web API method to call. `message` is rendered into the body, with or without native tables and charts."""

    method: str
    body: Mapping[str, Any]
    message: Message | None = None
    otherwise: "Call | Respond | None" = None
    """What to tell the person instead when this fails."""


@dataclass(frozen=True, slots=True)
class Respond:
    """A response URL to post a message to."""

    url: str
    message: Message
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack is told: the body of the acknowledgement, then calls in order."""

    ack: Mapping[str, Any] = field(default_factory=dict)
    calls: tuple[Call | Respond, ...] = ()


def answer(reply: Reply, scene: Scene, *, late: bool = False) -> Answer:
    """Say a reply where its person is. `late` means that the acknowledgement is gone already."""
    match scene:
        case Press():
            return _to_press(reply, scene)
        case ModalPress():
            return _to_modal(reply, scene)
        case Submission():
            return _to_submission(reply, scene, late=late)
        case Command():
            return _to_command(reply, scene)
        case Speech() | Visit() | Entry():
            return _to_event(reply, scene)
        case Notice():
            return Answer()


def waiting(scene: Scene) -> Mapping[str, Any]:
    """The acknowledgement when the core needs longer than Slack waits.

    A modal is kept open, so that it can still be told what is wrong or what comes next.
    """
    match scene:
        case Submission():
            return _now(message_view(working(), scene.origin))
        case _:
            return {}


def _to_press(reply: Reply, scene: Press) -> Answer:
    match reply, scene.origin:
        case Nothing(), _:
            return Answer()
        case Replace(message), Post() | Ephemeral() as origin:
            return Answer(calls=(_replace(message, origin),))
        case Whisper(message), Post() | Ephemeral() as origin if not _is_private(origin):
            return Answer(calls=(_aside(message, origin, scene.user),))
        case Show() | Reject() | Replace() | Whisper() as shown, origin:
            # A private conversation is kept for good, so what is whispered there goes into a window, or nowhere.
            late = again() if isinstance(shown, Whisper) else late_form()
            sorry = None if isinstance(origin, Home) else _aside(late, origin, scene.user)
            body = {"trigger_id": scene.trigger, "view": _view(shown, origin)}
            return Answer(calls=(Call("views.open", body, otherwise=sorry),))


def _to_submission(reply: Reply, scene: Submission, *, late: bool) -> Answer:
    match reply:
        case Nothing():
            return _ended(scene, (), late=late)
        case Replace(message) if isinstance(scene.origin, Post | Ephemeral):
            return _ended(scene, (_replace(message, scene.origin),), late=late)
        case Whisper(message) if isinstance(scene.origin, Post) and not _is_private(scene.origin):
            # The form is closed by then: where nothing can be shown, such as in a channel that the person has left,
            # what they wrote would be lost with the message.
            direct = Call("chat.postMessage", {"channel": scene.user}, message)
            body = {"channel": scene.origin.channel, "user": scene.user}
            return _ended(scene, (Call("chat.postEphemeral", body, message, otherwise=direct),), late=late)
        case Reject(errors=errors) if not late and errors and errors.keys() <= scene.blocks.keys():
            # Slack keeps the typed words itself, and shows each sentence at its field.
            said = {scene.blocks[name]: sentence for name, sentence in errors.items()}
            return Answer({"response_action": "errors", "errors": said})
        case Show() | Reject() | Replace() | Whisper():
            view = _view(reply, scene.origin, scene.values)
            return Answer(calls=(_later(scene, view),)) if late else Answer(_now(view))


def _to_modal(reply: Reply, scene: ModalPress) -> Answer:
    match reply:
        case Nothing():
            return Answer()
        case Show() | Reject() | Replace() | Whisper():
            return Answer(calls=(_later(scene, _view(reply, scene.origin)),))


def _to_command(reply: Reply, scene: Command) -> Answer:
    match reply:
        case Nothing():
            return Answer()
        case Show() | Reject():
            body = {"trigger_id": scene.trigger, "view": _view(reply, scene.origin)}
            return Answer(calls=(Call("views.open", body, otherwise=Respond(scene.url, late_form())),))
        case Replace(message) | Whisper(message):
            return Answer(calls=(Respond(scene.url, message),))


def _to_event(reply: Reply, scene: Speech | Visit | Entry) -> Answer:
    match reply:
        case Nothing():
            return Answer()
        case Replace(message) | Whisper(message):
            return Answer(calls=(_spoken(message, scene),))
        case Show() | Reject():
            return Answer(calls=(_spoken(no_form(), scene),))


def _spoken(message: Message, scene: Speech | Visit | Entry) -> Call | Respond:
    match scene:
        case Speech():
            return _to_one(message, scene.channel, scene.user)
        case Visit():
            return Call("views.publish", {"user_id": scene.user, "view": home_view(message, scene.origin)})
        case Entry():
            return Call("chat.postMessage", {"channel": scene.channel}, message)


def _ended(scene: Submission, calls: tuple[Call | Respond, ...], *, late: bool) -> Answer:
    """An empty acknowledgement closes the modal; one that is being waited in can only be told that it is over."""
    return Answer(calls=(*calls, _later(scene, message_view(done(), scene.origin)))) if late else Answer(calls=calls)


def _view(reply: Show | Reject | Replace | Whisper, origin: Origin, typed: Values | None = None) -> Mapping[str, Any]:
    match reply:
        case Show(form):
            return form_view(form, origin)
        case Reject(form, errors):
            return form_view(form, origin, typed=typed, errors=errors)
        case Replace(message) | Whisper(message):
            return message_view(message, origin)


def _now(view: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"response_action": "update", "view": view}


def _later(scene: ModalPress | Submission, view: Mapping[str, Any]) -> Call:
    """Change an open modal by its id, which needs neither trigger nor acknowledgement."""
    return Call("views.update", {"view_id": scene.view, "view": view})


def _replace(message: Message, origin: Post | Ephemeral) -> Call | Respond:
    match origin:
        case Post(channel, ts):
            return Call("chat.update", {"channel": channel, "ts": ts}, message)
        case Ephemeral(_, url):
            return Respond(url, message, replace=True)


def _aside(message: Message, origin: Post | Ephemeral, user: str) -> Call | Respond:
    """A message for one person beside where they acted."""
    match origin:
        case Ephemeral(_, url):
            return Respond(url, message)
        case Post(channel):
            return _to_one(message, channel, user)


def _to_one(message: Message, channel: str, user: str) -> Call:
    """A message for one person in a conversation. In a private one every message is."""
    if is_direct(channel):
        return Call("chat.postMessage", {"channel": channel}, message)
    return Call("chat.postEphemeral", {"channel": channel, "user": user}, message)


def _is_private(origin: Origin) -> bool:
    return isinstance(origin, Post) and is_direct(origin.channel)
