"""What Slack sends when people do things: payloads, and the signed requests that carry them."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from itertools import count
from time import time
from typing import Any
from urllib.parse import urlencode

from tests.stubs.slack import BOTS, SECRET, TEAM

Body = dict[str, Any]

_numbers = count(1)


def signed(body: bytes, content_type: str, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a request from Slack."""
    timestamp = str(int(time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={digest.hexdigest()}",
    }


def form(payload: Body) -> tuple[bytes, str]:
    """An interaction or command as Slack's web request: body and content type."""
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def event_body(payload: Body) -> tuple[bytes, str]:
    """An event as Slack's web request: body and content type."""
    return json.dumps(payload).encode(), "application/json"


def trigger(install: str) -> str:
    """A trigger that has not expired, different every time, for the installation in this workspace."""
    return f"fresh.{install}.{next(_numbers)}"


def _who(user: str, team: str, name: str) -> Body:
    return {"id": user, "username": name.lower(), "name": name, "team_id": team}


def press(button: Mapping[str, Any], user: str, *, team: str = TEAM, name: str = "Somebody", **where: object) -> Body:
    """A `block_actions` payload for a rendered button; `where` is one of the functions below.

    Here and below, `team` is the person's workspace, `install` that of the installation whose button or form it is.
    """
    action = {**button, "block_id": "b", "action_ts": f"{time():.6f}"}
    return {
        "type": "block_actions",
        "team": {"id": team, "domain": "example"},
        "user": _who(user, team, name),
        "api_app_id": "A0APP",
        "trigger_id": trigger(_install(where)),
        "actions": [action],
        **where,
    }


def _install(where: Mapping[str, Any]) -> str:
    match where:
        case {"message": {"team": str(team)}} | {"view": {"app_installed_team_id": str(team)}}:
            return team
        case _:
            return TEAM


def on_post(channel: str, ts: str, url: str = "http://127.0.0.1/never", *, install: str = TEAM) -> Body:
    """Where a button on a message was pressed."""
    container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False}
    message = {"type": "message", "ts": ts, "user": BOTS[install], "team": install}
    place = {"id": channel, "name": "privategroup"}
    return {"container": container, "channel": place, "message": message, "response_url": url}


def on_ephemeral(channel: str, url: str) -> Body:
    """Where a button on a message that one person sees was pressed."""
    container = {"type": "message", "message_ts": "1700000000.000001", "channel_id": channel, "is_ephemeral": True}
    return {"container": container, "channel": {"id": channel, "name": "our-space"}, "response_url": url}


def on_view(view: Mapping[str, Any]) -> Body:
    """Where a button on a home page or in a modal was pressed."""
    key = str(view.get("id", "V0HOME"))
    return {"container": {"type": "view", "view_id": key}, "view": {"id": key, **view}}


def submission(
    view: Mapping[str, Any], values: Mapping[str, Body], user: str, *, team: str = TEAM, name: str = "Somebody"
) -> Body:
    """A `view_submission` payload; `values` are the elements' states by block_id."""
    install = view.get("app_installed_team_id", TEAM)
    state = {block_id: {"value": element} for block_id, element in values.items()}
    return {
        "type": "view_submission",
        "team": {"id": team, "domain": "example"},
        "user": _who(user, team, name),
        "api_app_id": "A0APP",
        "trigger_id": trigger(install),
        "view": {
            **view,
            "state": {"values": state},
            "team_id": team,
            "app_installed_team_id": install,
            "hash": "1.x",
        },
        "response_urls": [],
    }


def event(event: Body, key: str | None = None, install: str = TEAM) -> Body:
    """An `event_callback` payload."""
    return {
        "type": "event_callback",
        "team_id": install,
        "api_app_id": "A0APP",
        "event": event,
        "event_id": key or f"Ev{next(_numbers):08d}",
        "event_time": int(time()),
        "authorizations": [{"enterprise_id": None, "team_id": install, "user_id": BOTS[install], "is_bot": True}],
        "is_ext_shared_channel": False,
    }


def command(text: str, user: str, channel: str, url: str, *, install: str = TEAM) -> Body:
    """The fields of a slash command."""
    return {
        "command": "/weft",
        "text": text,
        "user_id": user,
        "user_name": "somebody",
        "team_id": install,
        "channel_id": channel,
        "response_url": url,
        "trigger_id": trigger(install),
    }
