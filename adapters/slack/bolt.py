"""The Bolt app: authorisation, Slack's own handshakes and Socket Mode, with one ear for everything."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from math import ceil
from time import time
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.quiet import quiet_logger
from adapters.slack.reception import Ack
from adapters.slack.web import Dispatch
from bot.chat.limits import keepable

_HURRIED = ("block_actions", "view_submission")
"""Presses and forms come by the hundred when a check-in opens, and need nothing that Bolt adds: it would take more
time than reading, verifying and rendering together."""
Take = Callable[[dict[str, Any]], Awaitable[Ack | None]]
Hear = Callable[[AsyncBaseSocketModeClient, dict[str, Any], str | None], Awaitable[None]]


def bolt_app(api_url: str, timeout: float, take: Take) -> AsyncApp:
    """A Bolt app that gives every payload to `take`, and its result to Slack.

    Signatures are checked at our own web side, which sees the raw bytes; a socket's messages need none. What Slack
    sends is told apart by `parse`, so one middleware is all that listens. Which installation it is for is told by
    `Installs`: Bolt itself holds no bot token and calls nothing with one.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None)

    async def hear(body: dict[str, Any]) -> BoltResponse:
        return acknowledged(await take(body))

    app = AsyncApp(
        name="weft",
        client=AsyncWebClient(base_url=api_url, timeout=ceil(timeout), logger=quiet_logger(), retry_handlers=[]),
        authorize=authorize,
        logger=quiet_logger(),
        # Otherwise Bolt looks every ten milliseconds whether the listener has acknowledged.
        process_before_response=True,
        request_verification_enabled=False,
        # `parse` answers both with silence.
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.use(hear)
    return app


def dispatching(app: AsyncApp, take: Take) -> Dispatch:
    """What answers every payload, by whichever way it came: through Bolt, or straight where it is in a hurry."""

    async def dispatch(payload: dict[str, Any]) -> BoltResponse:
        if payload.get("type") in _HURRIED:
            return acknowledged(await take(payload))
        if not isinstance(payload.get("event", {}), dict):
            return BoltResponse(status=HTTPStatus.BAD_REQUEST)
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload)
        except (AttributeError, IndexError, KeyError, TypeError):
            # Bolt looks for teams and users where it expects them to be; Slack puts them there.
            return BoltResponse(status=HTTPStatus.BAD_REQUEST)
        return await app.async_dispatch(request)

    return dispatch


def hearing(dispatch: Dispatch) -> Hear:
    """What hears the messages of a socket; the libraries' own would stumble over what `dispatch` refuses."""

    async def hear(client: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None) -> None:
        match message:
            case {"type": str(), "envelope_id": str(), "payload": dict()}:
                request = SocketModeRequest.from_dict(message)
            case _:
                request = None
        if request is None:
            return
        began = time()
        known = keepable(request.payload)
        response = await dispatch(request.payload) if known else BoltResponse(status=HTTPStatus.BAD_REQUEST)
        await send_async_response(client, request, response, began)

    return hear


def acknowledged(ack: Ack | None) -> BoltResponse:
    """What Slack is told at once; with None, that it should send an event again, and that a person's deed failed."""
    if ack is None:
        return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    return BoltResponse(status=200, body=dict(ack) if ack else "")
