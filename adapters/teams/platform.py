"""Microsoft Teams as a platform: the tenants of one registration or of several."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import structlog

from adapters.teams.connector import PAUSE, Connector, Line
from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import METADATA_URL, Keys
from adapters.teams.pace import Pace
from adapters.teams.parse import parse
from adapters.teams.places import Places, reachable
from adapters.teams.postbook import Postbook
from adapters.teams.posting import Posting
from adapters.teams.reception import PATIENCE, Reception
from adapters.teams.registrations import HttpClient, Registration, Registrations
from adapters.teams.replies import Body, Manner
from adapters.teams.scene import PLATFORM
from adapters.teams.tokens import Tokens
from adapters.teams.web import Anonymous, Once, teams_asgi
from bot.chat import deadline
from bot.chat.events import Receive
from bot.chat.message import Message
from bot.chat.names import Address, Identity, Lane, Person, Receipt
from bot.chat.notebook import Notebook
from bot.chat.platform import Asgi
from bot.chat.seen import Seen
from bot.errors import Uncertain, Unreachable

_log = structlog.get_logger(__name__)


class TeamsPlatform:
    """Cards in private chats, group chats and channels; satisfies `bot.chat.platform.Platform`.

    Args:
        registrations: at least one.
        notebook: where conversations and people are remembered.
        seen: durably tells which events are done; Teams may send one again.
        inbox: the web inbox, for what is too long for a card; None where it is not served.
        dialogs: whether this Teams opens dialogs; without them a form takes its button's card's place.
        shared_channels: whether the bot speaks in channels that are shared with other organisations.
        anonymous: take whoever calls from this machine for Teams; for development only.
        hosts: to whom our tokens may be shown.
        metadata_url: where the keys of Teams's tokens are found.
        login: what MSAL sends its requests with; None for its own.
        pause: seconds before something is tried again.
        timeout: seconds to wait for an answer of Teams.
        patience: seconds within which Teams is answered.
    """

    def __init__(
        self,
        *,
        registrations: Sequence[Registration],
        notebook: Notebook,
        seen: Seen,
        inbox: str | None = None,
        dialogs: bool = True,
        shared_channels: bool = False,
        anonymous: bool = False,
        hosts: ServiceHosts | None = None,
        metadata_url: str = METADATA_URL,
        login: HttpClient | None = None,
        pace: Callable[[], Pace] = Pace,
        pause: float = PAUSE,
        timeout: float = deadline.PATIENCE,
        patience: float = PATIENCE,
    ) -> None:
        self._registrations = Registrations(registrations, login)
        self._seen = seen
        self._shared_channels = shared_channels
        self._patience = patience
        self._manner = Manner(dialogs, inbox)
        allowed = hosts or ServiceHosts(loopback=anonymous)
        self._connector = Connector(self._registrations, allowed, timeout=timeout, pause=pause)
        self._places = Places(notebook, self._registrations)
        self._postbook = Postbook(notebook)
        self._posting = Posting(self._connector, self._places, self._postbook, self._manner, pace)
        self._http = httpx.AsyncClient(timeout=5.0)
        if anonymous:
            self._genuine: Tokens | Anonymous = Anonymous(registrations[0].app_id, allowed)
        else:
            self._genuine = Tokens(self._registrations.app_ids, Keys(metadata_url, self._http), allowed)
        self._receptions: list[Reception] = []

    @property
    def name(self) -> str:
        """The platform's name."""
        return PLATFORM

    @property
    def lanes(self) -> Sequence[Lane]:
        """The tenants that have a registration of their own; one that serves several adds those it meets."""
        return [Lane(PLATFORM, tenant) for tenant in self._registrations.tenants]

    async def start(self, receive: Receive | None) -> None:  # noqa: ARG002  the port names it
        """Get a token for each registration.

        Raises:
            Disconnected: Microsoft does not accept the credentials of one.
        """
        if isinstance(self._genuine, Anonymous):
            _log.warning("teams.anonymous", advice="whoever calls from this machine is taken for Teams")
        await self._registrations.check()

    def asgi(self, receive: Receive) -> Asgi:
        """The messaging endpoint of every registration, to be mounted at `/teams`."""
        reception = Reception(receive, self._posting, self._places, self._manner, self._seen, patience=self._patience)
        self._receptions.append(reception)

        async def dispatch(activity: Mapping[str, Any], app_id: str) -> Body | None:
            tenant = self._registrations.tenant_of(app_id)
            arrival = parse(activity, tenant, shared_channels=self._shared_channels)
            if arrival is None:
                _log.info("activity.ignored", platform="teams")
                return None
            where = arrival.whereabouts
            # Presses come by the hundred; they are known again in memory, for as long as their token counts.
            key = None if activity["type"] == "invoke" else _key(where.conversation, activity["id"])
            registration = self._registrations.speaking_in(where.conversation.tenant)
            line = Line(registration, where.service_url, where.conversation.place)
            return await self._connector.take(activity, line, lambda: reception.take(arrival, key))

        return teams_asgi(self._genuine, dispatch, once=Once())

    async def aclose(self) -> None:
        """Finish what is being told and let go of connections; may be called twice."""
        for reception in self._receptions:
            await reception.aclose()
        await self._connector.aclose()
        await self._http.aclose()
        self._registrations.close()

    async def post(self, to: Address, message: Message) -> Receipt:
        """Post a message as a card."""
        return await self._posting.post(to, message)

    async def update(self, receipt: Receipt, message: Message) -> None:
        """Put another message in a post's place."""
        await self._posting.change(receipt, message)

    async def direct(self, who: Identity) -> Address:
        """The private conversation with a person of a tenant that the bot is registered in."""
        if not self.reaches(who):
            raise Unreachable("a bot cannot write to people of another tenant")
        known = reachable(await self._places.acquaintance(who.tenant, who.user))
        if known.conversation:
            return Address(PLATFORM, who.tenant, known.conversation)
        line = Line(self._registrations.speaking_in(who.tenant), known.service_url, "")
        return await self._places.begun(who, known, await self._connector.begin(line, known.mri, who.tenant))

    def reaches(self, who: Identity) -> bool:
        """Whether the person's own tenant has a registration: a bot cannot write to those of another one."""
        return who.platform == PLATFORM and self._registrations.serves(who.tenant)

    async def members(self, space: Address) -> Sequence[Person]:
        """Everybody in a conversation, paged to the end; Teams lists no bots."""
        line = await self._places.line(space)
        people = [member async for page in self._connector.roster(line) for member in page]
        return [
            Person(
                Identity(PLATFORM, member.tenant_id or space.tenant, _object_id(member)),
                member.name or "",
                guest=member.user_role == "guest",
                email=member.email or None,
            )
            for member in people
        ]

    async def about(self, who: Person, at: Address) -> Person:
        """Somebody with what Teams tells of them where they act."""
        line = await self._places.line(at)
        known = await self._places.acquaintance(at.tenant, who.identity.user)
        told = await self._connector.member(line, known.mri if known is not None else who.identity.user)
        more = (told.additional_properties or {}) if told is not None else {}
        email = more.get("email")
        guest = more.get("userRole") == "guest"
        return replace(who, guest=guest, email=email if isinstance(email, str) and email else None)

    async def find(self, to: Address, mark: str) -> Receipt | None:
        """The post with this mark, if one was made in the last eight days.

        Raises:
            Uncertain: it was about to be made when a process died or Teams did not answer.
        """
        return await self._postbook.find(to, mark)


def _object_id(member: Any) -> str:  # noqa: ANN401  the SDK has no types
    """What all bots and tenants know somebody by, under whichever of its two names Teams tells it."""
    told = member.aad_object_id or (member.additional_properties or {}).get("objectId")
    if not told:
        raise Uncertain("Teams did not say who is who")
    return str(told)


def _key(conversation: Address, activity: str) -> str:
    return f"{PLATFORM}:{conversation.tenant}:{conversation.place}:{activity}"
