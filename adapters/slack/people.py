"""Who people are: what Slack tells of a user, looked up once an hour."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import structlog

from adapters.slack.api import WebApi
from adapters.slack.scene import PLATFORM
from bot.chat.events import Arrived, Departed, Inbound, Joined, Opened, Pressed, Said, Submitted
from bot.chat.names import Identity, Person
from bot.errors import PlatformError, Throttled, Unreachable

_log = structlog.get_logger(__name__)

_FRESH = 3_600.0
_REMEMBERED = 5_000
_AT_ONCE = 8
"""users.info is in Slack's tier 4, a hundred calls a minute and more."""
_TRIES = 4


@dataclass(frozen=True, slots=True)
class _Told:
    """What Slack told of a user, and when."""

    at: float
    person: Person | None
    team: str
    stranger: bool
    """Whether they are of another workspace and in no channel that the app sees."""


class People:
    """The people of one workspace and its shared channels, as that workspace is told of them."""

    def __init__(self, api: WebApi, clock: Callable[[], float] = monotonic) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[str, _Told] = {}

    async def person(self, user: str) -> Person | None:
        """Somebody by user id, whatever their workspace; None for bots and those who are gone."""
        return (await self._told(user)).person

    async def meets(self, user: str) -> bool:
        """Whether somebody of another workspace is in a channel with the bot, which may then write to them.

        Raises:
            Unavailable: Slack did not say.
        """
        try:
            told = await self._told(user)
        except Unreachable:
            return False
        # A user id is sure to be one person's only within a workspace: our own bearer of it is somebody else.
        ours = told.person is None or told.person.identity.tenant == self._api.install.team
        return not ours and not told.stranger

    async def persons(self, users: Iterable[str]) -> Sequence[Person]:
        """Several people at once, without bots and those who are gone."""
        limit = asyncio.Semaphore(_AT_ONCE)

        async def one(user: str) -> Person | None:
            async with limit:
                for _ in range(_TRIES - 1):
                    try:
                        return await self.person(user)
                    except Throttled as error:
                        # A big channel may be more than Slack tells of in a minute. Whoever asks says how long.
                        await asyncio.sleep(error.retry_after)
                return await self.person(user)

        found = await asyncio.gather(*map(one, users))
        return [person for person in found if person is not None]

    async def complete(self, inbound: Inbound) -> Inbound:
        """Fill in what a payload does not tell: names, teams, zones and a channel's title.

        Events tell ids only and interactions a handle for a name. A form is worth a call to Slack, since people join
        by one; a press is not, and is filled in from what is known.
        """
        match inbound:
            case Pressed(who) if who.identity.user in self._known:
                return replace(inbound, who=await self.fuller(who))
            case Submitted(who) | Opened(who):
                return replace(inbound, who=await self.fuller(who))
            case Said(who) if not who.name:
                return replace(inbound, who=await self.fuller(who))
            case Joined(space, by=by):
                title = await self._title(space.place)
                return Joined(space, title, None if by is None else await self.fuller(by))
            case Departed(who) | Arrived(who):
                tenant = await self._tenant(who)
                if isinstance(inbound, Departed) and inbound.space is None:
                    # What was told of them is no longer so.
                    self._known.pop(who.user, None)
                return replace(inbound, who=replace(who, tenant=tenant))
            case _:
                return inbound

    async def _tenant(self, who: Identity) -> str:
        """The team of somebody who may be out of sight: as last told, as the event says, or as Slack says now."""
        known = self._known.get(who.user)
        if known is not None or who.tenant:
            return known.team if known is not None else who.tenant
        try:
            return (await self._told(who.user)).team
        except PlatformError as error:
            _log.warning("person.not_looked_up", kind=type(error).__name__)
            return self._api.install.team

    async def _told(self, user: str) -> _Told:
        known = self._known.get(user)
        if known is not None and self._clock() - known.at < _FRESH:
            return known
        found = (await self._api.read("users.info", {"user": user}))["user"]
        told = _Told(self._clock(), self._read(found), self._team(found), bool(found.get("is_stranger")))
        if len(self._known) >= _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[user] = told
        return told

    async def fuller(self, who: Person) -> Person:
        """Somebody with what their profile says; as they are where it cannot be had."""
        try:
            found = await self.person(who.identity.user)
        except PlatformError as error:
            _log.warning("person.not_looked_up", kind=type(error).__name__)
            found = None
        if found is None:
            tenant = who.identity.tenant or self._api.install.team
            return replace(who, identity=replace(who.identity, tenant=tenant))
        # An event's own word on the team goes first: it is what buttons and forms will say too.
        tenant = who.identity.tenant or found.identity.tenant
        return replace(found, identity=replace(found.identity, tenant=tenant))

    async def _title(self, channel: str) -> str:
        try:
            return str((await self._api.read("conversations.info", {"channel": channel}))["channel"].get("name", ""))
        except PlatformError as error:
            _log.warning("channel.not_looked_up", kind=type(error).__name__)
            return ""

    def _read(self, user: dict[str, object]) -> Person | None:
        if user.get("is_bot") or user.get("deleted") or user.get("id") == "USLACKBOT":
            return None
        profile = user.get("profile")
        names = (profile.get("display_name"), profile.get("real_name")) if isinstance(profile, dict) else ()
        name = next((name for name in (*names, user.get("name")) if name), "")
        zone = user.get("tz")
        email = profile.get("email") if isinstance(profile, dict) else None
        return Person(
            Identity(PLATFORM, self._team(user), str(user["id"])),
            str(name),
            zone if isinstance(zone, str) else None,
            guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            email=email if isinstance(email, str) else None,
        )

    def _team(self, user: dict[str, object]) -> str:
        return str(user.get("team_id") or self._api.install.team)
