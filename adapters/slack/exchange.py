"""What the app asks of Slack in its own name: a token for a code, a new token for an old one, and an end to one."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from time import time

import aiohttp
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.faults import fault
from adapters.slack.granted import Granted
from adapters.slack.quiet import quiet_logger
from bot.errors import Refused

MARGIN = 120
"""Minutes before its end in which a token is renewed. It lives for twelve hours."""


class Exchange:
    """The app's own id and secret at work. Every method raises `PlatformError` only."""

    def __init__(
        self, client_id: str, client_secret: str, api_url: str, *, timeout: float, clock: Callable[[], float] = time
    ) -> None:
        self.client_id = client_id
        self._secret = client_secret
        self._client = AsyncWebClient(
            base_url=api_url, timeout=ceil(timeout), logger=quiet_logger(), retry_handlers=[]
        )
        self._rotator = AsyncTokenRotator(client_id=client_id, client_secret=client_secret, client=self._client)
        self._clock = clock

    async def redeem(self, code: str, redirect_uri: str) -> Granted:
        """What a code stands for, which Slack gave to whoever installed the app."""
        try:
            answer = await self._client.oauth_v2_access(
                client_id=self.client_id, client_secret=self._secret, code=code, redirect_uri=redirect_uri
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise fault(error) from None
        return Granted.of(answer.data if isinstance(answer.data, dict) else {}, self._clock())

    def is_due(self, granted: Granted) -> bool:
        """Whether a token should be renewed now."""
        return granted.expires_at is not None and granted.expires_at <= self._clock() + 60 * MARGIN

    def is_over(self, granted: Granted) -> bool:
        """Whether a token has run out."""
        return granted.expires_at is not None and granted.expires_at <= self._clock()

    async def renew(self, granted: Granted) -> Granted:
        """The same installation with a new token; the old refresh token is used up by this."""
        try:
            bot = await self._rotator.perform_bot_token_rotation(
                bot=granted.as_bot(), minutes_before_expiration=MARGIN
            )
        except SlackTokenRotationError as error:
            raise fault(error.api_error) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise fault(error) from None
        if bot is None:
            raise Refused("Slack gave no new token")
        return replace(
            granted,
            token=bot.bot_token,
            refresh_token=bot.bot_refresh_token,
            expires_at=bot.bot_token_expires_at,
        )

    async def revoke(self, granted: Granted) -> None:
        """Give a token back that is not wanted."""
        try:
            await self._client.auth_revoke(token=granted.token)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise fault(error) from None
