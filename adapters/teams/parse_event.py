"""Teams's conversation and installation updates -> what happened: spaces joined, left and renamed, homes opened."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.teams.parse_message import entry, named, title
from adapters.teams.scene import PLATFORM, Arrival, Departure, Notice, Visit, Whereabouts
from adapters.teams.told import part, person, tenant_of, text
from bot.chat.events import Arrived, Departed, Joined, Left, Opened, Renamed
from bot.chat.names import Address, Identity

Activity = Mapping[str, Any]


def parse_event(activity: Activity, where: Whereabouts) -> Arrival | None:
    """Read an update; what changes nothing for us still tells of people whom the bot may have to write to."""
    match activity:
        case {"type": "conversationUpdate"}:
            return _updated(activity, where)
        case {"type": "installationUpdate", "action": "remove" | "remove-upgrade"}:
            return _removed(where)
        case {"type": "installationUpdate"}:
            # Of somebody who installs the bot again nothing else may tell.
            return Arrival(None, Notice(), where)
        case _:
            return None


def _updated(activity: Activity, where: Whereabouts) -> Arrival:
    added, removed = _ids(activity, "membersAdded"), _ids(activity, "membersRemoved")
    bot = _bot(activity)
    people = {user: mri for mri, user in added.items() if mri != bot}
    # Whoever installs an app for everybody is no person who acts.
    by = person(activity, where) if where.mri not in {"", bot} else None
    match _event_type(activity):
        case "channelRenamed":
            channel = _channel(activity, where)
            return Arrival(Renamed(channel, title(activity)), named(activity, where, channel), where)
        case "channelDeleted":
            return Arrival(Left(where.conversation.lane, _channel(activity, where)), Notice(), where)
        case "teamDeleted":
            return _removed(where)
        case _ if bot in removed:
            return _removed(where)
        case _ if bot in added and where.kind == "personal" and by is not None:
            return Arrival(Opened(by), Visit(where.conversation, where.mri), where, private=True)
        case _ if bot in added and where.kind != "personal":
            return replace(entry(activity, where, Joined(where.conversation, title(activity), by)), people=people)
        case _:
            return Arrival(None, Notice(), where, people, comings=_comings(activity, where))


def _comings(activity: Activity, where: Whereabouts) -> tuple[Departed | Arrived, ...]:
    """Who came and who left, where others are; of a private conversation that says nothing about them."""
    if where.kind == "personal":
        return ()
    space = where.conversation
    gone = (Departed(who, space) for who in _identities(activity, "membersRemoved", where))
    return (*gone, *(Arrived(who, space) for who in _identities(activity, "membersAdded", where)))


def _identities(activity: Activity, key: str, where: Whereabouts) -> list[Identity]:
    home = tenant_of(activity) or where.conversation.tenant
    return [
        Identity(PLATFORM, text(member, "tenantId") or home, text(member, "aadObjectId") or text(member, "id"))
        for member in _members(activity, key)
        if not text(member, "id").startswith("28:")
    ]


def _removed(where: Whereabouts) -> Arrival:
    if where.kind == "personal":
        return Arrival(None, Notice(), where, private=False)
    left = Left(where.conversation.lane, where.conversation)
    return Arrival(left, Departure(where.team) if where.team else Notice(), where)


def _event_type(activity: Activity) -> str:
    return text(part(activity, "channelData"), "eventType")


def _channel(activity: Activity, where: Whereabouts) -> Address:
    """The channel that an update is about: the conversation may be the team's general one."""
    told = text(part(part(activity, "channelData"), "channel"), "id")
    return replace(where.conversation, place=told or where.conversation.place)


def _bot(activity: Activity) -> str:
    return text(part(activity, "recipient"), "id")


def _ids(activity: Activity, key: str) -> dict[str, str]:
    """What Teams calls these members, with their object id where it is told."""
    return {text(member, "id"): text(member, "aadObjectId") for member in _members(activity, key)}


def _members(activity: Activity, key: str) -> list[Activity]:
    members = activity.get(key)
    told = [member for member in members if isinstance(member, Mapping)] if isinstance(members, list) else []
    return [member for member in told if text(member, "id")]
