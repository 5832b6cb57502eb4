"""The installations that were made by a link, as this process has them open: as the register says, or said lately."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import structlog

from adapters.slack.api import WebApi
from adapters.slack.granted import Granted
from adapters.slack.people import People
from adapters.slack.register import Register
from adapters.slack.renewing import Renewing
from bot.errors import Disconnected, PlatformError, Unavailable

_log = structlog.get_logger(__name__)

_LATELY, _JUST_NOW = 60.0, 2.0
"""Seconds after which the register is looked into again, and for somebody who is unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Workspace:
    """One installation: its Web API, at its own pace, and who people are as it is told."""

    api: WebApi
    people: People


class Book:
    """Open installations by their workspace, and of an organisation by each of its workspaces, too."""

    def __init__(
        self, register: Register, connect: Callable[[Granted], WebApi], clock: Callable[[], float] = monotonic
    ) -> None:
        self._register = register
        self._connect = connect
        self._clock = clock
        self._looked: float | None = None
        self._look_under_way: asyncio.Task[Unavailable | None] | None = None
        self._changing = asyncio.Lock()
        """Held by whoever brings what is open in line with the register, so that nobody undoes another's."""
        self._renewing = Renewing(register, self._renewed, clock)
        self._granted: dict[str, Granted] = {}
        self._open: dict[str, Workspace] = {}
        self._reaches: dict[str, frozenset[str]] = {}
        """An organisation's id to its workspaces that the app may act in."""
        self.at: Mapping[str, Workspace] = {}
        """The installations by every id that they are known by; a workspace's own goes before its organisation's."""
        self.of_bot: Mapping[str, Workspace] = {}

    async def add(self, granted: Granted) -> None:
        """Keep a new installation, or one that was made again, and serve it."""
        await self._register.keep(granted)
        async with self._changing:
            await self._have(granted)
            self._index()

    async def look(self, *, unknown: bool) -> bool:
        """Look into the register if that was long ago; whether it was looked into since this was asked.

        Several who ask at once wait for one look.

        Args:
            unknown: whether somebody is asked for who is not here, and may have come by another replica.

        Raises:
            Unavailable: it cannot be looked into, and somebody is unknown.
        """
        under_way, new = self._look_under_way, False
        if under_way is None:
            now = self._clock()
            if self._looked is not None and now - self._looked < (_JUST_NOW if unknown else _LATELY):
                return False
            under_way = self._look_under_way = asyncio.create_task(self._look(now))
            new = True
        # Whoever waits may have to give up before it has come to its end.
        fault = await asyncio.shield(under_way)
        if fault is not None and unknown:
            raise Unavailable(str(fault))
        # Whoever is known goes on being served.
        return new and fault is None

    async def tend(self) -> None:
        """Look into the register, renew what is due, and learn where organisations let the app act now."""
        await self.look(unknown=False)
        for granted in list(self._granted.values()):
            self._renewing.begin(granted)
        for workspace in list(self._open.values()):
            await self.reach(workspace)

    async def freshen(self, workspace: Workspace) -> None:
        """See that the token of an installation lasts; while it does, nobody waits for its renewal.

        Raises:
            Disconnected: it does not, or the installation has ended.
            Unavailable: it does not, and it is not known yet whether there is another.
        """
        tenant = workspace.api.install.team
        if tenant not in self._granted:
            raise Disconnected("the app is not installed in this workspace any more")
        await self._renewing.see_to(self._granted[tenant])

    async def is_newer(self, workspace: Workspace, event_time: object) -> bool:
        """Whether an installation was made again since Slack says that it has ended."""
        return await self._register.is_newer(workspace.api.install.team, event_time)

    async def end(self, workspace: Workspace, event_time: object) -> bool:
        """Forget an installation; False where it was made again since."""
        tenant = workspace.api.install.team
        if not await self._register.end(tenant, event_time):
            return False
        async with self._changing:
            await self._close(tenant)
            self._index()
        return True

    async def reach(self, workspace: Workspace) -> None:
        """Learn in which workspaces of its organisation an installation may act."""
        tenant = workspace.api.install.team
        if tenant not in self._granted or not self._granted[tenant].org_wide:
            return
        try:
            pages = workspace.api.pages("auth.teams.list", {})
            self._reaches[tenant] = frozenset([team["id"] async for page in pages for team in page["teams"]])
            self._index()
        except PlatformError as error:
            # People are still known by their organisation, which most payloads tell.
            _log.warning("workspaces.not_told", platform="slack", reason=str(error))

    async def aclose(self) -> None:
        """Let go of connections; may be called twice."""
        if self._look_under_way is not None:
            self._look_under_way.cancel()
        self._renewing.close()
        for each in self._open.values():
            await each.api.aclose()

    async def _look(self, now: float) -> Unavailable | None:
        """Bring what is open in line with the register; what kept it from being looked into."""
        try:
            async with self._changing:
                granted = {each.tenant: each for each in await self._register.all()}
                for tenant in self._open.keys() - granted.keys():
                    await self._close(tenant)
                for each in granted.values():
                    await self._have(each)
                # In the register's order, which is the same in every replica.
                self._granted = {tenant: self._granted[tenant] for tenant in granted if tenant in self._granted}
                self._index()
        except Unavailable as error:
            return error
        finally:
            self._look_under_way = None
        self._looked = now
        return None

    def _renewed(self, known: Granted, renewed: Granted) -> None:
        if self._granted.get(known.tenant) is known:
            self._granted[known.tenant] = renewed
            self._open[known.tenant].api.use(renewed.token)

    def _index(self) -> None:
        own = {tenant: self._open[tenant] for tenant in self._granted if tenant in self._open}
        wide = {team: own[org] for org, teams in self._reaches.items() if org in own for team in teams}
        self.at = own | {team: each for team, each in wide.items() if team not in own}
        self.of_bot = {each.api.install.bot_user: each for each in own.values()}

    async def _have(self, granted: Granted) -> None:
        known = self._granted.get(granted.tenant)
        self._granted[granted.tenant] = granted
        if known is None or known.bot_user != granted.bot_user:
            await self._close(granted.tenant, keep=True)
            api = self._connect(granted)
            await api.open()
            self._open[granted.tenant] = Workspace(api, People(api))
        elif known.token != granted.token:
            self._open[granted.tenant].api.use(granted.token)
        if granted.org_wide and granted.tenant not in self._reaches:
            await self.reach(self._open[granted.tenant])

    async def _close(self, tenant: str, *, keep: bool = False) -> None:
        if not keep:
            self._granted.pop(tenant, None)
        self._reaches.pop(tenant, None)
        workspace = self._open.pop(tenant, None)
        if workspace is not None:
            await workspace.api.aclose()
