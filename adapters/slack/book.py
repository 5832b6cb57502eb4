"""The installations that were made by a link, as this process has them open: as the register says, or said lately."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import structlog

from adapters.slack.api import WebApi
from adapters.slack.granted import Granted
from adapters.slack.people import People
from adapters.slack.register import Register
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
        await self._have(granted)
        self._index()

    async def look(self, *, unknown: bool) -> bool:
        """Look into the register if that was long ago; whether that was done.

        Args:
            unknown: whether somebody is asked for who is not here, and may have come by another replica.

        Raises:
            Unavailable: it cannot be looked into, and somebody is unknown.
        """
        now = self._clock()
        if self._looked is not None and now - self._looked < (_JUST_NOW if unknown else _LATELY):
            return False
        before, self._looked = self._looked, now
        try:
            granted = {each.tenant: each for each in await self._register.all()}
        except Unavailable:
            self._looked = before
            if unknown:
                raise
            # Whoever is known goes on being served.
            return False
        for tenant in self._open.keys() - granted.keys():
            await self._close(tenant)
        for each in granted.values():
            await self._have(each)
        # In the register's order, which is the same in every replica.
        self._granted = {tenant: self._granted[tenant] for tenant in granted if tenant in self._granted}
        self._index()
        return True

    async def freshen(self, workspace: Workspace) -> None:
        """See that the token of an installation lasts for a while.

        Raises:
            Disconnected: it does not, or the installation has ended.
        """
        tenant = workspace.api.install.team
        if tenant not in self._granted:
            raise Disconnected("the app is not installed in this workspace any more")
        known = self._granted[tenant]
        renewed = await self._register.fresh(known)
        if renewed is not known and self._granted.get(tenant) is known:
            self._granted[tenant] = renewed
            workspace.api.use(renewed.token)

    async def is_newer(self, workspace: Workspace, event_time: object) -> bool:
        """Whether an installation was made again since Slack says that it has ended."""
        return await self._register.is_newer(workspace.api.install.team, event_time)

    async def end(self, workspace: Workspace, event_time: object) -> bool:
        """Forget an installation; False where it was made again since."""
        tenant = workspace.api.install.team
        if not await self._register.end(tenant, event_time):
            return False
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
        for each in self._open.values():
            await each.api.aclose()

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
