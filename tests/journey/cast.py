"""The people of the journeys and the ground they stand on: Slack, Teams, browsers, one bot and one clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.web import names
from adapters.web.platform import WebPlatform
from bot.app import Bot
from bot.chat.events import Inbound, Reply
from bot.chat.names import Address, Person, Receipt
from bot.domain.host import Host
from bot.store.database import Database
from bot.store.inbox import Inbox
from bot.store.migrate import migrate
from bot.store.notes import Notes
from tests.contract.driver import Driver, Outcome, Shown, ShownForm
from tests.contract.slack import SlackDriver
from tests.contract.slack_reading import button_in
from tests.contract.teams import TeamsDriver
from tests.contract.teams_reading import Opened
from tests.contract.web import BASE, LIFE, Clock, WebDriver
from tests.stubs import slack_people as people
from tests.stubs.slack import BOT, CHANNEL, TEAM, Stumble

OUTSIDE = "T0AWAY"
"""The workspace on the other side of the shared channel."""


@dataclass(slots=True)
class Ground:
    """All platforms, the database and the clock. The bot can be started anew: all it knows is in the database."""

    database: Database
    clock: Clock
    slack: SlackDriver
    teams: TeamsDriver
    web: WebDriver
    bot: Bot = field(init=False)
    channel: str = CHANNEL

    def start_bot(self) -> None:
        """A process begins, with nothing but the database."""
        platforms = self.slack.platform, self.teams.platform, self.web.platform
        host = Host(
            web_link=self.web.platform.invitation,
            calendar_link=self.web.platform.calendar,
            reaches=lambda who: any(each.name == who.platform and each.reaches(who) for each in platforms),
        )
        self.bot = Bot(self.database, platforms, host, self.clock)

    async def receive(self, inbound: Inbound) -> Reply:
        """The one door, of whichever process runs."""
        return await self.bot.receive(inbound)

    async def tick(self, moment: str | None = None) -> None:
        """The clock comes to this moment, and everything is done that is due."""
        if moment:
            self.clock.now = datetime.fromisoformat(moment)
        await self.bot.tick()

    async def pass_by(self, **span: int) -> None:
        """Let so much time go by."""
        self.clock.now += timedelta(**span)
        await self.bot.tick()

    async def die_while_posting(self) -> None:
        """The process ends after Slack has taken a post and before its answer has come back; another one starts."""
        self.slack.stub.stumbles.append(Stumble(delay=60, done=True, only="chat.postMessage"))
        before = len(self.posts(self.channel))
        await self.die_as_soon_as(lambda: len(self.posts(self.channel)) > before)

    async def die_as_soon_as(self, taken: Callable[[], bool]) -> None:
        """The process ends in the midst of a tick, as soon as a vendor has taken something; another one starts."""
        ticking = asyncio.create_task(self.bot.tick())
        async with asyncio.timeout(5):
            while not taken():  # noqa: ASYNC110  what a vendor has taken can only be looked up
                await asyncio.sleep(0.005)
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        self.start_bot()

    def posts(self, channel: str) -> list[Receipt]:
        """What was posted in a Slack conversation, in order."""
        return [Receipt(Address("slack", TEAM, channel), ts) for ts in self.slack.stub.posts.get(channel, {})]

    async def card(self) -> str:
        """What the channel's newest post says now."""
        return words(await self.slack.shown(self.posts(self.channel)[-1]))

    async def invite_bot(self, event: str = "Ev0JOINED") -> Outcome:
        """Somebody adds the bot to the channel."""
        joined = {"type": "member_joined_channel", "user": BOT, "channel": self.channel, "team": TEAM}
        return await self.slack.tell(joined, event)

    async def move_channel(self, to: str) -> None:
        """Slack gives the channel another id, as it may when it becomes shared."""
        stub, old = self.slack.stub, self.channel
        stub.posts[to], stub.members[to] = stub.posts.pop(old), stub.members.pop(old)
        self.channel = to
        await self.slack.tell({"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": to})

    async def uninstall(self) -> None:
        """An administrator removes the app: its token works no more."""
        self.slack.stub.stumbles += [Stumble.code("account_inactive")] * 99
        await self.slack.tell({"type": "app_uninstalled"})

    def install_again(self) -> None:
        """The app is back, with the same token."""
        self.slack.stub.stumbles.clear()


@dataclass(frozen=True, slots=True)
class Someone:
    """One person, who sees and does things on their own platform only."""

    ground: Ground
    person: Person
    driver: Driver

    @property
    def letters_in_slack(self) -> str:
        """Their private conversation with the bot."""
        return self.ground.slack.stub.direct(self.person.identity.user)

    async def private(self) -> list[Receipt]:
        """What was posted to them in private, newest last."""
        match self.person.identity.platform:
            case "slack":
                return self.ground.posts(self.letters_in_slack)
            case "teams":
                return await self.ground.teams.letters(self.person)
            case _:
                return list(reversed(await self.ground.web.letters(names.address(self.person.identity.user))))

    async def letters(self) -> list[str]:
        """The same in words."""
        return [words(await self.driver.shown(receipt)) for receipt in await self.private()]

    async def home(self, label: str | None = None) -> Outcome:
        """Look at the home page, and press a button there."""
        page = await self.driver.open_home(self.person)
        return await self.driver.press_home(self.person, label) if label else page

    async def press(self, label: str, on: Receipt | None = None) -> Outcome:
        """Press a button on a post; by default on the newest one that was posted to them in private."""
        return await self.driver.press(self.person, label, on or (await self.private())[-1])

    async def press_in_channel(self, label: str) -> Outcome:
        """Press a button on the newest post in the channel."""
        return await self.press(label, self.ground.posts(self.ground.channel)[-1])

    async def fill(self, outcome: Outcome, **values: str | tuple[str, ...]) -> Outcome:
        """Send the form that is shown with these values, and with what it held already."""
        form = form_in(outcome)
        held = {name: value for name, value in {**form.initial, **values}.items() if value}
        return await self.driver.submit(self.person, form, held)

    async def tend(self, label: str) -> Outcome:
        """A convener in Slack or Teams goes from their home to check-ins and people, and presses a button."""
        await self.home("Check-ins and people")
        if self.driver is self.ground.teams:
            return await self.ground.teams.press_whisper(self.person, label)
        view: Mapping[str, Any] = list(self.ground.slack.stub.views.values())[-1]
        return await self.ground.slack.press_button(
            self.person, button_in(view["blocks"], label), people.on_view(view)
        )


@asynccontextmanager
async def standing(folder: Path) -> AsyncIterator[Ground]:
    """An empty database, both platforms and the bot over them."""
    url = f"sqlite:///{folder}/weft.db"
    migrate(url)
    with Database(url) as database:
        clock = Clock()
        inbox = WebPlatform(
            secret="for tests only", base_url=BASE, mailbox=Inbox(database), link_life=LIFE, clock=clock
        )
        ground = Ground(database, clock, SlackDriver(), TeamsDriver(), WebDriver(inbox))
        await ground.slack.start(ground.receive)
        await ground.teams.start(ground.receive, notebook=Notes(database))
        await ground.web.start(ground.receive)
        ground.start_bot()
        yield ground
        await ground.slack.stop()
        await ground.teams.stop()
        await ground.web.stop()


def in_slack(ground: Ground, name: str, team: str = TEAM) -> Someone:
    """Somebody in the channel, of this workspace."""
    return Someone(ground, ground.slack.someone(name, team), ground.slack)


async def by_link(ground: Ground, name: str, link: str) -> Someone:
    """Somebody who opens the link they were given; the driver tells browsers apart by a name."""
    return Someone(ground, await ground.web.enter(name.lower(), name, link), ground.web)


def form_in(outcome: Outcome) -> ShownForm:
    """The form that is shown."""
    assert outcome.form is not None, outcome
    return outcome.form


def said(outcome: Outcome) -> str:
    """What only this person is told."""
    assert outcome.whispered is not None, outcome
    return words(outcome.whispered)


def words(shown: Shown) -> str:
    """All texts, a line each."""
    return "\n".join(shown.texts)


def option(outcome: Outcome, name: str, label: str) -> str:
    """The value of the first option of a form's field, in Slack or Teams, that begins like this."""
    view = form_in(outcome).raw
    if isinstance(view, Opened):
        offered = next(each["choices"] for each in view.card["body"] if each.get("id") == f"f.?{name}")
        return str(next(each["value"] for each in offered if each["title"].startswith(label)))
    assert isinstance(view, dict)
    field_ = next(block for block in view["blocks"] if block.get("block_id", "").startswith(f"{name}:"))
    found = (each["value"] for each in field_["element"]["options"] if each["text"]["text"].startswith(label))
    return str(next(found))
