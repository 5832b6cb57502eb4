"""The app's manifest: what it asks a workspace for, and no scope that no method, event or command needs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

METHODS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "auth.test": (),
        "chat.postEphemeral": ("chat:write",),
        "chat.postMessage": ("chat:write",),
        "chat.update": ("chat:write",),
        "conversations.history": ("channels:history", "groups:history", "im:history"),
        "conversations.info": ("channels:read", "groups:read"),
        "conversations.members": ("channels:read", "groups:read"),
        "conversations.open": ("im:write",),
        "users.info": ("users:read", "users:read.email"),
        "views.open": (),
        "views.publish": (),
        "views.update": (),
    }
)
"""Each method that is called with the bot token, and its scopes for channels, private channels and direct messages.

History is read for one thing: after a crash, to look for the mark of a post before it is posted again.
"""

EVENTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "app_home_opened": (),
        "app_mention": ("app_mentions:read",),
        "app_uninstalled": (),
        "channel_id_changed": ("channels:read", "groups:read"),
        "channel_left": ("channels:read",),
        "group_left": ("groups:read",),
        "member_joined_channel": ("channels:read", "groups:read"),
        "member_left_channel": ("channels:read", "groups:read"),
        "message.im": ("im:history",),
        "tokens_revoked": (),
        "user_change": ("users:read",),
    }
)
"""Each event that is listened to, and its scopes."""

COMMAND: Final = "commands"


def manifest(url: str | None) -> dict[str, Any]:
    """The manifest to create the app from, as Slack takes it in JSON.

    Args:
        url: where Weft is reachable for Slack, such as `https://weft.example.org`; None for Socket Mode.
    """
    where: dict[str, str] = {} if url is None else {"request_url": f"{url.rstrip('/')}/slack/events"}
    spoken: dict[str, Any] = {
        "command": "/weft",
        "description": "Open check-ins and your answers",
        "usage_hint": "help | home",
        "should_escape": False,
    }
    return {
        "display_information": {
            "name": "Weft",
            "description": "Check-ins and digests for partnerships of several organisations",
            "background_color": "#2b4c5e",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Weft", "always_online": True},
            "slash_commands": [spoken if url is None else {**spoken, "url": where["request_url"]}],
        },
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {**where, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def scopes() -> list[str]:
    """The bot scopes that everything above needs together."""
    needed = {scope for table in (METHODS, EVENTS) for asked in table.values() for scope in asked}
    return sorted(needed | {COMMAND})
