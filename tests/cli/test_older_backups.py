"""A backup that an earlier Weft has made: it is brought up to date as it is put back, and never before."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.audit import BACKED_UP, RESTORED
from bot.store import copying
from bot.store.migrate import connection
from tests.cli.weft import Weft
from tests.store.test_migrate import upgrade

NEWEST = copying.revisions()[-1]
ROWS = {
    "partnership": "(id, name, zone) VALUES ('p', 'Warm Homes', 'Europe/London')",
    "organisation": "(id, partnership, name, sector, contact) VALUES ('o', 'p', 'City Trust', 'nhs', 'us')",
    "member": (
        "(id, partnership, organisation, name, digest_weekday, digest_hour, digest_zone) "
        "VALUES ('m', 'p', 'o', 'Ada', 0, 9, 'UTC')"
    ),
    "rolegiven": "(member, role) VALUES ('m', 'convener')",
    "prompt": "(id, partnership, kind, title, theme, questions) VALUES ('q', 'p', 'pulse', 'Listening', '', '[]')",
    "schedule": (
        "(id, partnership, prompt, rule, starts, zone, audience, open_minutes, visibility, status) VALUES "
        "('s', 'p', 'q', 'FREQ=WEEKLY', '2026-05-05T09:30:00', 'UTC', 'everybody', 60, 'anonymous', 'active')"
    ),
}


def older(file: Path, revision: str) -> Path:
    """A database as an earlier Weft left it, with a partnership that has begun."""
    upgrade(f"sqlite:///{file}", revision)
    with connection(f"sqlite:///{file}") as opened:
        for table, row in ROWS.items():
            opened.execute(text(f"INSERT INTO {table} {row}"))
    return file


@pytest.mark.parametrize("revision", [each for each in copying.revisions() if each != NEWEST])
def test_it_is_brought_up_to_date_as_it_is_put_back(weft: Weft, revision: str) -> None:
    older(weft.folder / "old.db", revision)
    before = (weft.folder / "old.db").read_bytes()
    ran = weft("restore", "old.db", "--yes", "--json")
    assert (ran.json["revision"], ran.json["partnerships"]) == (NEWEST, 1)
    assert f"it is of an older revision ({revision}), and is brought up to date" in " ".join(ran.json["notes"])
    assert copying.look(weft.data / "weft.db").revision == NEWEST
    assert (weft.folder / "old.db").read_bytes() == before, "the backup stays as it is"
    assert weft("export", "Warm Homes").code == 0
    entries = weft("audit", "show", "Warm Homes", "--json").json
    assert RESTORED in [entry["deed"] for entry in entries]
    assert weft("audit", "verify").code == 0


def test_an_older_database_is_copied_as_it_is_and_not_brought_up_to_date(weft: Weft) -> None:
    weft.data.mkdir()
    older(weft.data / "weft.db", "0006")
    ran = weft("backup", "copy.db")
    assert ran.out == "copy.db holds 1 partnership, and was opened and checked (revision 0006).\n"
    assert ran.err == "Warning: that it was made is not on record: the database is of an older revision (0006)\n"
    assert copying.look(weft.data / "weft.db").revision == "0006"
    assert weft("restore", "copy.db", "--yes").code == 0
    assert weft("backup", "again.db").code == 0
    deeds = [entry["deed"] for entry in weft("audit", "show", "Warm Homes", "--json").json]
    assert deeds[-2:] == [RESTORED, BACKED_UP]


def test_a_database_of_a_newer_version_is_said_to_be_newer(weft: Weft) -> None:
    weft.data.mkdir()
    older(weft.data / "weft.db", NEWEST)
    with connection(f"sqlite:///{weft.data}/weft.db") as opened:
        opened.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    ran = weft("backup", "copy.db")
    assert ran.err == "Warning: that it was made is not on record: the database is of a newer revision (9999)\n"
