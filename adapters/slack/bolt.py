"""The Bolt app: authorisation, Slack's own handshakes and Socket Mode, with one ear for everything."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from math import ceil
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.quiet import quiet_logger
from adapters.slack.reception import Ack


def bolt_app(api_url: str, timeout: float, take: Callable[[dict[str, Any]], Awaitable[Ack | None]]) -> AsyncApp:
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


def acknowledged(ack: Ack | None) -> BoltResponse:
    """What Slack is told at once; with None, that it should send an event again, and that a person's deed failed."""
    if ack is None:
        return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    return BoltResponse(status=200, body=dict(ack) if ack else "")
