"""Every release that was ever made, printed for people and for machines."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot.store import partnerships
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.databases import Databases
from tests.replied import occurrence_of, words
from tests.serving.process import Finished, run
from tests.world import ADA, LENA, MO, ON_RECORD, ONE_SCALE, World, fenland, somebody

CROWD = [somebody(f"Person {number}") for number in range(10)]


@dataclass(frozen=True, slots=True)
class Played:
    """A partnership of which a pulse has closed twice, and one that has hardly begun."""

    url: str
    partnership: str
    occurrences: tuple[str, ...]

    async def weft(self, *arguments: str) -> Finished:
        with TemporaryDirectory(prefix="weft-") as folder:
            return await run(Path(folder), "releases", *arguments, DATABASE_URL=self.url, WEFT_SECRET="s" * 32)


@pytest.fixture(scope="module")
def played(chosen: Databases) -> Iterator[Played]:
    with chosen.fresh() as url:
        with Database(url) as database:
            partnership, occurrences = asyncio.run(_play(database))
        yield Played(url, partnership, occurrences)


async def _play(database: Database) -> tuple[str, tuple[str, ...]]:
    world = await fenland(database)
    for name in ("Soham Care", "March Mind"):
        more = {"organisation": name, "sector": "voluntary", "contact": "data@more.example", **ON_RECORD}
        await world.submit(ADA, Verb.ORGANISATION, more, world.partnership)
    world.organisations = {row["name"]: row["id"] for row in (await world.dump())["organisation"]}
    for who, organisation in zip(CROWD, cycle(world.organisations), strict=False):
        await world.join(who, organisation=organisation)
    await world.schedule(ONE_SCALE)
    return world.partnership, tuple(
        [await _week(world, moment) for moment in ("2026-05-05 08:30Z", "2026-05-12 08:30Z")]
    )


async def _week(world: World, moment: str) -> str:
    await world.tick(moment)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for number, who in enumerate((ADA, LENA, MO, *CROWD[:9])):
        assert "is saved" in words(await world.answer(who, occurrence, q1=str(number % 5 + 1)))
    await world.pass_by(timedelta(days=2))
    return occurrence


async def test_for_machines_by_name_and_by_id(played: Played) -> None:
    by_name, by_id = await asyncio.gather(
        played.weft("fenland ", "--json"), played.weft(played.partnership, "--json")
    )
    assert (by_name.code, by_name.err) == (0, "")
    assert by_name.out == by_id.out
    told: list[dict[str, Any]] = json.loads(by_name.out)
    assert [(each["occurrence"], each["audience"]) for each in told] == [
        (occurrence, audience) for occurrence in played.occurrences for audience in ("partnership", "published")
    ]
    inside, outside = (each["rows"][0] for each in told[:2])
    assert (inside["margin"], inside["n"], inside["asked"], inside["response_rate"]) == ("partnership", 12, 13, 92)
    assert [each["count"] for each in inside["counts"]] == [3, 3, 2, 2, 2]
    assert (outside["n"], outside["asked"], outside["answered"]) == (10, 15, 10)


async def test_for_people_and_what_it_says_of_itself(played: Played) -> None:
    listed, helped, main = await asyncio.gather(played.weft("Fenland"), played.weft("--help"), _help())
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.count("Listening · Pulse") == 4
    assert "partnership  Everybody" in listed.out
    assert "12 of 13 (92 %)" in listed.out
    fields = set(json.loads((await played.weft("Fenland", "--json")).out)[0])
    assert {name for name in fields if name not in helped.out} == set()
    assert "releases" in main.out


async def _help() -> Finished:
    with TemporaryDirectory(prefix="weft-") as folder:
        return await run(Path(folder), "--help")


async def test_one_that_is_not_there(played: Played, tmp_path: Path) -> None:
    unknown, empty = await asyncio.gather(played.weft("Fenlnd"), run(tmp_path, "releases", "Fenland", "--json"))
    assert (unknown.code, unknown.out) == (4, "")
    assert unknown.err == "Error: there is no partnership 'Fenlnd'; there are: Fenland\n"
    assert (empty.code, empty.out) == (4, "")
    assert empty.err == "Error: there is no partnership 'Fenland'; there are: none yet\n"


async def test_before_anything_was_released_and_where_a_name_is_no_answer(chosen: Databases) -> None:
    with chosen.fresh() as url:
        with Database(url) as database:
            world = await fenland(database)
        young = Played(url, world.partnership, ())
        told, listed = await asyncio.gather(young.weft("Fenland", "--json"), young.weft("Fenland"))
        assert json.loads(told.out) == []
        assert listed.out.startswith("Nothing has been released yet")
        with Database(url) as database:
            await database.write(lambda session: partnerships.start(session, "Fenland", "Europe/London"))
        several = await young.weft("Fenland")
    assert several.code == 4
    assert several.err.startswith("Error: several partnerships are called 'Fenland'; write an id: ")
    assert world.partnership in several.err
