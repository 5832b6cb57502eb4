"""Somebody is erased from everywhere, on either kind of database: no row tells of them, and nobody else's changes."""

from datetime import timedelta

from sqlmodel import Session

from bot.store import members
from bot.store.database import Database
from bot.usecases import forgetting
from bot.usecases.forgetting import Forgotten
from tests.world import MO, PULSE, fenland, member_id, occurrence_of, words


async def test_no_row_tells_of_them(database: Database) -> None:
    world = await fenland(database)
    await world.schedule(PULSE)
    await world.schedule(PULSE, title="By name", visibility="attributed")
    await world.tick("2026-05-05 08:30Z")
    for post in world.chat.to(MO)[-2:]:
        answered = await world.answer(MO, occurrence_of(post.message), q1="4", q3="Mo was here")
        assert "is saved" in words(answered)
    await world.pass_by(timedelta(hours=1))
    mo = await member_id(world, MO)
    before = await world.dump()
    assert len(before["response"]) == 2

    def work(session: Session) -> Forgotten:
        return forgetting.forget(session, world.now, [members.get(session, mo)])

    gone = await database.write(work)
    assert (gone.answers, gone.words) == (2, 0)
    assert gone.rows["participation"] == 2
    after = await world.dump()
    assert [table for table, rows in after.items() if mo in repr(rows) or "Mo" in repr(rows)] == []
    for table, rows in before.items():
        others = [row for row in rows if mo not in row.values()]
        assert after[table] == (others if table != "response" else []), table
