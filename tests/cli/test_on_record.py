"""What a command changes, or lets leave Weft, is on record as done by whoever runs Weft, and names nobody."""

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.domain.audit import APPLIED, BACKED_UP, ERASED, EXPORTED, HANDED_OVER, OPERATOR, RELEASES, RESTORED
from bot.domain.schedule import Status
from bot.store import partnerships
from bot.store.database import Database
from tests.cli.fen import FEN
from tests.cli.weft import Weft

Entry = dict[str, Any]


def _entries(weft: Weft, partnership: str = "Fenland") -> list[Entry]:
    told: list[Entry] = weft("audit", "show", partnership, "--json").json
    assert weft("audit", "verify", partnership).code == 0
    return told


def _since(weft: Weft, before: int) -> list[str]:
    entries = _entries(weft)[before:]
    assert {entry["by"] for entry in entries} <= {OPERATOR}
    return [entry["deed"] for entry in entries]


def test_what_leaves_weft_is_on_record_and_what_is_refused_is_not(fenland: Weft) -> None:
    before = len(_entries(fenland))
    (fenland.folder / "there.json").touch()
    (fenland.folder / "person.json").touch()
    for arguments in (("Fenland",), ("--person", "Mo")):
        fenland("export", *arguments, "--output", "there.json").refused(5, "there.json is there already")
    fenland("export", "--person", "Mo", "--csv", ".").refused(5, "person.json is there already")
    assert fenland("export", "Fenland").code == 0
    assert fenland("export", "Fenland", "--csv", "sheets").code == 0
    assert fenland("releases", "Fenland").code == 0
    for way in ((), ("--csv", "mo"), ("--output", "mo.json")):
        assert fenland("export", "--person", "Mo", *way).code == 0
    assert _since(fenland, before) == [EXPORTED, EXPORTED, RELEASES, *[HANDED_OVER] * 3]
    # That somebody asked for what is held about them is nobody else's business.
    assert not any(entry["changes"] for entry in _entries(fenland)[before:])
    said = fenland("audit", "show", "Fenland").out
    assert "Whoever runs Weft exported what is held about somebody, to hand to them." in said


def test_what_a_file_changes_is_on_record_from_the_start(anywhere: Weft, file: Path) -> None:
    assert anywhere("apply", str(file), "--yes").code == 0
    (first,) = _entries(anywhere)
    assert (first["deed"], first["by"]) == (APPLIED, OPERATOR)
    assert {change["of"] for change in first["changes"]} >= {"partnership", "organisation", "member", "schedule"}
    assert not any(change["before"] for change in first["changes"])
    assert anywhere("apply", str(file), "--yes").code == 0
    file.write_text(FEN.replace("scores = 6", "scores = 8"))
    assert anywhere("apply", str(file), "--dry-run").code == 0
    assert len(_entries(anywhere)) == 1
    assert anywhere("apply", str(file), "--yes").code == 0
    (change,) = _entries(anywhere)[-1]["changes"]
    assert (change["of"], change["before"], change["after"]) == ("partnership", {"threshold": 6}, {"threshold": 8})
    said = anywhere("audit", "show", "Fenland").out
    assert "Whoever runs Weft made the partnership what a file says." in said


def test_an_erasing_is_on_record_and_not_of_whom(fenland: Weft) -> None:
    before = _entries(fenland)
    codes = {entry["by"] for entry in before if entry["name"] == "Mo"}
    fenland("erase", "Ada", "--yes").refused(5, "this is the only convener of Fenland")
    assert fenland("erase", "Mo", "--yes").code == 0
    *earlier, erased = _entries(fenland)
    assert [entry["hash"] for entry in earlier] == [entry["hash"] for entry in before]
    assert codes
    assert {entry["name"] for entry in earlier if entry["by"] in codes} == {None}
    assert (erased["deed"], erased["by"], erased["changes"]) == (ERASED, OPERATOR, [])


def test_what_stops_with_the_last_person_is_on_record(anywhere: Weft, file: Path) -> None:
    file.write_text(FEN[: FEN.index('[[person]]\nname = "Lena"')] + FEN[FEN.index("[[check_in]]") :])
    assert anywhere("apply", str(file), "--yes").code == 0
    assert anywhere("erase", "ada", "--yes").code == 0
    changes = _entries(anywhere)[-1]["changes"]
    assert {(each["before"]["status"], each["after"]["status"]) for each in changes} == {
        (Status.ACTIVE, Status.STOPPED),
        (Status.PAUSED, Status.STOPPED),
    }


def test_a_backup_that_is_made_is_on_record_in_every_partnership(fenland: Weft) -> None:
    with Database(f"sqlite:///{fenland.data}/weft.db") as database:
        asyncio.run(database.write(lambda session: partnerships.start(session, "Another", "Europe/London").id))
    before = len(_entries(fenland))
    assert fenland("backup", "copy.db").code == 0
    fenland("backup", "copy.db").refused(5, "is there already")
    assert _since(fenland, before) == [BACKED_UP]
    assert [entry["deed"] for entry in _entries(fenland, "Another")] == [BACKED_UP]
    said = fenland("audit", "show", "Fenland").out
    assert "Whoever runs Weft made a backup, which whoever has it can read." in said


def test_a_backup_of_a_database_that_cannot_be_written_says_so(
    fenland: Weft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.backup.Database", partial(Database, busy_seconds=0.01))
    file = fenland.data / "weft.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = fenland("backup", "copy.db", "--json")
    assert ran.json["partnerships"] == 1
    assert "Warning: that it was made is not on record: the database refused: database is locked" in ran.err


def test_a_backup_that_is_put_back_says_so_itself(weft: Weft, file: Path) -> None:
    assert weft("apply", str(file), "--yes").code == 0
    assert weft("backup", "copy.db").code == 0
    assert weft("export", "Fenland").code == 0
    assert weft("restore", "copy.db", "--yes").code == 0
    assert _since(weft, 0) == [APPLIED, RESTORED]
