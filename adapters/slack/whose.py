"""Which installation a payload is for: the words it has on that, the most reliable ones first."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack.carried import read_team

_MENTION = re.compile(r"<@(\w+)[|>]")


def bots(payload: Mapping[str, Any]) -> Iterator[str]:
    """The users that an event is about; where one is our bot, it is that bot's.

    An event that several installations see comes once, under any one of them, often that which joined last
    (https://github.com/slackapi/bolt-js/issues/2008), so that does not say whom somebody invited or called.
    """
    match payload:
        case {"event": {"type": "member_joined_channel" | "member_left_channel", "user": str(user)}}:
            yield user
        case {"event": {"type": "app_mention", "text": str(text)}}:
            yield from _MENTION.findall(text)
        case _:
            pass


def teams(payload: Mapping[str, Any]) -> Iterator[str]:
    """The workspaces that a payload names; total like `parse`, and "" for a word that is missing.

    Ours goes first: what was put on the button or into the form. Of Slack's, `team` and `team_id` go last: where a
    channel is shared, a form's `team` is the person's own (https://github.com/slackapi/bolt-js/issues/1614), and an
    event's `team_id` may be of the other side (https://github.com/slackapi/bolt-js/issues/935).
    """
    match payload:
        case {"actions": [{"value": str(value)}, *_]}:
            yield read_team(value)
        case _:
            pass
    yield read_team(_text(payload, "view", "private_metadata"))
    yield _text(payload, "view", "app_installed_team_id")
    match payload:
        case {"authorizations": [{"is_enterprise_install": True, "enterprise_id": str(organisation)}, *_]}:
            yield organisation
        case {"authorizations": [{"team_id": str(team)}, *_]}:
            yield team
        case _:
            pass
    yield _text(payload, "message", "team")
    yield _text(payload, "team", "id")
    yield _text(payload, "team_id")
    # Last, since an organisation may have the app in some of its workspaces only, each by itself.
    yield _text(payload, "enterprise", "id")
    yield _text(payload, "enterprise_id")


def _text(payload: Mapping[str, Any], *path: str) -> str:
    value: object = payload
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
