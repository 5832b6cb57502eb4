"""A small world for tests: a partnership, its people and their clock, who speak to the bot as people do."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert, inspect, select
from sqlmodel import Session

from bot.app import Bot
from bot.chat.events import Joined, Opened, Pressed, Reply, Submitted
from bot.chat.form import Values
from bot.chat.message import Action, Message
from bot.chat.names import Address, Identity, Person, Receipt
from bot.chat.platform import Platform
from bot.domain.host import Host
from bot.store import tables
from bot.store.database import Database
from bot.store.migrate import connection
from bot.texts.verbs import Verb
from tests.databases import Databases, Sqlite
from tests.replied import asked, initial, shown, words
from tests.stubs.chat import ChatPlatform, Post

at = datetime.fromisoformat
"""`2026-05-05 08:30Z` is a moment."""

FRIDAY = at("2026-05-01 12:00Z")
PULSE = "How well do we listen? [1-5]\nWhat gets in the way? [time / trust]\nWhat did you notice?"
ONE_SCALE = "How well do we listen? [1-5]"
SPACE = Address("chat", "T1", "fenland")
CARD = Receipt(SPACE, "card")
"""The post in the partnership's space by which people join."""
ON_RECORD = {"basis": "public_task", "retention": "730"}
"""What every organisation says of what it holds."""


def somebody(name: str, platform: str = "chat", tenant: str = "T1") -> Person:
    """A person of this name."""
    return Person(Identity(platform, tenant, name.lower()), name)


ADA, LENA, MO, ZOE = (somebody(name) for name in ("Ada", "Lena", "Mo", "Zoe"))
"""A convener, a lead, a member and somebody who never joined."""


@dataclass(slots=True)
class World:
    """One bot over one database and one platform, with a clock that stands still until it is set."""

    database: Database
    host: Host = field(default_factory=lambda: Host(web_link=lambda user, _: f"https://weft.example/in/{user}"))
    now: datetime = FRIDAY
    chat: ChatPlatform = field(default_factory=ChatPlatform)
    partnership: str = ""
    organisations: dict[str, str] = field(default_factory=dict)
    """Id by name."""

    def bot(self, *more: Platform) -> Bot:
        """A process: its state is the database's and nothing else."""
        platforms = (self.chat, *more)
        host = replace(
            self.host, reaches=lambda who: any(each.name == who.platform and each.reaches(who) for each in platforms)
        )
        return Bot(self.database, platforms, host, lambda: self.now)

    async def press(self, who: Person, action: Action | Verb, subject: str = "", on: Receipt | None = None) -> Reply:
        """Somebody presses a button."""
        return await self.bot().receive(Pressed(who, _action(action, subject), on))

    async def submit(
        self, who: Person, action: Action | Verb, values: Values, subject: str = "", on: Receipt | None = None
    ) -> Reply:
        """Somebody sends a form."""
        return await self.bot().receive(Submitted(who, _action(action, subject), values, on))

    async def home(self, who: Person) -> Message:
        """Somebody's home page."""
        return shown(await self.bot().receive(Opened(who)))

    async def tick(self, moment: str | None = None, *more: Platform) -> None:
        """Everything that the clock does, at this moment."""
        if moment:
            self.now = at(moment)
        await self.bot(*more).tick()

    async def pass_by(self, span: timedelta) -> None:
        """Let time go by, then do everything that the clock does."""
        self.now += span
        await self.bot().tick()

    async def join(self, *people: Person, organisation: str = "Fen Trust", on: Receipt = CARD) -> None:
        """People join in the partnership's space."""
        for who in people:
            values = {"name": who.name, "organisation": self.organisations[organisation]}
            reply = await self.submit(who, Verb.JOIN, values, self.partnership, on)
            assert "Welcome" in words(reply), words(reply)

    async def add_organisation(self, name: str = "Wash Volunteers", sector: str = "voluntary") -> None:
        """The convener adds another organisation."""
        values = {"organisation": name, "sector": sector, "contact": f"data@{sector}.example", **ON_RECORD}
        reply = await self.submit(ADA, Verb.ORGANISATION, values, self.partnership)
        assert "now takes part" in words(reply), words(reply)
        self.organisations = {row["name"]: row["id"] for row in (await self.dump())["organisation"]}

    async def fill(self, *people: Person) -> None:
        """People join three organisations in turn, so that results can be shown whichever of these knows its own."""
        await self.add_organisation()
        for place, who in enumerate(people):
            await self.join(who, organisation=("Ely Council", "Wash Volunteers", "Fen Trust")[place % 3])

    async def schedule(
        self, questions: str = PULSE, *, title: str = "Listening", **plan: str | tuple[str, ...]
    ) -> str:
        """The convener plans a check-in, by default every Tuesday at 09:30 in London for two days; its id."""
        kind = "own.pulse" if "[" in questions or "(" in questions else "own.reflection"
        form = asked(await self.submit(ADA, Verb.CHOOSE, {"prompt": kind}, self.partnership))
        form = asked(await self.submit(ADA, form.action, {"title": title, "questions": questions}))
        form = asked(await self.submit(ADA, form.action, {**initial(form), "late": "0", **plan}))
        before = await self._schedules()
        reply = await self.submit(ADA, form.action, {"next": "save"})
        assert "is saved" in words(reply), words(reply)
        (made,) = await self._schedules() - before
        return made

    async def _schedules(self) -> set[str]:
        def work(session: Session) -> set[str]:
            return set(session.connection().exec_driver_sql("SELECT id FROM schedule").scalars())

        return await self.database.read_answers(work)

    async def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table."""

        def work(session: Session) -> dict[str, list[dict[str, Any]]]:
            connection = session.connection()
            return {
                table: sorted((dict(row) for row in _rows(connection, table)), key=repr)
                for table in inspect(connection).get_table_names()
            }

        return await self.database.read_answers(work)

    def asked_of(self, who: Person) -> Post:
        """The latest private post to somebody."""
        return self.chat.to(who)[-1]

    async def answer(self, who: Person, occurrence: str, on: Receipt | None = None, **values: str) -> Reply:
        """Somebody sends the form of a check-in."""
        return await self.submit(who, Verb.ANSWER, values or {"q1": "4"}, occurrence, on)


@dataclass(frozen=True, slots=True)
class Kept:
    """A world that is set up once and only ever copied."""

    url: str
    world: World
    where: Databases
    rows: Sequence[tuple[Table, list[dict[str, Any]]]]

    @contextmanager
    def copy(self, folder: Path) -> Iterator[World]:
        """The same world once more, with a database and a platform of its own."""
        with self._another(folder) as url, Database(url) as database:
            yield replace(self.world, database=database, chat=deepcopy(self.world.chat))

    @contextmanager
    def _another(self, folder: Path) -> Iterator[str]:
        if isinstance(self.where, Sqlite):
            yield f"sqlite:///{shutil.copyfile(self.url.removeprefix('sqlite:///'), folder / 'weft.db')}"
            return
        with self.where.fresh() as url:
            with connection(url) as opened:
                for table, rows in self.rows:
                    opened.execute(insert(table), rows)
            yield url


@contextmanager
def kept(where: Databases, begin: Callable[[Database], Awaitable[World]]) -> Iterator[Kept]:
    """Set a world up, to be copied for whoever asks."""

    async def begun(database: Database) -> World:
        return await begin(database)

    with where.fresh() as url:
        with Database(url) as database:
            world = asyncio.run(begun(database))
            every = asyncio.run(database.read_answers(_every_row))
        yield Kept(url, world, where, every)


def _every_row(session: Session) -> list[tuple[Table, list[dict[str, Any]]]]:
    """Of each table that has any, parents first, and in the order in which the audit was written."""
    every = [
        (table, session.connection().execute(select(table).order_by(*table.primary_key.columns)).mappings().all())
        for table in tables.Partnership.metadata.sorted_tables
    ]
    return [(table, [dict(row) for row in rows]) for table, rows in every if rows]


async def fenland(database: Database) -> World:
    """A world with a partnership of two organisations, its space, and Ada, Lena and Mo in their roles."""
    world = World(database)
    await _start(world)
    await world.bot().receive(Joined(SPACE, "#fenland"))
    (space,) = (await world.dump())["space"]
    await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, space["id"])
    await world.submit(
        ADA,
        Verb.ORGANISATION,
        {"organisation": "Ely Council", "sector": "local_authority", "contact": "data@ely.example", **ON_RECORD},
        world.partnership,
    )
    rows = (await world.dump())["organisation"]
    world.organisations = {row["name"]: row["id"] for row in rows}
    await world.join(LENA, organisation="Ely Council")
    await world.join(MO)
    lena = await member_id(world, LENA)
    await world.submit(ADA, Verb.ROLE, {"member": lena, "roles": ("lead",)}, world.partnership)
    return world


async def _start(world: World) -> None:
    reply = await world.submit(
        ADA,
        Verb.START,
        {
            "partnership": "Fenland",
            "zone": "Europe/London",
            "name": "Ada",
            "organisation": "Fen Trust",
            "sector": "nhs",
            "contact": "data@fen.example",
            **ON_RECORD,
        },
    )
    assert "has started" in words(reply), words(reply)
    world.partnership = next(row["id"] for row in (await world.dump())["partnership"])


async def member_id(world: World, who: Person, partnership: str | None = None) -> str:
    """The id under which a partnership knows somebody."""
    rows = (await world.dump())["identity"]
    wanted = (who.identity.user, partnership or world.partnership)
    return next(str(row["member"]) for row in rows if (row["user"], row["partnership"]) == wanted)


def _action(action: Action | Verb, subject: str) -> Action:
    return action if isinstance(action, Action) else Action(action, subject)


def _rows(connection: Any, table: str) -> Any:  # noqa: ANN401  SQLAlchemy's own types say no more
    found = connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()
    return [{name: _as_in_a_file(value) for name, value in row.items()} for row in found]


def _as_in_a_file(value: object) -> object:
    """PostgreSQL gives moments back as such, and SQLite as it keeps them."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
