"""The audit in the database: it only ever grows, does not fork, and no word and no name gets into it."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.chat.names import Address
from bot.domain.audit import WEFT, Change, verify
from bot.domain.draft import Draft
from bot.domain.group import Margin
from bot.domain.partnership import Role
from bot.domain.schedule import Status
from bot.errors import StoreUnavailable
from bot.store import audit, concerning, drafts, groups, members, partnerships, schedules, standing, tables
from bot.store.database import Database
from bot.store.lookup import core
from tests.store.scene import BEFORE, LATER, Scene, opened, set_up

UNWATCHED = {
    "audit": "it is what is written",
    "pseudonym": "leads from it to people",
    "former_pseudonym": "leads from it to people",
    "prompt": "never changed: a schedule refers to another one",
    "opt_in": "what somebody agreed to is theirs",
    "identity": "somebody's accounts are theirs",
    "clock": "somebody's own settings",
    "pairing": "somebody's accounts are theirs",
    "participation": "who answered is not for conveners",
    "response": "answers",
    "reason": "why people skipped",
    "declined": "what somebody is not asked is theirs",
    "answering_hour": "when somebody answers is theirs",
    "addendum": "made by the clock, once",
    "release": "made by the clock, once",
    "digest": "made by the clock",
    "draft": "of nobody's concern until it is saved",
    "delivery": "made by the clock",
    "seen": "vendors' events",
    "note": "adapters' notes",
    "grant_given": "of a workspace and of no partnership",
    "hold": "of a workspace and of no partnership",
    "letter": "what people read",
}
"""Tables of which no change is put on record, and why."""


def test_every_table_is_put_on_record_or_there_is_a_reason_why_not() -> None:
    names = {table.name for table in tables.Partnership.metadata.sorted_tables}
    assert standing.WATCHED | UNWATCHED.keys() == names
    assert not standing.WATCHED & UNWATCHED.keys()


def add(session: Session, partnership: str, deed: str = "schedule.pause") -> str:
    audit.hold(session, partnership)
    return audit.add(session, BEFORE, partnership=partnership, deed=deed, by=WEFT, changes=()).hash


async def test_entries_follow_each_other(database: Database, scene: Scene) -> None:
    partnership = scene.partnership.id
    for _ in range(5):
        await database.write(lambda session: add(session, partnership))
    entries = await database.read(lambda session: list(audit.every(session, partnership)))
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    verdict = verify(entries)
    assert verdict.broken is None
    assert await database.read(audit.heads) == {partnership: (5, verdict.head)}
    latest = await database.read(lambda session: audit.latest(session, partnership, 4, 2))
    assert [entry.number for entry in latest] == [3, 2]
    assert await database.read(lambda session: audit.count(session, partnership)) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET deed = 'other' WHERE number = 2",
        "UPDATE audit SET hash = hash",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT partnership, 5, at, deed, by, changes, hash, hash FROM audit WHERE number = 3",
        "INSERT INTO audit SELECT partnership, 4, at, deed, by, changes, previous, hash FROM audit WHERE number = 3",
        "INSERT INTO audit SELECT partnership, 2, at, deed, by, changes, previous, hash FROM audit WHERE number = 2",
    ],
    ids=["update", "update to the same", "delete", "delete all", "gap", "fork", "once more"],
)
async def test_the_database_refuses_to_change_it(database: Database, scene: Scene, statement: str) -> None:
    for _ in range(3):
        await database.write(lambda session: add(session, scene.partnership.id))
    before = await database.read(lambda session: audit.entries(session, scene.partnership.id))
    with pytest.raises(StoreUnavailable):
        await database.write(lambda session: session.connection().execute(text(statement)))
    assert await database.read(lambda session: audit.entries(session, scene.partnership.id)) == before


async def test_nor_does_it_let_one_take_the_place_of_another(database: Database, scene: Scene) -> None:
    """As SQLite's REPLACE would without asking a trigger, and PostgreSQL's TRUNCATE."""
    await database.write(lambda session: add(session, scene.partnership.id))
    on_sqlite = await database.read(lambda session: session.get_bind().dialect.name == "sqlite")
    statement = (
        "INSERT OR REPLACE INTO audit SELECT partnership, 1, at, 'x', by, changes, '', hash FROM audit"
        if on_sqlite
        else "TRUNCATE audit"
    )
    with pytest.raises(StoreUnavailable):
        await database.write(lambda session: session.connection().execute(text(statement)))
    (entry,) = await database.read(lambda session: audit.entries(session, scene.partnership.id))
    assert entry.deed == "schedule.pause"


async def test_two_processes_that_write_at_once_do_not_fork_it(database_url: str) -> None:
    with Database(database_url) as one, Database(database_url) as another:
        partnership = (await one.write(set_up)).partnership.id
        await asyncio.gather(*(each.write(lambda session: add(session, partnership)) for each in (one, another) * 25))
        entries = await one.read(lambda session: list(audit.every(session, partnership)))
    assert [entry.number for entry in entries] == list(range(1, 51))
    assert verify(entries).broken is None


async def test_what_failed_leaves_no_entry_and_no_gap(database: Database, scene: Scene) -> None:
    def fails(session: Session) -> None:
        add(session, scene.partnership.id)
        raise ValueError

    for work in (fails, fails):
        with pytest.raises(ValueError, match=r"^$"):
            await database.write(work)
    await database.write(lambda session: add(session, scene.partnership.id))
    entries = await database.read(lambda session: audit.entries(session, scene.partnership.id))
    assert [entry.number for entry in entries] == [1]


async def test_a_member_keeps_a_pseudonym(database: Database, scene: Scene) -> None:
    both = [scene.member.id, scene.convener.id]
    codes = await database.write(lambda session: audit.pseudonyms(session, both))
    assert await database.write(lambda session: audit.pseudonyms(session, both[:1])) == {both[0]: codes[both[0]]}
    assert len({*codes.values(), *both}) == 4
    names = await database.read(lambda session: audit.named(session, scene.partnership.id))
    assert names == {codes[scene.member.id]: "Bo", codes[scene.convener.id]: "Ada"}


async def differing(database: Database, scene: Scene, work: Callable[[Session], object]) -> list[Change]:
    """What the audit is told of what a work does."""

    def compare(session: Session) -> list[Change]:
        before = standing.of(session, scene.partnership.id)
        work(session)
        return list(standing.changes(session, before, standing.of(session, scene.partnership.id)))

    return await database.write(compare)


async def test_only_what_differs_is_told(database: Database, scene: Scene) -> None:
    schedule = scene.schedule.id
    found = await differing(
        database, scene, lambda session: schedules.set_status(session, schedule, Status.PAUSED, BEFORE)
    )
    assert found == [Change("schedule", schedule, {"status": "active"}, {"status": "paused"})]
    assert await differing(database, scene, lambda _: None) == []


async def test_people_stand_there_by_their_pseudonyms(database: Database, scene: Scene) -> None:
    found = await differing(
        database, scene, lambda session: members.give_roles(session, scene.member.id, {Role.LEAD}, BEFORE)
    )
    codes = await database.write(lambda session: audit.pseudonyms(session, [scene.member.id]))
    assert found == [Change("rolegiven", f"{codes[scene.member.id]}:lead", None, {})]


async def test_words_that_people_write_are_withheld(database: Database, scene: Scene) -> None:
    """Every text that is neither an id nor one of a few terms, in every table that is put on record."""
    watched = [table for table in tables.Partnership.metadata.sorted_tables if table.name in standing.WATCHED]

    def rename(session: Session) -> None:
        row = session.get_one(tables.Organisation, scene.organisation.id)
        row.name, row.contact = "Secret name", "secret@trust.example"
        session.add(row)
        session.get_one(tables.Partnership, scene.partnership.id).name = "Secret partnership"
        session.get_one(tables.Member, scene.member.id).name = "Secret person"

    assert core(tables.Organisation) in watched
    found = await differing(database, scene, rename)
    assert found == [
        Change("organisation", scene.organisation.id, *[{"contact": "…", "name": "…"}] * 2),
        Change("partnership", scene.partnership.id, *[{"name": "…"}] * 2),
    ]


async def test_what_the_clock_does_meanwhile_is_nobody_s_deed(database: Database, scene: Scene) -> None:
    assert await differing(database, scene, lambda session: opened(session, scene)) == []
    slot = scene.schedule.rhythm.next_slot(LATER)
    assert await differing(database, scene, lambda session: schedules.advance(session, scene.schedule.id, slot)) == []


async def test_whatever_a_deed_is_about_leads_to_its_partnership(database: Database, scene: Scene) -> None:
    def work(session: Session) -> list[str | None]:
        _, group = groups.get(session, groups.add(session, scene.partnership.id, Margin.SITE, "Ely").id)
        subjects = [
            scene.partnership.id,
            f"{scene.partnership.id}:3",
            scene.schedule.id,
            scene.organisation.id,
            group.id,
            opened(session, scene).id,
            drafts.keep(session, scene.convener.id, Draft(scene.partnership.id), BEFORE),
        ]
        session.flush()
        space = partnerships.met(session, Address("chat", "T", "new"), "new")
        return [concerning.partnership(session, each) for each in (*subjects, space.id, "", "nowhere")]

    found = await database.write(work)
    assert found == [scene.partnership.id] * 7 + [None] * 3
