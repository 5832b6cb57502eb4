"""How calls to Slack travel: over kept connections, with the token where it belongs, and each of them once.

slack_sdk's client makes the same requests, and takes half as long again around each.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from adapters.slack.quiet import quiet_logger
from bot.chat import deadline
from bot.errors import Disconnected

_CONNECT = 5.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Slack answered that is no success, as slack_sdk's error carries it."""

    status_code: int
    headers: Mapping[str, str]
    data: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"status {self.status_code}"


class Wire:
    """The way to one workspace. It raises `SlackApiError`, aiohttp's errors, `TimeoutError` and `Disconnected`."""

    def __init__(self, token: str, root: str, timeout: float) -> None:
        self._root = f"{root.rstrip('/')}/"
        self.use(token)
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, _CONNECT))
        self._session: aiohttp.ClientSession | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything can travel."""
        return self._session is not None

    def use(self, token: str) -> None:
        """From now on call with this token."""
        # Slack complains of JSON that does not tell its encoding.
        self._told = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        self._asked = {"Authorization": f"Bearer {token}"}

    def open(self) -> None:
        """Let calls travel, through the proxy that the environment names if it does."""
        self._session = aiohttp.ClientSession(
            timeout=self._timeout,
            proxy=load_http_proxy_from_env(quiet_logger()),
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[_right_before()],
        )

    async def aclose(self) -> None:
        """Let go of connections; may be called twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def post(self, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Call a method of the Web API that takes JSON."""
        async with self._open().post(self._root + method, json=body, headers=self._told) as answer:
            return await _read(method, answer)

    async def get(self, method: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """Call a method of the Web API that takes a query."""
        async with self._open().get(self._root + method, params=query, headers=self._asked) as answer:
            return await _read(method, answer)

    async def respond(self, url: str, body: Mapping[str, Any]) -> str:
        """Post to a response URL, which is no business of the token's; what it says, "ok" if all is well."""
        async with self._open().post(url, json=body) as answer:
            return (await answer.text()).strip()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise Disconnected("the connection to Slack is closed")
        return self._session


def _right_before() -> aiohttp.TraceConfig:
    """Looks whether a call may still be made when there is a connection for it, before its first byte."""

    async def check(*_: object) -> None:
        deadline.check()

    config = aiohttp.TraceConfig()
    # aiohttp says so before it writes them.
    config.on_request_headers_sent.append(check)
    return config


async def _read(method: str, answer: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        data = json.loads(await answer.read())
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        data = {}
    if answer.status != HTTPStatus.OK or not data.get("ok"):
        refusal = _Answer(answer.status, answer.headers, data)
        raise SlackApiError(f"{method} was refused", refusal)  # type: ignore[no-untyped-call]  # slack_sdk leaves it so
    return data
