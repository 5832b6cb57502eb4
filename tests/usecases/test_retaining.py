"""Retention: what an organisation has kept as long as it said is deleted, on that day, and nobody else's is."""

import sqlite3
from collections.abc import MutableMapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.chat.events import Submitted
from bot.chat.mailbox import Letter
from bot.chat.message import Action, Message, Text
from bot.chat.names import Identity, Person
from bot.domain.audit import RETAINED, load, verify
from bot.store import audit, inbox, tables
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.databases import Sqlite
from tests.replied import asked, shown, words
from tests.usecases.matrix import NEW
from tests.world import ADA, LENA, MO, ON_RECORD, ONE_SCALE, World, at, fenland, member_id, somebody

SHORT, LONG = timedelta(days=183), timedelta(days=730)
"""How long Ely Council (Lena's) and Fen Trust (Ada's and Mo's) keep what their people answered."""
OPENS, CLOSED = "2026-05-05 08:30Z", "2026-05-07 08:30Z"
ELY = (LENA, *(somebody(f"Person {number}") for number in range(5)))
FEN = (MO, *(somebody(f"Neighbour {number}") for number in range(5)))
"""Enough of either, so that their organisation stays with answers that keep it."""


async def aged(database: Database) -> World:
    """Everybody has answered a check-in of each visibility, which have closed; one organisation keeps it longer."""
    world = await fenland(database)
    record = {"organisation": "Ely Council", "sector": "local_authority", "contact": "x", **ON_RECORD}
    await world.submit(
        ADA, Verb.EDIT_ORGANISATION, {**record, "retention": "183"}, world.organisations["Ely Council"]
    )
    await world.join(*ELY[1:], organisation="Ely Council")
    await world.join(*FEN[1:], organisation="Fen Trust")
    for title, visibility in (("Named", "attributed"), ("Quiet", "anonymous"), ("Ours", "organisation")):
        await world.schedule("What helps?", title=title, visibility=visibility)
    await world.tick(OPENS)
    rows = await world.dump()
    titles = {row["id"]: row["title"] for row in rows["prompt"]}
    for row in rows["occurrence"]:
        for who in (*ELY, *FEN):
            title = titles[row["prompt"]]
            share = "named" if title == "Named" else "no"
            answered = await world.answer(who, row["id"], q1=f"{who.name} on {title}", share=share)
            assert "is saved" in words(answered)
    for schedule in rows["schedule"]:
        await world.submit(ADA, Verb.STOP, {}, schedule["id"])
    await world.tick(CLOSED)
    return world


async def said(world: World) -> set[str]:
    """Whose words stand anywhere in the database, by check-in."""
    rows = str(await world.dump())
    return {each for each in of((*ELY, *FEN), "Named", "Quiet", "Ours") if each in rows}


def of(people: tuple[Person, ...], *titles: str) -> set[str]:
    return {f"{who.name} on {title}" for title in titles for who in people}


async def test_each_organisation_s_own_period_counts_to_the_day(database: Database) -> None:
    world = await aged(database)
    everything = of((*ELY, *FEN), "Named", "Quiet", "Ours")
    assert await said(world) == everything
    await world.pass_by(SHORT - timedelta(minutes=1))
    assert await said(world) == everything
    await world.pass_by(timedelta(days=1))
    # Of what was answered without a name nobody can tell the organisation: it stays as long as the longest period.
    assert await said(world) == of(FEN, "Named", "Ours") | of((*ELY, *FEN), "Quiet")
    await world.pass_by(LONG - SHORT)
    assert await said(world) == set()
    rows = await world.dump()
    assert rows["response"] == rows["participation"] == rows["delivery"] == []
    assert len(rows["release"]) == 3, "figures are of nobody and stay"


async def test_what_it_did_is_on_record_in_counts_that_tell_of_no_few(database: Database) -> None:
    world = await aged(database)
    before = (await world.dump())["delivery"]
    ely = {await member_id(world, who) for who in ELY}
    await world.pass_by(SHORT + timedelta(days=8))
    entry = await database.read(lambda session: audit.latest_of(session, world.partnership, RETAINED))
    assert entry is not None
    (change,) = load(entry.changes)
    assert change.after == {"check_ins": 2, "messages": sum(row["member"] in ely for row in before)}
    page = words(shown(await world.press(ADA, Verb.CHANGES, world.partnership)))
    assert "Weft deleted what had been kept long enough" in page
    assert "Deleted: answers to 2 check-ins and" in page
    tended = words(shown(await world.press(ADA, Verb.TEND, world.partnership)))
    assert "answers to 2 check-ins and" in tended
    found = await database.read(lambda session: audit.entries(session, world.partnership))
    assert verify(found).broken is None
    assert found[-1].by == "weft"


async def test_a_day_on_which_nothing_is_deleted_leaves_no_entry(world: World) -> None:
    before = (await world.dump())["audit"]
    for _ in range(3):
        await world.pass_by(timedelta(days=1))
    assert (await world.dump())["audit"] == before
    assert "nothing has been deleted yet" in words(shown(await world.press(ADA, Verb.TEND, world.partnership)))


async def test_it_runs_once_a_day(world: World, logged: list[MutableMapping[str, Any]]) -> None:
    bot = world.bot()
    for _ in range(3):
        await bot.retain_due()
    world.now += timedelta(days=1)
    await bot.retain_due()
    heads = [line for line in logged if line["event"] == "audit.head"]
    assert len(heads) == 2
    last = (await world.dump())["audit"]
    assert {line["head"] for line in heads} <= {row["hash"] for row in last}


async def test_letters_and_drafts_are_deleted_too(database: Database) -> None:
    world = await fenland(database)
    record = {"organisation": "Ely Council", "sector": "local_authority", "contact": "x", **ON_RECORD}
    await world.submit(
        ADA, Verb.EDIT_ORGANISATION, {**record, "retention": "183"}, world.organisations["Ely Council"]
    )
    for name, organisation in (("Wil", "Ely Council"), ("Eve", "Fen Trust")):
        invitation = {"name": name, "organisation": world.organisations[organisation]}
        await world.submit(ADA, Verb.INVITE, invitation, world.partnership)
    users = {row["name"]: row["user"] for row in (await world.dump())["correspondent"]}
    box = inbox.Inbox(database)
    for user in users.values():
        await box.put(Letter(f"to {user}", user, Message("The week", (Text("All of it"),)), world.now))
    lena = await member_id(world, LENA)
    await world.submit(ADA, Verb.ROLE, {"member": lena, "roles": ("convener",)}, world.partnership)
    for who in (ADA, LENA):
        asked(await world.submit(who, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
    await world.pass_by(SHORT + timedelta(days=1))
    rows = await world.dump()
    assert [row["user"] for row in rows["letter"]] == [users["Eve"]]
    assert [row["member"] for row in rows["draft"]] == [await member_id(world, ADA)]


async def test_who_is_in_another_partnership_that_keeps_longer_keeps_their_letters(database: Database) -> None:
    world = await fenland(database)
    record = {"organisation": "Ely Council", "sector": "local_authority", "contact": "x", **ON_RECORD}
    await world.submit(
        ADA, Verb.EDIT_ORGANISATION, {**record, "retention": "183"}, world.organisations["Ely Council"]
    )
    invitation = {"name": "Wil", "organisation": world.organisations["Ely Council"]}
    await world.submit(ADA, Verb.INVITE, invitation, world.partnership)
    user = (await world.dump())["correspondent"][0]["user"]
    wil = Person(Identity("web", "web", user), "Wil")
    await world.submit(wil, Verb.START, NEW)
    await inbox.Inbox(database).put(Letter("l", user, Message("A week", (Text("All"),)), world.now))
    await world.pass_by(SHORT + timedelta(days=1))
    assert len((await world.dump())["letter"]) == 1
    await world.pass_by(LONG)
    assert (await world.dump())["letter"] == []


async def test_where_one_has_not_said_what_is_nobody_s_stays(database: Database) -> None:
    world = await aged(database)
    fen = world.organisations["Fen Trust"]
    await database.write(lambda session: _unsay(session, fen))
    await world.pass_by(3 * LONG)
    assert await said(world) == of(FEN, "Named", "Ours") | of((*ELY, *FEN), "Quiet")


async def test_what_was_kept_long_enough_is_in_no_file(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        world = await aged(database)
        file = Path(url.removeprefix("sqlite:///"))

        def traces() -> set[str]:
            data = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
            return {words for words in of((*ELY, *FEN), "Named", "Quiet", "Ours") if words.encode() in data}

        assert traces()
        world.now += 2 * LONG
        bot = world.bot()
        await bot.retain_due()
        await bot.rewrite_due()
        await bot.close_due()
        assert traces() == set()


async def test_what_people_erase_is_in_no_file_within_the_hour_and_all_else_within_a_day(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        world = await aged(database)
        rewritten: list[datetime] = []

        async def rewrite() -> bool:
            rewritten.append(world.now)
            return True

        database.rewrite = rewrite  # type: ignore[method-assign]
        bot, begun = world.bot(), world.now

        async def pass_by(span: timedelta) -> int:
            world.now += span
            await bot.rewrite_due()
            return len(rewritten)

        assert await pass_by(timedelta()) == 1, "whatever was left by whoever ran before"
        assert await pass_by(timedelta(hours=2)) == 1
        await bot.receive(Submitted(MO, Action(Verb.ERASE, world.partnership), {}))
        assert await pass_by(timedelta(minutes=1)) == 2
        await bot.receive(Submitted(LENA, Action(Verb.ERASE, world.partnership), {}))
        assert await pass_by(timedelta(minutes=58)) == 2
        assert await pass_by(timedelta(minutes=2)) == 3
        await world.schedule(ONE_SCALE)
        world.now = at("2026-05-12 08:30Z")
        await bot.tick()
        world.now = at("2026-05-14 08:30Z")
        await bot.tick()
        assert await pass_by(timedelta()) == 4, "what was cut off as it closed"
        assert rewritten[0] == begun


async def test_a_file_that_cannot_be_written_anew_is_heard_of(
    sqlite: Sqlite, logged: list[MutableMapping[str, Any]]
) -> None:
    with sqlite.fresh() as url, Database(url, busy_seconds=0.01) as database:
        bot = World(database).bot()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await bot.rewrite_due()
        reasons = [line["reason"] for line in logged if line["event"] == "store.not_rewritten"]
        assert reasons == ["the database refused: database is locked"]


def _unsay(session: Session, organisation: str) -> None:
    row = session.get_one(tables.Organisation, organisation)
    row.retention_days = None
    session.add(row)
