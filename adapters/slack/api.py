"""Calls to Slack's Web API and response URLs, with our errors and at our pace."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.faults import code_of, fault, unread
from adapters.slack.pace import Pace
from adapters.slack.render import posted, said
from adapters.slack.replies import Call, Respond
from adapters.slack.scene import Install
from adapters.slack.wire import Wire
from bot.chat.message import Message
from bot.errors import Disconnected, Gone, Refused, Throttled

_log = structlog.get_logger(__name__)

_REFUSED_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_attachments"})
_USED_UP = frozenset({"expired_url", "used_url"})
_PAGE = 200
_FAULTS = (SlackApiError, aiohttp.ClientError, TimeoutError)
_Sending = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]


class WebApi:
    """One workspace's Web API. Every method raises `PlatformError` only."""

    def __init__(self, token: str, root: str, *, timeout: float, pace: Pace, install: Install | None = None) -> None:
        self.pace = pace
        self._wire = Wire(token, root, timeout)
        self._install = install

    @property
    def known(self) -> bool:
        """Whether Slack has told already whose token this is."""
        return self._install is not None

    @property
    def install(self) -> Install:
        """The installation that the token belongs to.

        Raises:
            Disconnected: `open` has not been called or did not succeed.
        """
        if self._install is None:
            raise Disconnected("Slack has not been asked yet whose token this is")
        return self._install

    async def open(self) -> None:
        """Connect, and learn whose token this is; what is open already stays so."""
        if self._wire.is_open:
            return
        self._wire.open()
        if self._install is not None:
            return
        try:
            who = await self.call("auth.test", {})
        except BaseException:
            await self.aclose()
            raise
        self._install = Install(team=who["team_id"], bot_user=who["user_id"])

    def use(self, token: str) -> None:
        """From now on call with this token, which is of the same installation."""
        self._wire.use(token)

    async def aclose(self) -> None:
        """Let go of connections; may be called twice."""
        await self._wire.aclose()

    async def call(self, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Call a method that changes something."""
        try:
            return await self._send(self._wire.post, method, body)
        except _FAULTS as error:
            raise fault(error) from None

    async def read(self, method: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """Call a method that only reads; those take no JSON."""
        try:
            return await self._send(self._wire.get, method, query)
        except _FAULTS as error:
            raise unread(error) from None

    async def conversation(self, user: str) -> str:
        """The private conversation with somebody, which is opened if need be: as good as read."""
        try:
            opened = await self._send(self._wire.post, "conversations.open", {"users": user})
        except _FAULTS as error:
            raise unread(error) from None
        return str(opened["channel"]["id"])

    async def pages(self, method: str, query: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """Read a paged method to its end."""
        cursor = ""
        while True:
            page = await self.read(method, {**query, "limit": _PAGE} | ({"cursor": cursor} if cursor else {}))
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def say(self, method: str, body: Mapping[str, Any], message: Message) -> dict[str, Any]:
        """Call a method with a message in its body.

        A workspace that does not know tables or charts yet refuses the whole message; it gets them in words.
        """
        team = self.install.team
        try:
            return await self._send(self._wire.post, method, {**body, **posted(message, team)})
        except _FAULTS as error:
            if not isinstance(error, SlackApiError) or code_of(error) not in _REFUSED_BLOCKS:
                raise fault(error) from None
        return await self.call(method, {**body, **posted(message, team, native=False)})

    async def tell(self, call: Call | Respond) -> None:
        """Make one of a reply's calls."""
        match call:
            case Respond():
                await self._respond(call)
            case Call(method, body) if call.message is None:
                await self.call(method, body)
            case Call(method, body):
                await self.say(method, body, call.message)

    async def _send(self, send: _Sending, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return await send(method, body)
        except SlackApiError as error:
            refused = fault(error)
            if isinstance(refused, Throttled):
                self.pace.hold(refused.retry_after)
                _log.info("platform.throttled", platform="slack", seconds=refused.retry_after)
            raise

    async def _respond(self, call: Respond) -> None:
        answered = await self._post(call, native=True)
        if answered in _REFUSED_BLOCKS:
            answered = await self._post(call, native=False)
        if answered != "ok":
            raise (Gone if answered in _USED_UP else Refused)("Slack did not take what was told to its response URL")

    async def _post(self, call: Respond, *, native: bool) -> str:
        body = {
            **said(call.message, self.install.team, native=native),
            "response_type": "ephemeral",
            "replace_original": call.replace,
        }
        try:
            return await self._wire.respond(call.url, body)
        except UnicodeError:
            raise Refused("no response URL has such a host") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise fault(error) from None
