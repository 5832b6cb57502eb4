"""Erasing a person: not a word of theirs and nothing that leads to them is left, in no table and on no page."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from bot.chat.names import Lane
from bot.domain import audit as chain
from bot.domain.partnership import Member
from bot.store import audit, inbox, members, tables, vanishing
from bot.store.database import Database
from bot.store.lookup import core
from tests.databases import Sqlite
from tests.store.filling import HOLDS_NOBODY, Filled, fill
from tests.store.scene import BEFORE, Scene, join, set_up

_TABLES = tables.Partnership.metadata.sorted_tables


@dataclass(frozen=True, slots=True)
class Two:
    """Somebody who is erased and somebody who stays, and what there is of either."""

    scene: Scene
    leaver: Member
    gone: Filled
    stays: Filled


def two(session: Session) -> Two:
    """A partnership with both of them in every table, and one who reads what they said."""
    scene = set_up(session)
    partnership = scene.partnership.id
    reader, _ = inbox.enrol(session, "Reader")
    convener = scene.convener.id
    session.add(tables.Identity(platform="web", tenant="web", user=reader, partnership=partnership, member=convener))
    other = join(session, scene.partnership, scene.organisation, "Cy")
    gone = fill(session, scene, scene.member.id, reader)
    stays = fill(session, scene, other.id, reader)
    code = audit.pseudonyms(session, [scene.member.id])[scene.member.id]
    audit.add(session, BEFORE, partnership=partnership, deed="schedule.pause", by=code)
    return Two(scene, scene.member, gone, stays)


@pytest.fixture
async def both_of_them(database: Database) -> Two:
    return await database.write(two)


def every_row(session: Session) -> str:
    """Every table, every row, every column."""
    return "\n".join(repr(tuple(row)) for table in _TABLES for row in session.connection().execute(select(table)))


def found(haystack: str | bytes, filled: Filled) -> set[str]:
    """What of a person stands there."""
    if isinstance(haystack, bytes):
        return {needle for needle in filled.needles if needle.encode() in haystack}
    return {needle for needle in filled.needles if needle in haystack}


def on_disk(url: str) -> bytes:
    """Every byte of the database's files: free pages and the log, too."""
    file = Path(url.removeprefix("sqlite:///"))
    return b"\n".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))


def counted(session: Session) -> dict[str, int]:
    rows = {table.name: session.connection().execute(select(func.count()).select_from(table)) for table in _TABLES}
    return {name: row.scalar_one() for name, row in rows.items()}


async def test_every_table_holds_something_of_both_first(database: Database, both_of_them: Two) -> None:
    rows = await database.read_answers(counted)
    assert {name for name, number in rows.items() if not number} - HOLDS_NOBODY == set()
    before = await database.read_answers(every_row)
    assert found(before, both_of_them.gone) == both_of_them.gone.needles
    assert found(before, both_of_them.stays) == both_of_them.stays.needles


async def test_nothing_of_a_person_is_left_in_any_table(database: Database, both_of_them: Two) -> None:
    await database.write(lambda session: vanishing.erase_person(session, [both_of_them.leaver]))
    after = await database.read_answers(every_row)
    assert found(after, both_of_them.gone) == set()
    assert found(after, both_of_them.stays) == both_of_them.stays.needles


async def test_nothing_of_a_person_is_left_on_any_page_of_the_file(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        people = await database.write(two)
        await database.forget()
        assert found(on_disk(url), people.gone) >= {people.leaver.id}
        await database.write(lambda session: vanishing.erase_person(session, [people.leaver]))
        assert await database.rewrite()
        assert await database.forget()
        assert found(on_disk(url), people.gone) == set()
        assert len(found(on_disk(url), people.stays)) > len(people.stays.needles) // 2


async def test_the_audit_stays_whole_and_names_nobody(database: Database, both_of_them: Two) -> None:
    partnership = both_of_them.scene.partnership.id
    named = await database.read(lambda session: audit.named(session, partnership))
    assert len(set(named.values())) == 2
    await database.write(lambda session: vanishing.erase_person(session, [both_of_them.leaver]))
    entries = await database.read(lambda session: audit.entries(session, partnership))
    assert chain.verify(entries).broken is None
    names = await database.read(lambda session: audit.named(session, partnership))
    assert entries[0].by not in names
    assert len(set(names.values())) == 1


async def test_an_identity_that_is_somebody_else_s_elsewhere_stays(database: Database) -> None:
    def work(session: Session) -> list[Member]:
        scenes = [set_up(session) for _ in range(2)]
        vanishing.erase_person(session, [scenes[0].member])
        (here,) = members.identities(session, [scenes[1].member.id])[scenes[1].member.id]
        return list(members.ever(session, here))

    (left,) = await database.write(work)
    assert left.name == "Bo"


async def test_a_conversation_stays_as_long_as_they_are_somebody_else_there(database: Database) -> None:
    def work(session: Session) -> list[int]:
        here, elsewhere, there = (set_up(session) for _ in range(3))
        lane, *_ = (who.lane for who in members.identities(session, [here.member.id])[here.member.id])
        for scene in (here, elsewhere):
            _posted(session, scene, "D-between-us", lane)
        session.add(tables.Note(page=f"{lane.platform}:{lane.tenant}:im:D-between-us", text="x", fades_at=None))
        counts = []
        for person in ([here.member], [elsewhere.member, there.member]):
            gone = vanishing.erase_person(session, person)
            counts += [counted(session)["note"], gone.rows["member"]]
        return counts

    assert await database.write(work) == [1, 1, 0, 2]


def _posted(session: Session, scene: Scene, place: str, lane: Lane) -> None:
    member = scene.member.id
    row = tables.Delivery(
        id=uuid4().hex,
        partnership=scene.partnership.id,
        purpose="ask",
        about="o",
        recipient=member,
        member=member,
        space=None,
        platform=lane.platform,
        tenant=lane.tenant,
        progress="posted",
        not_before=BEFORE,
        posted_place=place,
    )
    session.add(row)


def test_what_holds_nobody_does_not_refer_to_a_member() -> None:
    member = core(tables.Member).c.id
    referring = {
        table.name
        for table in _TABLES
        for column in table.columns
        for key in column.foreign_keys
        if key.column is member
    }
    assert not referring & HOLDS_NOBODY
