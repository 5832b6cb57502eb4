"""Nobody who reads for others gets at answers: neither by the deeds that there are, nor by one that tries."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session, select

from bot import natures
from bot.app import Bot
from bot.chat.events import Said
from bot.cli.releases import every
from bot.domain.rights import asks
from bot.errors import StoreUnavailable
from bot.store import digests, erasing, history, members, occurrences, programmes, responses, rights, tables
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.texts.verbs import Verb
from tests.databases import Postgresql
from tests.replied import occurrence_of, words
from tests.world import ADA, LENA, MO, ON_RECORD, PULSE, SPACE, World, at, fenland, member_id, somebody

CROWD = [somebody(f"Person {number}") for number in range(13)]
STORE = Path(digests.__file__).parent


@pytest.fixture
async def played(database: Database) -> World:
    """Fenland with four organisations, a pulse that has closed, one that is open, and one answered by name."""
    world = await fenland(database)
    for name in ("Soham Care", "March Mind"):
        more = {"organisation": name, "sector": "voluntary", "contact": "data@more.example", **ON_RECORD}
        await world.submit(ADA, Verb.ORGANISATION, more, world.partnership)
    world.organisations = {row["name"]: row["id"] for row in (await world.dump())["organisation"]}
    for who, organisation in zip(CROWD, cycle(world.organisations), strict=False):
        await world.join(who, organisation=organisation)
    await world.schedule(PULSE)
    await world.schedule(PULSE, title="By name", visibility="attributed")
    await _week(world, "2026-05-05 08:30Z")
    await world.pass_by(timedelta(days=2))
    await _week(world, "2026-05-12 08:30Z")
    return world


async def _week(world: World, moment: str) -> None:
    await world.tick(moment)
    for post in world.chat.to(MO)[-2:]:
        for number, who in enumerate((ADA, LENA, MO, *CROWD)):
            point, option = str(number % 5 + 1), str(number % 2)
            answered = await world.answer(
                who, occurrence_of(post.message), q1=point, q2=option, q3="More tea.", share="unnamed"
            )
            assert "is saved" in words(answered)


@contextmanager
def statements() -> Iterator[list[str]]:
    """All that any database is asked meanwhile."""
    asked: list[str] = []

    def listen(*given: Any) -> None:  # noqa: ANN401  what SQLAlchemy hands to whoever listens
        asked.append(given[2])

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def of_answers(asked: Sequence[str]) -> list[str]:
    """Those that read what lies behind the wall."""
    return [each for each in asked if re.search(r"\bresponse\b|\bkey\b", each, re.IGNORECASE)]


async def subjects(world: World, verb: Verb) -> Sequence[str]:
    """What the presses of a verb are about."""
    rows = await world.dump()
    match verb:
        case Verb.HOME | Verb.HELP:
            return [""]
        case Verb.MINE:
            return [row["id"] for row in rows["occurrence"]]
        case Verb.HISTORY:
            pulses = [f"{world.partnership}:{row['id']}:0" for row in rows["schedule"]]
            return [world.partnership, *pulses]
        case Verb.RESULTS:
            return [f"{row['occurrence']}{page}" for row in rows["release"] for page in ("", ":1")]
        case Verb.DOWNLOAD:
            return [world.partnership, f"{world.partnership}:json"]
        case _:
            return [world.partnership]


FAILED = re.compile("could not save|went wrong")
"""What people read when the database refused, or something failed."""


async def test_no_reading_deed_touches_answers_but_those_that_show_ones_own(played: World) -> None:
    for verb in sorted(natures.LOOKING):
        touched = False
        for subject in await subjects(played, Verb(verb)):
            for who in (ADA, LENA, MO):
                with statements() as asked:
                    reply = words(await played.press(who, verb, subject))
                assert not FAILED.search(reply), (verb, subject, reply)
                touched |= bool(of_answers(asked))
        assert touched == (verb in natures.OWN), verb
    with statements() as asked:
        await played.home(MO)
    assert of_answers(asked) == []
    for speech in ("", "help", "home", "who holds what about me?"):
        with statements() as asked:
            reply = words(await played.bot().receive(Said(MO, speech, SPACE)))
        assert not FAILED.search(reply), reply
        assert bool(of_answers(asked)) == asks(speech)


async def test_nor_do_digests_deliveries_and_releases(played: World) -> None:
    before = len(played.chat.posts)
    await played.bot().close_due()
    await played.schedule(PULSE, title="Once more")
    played.now = at("2026-05-18 08:30Z")
    with statements() as asked:
        for job in (Bot.digest_due, Bot.deliver, Bot.refresh):
            await job(played.bot())
        told = [release async for release, _, __ in every(played.database, played.partnership)]
    assert len(played.chat.posts) > before
    assert len(told) == 4
    assert any("digest" in each for each in asked)
    assert of_answers(asked) == []


def tries(occurrence: str, member: str, programme: str) -> Mapping[str, Callable[[Session], object]]:
    """Every way in which a reader may try."""
    return {
        "all": lambda session: responses.to(session, occurrence),
        "one": lambda session: responses.get(session, occurrence, "token"),
        "theirs": lambda session: responses.of_member(session, occurrence, member),
        "key": lambda session: occurrences.key(session, occurrence),
        "key of a programme": lambda session: programmes.key(session, programme),
        "own": lambda session: rights.own_answers(session, member),
        "tally": lambda session: rights.tally(session, member),
        "erasable": lambda session: erasing.erasable(session, members.get(session, member)),
        "rows": lambda session: session.exec(select(tables.Response)).all(),
        "count": lambda session: session.connection().execute(text("SELECT count(*) FROM response")).scalar(),
        "whether": lambda session: session.connection().execute(text("SELECT 1 FROM response")).all(),
        "star": lambda session: session.connection().execute(text("SELECT * FROM occurrence")).all(),
        "joined": lambda session: (
            session.connection().execute(text("SELECT m.id FROM member m JOIN occurrence o ON o.key > m.id")).all()
        ),
        "beneath": lambda session: (
            session.connection()
            .execute(text("SELECT id FROM occurrence WHERE EXISTS (SELECT 1 FROM response WHERE answers LIKE '%a%')"))
            .all()
        ),
        "changing": lambda session: session.connection().execute(text("UPDATE release SET content = '{}'")),
    }


async def test_a_reader_who_tries_is_refused(played: World) -> None:
    rows = await played.dump()
    occurrence, member = rows["occurrence"][0]["id"], await member_id(played, MO)
    programme = await played.database.write(
        lambda session: programmes.make(session, played.partnership, ["before"], played.now).id
    )
    for name, work in tries(occurrence, member, programme).items():
        with pytest.raises(StoreUnavailable, match=r"prohibited|not authorized|InsufficientPrivilege"):
            await played.database.read(work)
        if name != "erasable":
            await played.database.read_answers(work)
    assert await played.database.read(lambda session: len(history.closed(session, played.partnership))) == 2


def test_no_other_file_of_the_store_names_the_table_of_answers() -> None:
    """Digests and history stand beside it in the same room, where an import contract cannot part them."""
    naming = {
        file.name
        for file in STORE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "Response" and ast.unparse(node) == "tables.Response")
        or (isinstance(node, ast.alias) and node.name in {"Response", "bot.store.tables.asking"})
        or (isinstance(node, ast.Constant) and re.search(r"\b(from|join) response\b", str(node.value), re.IGNORECASE))
    }
    assert naming == {"erasing.py", "merging.py", "responses.py", "retaining.py", "rights.py", "vanishing.py"}


async def test_where_no_role_may_be_made_readers_read_and_it_is_said_once(
    postgresql: Postgresql, logged: list[MutableMapping[str, Any]]
) -> None:
    with postgresql.of_somebody_plain() as url:
        migrate(url)
        with Database(url) as database:
            world = await fenland(database)
            for _ in range(3):
                assert "Fenland" in words(await world.home(MO))
            assert await database.read(lambda session: responses.to(session, "none")) == []
    said = [line for line in logged if line["event"] == "store.readers_not_walled"]
    assert said == [{"event": "store.readers_not_walled", "role": "weft_reader", "log_level": "warning"}]
