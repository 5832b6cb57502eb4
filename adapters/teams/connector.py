"""The SDK, and all that we ask of it: one call for what comes in, six for what goes out.

botbuilder-core 4.17.1 is its last release: whatever takes its place replaces this file and `wire`.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity, ActivityTypes, Attachment, ChannelAccount, ConversationParameters
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from msrest.exceptions import DeserializationError, HttpOperationError

from adapters.teams.faults import NOT_DONE, TRANSIENT, Answered, fault
from adapters.teams.hosts import ServiceHosts
from adapters.teams.registrations import Registration, Registrations
from adapters.teams.render import CONTENT_TYPE
from adapters.teams.told import text
from adapters.teams.wire import client
from bot.errors import Refused, Uncertain

T = TypeVar("T")
TRIES = 3
PAUSE = 0.5
"""Seconds before the second try; the third waits twice as long, and each up to as much again by chance."""
_PAGE = 200
_REPEATABLE = TRANSIENT | {HTTPStatus.INTERNAL_SERVER_ERROR}
"""What is tried again where doing it twice does no harm."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where a call goes: by which registration, to which service, into which conversation."""

    registration: Registration
    service_url: str
    conversation: str


class Connector:
    """Calls to Teams. Every method but `take` raises `PlatformError` only."""

    def __init__(
        self, registrations: Registrations, hosts: ServiceHosts, *, timeout: float, pause: float = PAUSE
    ) -> None:
        self._registrations = registrations
        self._hosts = hosts
        self._http = httpx.AsyncClient(timeout=timeout, follow_redirects=False)
        self._pause = pause
        self._clients: dict[tuple[str, str], ConnectorClient] = {}
        self._adapter = CloudAdapterBase(_NoSignIn())

    async def aclose(self) -> None:
        """Let go of connections; may be called twice."""
        await self._http.aclose()

    async def take(self, activity: Mapping[str, Any], line: Line, answer: Callable[[], Awaitable[T]]) -> T:
        """Take an activity that is genuine through the SDK, which runs `answer` as the bot's turn.

        The SDK is told only what it needs: reading all of an activity takes it longer than we take for the whole.
        """
        answered: list[T] = []

        async def turn(_: TurnContext) -> None:
            answered.append(await answer())

        told = {"id": activity["id"], "channel_id": activity.get("channelId"), "service_url": line.service_url}
        genuine = AuthenticateRequestResult()
        genuine.claims_identity = ClaimsIdentity({"aud": line.registration.app_id}, is_authenticated=True)
        genuine.connector_factory = _Memoised(partial(self._client, line))
        # An event, whatever it is: the stock answer to an invoke is serialised twice, so that we give it ourselves.
        await self._adapter.process_activity(genuine, Activity(type=ActivityTypes.event, **told), turn)
        return answered[0]

    async def send(self, line: Line, card: Mapping[str, Any], summary: str) -> str:
        """Post a card; its id."""
        post = self._client(line).conversations.send_to_conversation
        made = await self._call(line, partial(post, line.conversation, _message(card, summary)))
        return _id(made)

    async def change(self, line: Line, post: str, card: Mapping[str, Any], summary: str) -> None:
        """Put another card in a post's place."""
        update = self._client(line).conversations.update_activity
        await self._call(line, partial(update, line.conversation, post, _message(card, summary, post)), harmless=True)

    async def remove(self, line: Line, post: str) -> None:
        """Take a post away."""
        delete = self._client(line).conversations.delete_activity
        await self._call(line, partial(delete, line.conversation, post), harmless=True)

    async def begin(self, line: Line, mri: str, tenant: str) -> str:
        """The private conversation with somebody; Teams gives the same one each time."""
        wanted = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=f"28:{line.registration.app_id}"),
            members=[ChannelAccount(id=mri)],
            tenant_id=tenant,
            channel_data={"tenant": {"id": tenant}},
        )
        create = self._client(line).conversations.create_conversation
        return _id(await self._call(line, partial(create, wanted), harmless=True))

    async def roster(self, line: Line) -> AsyncIterator[Sequence[Any]]:
        """Everybody in a conversation, page by page to the end."""
        read = self._client(line).conversations.get_teams_conversation_paged_members
        cursor: str | None = None
        while True:
            page = await self._call(line, partial(read, line.conversation, _PAGE, cursor), harmless=True)
            if page is None:
                raise Uncertain("Teams did not say who is there")
            yield [member for member in page.members or [] if member is not None and member.id]
            cursor = page.continuation_token
            if not cursor:
                return

    async def member(self, line: Line, mri: str) -> Any:  # noqa: ANN401  the SDK has no types
        """Somebody in a conversation, by what Teams or everybody knows them by."""
        read = self._client(line).conversations.get_conversation_member
        return await self._call(line, partial(read, line.conversation, mri), harmless=True)

    async def title(self, line: Line, team: str) -> str:
        """What a team and its channel are called together; a word that is not told is left out.

        The SDK has only blocking calls for it.
        """
        about = f"v3/teams/{quote(team, safe='')}"
        of_team, of_channels = await asyncio.gather(
            self._look_up(line, about), self._look_up(line, f"{about}/conversations")
        )
        channels = of_channels.get("conversations") if isinstance(of_channels, Mapping) else None
        told = [each for each in (channels if isinstance(channels, list) else []) if isinstance(each, Mapping)]
        # Teams tells no name of a team's first channel, whose id is the team's own.
        names = [text(each, "name") or "General" for each in told if each.get("id") == line.conversation]
        name = text(of_team, "name") if isinstance(of_team, Mapping) else ""
        return ": ".join(part for part in (name, *names[:1]) if part)

    async def _look_up(self, line: Line, path: str) -> Any:  # noqa: ANN401  any JSON value
        self._client(line)
        token = await self._registrations.token(line.registration)
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}

        async def ask() -> httpx.Response:
            answer = await self._http.get(f"{line.service_url.rstrip('/')}/{path}", headers=headers)
            if not answer.is_success:
                raise Answered(answer.status_code, "", answer.headers.get("Retry-After"))
            return answer

        try:
            return (await self._call(line, ask, harmless=True)).json()
        except ValueError:
            raise Uncertain("Teams answered in words that are none of its own") from None

    def _client(self, line: Line) -> ConnectorClient:
        """The client of a registration for a service; one whose host is not allowed is never called.

        Stored service URLs are checked, too: the bearer token goes wherever they say. A client that is there was
        made for one that is allowed.
        """
        key = line.registration.app_id, line.service_url
        if key not in self._clients:
            if not self._hosts.allows(line.service_url):
                raise Refused("the service URL of this conversation is not one of Teams's")
            token = partial(self._registrations.token, line.registration)
            self._clients[key] = client(line.service_url, token, self._http)
        return self._clients[key]

    async def _call(self, line: Line, call: Callable[[], Awaitable[T]], *, harmless: bool = False) -> T:
        """Make a call, again where it was certainly not carried out, or where twice does no harm."""
        again = _REPEATABLE if harmless else NOT_DONE
        number = 0
        while True:
            number += 1
            try:
                return await call()
            except Answered as answered:
                if answered.status == HTTPStatus.UNAUTHORIZED:
                    self._registrations.let_go(line.registration)
                told_when = answered.status == HTTPStatus.TOO_MANY_REQUESTS or answered.retry_after is not None
                if told_when or answered.status not in again or number == TRIES:
                    raise fault(answered) from None
            except httpx.InvalidURL:
                raise Refused("no conversation or post has such an id") from None
            except httpx.HTTPError as error:
                if not harmless or number == TRIES:
                    raise fault(error) from None
            except (DeserializationError, HttpOperationError):
                raise Uncertain("Teams answered in words that are none of its own") from None
            await asyncio.sleep(self._pause * 2 ** (number - 1) * (1 + random.random()))  # noqa: S311  no secret


@dataclass(frozen=True, slots=True)
class _Memoised:
    """What the SDK asks for a client at each turn."""

    client: Callable[[], ConnectorClient]

    async def create(self, _service_url: str, _audience: str) -> ConnectorClient:
        """The client that there is already."""
        return self.client()


class _NoSignIn:
    """What the SDK asks for a way to sign people in: Weft has none."""

    async def create_user_token_client(self, _claims: ClaimsIdentity) -> None:
        """None."""


def _message(card: Mapping[str, Any], summary: str, post: str | None = None) -> Activity:
    shown = Attachment(content_type=CONTENT_TYPE, content=dict(card))
    return Activity(type=ActivityTypes.message, id=post, summary=summary, attachments=[shown])


def _id(made: Any) -> str:  # noqa: ANN401  the SDK has no types
    if made is None or not made.id:
        raise Uncertain("Teams did not say what became of it")
    return str(made.id)
