"""`weft audit`: the record of who changed what, for people and for machines, and whether it is whole."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot.domain.audit import RELEASES
from bot.store import partnerships
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.databases import Sqlite
from tests.serving.process import Finished, run
from tests.world import ADA, World, fenland

DEEDS = [Verb.START, Verb.LINK, Verb.ORGANISATION, Verb.JOIN, Verb.JOIN, Verb.ROLE, Verb.SAVE, Verb.PAUSE]


@dataclass(frozen=True, slots=True)
class Kept:
    """A partnership whose convener has done a few things."""

    url: str
    partnership: str

    async def weft(self, *arguments: str) -> Finished:
        with TemporaryDirectory(prefix="weft-") as folder:
            return await run(Path(folder), "audit", *arguments, DATABASE_URL=self.url)

    async def verified(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        done = await self.weft("verify", "Fenland", "--json", *arguments)
        (verdict,) = json.loads(done.out)
        return done.code, verdict

    def tamper(self, *statements: str) -> None:
        """Do what somebody can who may alter the schema."""
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None)) as file:
            for trigger in ("update", "delete", "insert"):
                file.execute(f"DROP TRIGGER audit_{trigger}")
            for statement in statements:
                file.execute(statement)


@pytest.fixture
def audited(sqlite: Sqlite) -> Iterator[Kept]:
    with sqlite.fresh() as url:
        with Database(url) as database:
            world = asyncio.run(_play(database))
        yield Kept(url, world.partnership)


async def _play(database: Database) -> World:
    world = await fenland(database)
    await world.press(ADA, Verb.PAUSE, await world.schedule())
    return world


async def test_it_is_shown_to_people_and_to_machines(audited: Kept) -> None:
    listed, told, helped = await asyncio.gather(
        audited.weft("show", "fenland "),
        audited.weft("show", audited.partnership, "--json"),
        audited.weft("show", "--help"),
    )
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.startswith("1. 1 May 2026, 12:00 (UTC time): Ada started the partnership.\n")
    assert (
        "8. 1 May 2026, 12:00 (UTC time): Ada paused a check-in.\n• Check-in “Listening”: status: paused"
        in listed.out
    )
    assert (told.code, told.err) == (0, "")
    entries: list[dict[str, Any]] = json.loads(told.out)
    assert [entry["deed"] for entry in entries] == DEEDS
    assert {entry["name"] for entry in entries} == {"Ada", "Lena", "Mo"}
    assert [entry["previous"] for entry in entries[1:]] == [entry["hash"] for entry in entries[:-1]]
    assert {name for name in entries[0] if name not in helped.out} == set()


async def test_one_that_is_whole_is_said_to_be_with_its_head(audited: Kept) -> None:
    said, (code, verdict) = await asyncio.gather(audited.weft("verify"), audited.verified())
    assert (said.code, said.err, code) == (0, "", 0)
    assert said.out == f"Fenland: 8 entries, unbroken. Head: {verdict['head']}\n"
    assert verdict == {
        "partnership": audited.partnership,
        "name": "Fenland",
        "entries": 8,
        "head": verdict["head"],
        "broken": None,
    }
    code, _ = await audited.verified("--head", verdict["head"])
    assert code == 0


@pytest.mark.parametrize(
    ("statement", "number", "why"),
    [
        ("UPDATE audit SET by = 'weft' WHERE number = 3", 3, "it was edited"),
        ("UPDATE audit SET at = '2026-05-02 12:00:00.000000' WHERE number = 8", 8, "it was edited"),
        ("UPDATE audit SET at = 'nonsense' WHERE number = 2", 2, "it was edited"),
        ("DELETE FROM audit WHERE number = 5", 5, "entry 5 was deleted"),
        ("DELETE FROM audit WHERE number < 4", 1, "entries 1 to 3 were deleted"),
        ("DELETE FROM audit", 1, "all were deleted"),
    ],
)
async def test_one_that_is_broken_is_named_by_its_first_broken_entry(
    audited: Kept, statement: str, number: int, why: str
) -> None:
    audited.tamper(statement)
    said = await audited.weft("verify")
    assert said.code == 1
    assert said.out.startswith(f"Fenland: broken at entry {number}: ")
    assert why in said.out


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit SET changes = 'no JSON {' WHERE number = 3", 3),
        ("UPDATE audit SET changes = '{\"of\": 1}' WHERE number = 3", 3),
        ('UPDATE audit SET changes = \'[{"of": 1, "id": 2, "before": 3, "after": 4}]\' WHERE number = 8', 8),
    ],
)
async def test_a_damaged_entry_is_told_of_and_all_others_are_shown(
    audited: Kept, statement: str, number: int
) -> None:
    audited.tamper(statement)
    listed, told = await asyncio.gather(audited.weft("show", "Fenland"), audited.weft("show", "Fenland", "--json"))
    assert (listed.code, listed.err, told.code) == (0, "", 0)
    assert listed.out.count("This entry is damaged") == 1
    assert [entry["number"] for entry in json.loads(told.out) if entry["changes"] is None] == [number]
    assert len(json.loads(told.out)) == 8


async def test_an_entry_without_its_moment_is_told_all_the_same(audited: Kept) -> None:
    audited.tamper("UPDATE audit SET at = 'nonsense' WHERE number = 2")
    listed = await audited.weft("show", "Fenland")
    assert listed.code == 0
    assert "2. At a time that cannot be read: Ada" in listed.out


async def test_what_was_cut_off_is_found_with_the_head_that_was_kept(audited: Kept) -> None:
    _, verdict = await audited.verified()
    audited.tamper("DELETE FROM audit WHERE number > 6")
    (code, after), (with_head, found) = await asyncio.gather(
        audited.verified(), audited.verified("--head", verdict["head"])
    )
    assert (code, after["entries"]) == (0, 6)
    assert (with_head, found["broken"]["number"]) == (1, 7)


async def test_bad_input_is_answered_in_one_line(audited: Kept, tmp_path: Path) -> None:
    unknown, alone, malformed, nothing, empty, listed = await asyncio.gather(
        audited.weft("show", "Fenlnd"),
        audited.weft("verify", "--head", "0" * 64),
        audited.weft("verify", "Fenland", "--head", "nonsense"),
        audited.weft("show"),
        run(tmp_path, "audit", "verify"),
        audited.weft(),
    )
    assert unknown.err == "Error: there is no partnership 'Fenlnd'; there are: Fenland\n"
    assert alone.err.startswith("Error: a head belongs to one partnership: say which")
    assert malformed.err.startswith("Error: a head is 64 digits")
    assert (unknown.code, alone.code, malformed.code) == (4, 1, 1)
    assert nothing.code == 2
    assert "Missing argument 'PARTNERSHIP'" in nothing.err
    assert (empty.code, empty.out) == (0, "There is no partnership yet.\n")
    assert "verify" in listed.out + listed.err


async def test_a_partnership_without_any_entry(audited: Kept) -> None:
    with Database(audited.url) as database:
        await database.write(lambda session: partnerships.start(session, "Bare", "UTC"))
    shown, told = await asyncio.gather(audited.weft("show", "Bare"), audited.weft("show", "Bare", "--json"))
    assert shown.out == "Nothing has been changed yet.\n"
    assert json.loads(told.out) == []


async def test_printing_the_releases_is_put_on_record(audited: Kept) -> None:
    with TemporaryDirectory(prefix="weft-") as folder:
        await run(Path(folder), "releases", "Fenland", "--json", DATABASE_URL=audited.url)
    told = json.loads((await audited.weft("show", "Fenland", "--json")).out)
    assert (told[-1]["deed"], told[-1]["by"], told[-1]["name"]) == (RELEASES, "operator", None)
    assert (await audited.verified())[0] == 0
