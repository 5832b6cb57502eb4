"""Copies of the database: whole, looked at, honest about keys; put back only where nothing is lost by mistake."""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.errors import FileInvalid, StoreUnavailable
from bot.store import copying, partnerships
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.cli.weft import Weft
from tests.cli.world import MOS_SECRET
from tests.serving.process import serving


def _write(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as opened:
        for each in statements:
            opened.execute(each)
        opened.commit()


def _names(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as opened:
        return [str(name) for (name,) in opened.execute("SELECT name FROM partnership ORDER BY name")]


def test_a_copy_is_looked_at_and_says_which_keys_it_holds(fenland: Weft) -> None:
    told = fenland("backup", "copy.db")
    copy = fenland.folder / "copy.db"
    newest = copying.revisions()[-1]
    assert told.out == f"copy.db holds 1 partnership, and was opened and checked (revision {newest}).\n"
    assert told.err == (
        "Warning: it holds the keys of 3 open check-ins and of 1 evaluation that goes on: with them answers can be "
        "led back to people; delete it after 2026-06-30 23:00 UTC, when Weft has none\n"
    )
    assert copy.stat().st_mode & 0o077 == 0
    assert sorted(each.name for each in fenland.folder.iterdir()) == ["copy.db", "data"]
    assert _names(copy) == ["Fenland"]
    values = fenland("backup", "again.db", "--json").json
    assert (values["open_check_ins"], values["evaluations"], values["holds_keys"]) == (3, 1, True)
    assert values["bytes"] == (fenland.folder / "again.db").stat().st_size
    fenland("backup", "copy.db").refused(5, "copy.db is there already")
    assert fenland("backup", "copy.db", "--force").code == 0
    fenland("backup", "data/weft.db", "--force").refused(5, "data/weft.db is the database itself")
    fenland("backup", "data/weft.db/copy.db").refused(1, "the folder data/weft.db cannot be made")


def test_without_a_name_it_lies_beside_the_database(weft: Weft, file: Path) -> None:
    assert weft("apply", str(file), "--yes").code == 0
    told = weft("backup")
    (made,) = (weft.data / "backups").iterdir()
    assert made.name.startswith(f"weft-{datetime.now(UTC):%Y-%m-%dT}")
    assert told.out.startswith(f"{made.relative_to(weft.folder)} holds 1 partnership")
    assert told.err == ""


def test_a_copy_holds_no_page_that_was_freed(fenland: Weft) -> None:
    file = fenland.data / "weft.db"
    _write(file, "PRAGMA secure_delete=OFF", "DELETE FROM response", "UPDATE occurrence SET key = NULL")
    assert MOS_SECRET.encode() in file.read_bytes()
    assert fenland("backup", "copy.db").code == 0
    assert MOS_SECRET.encode() not in (fenland.folder / "copy.db").read_bytes()


def test_put_back_where_it_came_from_and_elsewhere(fenland: Weft) -> None:
    assert fenland("backup", "copy.db").code == 0
    told = fenland("restore", "copy.db", "--yes")
    assert told.out == "data/weft.db holds what copy.db does, and was opened and checked. Start Weft now.\n"
    assert "note: whoever was erased after 2026-05-12" in told.err
    assert "note: check-ins that are open in it: 3" in told.err
    fenland.set(DATABASE_URL="sqlite:///else/where/weft.db")
    values = fenland("restore", "copy.db", "--yes", "--json").json
    assert (values["database"], len(values["notes"])) == ("else/where/weft.db", 3)
    assert values["revision"] == copying.revisions()[-1]
    assert _names(fenland.folder / "else" / "where" / "weft.db") == ["Fenland"]
    assert fenland("export", "Fenland").code == 0
    (fenland.folder / "file").touch()
    fenland.set(DATABASE_URL="sqlite:///file/weft.db")
    fenland("restore", "copy.db", "--yes").refused(1, "file/weft.db cannot be written")


def test_what_is_newer_is_kept_unless_forced(fenland: Weft) -> None:
    file = fenland.data / "weft.db"
    assert fenland("backup", "copy.db").code == 0
    _write(file, "UPDATE partnership SET name = 'Newer'", "UPDATE opt_in SET at = '2026-06-01 12:00:00.000000'")
    ran = fenland("restore", "copy.db", "--yes")
    ran.refused(5, "data/weft.db tells of 2026-06-01 12:00 UTC, and the backup only of 2026-05-12")
    assert _names(file) == ["Newer"]
    assert fenland("restore", "copy.db", "--yes", "--force").code == 0
    assert _names(file) == ["Fenland"]
    _write(file, "UPDATE alembic_version SET version_num = '9999'")
    fenland("restore", "copy.db", "--yes").refused(5, "is of a newer revision (9999) than the backup")
    fenland("restore", "copy.db", "--force").refused(5, "say --yes where nobody can be asked")


def test_a_damaged_database_is_kept_unless_forced(fenland: Weft) -> None:
    file = fenland.data / "weft.db"
    assert fenland("backup", "copy.db").code == 0
    file.write_bytes(b"no database, but more than nothing" * 100)
    fenland("restore", "copy.db", "--yes").refused(5, "data/weft.db is damaged: put it aside")
    assert fenland("restore", "copy.db", "--yes", "--force").code == 0
    assert _names(file) == ["Fenland"]


def test_what_is_no_backup_is_not_put_back(fenland: Weft) -> None:
    before = _names(fenland.data / "weft.db")
    assert fenland("backup", "copy.db").code == 0
    copy = fenland.folder / "copy.db"
    fenland("restore", "nothing.db", "--yes").refused(3, "there is no file nothing.db")
    fenland("restore", "data/weft.db", "--yes").refused(5, "data/weft.db is the database itself")
    (fenland.folder / "text.db").write_text("hello " * 1_000)
    fenland("restore", "text.db", "--yes").refused(3, "text.db is no database that can be read")
    _write(fenland.folder / "other.db", "CREATE TABLE cats (name)")
    fenland("restore", "other.db", "--yes").refused(3, "other.db is no backup of Weft")
    whole = copy.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    copy.write_bytes(whole[:middle] + os.urandom(4096) + whole[middle + 4096 :])
    fenland("restore", "copy.db", "--yes", "--force").refused(3, "copy.db is")
    copy.write_bytes(whole)
    _write(copy, "PRAGMA foreign_keys=OFF", "UPDATE member SET organisation = 'nobody'")
    fenland("restore", "copy.db", "--yes", "--force").refused(3, "copy.db is damaged: do not use it")
    copy.write_bytes(whole)
    _write(copy, "UPDATE alembic_version SET version_num = '9999'")
    fenland("restore", "copy.db", "--yes", "--force").refused(
        3, "copy.db was written by a newer Weft (revision 9999)"
    )
    assert _names(fenland.data / "weft.db") == before


def test_where_there_is_nothing_to_copy(weft: Weft) -> None:
    weft("backup").refused(1, "there is no database at data/weft.db")
    weft.set(DATABASE_URL="sqlite://")
    weft("backup").refused(1, "DATABASE_URL names no file")


def test_an_empty_database_can_be_copied_and_older_ones_looked_at(weft: Weft) -> None:
    weft.data.mkdir()
    _write(weft.data / "weft.db", "CREATE TABLE cats (name)")
    assert weft("backup", "copy.db").out.startswith(
        "copy.db holds 0 partnerships, and was opened and checked (revision none)"
    )
    _write(weft.data / "weft.db", "CREATE TABLE partnership (id)", "CREATE TABLE occurrence (key, closes_at, due_at)")
    _write(
        weft.data / "weft.db", "CREATE TABLE alembic_version (version_num)", "INSERT INTO partnership VALUES ('x')"
    )
    assert copying.look(weft.data / "weft.db") == copying.Look("", 1, None, 0, 0, None)
    fresh = weft.folder / "fresh.db"
    migrate(f"sqlite:///{fresh}")
    assert weft("restore", "fresh.db", "--yes").code == 0


def test_a_copy_that_cannot_be_made_leaves_nothing(fenland: Weft, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(file: Path) -> copying.Look:
        raise FileInvalid(f"{file} is damaged")

    monkeypatch.setattr(copying, "look", damaged)
    with pytest.raises(FileInvalid):
        copying.copy(fenland.data / "weft.db", fenland.folder / "copy.db")
    with pytest.raises(StoreUnavailable, match="the database refused"):
        copying.copy(fenland.folder / "nothing.db", fenland.folder / "copy.db")
    assert [each.name for each in fenland.folder.iterdir()] == ["data"]


async def test_while_weft_runs_it_is_copied_and_not_written_over(fenland: Weft) -> None:
    async with serving(fenland.folder) as running:
        await running.says("Weft serves")
        assert (await asyncio.to_thread(fenland, "backup", "copy.db")).code == 0
        refused = await asyncio.to_thread(fenland, "restore", "copy.db", "--yes")
        refused.refused(5, "data/weft.db is in use: stop Weft first, or say --force")
        forced = await asyncio.to_thread(fenland, "restore", "copy.db", "--yes", "--force")
        assert forced.code == 0, forced.err
        await running.end()
    assert copying.look(fenland.data / "weft.db").partnerships == 1


def test_a_restored_database_is_served_as_it_was(fenland: Weft) -> None:
    assert fenland("backup", "copy.db").code == 0
    before = fenland("export", "Fenland", "--audience", "partnership").json
    with Database(f"sqlite:///{fenland.data}/weft.db") as database:
        asyncio.run(database.write(_another))
    assert fenland("restore", "copy.db", "--yes").code == 0
    assert fenland("export", "Fenland", "--audience", "partnership").json == before


def _another(session: Session) -> None:
    partnerships.start(session, "Fenland", "Europe/London")
