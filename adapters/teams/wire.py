"""How the SDK's calls travel: over one httpx client, with our token, a time-out, and no second try of its own.

The SDK's stock wire sends in threads, waits a hundred seconds, reads an answer before it looks at its status, and
builds a retry policy anew for each client, which took three quarters of its time.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from botframework.connector.aio import ConnectorClient
from botframework.connector.aiohttp_bf_pipeline import AsyncBfPipeline
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msrest.pipeline import AsyncHTTPPolicy, AsyncHTTPSender, Request, Response
from msrest.universal_http import HTTPClientResponse

from adapters.teams.faults import Answered
from bot.chat import deadline

Token = Callable[[], Awaitable[str | None]]


def client(service_url: str, token: Token, http: httpx.AsyncClient) -> ConnectorClient:
    """The SDK's client for one service URL."""
    configuration = BotFrameworkConnectorConfiguration(_Bearer(token), service_url, sender=_Wire(http))
    made = ConnectorClient(None, custom_configuration=configuration)
    # Not before: the client first makes a stock pipeline of the same policies, and each keeps its last successor.
    configuration.pipeline = AsyncBfPipeline(configuration)
    return made


class _Bearer(AsyncHTTPPolicy):  # type: ignore[misc]  # msrest has no types, and takes only its own
    """Shows our token with every call."""

    def __init__(self, token: Token) -> None:
        super().__init__()
        self._token = token

    async def send(self, request: Request, **kwargs: object) -> Response:
        """Pass a request on with the token."""
        token = await self._token()
        if token is not None:
            request.http_request.headers["Authorization"] = f"Bearer {token}"
        return await self.next.send(request, **kwargs)


class _Wire(AsyncHTTPSender):  # type: ignore[misc]  # msrest has no types, and takes only its own
    """Sends a request; raises `Answered` for an answer that is no success, before anybody tries to read it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def __aexit__(self, *details: object) -> None:
        """Nothing to let go of: the client belongs to whoever gave it."""

    async def send(self, request: Request, **_: object) -> Response:
        """Send one request."""
        sent = request.http_request
        answer = await self._http.request(
            sent.method, sent.url, headers=dict(sent.headers), content=sent.data, extensions={"trace": _right_before}
        )
        if not answer.is_success:
            raise Answered(answer.status_code, _code(answer), answer.headers.get("Retry-After"))
        return Response(request, _Read(sent, answer))


class _Read(HTTPClientResponse):  # type: ignore[misc]  # msrest has no types, and takes only its own
    """An answer as msrest reads it."""

    def __init__(self, sent: object, answer: httpx.Response) -> None:
        super().__init__(sent, answer)
        self.status_code, self.headers, self.reason = answer.status_code, answer.headers, answer.reason_phrase

    def body(self) -> bytes:
        """All of it; it has been read."""
        content: bytes = self.internal_response.content
        return content


async def _right_before(step: str, _: object) -> None:
    """Look whether a call may still be made when there is a connection for it, before its first byte."""
    if step.endswith("send_request_headers.started"):
        deadline.check()


def _code(answer: httpx.Response) -> str:
    """Teams's own word for what went wrong; "" when the answer was not Teams's."""
    try:
        told: Any = answer.json()
    except ValueError:
        return ""
    match told:
        case {"error": {"code": str(code)}} | {"errorCode": str(code)}:
            return code
        case _:
            return ""
