"""Weft with all its doors over one database, put together as it is served, and as it was before each round."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from cryptography.fernet import Fernet

from adapters import http
from adapters.slack.platform import App, SlackPlatform
from adapters.web import names
from adapters.web.feed import PATH as CALENDARS
from adapters.web.pace import Pace
from adapters.web.platform import WebPlatform
from bot.app import Bot, utc_now
from bot.chat.events import Inbound, Opened, Pressed, Receive, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.form import Form
from bot.chat.message import Action, Buttons
from bot.chat.names import Address, Identity, Person
from bot.chat.platform import Asgi, Platform
from bot.domain.host import Host
from bot.store import inbox
from bot.store.database import Database
from bot.store.grants import SealedGrants
from bot.store.notes import Notes
from bot.store.sealing import Keys
from bot.watch import checks, receiving, requests
from bot.watch.metrics import Metrics
from bot.watch.spans import UNTRACED
from tests.contract.teams import TeamsDriver
from tests.contract.web import BASE, Clock
from tests.soak import story
from tests.soak.keeping import Kept, keep
from tests.soak.story import Cast
from tests.stubs import slack as slack_stub
from tests.stubs.slack import APP_TOKEN, BOT_TOKEN, CHANNEL, NEXT_CHANNEL, NEXT_TEAM, NEXT_TOKEN, TEAM, SlackStub
from tests.stubs.slack_oauth import CLIENT_ID, CLIENT_SECRET
from tests.world import member_id

WEB_SECRET = "a secret of the inbox, for tests only"
LIFE = timedelta(days=30)
_KEPT = 200
"""Buttons and forms that are remembered for each person who was shown them."""
_AROUND = 80
"""Buttons that each person presses to see what there is."""
_HELD = 200
"""Calls and posts that a stand-in for a vendor may hold on to."""


@dataclass(slots=True)
class Seen:
    """The buttons and forms that somebody was shown of late."""

    actions: deque[Action] = field(default_factory=lambda: deque(maxlen=_KEPT))
    forms: deque[Form] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def note(self, reply: Reply) -> None:
        """Remember what can be pressed or sent."""
        match reply:
            case Show(form) | Reject(form):
                self.forms.append(form)
            case Whisper(message) | Replace(message):
                rows = (block.buttons for block in message.blocks if isinstance(block, Buttons))
                self.actions.extend(button.action for row in rows for button in row)
            case _:
                pass


@dataclass(slots=True)
class House:
    """All doors. What is behind them can be put back to how it was."""

    database: Database
    clock: Clock
    slack: SlackPlatform
    installed: SlackPlatform
    """The same Slack, for an app that people install by a link."""
    slack_stub: SlackStub
    teams: TeamsDriver
    web: WebPlatform
    metrics: Metrics = field(default_factory=Metrics)
    seen: dict[str, Seen] = field(default_factory=dict)
    """By user id."""
    primed: dict[str, Seen] = field(default_factory=dict)
    """The same as each round begins."""
    ids: list[str] = field(default_factory=list)
    conveners: list[str] = field(default_factory=list)
    """Member ids of those who have a calendar."""
    cast: Cast = field(init=False)
    app: Asgi = field(init=False)
    installing: Asgi = field(init=False)
    """The app over the other Slack."""
    bot: Bot = field(init=False)
    kept: Kept = field(init=False)

    def start_bot(self) -> None:
        """A process begins, with nothing but the database."""
        platforms = self.slack, self.teams.platform, self.web
        host = Host(
            web_link=self.web.invitation,
            calendar_link=self.web.calendar,
            reaches=lambda who: any(each.name == who.platform and each.reaches(who) for each in platforms),
        )
        self.bot = Bot(self.database, platforms, host, self.clock)

    def start_over(self) -> None:
        """A process begins over a database that holds what it held at first."""
        self.kept.put_back()
        self.start_bot()
        self.seen = deepcopy(self.primed)
        self.tidy()

    async def receive(self, inbound: Inbound) -> Reply:
        """The one door of the core, of whichever process runs."""
        reply = await self.bot.receive(inbound)
        if isinstance(inbound, Pressed | Submitted):
            self.shown_to(inbound.who.identity.user).note(reply)
        return reply

    def shown_to(self, user: str) -> Seen:
        """What somebody was shown."""
        return self.seen.setdefault(user, Seen())

    def told(self) -> str:
        """What vendors were told since this was asked last."""
        calls = [body for _, body in self.slack_stub.calls], [call[3] for call in self.teams.stub.calls]
        self.slack_stub.calls.clear()
        self.teams.stub.calls.clear()
        return str(calls) if any(calls) else ""

    def tidy(self) -> None:
        """Let the stand-ins for vendors forget what nobody looks at any more."""
        stub = self.slack_stub
        for kept in (
            stub.views,
            *stub.posts.values(),
            *(each.posts for each in self.teams.stub.conversations.values()),
        ):
            for key in list(kept)[:-_HELD]:
                del kept[key]
        for told in (stub.asides, stub.responses, stub.asked, self.teams.seen.standing):
            told.clear()

    async def furnish(self) -> None:
        """Play the story, and remember what it has led to."""
        await self._install(TEAM)
        await self._install(NEXT_TEAM)
        spaces = [Address("slack", TEAM, CHANNEL), Address("slack", NEXT_TEAM, NEXT_CHANNEL)]
        spaces += [Address("teams", each.tenant, each.id) for each in self.teams.spaces]
        platforms = self.slack, self.teams.platform, self.web
        world = await story.tell(self.database, self.cast, spaces, platforms)
        self.clock.now = world.now
        dump = await world.dump()
        self.ids = story.ids(dump)
        self.conveners = [await member_id(world, each[0]) for each in self.cast.platforms]
        self.start_bot()

    async def look_around(self) -> None:
        """Let everybody press whatever they find from their home page on, so that much is known to be there."""
        for who in (person for three in self.cast.platforms for person in three):
            seen, pressed = self.shown_to(who.identity.user), set[Action]()
            seen.note(await self.bot.receive(Opened(who)))
            while (new := [each for each in seen.actions if each not in pressed]) and len(pressed) < _AROUND:
                pressed.add(new[0])
                await self.receive(Pressed(who, new[0]))
        self.primed = self.seen

    async def _install(self, tenant: str) -> None:
        """Give the installed app a token of this workspace."""
        from tests.soak.slack_pages import install  # noqa: PLC0415  which knocks on this house

        await install(self.installing, self.slack_stub, tenant)


async def _people(database: Database, stub: SlackStub, teams: TeamsDriver) -> Cast:
    async def of_web(name: str) -> Person:
        user, _ = await database.write(partial(inbox.enrol, name=name, user=name.lower()))
        return Person(names.identity(user), name)

    def of_slack(name: str, team: str, channel: str = CHANNEL) -> Person:
        return Person(Identity("slack", team, stub.join(name, team, channel)), name)

    return Cast(
        (of_slack("Sal", TEAM), of_slack("Sue", "T0AWAY"), of_slack("Sid", NEXT_TEAM, NEXT_CHANNEL)),
        (await teams.person("Tia"), await teams.person("Tom"), await teams.person("Ted")),
        (await of_web("Win"), await of_web("Wes"), await of_web("Una")),
    )


@asynccontextmanager
async def open_house(database: Database, url: str, folder: Path) -> AsyncIterator[House]:
    """A furnished house over an empty database; what it holds then is kept, for a file as `template.db`."""
    async with AsyncExitStack() as stack:
        stub, teams, clock = SlackStub(page=20), TeamsDriver(), Clock()
        await stub.start()
        stack.push_async_callback(stub.stop)
        stub.acks = _Acks()
        signed = partial(
            SlackPlatform,
            signing_secret=slack_stub.SECRET,
            api_url=stub.api_url,
            seen=inbox.Events(database),
            pause=0,
        )
        slack = signed(bot_tokens=(BOT_TOKEN, NEXT_TOKEN), app_token=APP_TOKEN)
        grants = SealedGrants(database, "slack", Keys([Fernet.generate_key().decode()]))
        installed = signed(bot_tokens=(), app_token=None, app=App(CLIENT_ID, CLIENT_SECRET, BASE, grants))
        # The pace of one person's requests is a door of its own, and would shut all others.
        pace = Pace(at_once=10**9)
        web = WebPlatform(
            secret=WEB_SECRET,
            base_url=BASE,
            mailbox=inbox.Inbox(database),
            link_life=LIFE,
            clock=clock,
            pace=pace,
        )
        house = House(database, clock, slack, installed, stub, teams, web)
        receive = receiving.followed(house.receive, UNTRACED, house.metrics.replied)
        stack.push_async_callback(teams.stop)
        await teams.start(receive, notebook=Notes(database), seen=inbox.Events(database))
        house.start_bot()
        for platform in (slack, installed):
            stack.push_async_callback(platform.aclose)
            await platform.start(receive)
        looks = {"database": checks.database(database), "clock": checks.drift(database, utc_now)}
        ready = checks.Checks(looks)
        house.app, house.installing = (_served(house, each, receive, ready) for each in (slack, installed))
        house.cast = await _people(database, stub, teams)
        await house.furnish()
        house.kept = await keep(database, url, folder)
        await house.look_around()
        house.start_over()
        yield house


def _served(house: House, slack: SlackPlatform, receive: Receive, ready: checks.Checks) -> Asgi:
    """Everything as `weft serve` puts it together."""
    platforms: tuple[Platform, ...] = (slack, house.teams.platform, house.web)
    sides = {platform.name: platform.asgi(receive) for platform in platforms}

    async def calendar(member: str, generation: int) -> bytes | None:
        return await house.bot.calendar(member, generation)

    sides[CALENDARS] = house.web.calendars(calendar)

    async def well() -> tuple[bool, dict[str, str]]:
        found = await ready.found()
        return found.well, dict(found.lines)

    app = http.app(sides, well)
    return requests.followed(app, sides.keys(), http.PROBES, UNTRACED, house.metrics.answered)


class _Acks(dict[str, "asyncio.Future[dict[str, object]]"]):
    """Takes any acknowledgement over the socket, whoever waits for it."""

    def __getitem__(self, key: str) -> "asyncio.Future[dict[str, object]]":
        return asyncio.get_running_loop().create_future()
