"""What a closed check-in leaves behind in the database's files."""

from pathlib import Path

from bot.store.database import Database
from tests.databases import Sqlite
from tests.replied import occurrence_of
from tests.world import MO, fenland


async def test_the_key_of_a_closed_check_in_is_in_no_file(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        world = await fenland(database)
        await world.schedule()
        await world.tick("2026-05-05 08:30Z")
        await world.answer(MO, occurrence_of(world.asked_of(MO).message), q1="4")
        key = (await world.dump())["occurrence"][0]["key"]
        file = Path(url.removeprefix("sqlite:///"))
        assert any(key.encode() in each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        await world.tick("2026-05-07 08:30Z")
        assert (await world.dump())["occurrence"][0]["key"] is None
        await world.bot().close_due()
        assert not any(key.encode() in each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
