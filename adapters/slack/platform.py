"""Slack as a platform: the workspaces of one app, over signed HTTP or Socket Mode."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from adapters.slack import search
from adapters.slack.api import WebApi
from adapters.slack.bolt import bolt_app, dispatching, hearing
from adapters.slack.book import Book
from adapters.slack.ear import Ear
from adapters.slack.exchange import Exchange
from adapters.slack.faults import fault
from adapters.slack.installing import Door, Installing
from adapters.slack.installs import Installs
from adapters.slack.pace import Pace
from adapters.slack.quiet import quiet_logger
from adapters.slack.reception import Reception
from adapters.slack.register import Register
from adapters.slack.scene import PLATFORM, Install
from adapters.slack.tending import tend
from adapters.slack.web import Signatures, slack_asgi
from bot.chat import deadline
from bot.chat.events import Receive
from bot.chat.grants import Grants
from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane, Person, Receipt
from bot.chat.platform import Asgi
from bot.chat.seen import Seen
from bot.errors import Disconnected


@dataclass(frozen=True, slots=True)
class App:
    """The Slack app itself, which people install by a link."""

    client_id: str
    client_secret: str = field(repr=False)
    url: str
    """The root of everything that is served, as people reach it."""
    grants: Grants
    allowed: frozenset[str] = frozenset()
    """Ids of the workspaces and organisations that may install it; none for any."""


class SlackPlatform:
    """The workspaces that one Slack app is installed in. Each is a lane with its own bot user, people and pace.

    Args:
        bot_tokens: `xoxb-…`, one for each workspace.
        signing_secret: checks requests over HTTP; without it the web side serves nothing.
        app_token: `xapp-…`; with it, Socket Mode is opened.
        api_url: root of the Web API.
        seen: durably tells which events are done; Slack sends one up to four times.
        pause: seconds between two messages in one conversation.
        timeout: seconds to wait for an answer of the Web API.
        app: with it, people install the app by a link, and there are no bot tokens.
    """

    def __init__(
        self,
        *,
        bot_tokens: Sequence[str],
        signing_secret: str | None,
        app_token: str | None,
        api_url: str = "https://slack.com/api/",
        seen: Seen,
        pause: float = 1.0,
        timeout: float = deadline.PATIENCE,
        app: App | None = None,
    ) -> None:
        def connect(token: str, install: Install | None = None) -> WebApi:
            return WebApi(token, api_url, timeout=timeout, pace=Pace(pause), install=install)

        self._installing: Installing | None = None
        book = None
        if app is not None:
            exchange = Exchange(app.client_id, app.client_secret, api_url, timeout=timeout)
            register = Register(app.grants, exchange)
            book = Book(register, lambda each: connect(each.token, Install(each.tenant, each.bot_user)))
            door = Door(app.url, api_url, app.client_secret, app.allowed)
            self._installing = Installing(door, exchange, book, seen)
        self._installs = Installs([connect(each) for each in bot_tokens], book)
        self._api_url = api_url
        self._timeout = timeout
        self._signatures = Signatures(signing_secret) if signing_secret else None
        self._app_token = app_token
        self._seen = seen
        self._receptions: list[Reception] = []
        self._socket: AsyncSocketModeHandler | None = None
        self._ear = Ear()
        self._tending: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The platform's name."""
        return PLATFORM

    @property
    def lanes(self) -> Sequence[Lane]:
        """The workspaces that Slack has told of: all of them once started."""
        return [Lane(PLATFORM, team) for team in self._installs.teams]

    async def start(self, receive: Receive | None) -> None:
        """Learn which workspaces these are, and open the one socket for all when there is an app token and an ear.

        May be called again when it did not succeed; until then those workspaces that are up are served.

        Raises:
            Disconnected: Slack does not accept a bot token or the app token, or two bot tokens are of one workspace.
        """
        try:
            down = await self._installs.open()
            waits = self._socket is None and (self._installs.teams or self._installing is not None)
            if receive is not None and self._app_token is not None and waits:
                await self._connect(receive, self._app_token)
        except Disconnected:
            await self.aclose()
            raise
        if self._installing is not None and self._tending is None:
            self._tending = asyncio.create_task(tend(self._installs))
        if down is not None:
            raise down

    def asgi(self, receive: Receive) -> Asgi:
        """Slack's request URL, to be mounted at `/slack`; any path below it is the same."""
        reception = Reception(receive, self._installs, self._seen)
        self._receptions.append(reception)
        app = bolt_app(self._api_url, self._timeout, reception.take)
        taken = slack_asgi(self._signatures, dispatching(app, reception.take))
        return taken if self._installing is None else self._installing.before(taken)

    async def aclose(self) -> None:
        """Finish what is being told and let go of connections; may be called twice."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await self._ear.close()
            await socket.client.close()  # type: ignore[no-untyped-call]  # slack_sdk leaves it so
        for reception in self._receptions:
            await reception.aclose()
        if self._tending is not None:
            self._tending.cancel()
        await self._installs.aclose()

    async def post(self, to: Address, message: Message) -> Receipt:
        """Post a message to a channel, or to a person by user id."""
        api = (await self._installs.at(to.tenant)).api
        body = {"channel": to.place, "unfurl_links": False, "unfurl_media": False}
        async with api.pace.turn(to.place):
            posted = await api.say("chat.postMessage", body, message)
        return Receipt(Address(PLATFORM, to.tenant, posted["channel"]), posted["ts"])

    async def update(self, receipt: Receipt, message: Message) -> None:
        """Put another message in a post's place; while Slack says wait, nothing is asked of it."""
        api = (await self._installs.at(receipt.address.tenant)).api
        api.pace.check()
        await api.say("chat.update", {"channel": receipt.address.place, "ts": receipt.post}, message)

    async def direct(self, who: Identity) -> Address:
        """The private conversation with a person, of whichever workspace: their user id is enough to post to.

        Raises:
            Unreachable: they are of none of the workspaces, and in no channel with any of the bots.
        """
        workspace = await self._installs.reaching(who)
        return Address(PLATFORM, workspace.api.install.team, who.user)

    def reaches(self, who: Identity) -> bool:
        """Everybody in Slack, outsiders too: they share a channel with the bot."""
        return who.platform == PLATFORM

    async def members(self, space: Address) -> Sequence[Person]:
        """Everybody in a channel but bots and those who are gone."""
        workspace = await self._installs.at(space.tenant)
        pages = workspace.api.pages("conversations.members", {"channel": space.place})
        return await workspace.people.persons([user async for page in pages for user in page["members"]])

    async def about(self, who: Person, at: Address) -> Person:
        """Somebody with what their profile says, as far as the workspace at this address is told of it."""
        return await (await self._installs.at(at.tenant)).people.fuller(who)

    async def find(self, to: Address, mark: str) -> Receipt | None:
        """The post with this mark, if it was made in the last eight days.

        Raises:
            Uncertain: the app may not look there, or the conversation is too busy to be searched to its end.
        """
        return await search.find((await self._installs.at(to.tenant)).api, to, mark)

    async def _connect(self, receive: Receive, app_token: str) -> None:
        reception = Reception(receive, self._installs, self._seen)
        app = bolt_app(self._api_url, self._timeout, reception.take)
        socket = AsyncSocketModeHandler(app, app_token, logger=quiet_logger())
        client = socket.client
        ear = Ear()
        client.message_listeners = [ear.by(hearing(dispatching(app, reception.take)))]
        client.socket_mode_request_listeners = []
        try:
            # Asked for here because `connect` would ask again and again with a token that Slack does not know.
            client.wss_uri = await client.issue_new_wss_url()
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            await client.close()  # type: ignore[no-untyped-call]  # slack_sdk leaves it so
            raise fault(error) from None
        self._socket, self._ear = socket, ear
        self._receptions.append(reception)
        await client.connect()  # type: ignore[no-untyped-call]  # slack_sdk leaves it so
