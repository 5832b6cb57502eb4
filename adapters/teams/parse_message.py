"""What people write to the bot -> what they said, without the mention."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.teams.scene import Arrival, Entry, Overheard, Speech, Visit, Whereabouts
from adapters.teams.told import entities, part, person, text
from bot.chat.events import Joined, Opened, Said
from bot.chat.names import Address

HOME, LINK, HELP, CODE = "home", "link", "help", "code"
"""Commands that the adapter knows itself: Teams has no home page to open and no channel to invite the bot to."""


def parse_message(activity: Mapping[str, Any], where: Whereabouts) -> Arrival:
    """Read a message: in private it is said to the bot; among others it mentions the bot."""
    who, said = person(activity, where), words(activity)
    command = said.strip().lower().rstrip("?!.")
    if where.kind == "personal":
        if command == HOME:
            return Arrival(Opened(who), Visit(where.conversation, where.mri), where, private=True)
        return Arrival(Said(who, said, where.conversation), Speech(where.conversation), where, private=True)
    if command == LINK:
        return entry(activity, where, Joined(where.conversation, title(activity), who))
    thread = replace(where.conversation, place=text(activity["conversation"], "id"))
    heard = Said(who, said, where.conversation, private=False)
    return Arrival(heard, Overheard(thread, where.mri, _asked(command)), where)


def _asked(command: str) -> str:
    """What the answer is about, in a word that anybody may read: never what somebody wrote."""
    if command == HELP:
        return HELP
    return CODE if command.partition(" ")[0] == CODE else ""


def words(activity: Mapping[str, Any]) -> str:
    """The text without the mention of the bot, which Teams tells apart from mentions of others."""
    said = text(activity, "text")
    bot = text(part(activity, "recipient"), "id")
    for entity in entities(activity):
        match entity:
            case {"type": "mention", "mentioned": {"id": str(mentioned)}, "text": str(mention)} if mentioned == bot:
                said = said.replace(mention, "", 1)
            case _:
                pass
    return said.strip()


def entry(activity: Mapping[str, Any], where: Whereabouts, joined: Joined) -> Arrival:
    """The bot says hello in a space."""
    return Arrival(joined, named(activity, where, joined.space), where)


def named(activity: Mapping[str, Any], where: Whereabouts, space: Address) -> Entry:
    """The space, with its team where the activity does not tell what both are called."""
    team, channel = _names(activity)
    return Entry(space, "" if team and channel else where.team)


def title(activity: Mapping[str, Any]) -> str:
    """What a space is called, as far as an activity tells: a team and its channel, or a group chat's name."""
    return ": ".join(name for name in _names(activity) if name)


def _names(activity: Mapping[str, Any]) -> tuple[str, str]:
    data, conversation = part(activity, "channelData"), part(activity, "conversation")
    # A channel's name is told with updates, and with the bot's own coming as the conversation's.
    channel = text(part(data, "channel"), "name") or text(conversation, "name")
    return text(part(data, "team"), "name"), channel
