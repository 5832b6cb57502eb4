"""What the app asks of Slack in its own name: a token for a code, a new token for an old one, and an end to one.

slack_sdk's client makes the calls. Its rotator and its `oauth_v2_access` are passed by: they hand the app's secret
over in a way that aiohttp gives up.
"""

from collections.abc import Callable, Mapping
from math import ceil
from time import time
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.faults import fault
from adapters.slack.granted import Granted
from adapters.slack.quiet import quiet_logger

MARGIN = 7_200
"""Seconds before its end in which a token is renewed. It lives for twelve hours."""


class Exchange:
    """The app's own id and secret at work. Every method raises `PlatformError` only."""

    def __init__(
        self, client_id: str, client_secret: str, api_url: str, *, timeout: float, clock: Callable[[], float] = time
    ) -> None:
        self.client_id = client_id
        self._api_url = api_url
        self._timeout = ceil(timeout)
        self._as_the_app = {"Authorization": aiohttp.encode_basic_auth(client_id, client_secret)}
        self._clock = clock

    async def redeem(self, code: str, redirect_uri: str) -> Granted:
        """What a code stands for, which Slack gave to whoever installed the app."""
        answer = await self._access({"code": code, "redirect_uri": redirect_uri})
        return Granted.of(answer, self._clock())

    async def renew(self, granted: Granted) -> Granted:
        """The same installation with a new token; the old refresh token is used up by this."""
        answer = await self._access({"grant_type": "refresh_token", "refresh_token": granted.refresh_token})
        return granted.renewed(answer, self._clock())

    def is_due(self, granted: Granted) -> bool:
        """Whether a token should be renewed now."""
        return granted.expires_at is not None and granted.expires_at <= self._clock() + MARGIN

    def is_over(self, granted: Granted) -> bool:
        """Whether a token has run out."""
        return granted.expires_at is not None and granted.expires_at <= self._clock()

    async def revoke(self, granted: Granted) -> None:
        """Give a token back that is not wanted."""
        await self._call("auth.revoke", token=granted.token)

    async def _access(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._call("oauth.v2.access", data=dict(fields), headers=dict(self._as_the_app))

    async def _call(self, method: str, *, token: str | None = None, **more: Any) -> Mapping[str, Any]:  # noqa: ANN401
        client = AsyncWebClient(token, self._api_url, timeout=self._timeout, logger=quiet_logger(), retry_handlers=[])
        try:
            answer = await client.api_call(method, **more)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise fault(error) from None
        return answer.data if isinstance(answer.data, dict) else {}
