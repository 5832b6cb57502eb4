"""The ways in which a vendor's answer goes wrong on the wire, and one bot that asks people by a stubbed vendor."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from json import dumps
from typing import Any, Literal

from sqlalchemy import text
from sqlmodel import Session

from bot.app import Bot
from bot.chat.events import Inbound, Reply
from bot.chat.names import Address, Identity, Person, Receipt
from bot.domain.host import Host
from bot.domain.partnership import Role, Sector
from bot.store import members, partnerships
from bot.store.database import Database
from tests.contract.slack import SlackDriver
from tests.contract.teams import PATIENCE, TeamsDriver
from tests.soak.scene import ask_everybody
from tests.stubs import slack, teams
from tests.stubs.teams import TENANT_A

Vendor = Literal["slack", "teams"]
QUESTION = "How are we doing?"
LATE = PATIENCE + 0.3


@dataclass(frozen=True, slots=True)
class Way:
    """How an answer goes wrong: its status, headers and text, or the bytes that come before the connection breaks."""

    status: int = 200
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    done: bool = False
    """Whether the call was carried out before."""
    broken: bytes | None = None


_HALF = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"ok": true, "id": "1'
_CHUNK = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{"ok": true,\r\n'
)
_PAGE = "<html><h1>Down for maintenance</h1></html>"
WAYS: Mapping[str, Way] = {
    "429, and how long to wait": Way(429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": "1"}),
    "429, and no word of how long": Way(429),
    "500": Way(500, _PAGE),
    "500, and done": Way(500, _PAGE, done=True),
    "502": Way(502, _PAGE),
    "502, and done": Way(502, _PAGE, done=True),
    "503": Way(503, _PAGE),
    "504, and done": Way(504, "", done=True),
    "the connection breaks": Way(broken=b""),
    "the connection breaks, and done": Way(broken=b"", done=True),
    "half of what was announced": Way(broken=_HALF),
    "half of what was announced, and done": Way(broken=_HALF, done=True),
    "a chunk, and no end": Way(broken=_CHUNK),
    "a chunk, and no end, and done": Way(broken=_CHUNK, done=True),
    "JSON cut off by a proxy, and done": Way(text='{"ok": true, "channel": "C', done=True),
    "no JSON, and done": Way(text="{'ok': True}", done=True),
    "JSON of another shape, and done": Way(text='["ok"]', done=True),
    "a page with 200": Way(text=_PAGE),
    "a page with 200, and done": Way(text=_PAGE, done=True),
    "no answer in time": Way(delay=LATE),
    "no answer in time, and done": Way(delay=LATE, done=True),
}


@dataclass(slots=True)
class Asking:
    """One bot, its database, and a clock that is set; a convener and two members, whom it asks by one vendor."""

    driver: SlackDriver | TeamsDriver
    database: Database
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    people: Mapping[str, Person] = field(default_factory=dict)
    """By name."""
    partnership: str = ""
    occurrence: str = ""

    @property
    def bot(self) -> Bot:
        """A process: its state is the database's and nothing else."""
        return Bot(self.database, [self.driver.platform], Host(), lambda: self.now)

    async def receive(self, inbound: Inbound) -> Reply:
        """What the platform hands in."""
        return await self.bot.receive(inbound)

    def stumble(self, way: Way, only: str) -> None:
        """Let the next call of this method go wrong."""
        told: dict[str, Any] = asdict(way)
        told.pop("broken")
        match self.driver:
            case SlackDriver():
                self.driver.stub.stumbles.append(slack.Stumble(**told, only=only, broken=way.broken))
            case TeamsDriver():
                lost = way.broken is not None
                self.driver.stub.stumbles.append(
                    teams.Stumble(**told, only=only, lost=lost, broken=way.broken or b"")
                )

    def posts_to(self, name: str) -> list[tuple[Receipt, str]]:
        """Each post that somebody sees in private, and all that is in it."""
        who = self.people[name].identity
        if isinstance(self.driver, SlackDriver):
            place = self.driver.stub.direct(who.user, who.tenant)
            posts = self.driver.stub.posts[place]
        else:
            someone = self.driver.someone(self.people[name])
            at = self.driver.stub.private(someone, someone.tenant)
            place, posts = at.id, at.posts
        address = Address(who.platform, who.tenant, place)
        return [(Receipt(address, post), dumps(body, ensure_ascii=False)) for post, body in posts.items()]

    def asked(self, name: str) -> list[Receipt]:
        """The posts by which somebody was asked."""
        return [receipt for receipt, said in self.posts_to(name) if QUESTION in said]

    async def ask(self) -> None:
        """Open a check-in and line everybody up."""
        found = await self.database.read(partial(members.present, partnership=self.partnership))
        ids = {each.name: each.id for each in found}
        people = {who.identity: ids[name] for name, who in self.people.items()}
        self.occurrence = await self.database.write(
            partial(ask_everybody, partnership=self.partnership, people=people, number=0)
        )

    async def progress(self, purpose: str = "ask") -> list[str]:
        """How far each delivery of this sort has come."""
        rows = text("SELECT progress FROM delivery WHERE purpose = :purpose ORDER BY progress")

        def work(session: Session) -> list[str]:
            return list(session.connection().scalars(rows, {"purpose": purpose}))

        return await self.database.read_answers(work)

    async def kept(self) -> int:
        """How many answers are on disk."""
        count = text("SELECT count(*) FROM response")
        return int(await self.database.read_answers(lambda session: session.connection().scalar(count)) or 0)

    async def pass_by(self, span: timedelta) -> None:
        """Let time go by, and post what is due."""
        self.now += span
        await self.bot.deliver()


@asynccontextmanager
async def asking(vendor: Vendor, database: Database) -> AsyncIterator[Asking]:
    """Have a bot that asks people by this vendor, until the block ends."""
    made = Asking(SlackDriver() if vendor == "slack" else TeamsDriver(), database)
    await made.driver.start(made.receive)
    try:
        made.people = {name: await _somebody(made.driver, name) for name in ("Ada", "Lena", "Mo")}
        made.partnership = await database.write(partial(_begin, people=made.people))
        await made.ask()
        yield made
    finally:
        await made.driver.stop()


async def _somebody(driver: SlackDriver | TeamsDriver, name: str) -> Person:
    match driver:
        case SlackDriver():
            return driver.someone(name)
        case TeamsDriver():
            return await driver.met(driver.stub.join(name, TENANT_A))


def _begin(session: Session, people: Mapping[str, Person]) -> str:
    now = datetime.now(UTC)
    partnership = partnerships.start(session, "Fenland", "UTC").id
    organisation = partnerships.add_organisation(session, partnership, "One", Sector.NHS, "x@example.org").id
    for name, who in people.items():
        roles = (Role.CONVENER,) if name == "Ada" else ()
        identity: Identity = who.identity
        members.join(
            session,
            identity,
            partnership=partnership,
            organisation=organisation,
            name=name,
            roles=roles,
            zone="UTC",
            now=now,
        )
    return partnership
