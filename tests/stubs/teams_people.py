"""What Teams sends when people do things: activities, as its clients and its service put them together."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.stubs.teams import APPS, Conversation, Someone

Body = dict[str, Any]

_numbers = count(1)


def activity(who: Someone | None, at: Conversation, service_url: str, **more: object) -> Body:
    """What every activity tells."""
    bot = {"id": f"28:{APPS[at.tenant]}", "name": "Weft"}
    told: Body = {
        "id": f"f:{next(_numbers):08d}",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "timestamp": "2026-03-02T09:00:00.000Z",
        "conversation": {
            "id": at.id,
            "conversationType": at.kind,
            "tenantId": at.tenant,
            "isGroup": at.kind != "personal",
        },
        "recipient": bot,
        "channelData": {"tenant": {"id": at.tenant}},
    }
    if at.kind == "channel":
        told["channelData"] |= {"team": {"id": "19:team@thread.tacv2"}, "channel": {"id": at.id}}
    if who is not None:
        told["from"] = {"id": who.mri, "name": who.name, "aadObjectId": who.user}
        if who.tenant != at.tenant:
            told["from"]["tenantId"] = who.tenant
    return {**told, **more}


def executed(action: Mapping[str, Any], inputs: Mapping[str, str], post: str, **more: object) -> Body:
    """What an invoke tells of an Action.Execute in a post's card."""
    data = {**action.get("data", {}), **inputs}
    told = {"type": "Action.Execute", "title": action.get("title", ""), "verb": action["verb"], "data": data}
    value = {"action": told, "trigger": "manual"}
    return {"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": post, **more}


def fetched(action: Mapping[str, Any], post: str) -> Body:
    """What an invoke tells of a button in a post's card that opens a dialog."""
    value = {"data": {**action["data"], "type": "task/fetch"}, "context": {"theme": "default"}}
    return {"type": "invoke", "name": "task/fetch", "value": value, "replyToId": post}


def submitted(action: Mapping[str, Any], inputs: Mapping[str, str]) -> Body:
    """What an invoke tells of an Action.Submit in a dialog."""
    value = {"data": {**action["data"], **inputs}, "context": {"theme": "default"}}
    return {"type": "invoke", "name": "task/submit", "value": value}


def message(text: str) -> Body:
    """What somebody writes."""
    return {"type": "message", "text": text, "textFormat": "plain", "localTimezone": "Europe/London"}


def mention(text: str, at: Conversation, post: str) -> Body:
    """What somebody writes among others, who mention the bot in the thread below a post."""
    bot = f"28:{APPS[at.tenant]}"
    entity = {"type": "mention", "mentioned": {"id": bot, "name": "Weft"}, "text": "<at>Weft</at>"}
    thread = {"id": f"{at.id};messageid={post}", "conversationType": at.kind, "tenantId": at.tenant, "isGroup": True}
    return {**message(f"<at>Weft</at> {text}"), "entities": [entity], "conversation": thread}


def added(*mris: str, **channel_data: object) -> Body:
    """Who came into a conversation."""
    told: Body = {"type": "conversationUpdate", "membersAdded": [{"id": mri} for mri in mris]}
    return told | ({"channelData": channel_data} if channel_data else {})
