"""What may leave Weft of a partnership and of a person, and what may not."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from bot.texts import spreadsheets
from bot.texts.spreadsheets import cell
from tests.cli.weft import Weft
from tests.cli.world import CROWD, MOS_SECRET, MOS_WORDS
from tests.world import ADA, LENA, MO

NAMES = [who.name for who in (ADA, LENA, MO, *CROWD)]


def _sheet(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_published_has_neither_people_nor_words(fenland: Weft) -> None:
    told = fenland("export", "fenland ")
    values = told.json
    assert (values["audience"], values["name"], len(values["organisations"])) == ("published", "Fenland", 4)
    assert {each["title"] for each in values["check_ins"]} == {"Without a name", "By name", "In waves"}
    assert len(values["releases"]) == 3
    assert {each["audience"] for each in values["releases"]} == {"published"}
    assert not any(each["words"] for each in values["releases"])
    for hidden in (*NAMES[3:], "Lena", MOS_WORDS, MOS_SECRET, "Some tea"):
        assert hidden not in told.out
    counts = [row["counts"] for each in values["releases"] for row in each["rows"] if row["counts"]]
    assert counts
    assert all(count["count"] % 5 == 0 for row in counts for count in row)


def test_what_the_partnership_is_shown_has_words_that_were_shared(fenland: Weft) -> None:
    fenland("export", "Fenland", "--audience", "partnership", "--output", "out/of.json").refused(
        1, "cannot be written"
    )
    told = fenland("export", "Fenland", "--audience", "partnership", "--output", "told.json")
    assert (told.code, told.out, told.err) == (0, "", "")
    text = (fenland.folder / "told.json").read_text()
    assert MOS_WORDS in text
    assert MOS_SECRET not in text
    values = json.loads(text)
    assert {each["audience"] for each in values["releases"]} == {"partnership"}
    assert (fenland.folder / "told.json").stat().st_mode & 0o077 == 0
    fenland("export", "Fenland", "--output", "told.json").refused(5, "told.json is there already")
    assert fenland("export", "Fenland", "--output", "told.json", "--force").code == 0
    assert json.loads((fenland.folder / "told.json").read_text())["audience"] == "published"


def test_for_spreadsheets(fenland: Weft) -> None:
    told = fenland("export", "Fenland", "--audience", "partnership", "--csv", "new/sheets")
    folder = fenland.folder / "new" / "sheets"
    assert (told.code, told.out) == (0, "")
    assert sorted(each.name for each in folder.iterdir()) == [
        "counts.csv", "figures.csv", "pairs.csv", "partnership.json", "words.csv",
    ]  # fmt: skip
    assert [each.name for each in folder.parent.iterdir()] == ["sheets"]
    figures, counts, words = (_sheet(folder, name) for name in ("figures", "counts", "words"))
    whole = [row for row in figures if row["margin"] == "partnership" and row["title"] == "Without a name"]
    assert [(row["question"], row["n"], row["hidden"]) for row in whole] == [("q1", "15", ""), ("q2", "15", "")]
    of_whole = [row for row in counts if row["margin"] == "partnership" and row["title"] == "Without a name"]
    assert [row["count"] for row in of_whole] == ["3"] * 5
    assert f"'{MOS_WORDS}" in {row["text"] for row in words}
    assert MOS_WORDS not in {row["text"] for row in words}
    assert f"figures.csv ({len(figures)})" in told.err
    again = ("export", "Fenland", "--csv", "new/sheets")
    fenland(*again).refused(5, "new/sheets/partnership.json is there already")
    assert fenland(*again, "--force").code == 0
    assert not _sheet(folder, "words")
    (fenland.folder / "file").touch()
    fenland("export", "Fenland", "--csv", "file/sheets").refused(1, "file/sheets cannot be written")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1+1", "'=1+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=1", "a=1"), (-1, -1), (None, "")],
)
def test_nothing_in_a_cell_is_worked_out(value: object, shown: object) -> None:
    assert cell(value) == shown


def test_how_the_same_people_moved_has_a_sheet_of_its_own() -> None:
    release = dict.fromkeys(spreadsheets.COLUMNS["pairs"][:8], "x")
    move = {"before": 5, "now": 10, "points": 20, "from": 3, "to": 37}
    pair = {"question": "q1", "earlier": "y", "n": 25, "agree": move, "strongly_agree": move}
    [(name, row)] = spreadsheets.rows({**release, "rows": [], "words": [], "pairs": [pair]})
    assert name == "pairs"
    assert tuple(row) == spreadsheets.COLUMNS["pairs"]
    assert (row["n"], row["agree_before"], row["strongly_agree_to"]) == (25, 5, 37)


def test_a_person_is_given_what_has_their_name(fenland: Weft) -> None:
    told = fenland("export", "--person", "mo")
    (mo,) = told.json
    assert (mo["name"], mo["partnership"]["name"], mo["organisation"]["name"]) == ("Mo", "Fenland", "Fen Trust")
    assert mo["accounts"] == [{"platform": "chat", "tenant": "T1", "user": "mo"}]
    assert mo["roles"] == ["member"]
    assert "Lawful basis" in mo["joined"][0]["shown"]
    assert mo["check_ins"]["answered"] == 6
    assert [each["answer"] for each in mo["answers"] if each["question"].startswith("What")] == [MOS_WORDS] * 2
    assert MOS_SECRET not in told.out
    assert told.err == (
        "Not in it: 2 open check-ins answered without a name. Only they themselves can download these (My data).\n"
    )
    assert fenland("export", "Fenland", "--person", "chat:T1:mo").json == [mo]
    assert fenland("export", "--person", mo["member"]).json == [mo]


def test_a_person_in_files(fenland: Weft) -> None:
    assert fenland("export", "--person", "Mo", "--csv", "mo").code == 0
    rows = _sheet(fenland.folder / "mo", "answers")
    assert [row["answer"] for row in rows if row["question"].startswith("What")] == [f"'{MOS_WORDS}"] * 2
    about: list[dict[str, Any]] = json.loads((fenland.folder / "mo" / "person.json").read_text())
    assert fenland("export", "--person", "Mo", "--output", "mo.json").out == ""
    assert json.loads((fenland.folder / "mo.json").read_text()) == about
    fenland("export", "--person", "Mo", "--output", "no/mo.json").refused(1, "no/mo.json cannot be written")
    fenland("export", "--person", "Mo", "--output", "mo.json").refused(5, "mo.json is there already")


def test_nobody_of_that_name(fenland: Weft) -> None:
    fenland("export", "--person", "Nobody").refused(4, "there is nobody 'Nobody'")
    fenland("export", "Fenlnd", "--person", "Mo").refused(4, "there is no partnership 'Fenlnd'; there are: Fenland")
    fenland("export", "Fenlnd").refused(4, "there is no partnership 'Fenlnd'")


def test_before_anything_was_released(weft: Weft, file: Path) -> None:
    assert weft("apply", str(file), "--yes").code == 0
    values = weft("export", "Fenland").json
    assert values["releases"] == []
    assert [each["of"] for each in values["check_ins"]] == [None, "Fen Trust"]
    assert weft("export", "Fenland", "--csv", "sheets").code == 0
    assert not _sheet(weft.folder / "sheets", "figures")
