"""What travels through Slack unseen and comes back: actions on buttons, a form's action and origin.

The installation's workspace travels with both: where a channel is shared, Slack's word on it can be the person's.
"""

import json
from typing import Any

from adapters.slack.scene import Ephemeral, Home, Nowhere, Origin, Post
from bot.chat.message import Action
from bot.errors import Unbuildable

# `json.dumps` makes a writer like this one anew at every call.
_write = json.JSONEncoder(ensure_ascii=False).encode


def action_value(action: Action, team: str) -> str:
    """An action as a button's value (Slack allows 2000 characters; this needs at most 460)."""
    return _write([action.verb, action.subject, team])


def read_action(value: str) -> Action | None:
    """The action in a button's value; None when we did not write it."""
    match _json(value):
        case [str(verb), str(subject)] | [str(verb), str(subject), str()]:
            return _action(verb, subject)
        case _:
            return None


def metadata(action: Action | None, origin: Origin) -> str:
    """A modal's private_metadata (Slack allows 3000 characters): its form's action and where it was opened."""
    written = None if action is None else [action.verb, action.subject]
    return _write({"action": written, "origin": _place(origin), "team": origin.team})


def read_metadata(text: str, team: str) -> tuple[Action | None, Origin]:
    """The action and origin in a private_metadata; what we did not write reads as no action, from nowhere.

    `team` is the workspace of the installation that the form is for.
    """
    match _json(text):
        case {"action": [str(verb), str(subject)], "origin": place}:
            return _action(verb, subject), _origin(place, team)
        case {"origin": place}:
            return None, _origin(place, team)
        case _:
            return None, Nowhere(team)


def read_team(text: str) -> str:
    """The workspace in a button's value or a private_metadata; "" where there is none."""
    match _json(text):
        case [str(), str(), str(team)] | {"team": str(team)}:
            return team
        case _:
            return ""


def _place(origin: Origin) -> list[str]:
    match origin:
        case Post():
            return ["post", origin.channel, origin.ts]
        case Ephemeral():
            return ["ephemeral", origin.channel, origin.url]
        case Home():
            return ["home"]
        case Nowhere():
            return []


def _origin(place: object, team: str) -> Origin:
    match place:
        case ["post", str(channel), str(ts)]:
            return Post(channel, ts, team)
        case ["ephemeral", str(channel), str(url)]:
            return Ephemeral(channel, url, team)
        case ["home"]:
            return Home(team)
        case _:
            return Nowhere(team)


def _action(verb: str, subject: str) -> Action | None:
    try:
        return Action(verb, subject)
    except Unbuildable:
        return None


def _json(text: str) -> Any:  # noqa: ANN401  any JSON value, told apart by the callers' match
    if not text:
        # As it often is: an error takes longer than all the rest of reading.
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
