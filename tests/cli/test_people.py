"""People from a CSV file: what is shown first, all or nothing, and the same again without effect."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from bot.store.database import Database
from tests.cli.fen import FEN
from tests.cli.weft import Weft
from tests.world import World

TABLE = (
    "\ufeffName;E-mail;Organisation;Cohort;Site\nNia;nia@ely.example;ely council;First year;Ely\nOtto;;Fen Trust;;\n"
)


def _rows(weft: Weft) -> dict[str, list[dict[str, Any]]]:
    with Database(os.environ.get("DATABASE_URL", f"sqlite:///{weft.data}/weft.db")) as database:
        return asyncio.run(World(database).dump())


@pytest.fixture
def fen(anywhere: Weft, file: Path) -> Weft:
    assert anywhere("apply", str(file), "--yes").code == 0
    return anywhere


def test_people_of_a_table_are_brought_in_once(fen: Weft, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(TABLE, encoding="utf-8")
    before = _rows(fen)
    shown = fen("people", "import", "fenland", str(table), "--dry-run")
    assert "+ person Nia" in shown.out
    assert _rows(fen) == before
    done = fen("people", "import", "Fenland", str(table), "--yes")
    assert "  Nia: http://" in done.out
    assert "  Otto: http://" in done.out
    rows = _rows(fen)
    nia = next(row["id"] for row in rows["member"] if row["name"] == "Nia")
    assert len([row for row in rows["belonging"] if row["member"] == nia]) == 2
    assert "nia@ely" not in repr(rows)
    again = fen("people", "import", "Fenland", str(table), "--yes")
    assert again.out == "Nothing to do: all is as the file says.\n"
    assert _rows(fen) == rows


def test_it_reads_what_is_piped_in_and_tells_a_machine(fen: Weft) -> None:
    told = fen("people", "import", "Fenland", "-", "--json", "--yes", given="Kay,Fen Trust\n").json
    assert told["applied"]
    assert [each["name"] for each in told["links"]] == ["Kay"]


def test_what_is_wrong_is_told_by_line_and_nothing_is_done(fen: Weft, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Nia,Nowhere\nOtto,otto@,Fen Trust\nKay\nZed,Fen Trust,Mars\nLu,Fen Trust\n", encoding="utf-8")
    before = _rows(fen)
    fen("people", "import", "Fenland", str(table), "--yes").refused(3, "there is no organisation 'Nowhere'")
    told = fen("people", "import", "Fenland", str(table), "--yes").err
    for line in (
        f"{table}:2: “otto@” is no e-mail address",
        f"{table}:3: Kay has no organisation",
        f"{table}:4: there is no cohort or site 'Mars'",
    ):
        assert line in told
    assert _rows(fen) == before
    table.write_text("", encoding="utf-8")
    fen("people", "import", "Fenland", str(table), "--yes").refused(3, "there is nobody in this file")
    fen("people", "import", "Marshland", str(table), "--yes").refused(4, "there is no partnership 'Marshland'")
    fen("people", "import", "Fenland", str(tmp_path / "none.csv"), "--yes").refused(3, "cannot be read")
    assert fen("people", "import", "Fenland", str(table), "--json").code == 2


def test_domains_of_a_file_are_put_on_record(anywhere: Weft, tmp_path: Path) -> None:
    file = tmp_path / "fen.toml"
    said = 'contact = "x"\ndomains = ["fen.example", "nhs.net"]'
    file.write_text(FEN.replace('contact = "data@fen.example"', said))
    assert "domains: fen.example, nhs.net" in anywhere("apply", str(file), "--yes").out
    kept = {row["name"]: row["domains"] for row in _rows(anywhere)["organisation"]}
    assert kept["Fen Trust"] == "fen.example nhs.net"
    file.write_text(file.read_text().replace('"fen.example", "nhs.net"', '"fen.example"'))
    assert "domains: fen.example, nhs.net → fen.example" in anywhere("apply", str(file), "--yes").out
    file.write_text(file.read_text().replace('"fen.example"]', '"gmail.com"]'))
    anywhere("apply", str(file), "--yes").refused(3, "Anybody can have an address at gmail.com")
