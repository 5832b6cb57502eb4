"""The workspaces that the app is installed in: which of them is at an address, is meant, or reaches somebody."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack import whose
from adapters.slack.api import WebApi
from adapters.slack.book import Book, Workspace
from adapters.slack.people import People
from bot.chat.names import Identity
from bot.errors import Disconnected, PlatformError, Unavailable, Unreachable

_UNSURE = "the installation may be newer than the last look into the register"


class Installs:
    """The installations by their workspace, in the order in which their tokens were given.

    Where there is a book of those that were made by a link, they come from there, and there are no tokens.
    """

    def __init__(self, apis: Sequence[WebApi], book: Book | None = None) -> None:
        self._all = [Workspace(api, People(api)) for api in apis]
        self._book = book
        self._told: Mapping[str, Workspace] = {}

    @property
    def teams(self) -> Sequence[str]:
        """The workspaces that Slack has told of."""
        return list(dict.fromkeys(each.api.install.team for each in self._at.values()))

    @property
    def _at(self) -> Mapping[str, Workspace]:
        return self._told if self._book is None else self._book.at

    @property
    def _of_bot(self) -> Mapping[str, Workspace]:
        if self._book is not None:
            return self._book.of_bot
        return {each.api.install.bot_user: each for each in self._told.values()}

    @property
    def awaited(self) -> bool:
        """Whether Slack has yet to tell of which workspace some token is."""
        return self._book is None and len(self._at) < len(self._all)

    async def open(self) -> PlatformError | None:
        """Learn of which workspace each token is, and connect; what is open already stays so.

        Returns:
            what keeps a workspace away that is down for now, while the others are open; None when all are.

        Raises:
            Disconnected: Slack refuses a token, or two are of the same workspace.
        """
        if self._book is not None:
            await self._book.look(unknown=True)
            return None
        faults = await asyncio.gather(*(_fault(each.api) for each in self._all))
        for number, fault in enumerate(faults, 1):
            if isinstance(fault, Disconnected):
                raise Disconnected(f"{fault} to {self._token(number)}")
        self._told = self._by_team()
        return next(filter(None, faults), None)

    async def aclose(self) -> None:
        """Let go of connections; may be called twice."""
        if self._book is not None:
            await self._book.aclose()
        for each in self._all:
            await each.api.aclose()

    async def at(self, team: str) -> Workspace:
        """The installation in a workspace, with a token that lasts.

        Raises:
            Unavailable: Slack may yet tell of it.
            Disconnected: no token is of this workspace, or the app was taken out of it.
        """
        looked = await self._look(unknown=team not in self._at)
        if team in self._at:
            return await self._fresh(self._at[team])
        if self._book is not None:
            raise Disconnected("the app is not installed in this workspace") if looked else Unavailable(_UNSURE)
        if self.awaited:
            raise Unavailable("Slack has not told yet of which workspace every bot token is")
        raise Disconnected("no bot token is of this workspace")

    async def meant(self, payload: Mapping[str, Any]) -> Workspace | None:
        """The installation that a payload is for; None when it is none of these.

        Raises:
            Unavailable: it may be one that another replica knows of, and this one could not look just now.
        """
        workspace = self._named(payload)
        if workspace is None and self._book is not None:
            looked = await self._book.look(unknown=True)
            workspace = self._named(payload)
            if workspace is None and not looked:
                raise Unavailable(_UNSURE)
        return None if workspace is None else await self._fresh(workspace)

    async def outdated(self, workspace: Workspace, payload: Mapping[str, Any]) -> bool:
        """Whether an installation was made again since Slack says that it has ended."""
        return self._book is not None and await self._book.is_newer(workspace, payload.get("event_time"))

    async def ended(self, workspace: Workspace, payload: Mapping[str, Any]) -> None:
        """Let go of an installation that Slack says has ended, unless it was made again since."""
        if self._book is not None:
            await self._book.end(workspace, payload.get("event_time"))

    async def heed(self, workspace: Workspace, payload: Mapping[str, Any]) -> bool:
        """Whether a payload says nothing but to which workspaces of its organisation an installation reaches."""
        match payload:
            case {"event": {"type": "team_access_granted" | "team_access_revoked"}}:
                if self._book is not None:
                    await self._book.reach(workspace)
                return True
            case _:
                return False

    async def tend(self) -> None:
        """See to what changes by itself, which nobody should have to wait for."""
        if self._book is not None:
            await self._book.tend()

    async def _look(self, *, unknown: bool) -> bool:
        """Look into the book once more where it is time to; whether that was done."""
        return self._book is not None and await self._book.look(unknown=unknown)

    async def _fresh(self, workspace: Workspace) -> Workspace:
        if self._book is not None:
            await self._book.freshen(workspace)
        return workspace

    def _named(self, payload: Mapping[str, Any]) -> Workspace | None:
        for user in whose.bots(payload):
            if user in self._of_bot:
                return self._of_bot[user]
        for team in whose.teams(payload):
            if team in self._at:
                return self._at[team]
        if len(self._all) == 1 and "event" not in payload:
            # People act where they see the app, and it is in one place. An event may be of a place without a token.
            return next(iter(self._at.values()), None)
        return None

    async def reaching(self, who: Identity) -> Workspace:
        """The installation that writes to somebody: their own workspace's, else the first that meets them.

        Which is first is a matter of tokens and not of who acted where, so that the process after this one looks for
        a post where this one made it.

        Raises:
            Unreachable: they are in no channel with any of the bots.
        """
        await self._look(unknown=False)
        if who.tenant in self._at:
            return await self._fresh(self._at[who.tenant])
        if self.awaited:
            raise Unavailable("Slack has not told yet of which workspace every bot token is")
        if len(self._all) == 1:
            # Slack says with the post whether it may be made.
            return self._all[0]
        silent: Disconnected | None = None
        for each in self._all or list(dict.fromkeys(self._at.values())):
            try:
                if await (await self._fresh(each)).people.meets(who.user):
                    return each
            except Disconnected as error:
                silent = error
        raise silent or Unreachable("this person is in no channel with the bot")

    def _by_team(self) -> Mapping[str, Workspace]:
        numbers: dict[str, int] = {}
        found: dict[str, Workspace] = {}
        for number, each in enumerate(self._all, 1):
            if each.api.known:
                team = each.api.install.team
                if team in found:
                    raise Disconnected(
                        f"{self._token(numbers[team])} and {self._token(number)} are of the same workspace"
                    )
                numbers[team], found[team] = number, each
        return found

    def _token(self, number: int) -> str:
        """A token by its place among the others, which tells nothing of it."""
        if len(self._all) == 1:
            return "the bot token"
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number if number < 20 else number % 10, "th")  # noqa: PLR2004  11th
        return f"the {number}{ending} bot token"


async def _fault(api: WebApi) -> PlatformError | None:
    try:
        await api.open()
    except PlatformError as error:
        return error
    return None
