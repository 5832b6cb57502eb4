"""Where conversations and people are found, as Teams last told: kept in the notebook as our own JSON."""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from adapters.teams.connector import Line
from adapters.teams.registrations import Registrations
from adapters.teams.scene import PLATFORM, Arrival, Whereabouts
from adapters.teams.told import channel_of
from bot.chat.names import Address, Identity
from bot.chat.notebook import Notebook
from bot.errors import Gone, StoreUnavailable, Unavailable, Unreachable

_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A person in one tenant, as far as the bot has met them."""

    mri: str
    service_url: str
    conversation: str = ""
    """Their private conversation with the bot; "" until there is one."""
    blocked: bool = False
    """Whether they have sent the bot away: blocked it, or uninstalled it."""


class Places:
    """Conversations and people. Methods raise `PlatformError` only."""

    def __init__(self, notebook: Notebook, registrations: Registrations) -> None:
        self._notebook = notebook
        self._registrations = registrations
        self._known: OrderedDict[str, str] = OrderedDict()
        self._told: OrderedDict[str, tuple[Whereabouts, bool | None]] = OrderedDict()
        """What was last told of somebody in a conversation: most arrivals tell nothing new."""

    async def met(self, arrival: Arrival) -> None:
        """Keep what an arrival tells; nothing is written when nothing is new."""
        where = arrival.whereabouts
        told = (where, arrival.private)
        if not arrival.people and self._told.get(where.conversation.place + where.mri) == told:
            return
        await self._write(_conversation(where.conversation), where.service_url)
        if where.team:
            known = {each.place for each in await self.channels(where.conversation, where.team)}
            await self._write(_team(where.conversation, where.team), json.dumps(sorted(known)))
        tenant = where.conversation.tenant
        if where.mri:
            await self._meet(tenant, where.user, where, arrival.private)
        for user, mri in arrival.people.items():
            if user:
                await self._write(_called(tenant, mri), user)
            if user and await self.acquaintance(tenant, user) is None:
                await self._keep(tenant, user, Acquaintance(mri, where.service_url))
        self._told[where.conversation.place + where.mri] = told
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)

    async def _meet(self, tenant: str, user: str, where: Whereabouts, private: bool | None) -> None:  # noqa: FBT001
        known = await self.acquaintance(tenant, user) or Acquaintance(where.mri, where.service_url)
        told = replace(known, mri=where.mri, service_url=where.service_url)
        await self._write(_called(tenant, where.mri), user)
        if where.kind == "personal":
            told = replace(told, conversation=where.conversation.place)
            # Whoever does anything in private has not sent the bot away, or has let it come back.
            told = replace(told, blocked=private is False)
            await self._write(_reader(where.conversation), user)
        await self._keep(tenant, user, told)

    async def line(self, to: Address) -> Line:
        """How to call a conversation.

        Raises:
            Gone: the bot has never been there.
            Disconnected: no registration serves its tenant.
        """
        registration = self._registrations.speaking_in(to.tenant)
        service_url = await self._read(_conversation(to))
        if service_url is None:
            raise Gone("the bot has not been in this conversation")
        return Line(registration, service_url, to.place)

    async def channels(self, channel: Address, team: str) -> Sequence[Address]:
        """The channels of a team in which the bot has met anybody, this one among them."""
        kept = await self._read(_team(channel, team))
        places = {channel.place, *(json.loads(kept) if kept is not None else ())}
        return [replace(channel, place=place) for place in sorted(places)]

    async def acquaintance(self, tenant: str, user: str) -> Acquaintance | None:
        """Somebody whom the bot has met in this tenant."""
        kept = await self._read(_person(tenant, user))
        return None if kept is None else Acquaintance(**json.loads(kept))

    async def begun(self, who: Identity, known: Acquaintance, conversation: str) -> Address:
        """Keep the private conversation that has begun with somebody."""
        address = Address(PLATFORM, who.tenant, conversation)
        await self._write(_conversation(address), known.service_url)
        await self._write(_reader(address), who.user)
        await self._keep(who.tenant, who.user, replace(known, conversation=conversation))
        return address

    async def sent_away(self, conversation: Address) -> None:
        """The reader of a private conversation wants the bot no more: nothing is sent until they come back."""
        user = await self._read(_reader(conversation))
        known = None if user is None else await self.acquaintance(conversation.tenant, user)
        if user is not None and known is not None:
            await self._keep(conversation.tenant, user, replace(known, blocked=True))
            self._told.pop(conversation.place + known.mri, None)

    async def known_as(self, who: Identity, at: Address) -> Identity:
        """Somebody whom Teams may have told by what it calls them only, by what everybody knows them by."""
        for tenant in (at.tenant, who.tenant):
            if (user := await self._read(_called(tenant, who.user))) is not None:
                return replace(who, user=user)
        return who

    async def _keep(self, tenant: str, user: str, known: Acquaintance) -> None:
        await self._write(_person(tenant, user), json.dumps(asdict(known), sort_keys=True))

    async def _read(self, page: str) -> str | None:
        if page in self._known:
            return self._known[page]
        try:
            text = await self._notebook.read(page)
        except StoreUnavailable as error:
            raise Unavailable("the notebook is out of reach") from error
        if text is not None:
            self._remember(page, text)
        return text

    async def _write(self, page: str, text: str) -> None:
        if self._known.get(page) == text:
            return
        try:
            await self._notebook.write(page, text)
        except StoreUnavailable as error:
            raise Unavailable("the notebook is out of reach") from error
        self._remember(page, text)

    def _remember(self, page: str, text: str) -> None:
        self._known[page] = text
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def reachable(known: Acquaintance | None) -> Acquaintance:
    """Somebody whom the bot may write to in private.

    Raises:
        Unreachable: they have never met the bot, or have sent it away.
    """
    if known is None:
        raise Unreachable("this person has not met the bot in Teams")
    if known.blocked:
        raise Unreachable("this person wants no messages from the bot")
    return known


def _conversation(at: Address) -> str:
    # A thread is found where its channel is.
    return f"{PLATFORM}:{at.tenant}:conversation:{channel_of(at.place)}"


def _team(at: Address, team: str) -> str:
    return f"{PLATFORM}:{at.tenant}:team:{team}"


def _reader(at: Address) -> str:
    return f"{PLATFORM}:{at.tenant}:reader:{at.place}"


def _person(tenant: str, user: str) -> str:
    return f"{PLATFORM}:{tenant}:person:{user}"


def _called(tenant: str, mri: str) -> str:
    return f"{PLATFORM}:{tenant}:called:{mri}"
