"""Slack's Events API -> what happened: homes opened, words said, channels joined, left and moved."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack.scene import PLATFORM, Arrival, Entry, Home, Install, Notice, Speech, Visit
from bot.chat.events import Arrived, Departed, Joined, Left, Moved, Opened, Said
from bot.chat.names import Address, Identity, Lane, Person

# Slack escapes these three, and only these, in the text of a message.
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ESCAPE = re.compile("|".join(_ESCAPES))


def parse_event(payload: Mapping[str, Any], install: Install) -> Arrival | None:
    """Read an `event_callback`; events of others, edits and what bots say are None."""
    match payload:
        case {"event_id": str(key), "event": {"type": str()} as event}:
            return (
                _of_people(event, install, key) or _of_places(event, install, key) or _of_comings(event, install, key)
            )
        case _:
            return None


def _of_people(event: Mapping[str, Any], install: Install, key: str) -> Arrival | None:
    match event:
        case {"bot_id": str()} | {"subtype": str()}:
            return None
        case {"type": "app_home_opened", "user": str(user), "tab": "home"}:
            return Arrival(Opened(_person(user, event)), Visit(user, Home(install.team)), key)
        case {"type": "app_mention", "user": str(user), "text": str(text), "channel": str(channel)} | {
            "type": "message",
            "channel_type": "im",
            "user": str(user),
            "text": str(text),
            "channel": str(channel),
        } if user != install.bot_user:
            where, private = Address(PLATFORM, install.team, channel), event["type"] == "message"
            said = Said(_person(user, event), _words(text, install), where, private)
            return Arrival(said, Speech(user, channel), key)
        case _:
            return None


def _of_places(event: Mapping[str, Any], install: Install, key: str) -> Arrival | None:
    lane = Lane(PLATFORM, install.team)

    def place(channel: str) -> Address:
        return Address(PLATFORM, install.team, channel)

    match event:
        case {"type": "member_joined_channel", "user": install.bot_user, "channel": str(channel)}:
            inviter = event.get("inviter")
            by = _person(inviter, {}) if isinstance(inviter, str) else None
            return Arrival(Joined(place(channel), "", by), Entry(channel), key)
        case {"type": "channel_left" | "group_left", "channel": str(channel)} | {
            "type": "member_left_channel",
            "user": install.bot_user,
            "channel": str(channel),
        }:
            return Arrival(Left(lane, place(channel)), Notice(), key)
        case {"type": "channel_id_changed", "old_channel_id": str(old), "new_channel_id": str(new)}:
            return Arrival(Moved(place(old), place(new)), Notice(), key)
        case {"type": "app_uninstalled"} | {"type": "tokens_revoked", "tokens": {"bot": [_, *_]}}:
            return Arrival(Left(lane), Notice(), key)
        case _:
            return None


def _of_comings(event: Mapping[str, Any], install: Install, key: str) -> Arrival | None:
    """People who come into a channel or leave it, and accounts that end; any other change of a user is not ours."""
    match event:
        case {"type": "member_left_channel", "user": str(user), "channel": str(channel)}:
            who, space = _person(user, event).identity, Address(PLATFORM, install.team, channel)
            return Arrival(Departed(who, space), Notice(), key)
        case {"type": "member_joined_channel", "user": str(user), "channel": str(channel)}:
            who, space = _person(user, event).identity, Address(PLATFORM, install.team, channel)
            return Arrival(Arrived(who, space), Notice(), key)
        case {"type": "user_change", "user": {"id": str(user), "deleted": True} as known}:
            team = known.get("team_id")
            tenant = team if isinstance(team, str) and team.startswith("T") else ""
            return Arrival(Departed(Identity(PLATFORM, tenant, user)), Notice(), key)
        case _:
            return None


def _person(user: str, event: Mapping[str, Any]) -> Person:
    """The person as far as an event tells: never the name, and the team only in messages.

    Workspaces of an organisation on Enterprise Grid are told by the organisation's id (`E…`), which is no workspace.
    """
    teams = (event.get(key) for key in ("user_team", "source_team", "team"))
    team = next((team for team in teams if isinstance(team, str)), "")
    return Person(Identity(PLATFORM, team if team.startswith("T") else "", user), "")


def _words(text: str, install: Install) -> str:
    spoken = re.sub(rf"<@{re.escape(install.bot_user)}(\|[^>]*)?>", "", text)
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], spoken).strip()
