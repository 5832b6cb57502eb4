"""Slack's payloads -> what happened and where; whatever we do not know becomes None."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.carried import read_action, read_metadata
from adapters.slack.parse_event import parse_event
from adapters.slack.scene import (
    PLATFORM,
    Arrival,
    Command,
    Ephemeral,
    Home,
    Install,
    ModalPress,
    Nowhere,
    Origin,
    Post,
    Press,
    Submission,
)
from bot.chat.events import Pressed, Said, Submitted
from bot.chat.names import Address, Identity, Person, Receipt

Payload = Mapping[str, Any]


def parse(payload: Payload, install: Install) -> Arrival | None:
    """Read any payload that Slack sends for an installation; total, so that a new kind of payload is only ignored.

    An interactive payload tells the person's own team, also where a channel is shared; an event may not, and then
    leaves the identity's tenant and the person's name empty.
    """
    match payload:
        case {"type": "block_actions", "user": {"id": str()} as user, "actions": [{"value": str(value)}, *_]}:
            return _pressed(payload, _person(user, install), value, install)
        case {"type": "view_submission", "user": {"id": str()} as user, "view": {"id": str(), "state": _} as view}:
            return _submitted(view, _person(user, install), install)
        case {"type": "event_callback"}:
            return parse_event(payload, install)
        case {"command": str(), "user_id": str(user_id), "channel_id": str(channel), "response_url": str(url)}:
            # Outsiders have no slash commands, so the workspace of the command is the person's own.
            person = Person(
                Identity(PLATFORM, _text(payload, "team_id") or install.team, user_id), _text(payload, "user_name")
            )
            said = Said(person, _text(payload, "text"), Address(PLATFORM, install.team, channel))
            return Arrival(said, Command(user_id, _text(payload, "trigger_id"), url, Nowhere(install.team)))
        case _:
            return None


def _pressed(payload: Payload, who: Person, value: str, install: Install) -> Arrival | None:
    action = read_action(value)
    if action is None:
        return None
    user, trigger = who.identity.user, _text(payload, "trigger_id")
    match payload:
        case {"view": {"type": "modal", "id": str(view)} as modal}:
            _, origin = read_metadata(_text(modal, "private_metadata"), install.team)
            return Arrival(Pressed(who, action, _receipt(origin)), ModalPress(user, view, origin))
        case {"view": {"type": "home"}}:
            return Arrival(Pressed(who, action), Press(user, trigger, Home(install.team)))
        case {"container": {"is_ephemeral": True, "channel_id": str(channel)}, "response_url": str(url)}:
            return Arrival(Pressed(who, action), Press(user, trigger, Ephemeral(channel, url, install.team)))
        case {"container": {"message_ts": str(ts), "channel_id": str(channel)}}:
            post = Post(channel, ts, install.team)
            return Arrival(Pressed(who, action, _receipt(post)), Press(user, trigger, post))
        case _:
            return None


def _submitted(view: Payload, who: Person, install: Install) -> Arrival | None:
    action, origin = read_metadata(_text(view, "private_metadata"), install.team)
    if action is None:
        return None
    values: dict[str, str | tuple[str, ...]] = {}
    blocks: dict[str, str] = {}
    match view["state"]:
        case {"values": Mapping() as state}:
            for block_id, elements in state.items():
                name, _, _ = str(block_id).partition(":")
                blocks[name] = str(block_id)
                value = _value(elements)
                if value:
                    values[name] = value
        case _:
            return None
    scene = Submission(who.identity.user, view["id"], origin, values, blocks)
    return Arrival(Submitted(who, action, values, _receipt(origin)), scene)


def _value(elements: object) -> str | tuple[str, ...]:
    match elements:
        case {"value": {"value": str(text)}} | {"value": {"selected_option": {"value": str(text)}}}:
            return text
        case {"value": {"selected_date": str(text)}} | {"value": {"selected_time": str(text)}}:
            return text
        case {"value": {"selected_options": [*options]}}:
            return tuple(_text(option, "value") for option in options if isinstance(option, Mapping))
        case _:
            return ""


def _receipt(origin: Origin) -> Receipt | None:
    """What the core can update later: an ephemeral message is gone as soon as its response URL is."""
    match origin:
        case Post():
            return Receipt(Address(PLATFORM, origin.team, origin.channel), origin.ts)
        case _:
            return None


def _person(user: Payload, install: Install) -> Person:
    tenant = _text(user, "team_id") or install.team
    return Person(Identity(PLATFORM, tenant, user["id"]), _text(user, "name") or _text(user, "username"))


def _text(payload: Payload, key: str) -> str:
    value = payload.get(key)
    return value if isinstance(value, str) else ""
