"""A partnership from a TOML file: what is shown first, all or nothing, and the same again without effect."""

import asyncio
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session

from bot.chat.names import Identity
from bot.cli import apply as applying
from bot.cli.apply import look, read
from bot.store import members, partnerships, tables
from bot.store.database import Database
from bot.usecases.applying.outcome import Outcome
from tests.cli.fen import FEN
from tests.cli.weft import Weft
from tests.world import FRIDAY, World


def _dump(url: str) -> dict[str, list[dict[str, Any]]]:
    with Database(url) as database:
        return asyncio.run(World(database).dump())


def _rows(weft: Weft) -> dict[str, list[dict[str, Any]]]:
    return _dump(os.environ.get("DATABASE_URL", f"sqlite:///{weft.data}/weft.db"))


def test_first_it_is_shown_then_done_and_the_second_time_nothing(anywhere: Weft, file: Path) -> None:
    shown = anywhere("apply", str(file), "--dry-run")
    assert shown.code == 0
    assert "+ organisation Ely Council" in shown.out
    assert "roles: none → convener" in shown.out
    assert not _rows(anywhere)["partnership"]
    done = anywhere("apply", str(file), "--yes")
    assert done.out.startswith(shown.out + "Done.\n  Lena: http://")
    rows = _rows(anywhere)
    assert [(row["name"], row["threshold"]) for row in rows["partnership"]] == [("Fenland", 6)]
    assert sorted(row["name"] for row in rows["member"]) == ["Ada", "Lena"]
    assert sorted(row["status"] for row in rows["schedule"]) == ["active", "paused"]
    again = anywhere("apply", str(file), "--yes")
    assert again.out == "Nothing to do: all is as the file says.\n"
    assert _rows(anywhere) == rows


def test_what_differs_is_changed_and_what_is_not_named_stays(anywhere: Weft, file: Path) -> None:
    assert anywhere("apply", str(file), "--yes").code == 0
    changed = (
        FEN.replace("Europe/London", "Europe/Dublin")
        .replace("data@ely.example", "privacy@ely.example")
        .replace("scores = 6", "scores = 8")
        .replace('name = "Ada"\norganisation = "Fen Trust"', 'name = "Ada L"\norganisation = "Ely Council"')
        .replace('"slack:T1:UADA"', '"slack:T1:UADA", "teams:T2:29:1ada"')
        .replace('sites = ["Ely"]\nleads = ["Ely"]', 'sites = []\nroles = ["lead"]\nleads = []')
        .replace("What did you notice?", "What helped?")
        .replace("BYDAY=TU", "BYDAY=WE")
        .replace("remind_hours = 24", "open_hours = 72\naudience = 'role: lead'")
        .replace('status = "paused"\n', "")
    )
    file.write_text(changed)
    told = anywhere("apply", str(file), "--yes", "--json").json
    assert (told["applied"], told["links"]) == (True, [])
    by_name = {(each["kind"], each["name"]): each["details"] for each in told["changes"]}
    assert not any(each["new"] for each in told["changes"])
    assert by_name == {
        ("partnership", "Fenland"): ["zone: Europe/London → Europe/Dublin"],
        ("thresholds", "Fenland"): ["scores: 6 → 8"],
        ("organisation", "Ely Council"): ["contact: data@ely.example → privacy@ely.example"],
        ("person", "Ada L"): [
            "name: Ada → Ada L",
            "organisation: Fen Trust → Ely Council",
            "account: + teams:T2:29:1ada",
        ],
        ("person", "Lena"): ["roles: none → lead", "site: - Ely"],
        ("check-in", "Listening"): [
            "question: - What did you notice?",
            "question: + What helped?",
            "rule: FREQ=WEEKLY;BYDAY=TU → FREQ=WEEKLY;BYDAY=WE",
            "zone: Europe/London → Europe/Dublin",
            "audience: → role lead",
            "open_hours: 48 h → 72 h",
            "remind_hours: 24 h → none",
        ],
        ("check-in", "Trust between us"): ["zone: Europe/London → Europe/Dublin", "status: paused → active"],
    }
    rows = _rows(anywhere)
    fewer = changed.partition("[[cohort]]")[0] + changed[changed.index("[[person]]") : changed.index("[[check_in]]")]
    file.write_text(
        fewer.replace('cohorts = ["First year"]\n', "").replace("[[organisation]]", "[[organisation]]", 1)
    )
    assert anywhere("apply", str(file), "--yes").out == "Nothing to do: all is as the file says.\n"
    assert _rows(anywhere) == rows


def test_an_organisation_that_is_not_named_is_noted(weft: Weft, file: Path) -> None:
    assert weft("apply", str(file), "--yes").code == 0
    head, _, rest = FEN.partition("[[organisation]]")
    ely = rest[rest.index("[[organisation]]") : rest.index("[[cohort]]")]
    file.write_text(head + ely)
    assert "note: 1 organisation not in the file stay" in weft("apply", str(file), "--dry-run").out


def test_who_has_left_stays_away(weft: Weft, file: Path) -> None:
    assert weft("apply", str(file), "--yes").code == 0
    with Database(f"sqlite:///{weft.data}/weft.db") as database:
        asyncio.run(database.write(_lena_leaves))
    told = weft("apply", str(file), "--yes")
    assert told.out.splitlines() == [
        "  note: Lena has left the partnership, and is left alone",
        "Nothing to do: all is as the file says.",
    ]


def _lena_leaves(session: Session) -> None:
    (ada,) = members.ever(session, Identity("slack", "T1", "UADA"))
    (lena,) = members.named(session, ada.partnership, "Lena")
    members.leave(session, lena.id, FRIDAY)


def test_as_things_are_it_cannot_be(weft: Weft, file: Path) -> None:
    assert weft("apply", str(file), "--yes").code == 0
    before = _rows(weft)
    another = FEN[FEN.index("[[organisation]]") : FEN.index('[[organisation]]\nname = "Ely')].replace("Trust", "Care")
    file.write_text(FEN.replace("scores = 6", "scores = 5") + another)
    weft("apply", str(file), "--yes").refused(3, ":4: scores: It is 6 by now and cannot fall again.")
    assert _rows(weft) == before
    lenas = '\n[[person]]\nname = "Lena"\norganisation = "Ely Council"\naccounts = ["slack:T1:ULENA"]\nroles = []\n'
    file.write_text(FEN[: FEN.index("[[check_in]]")] + lenas)
    assert weft("apply", str(file), "--yes").code == 0
    file.write_text(FEN)
    weft("apply", str(file), "--yes").refused(3, ":32: 'Lena' is the name of several members")
    both = FEN.replace('["slack:T1:UADA"]', '["slack:T1:UADA", "slack:T1:ULENA"]')
    file.write_text(both[: both.index('[[person]]\nname = "Lena"')])
    weft("apply", str(file), "--yes").refused(3, ":26: these accounts are several members")


def test_evaluations_and_names_that_several_have(fenland: Weft, file: Path) -> None:
    head = '[partnership]\nname = "fenland"\nzone = "Europe/London"\n'
    check_in = FEN[FEN.index("[[check_in]]") : FEN.index("[[check_in]]\nlibrary")]
    file.write_text(head + check_in.replace("Listening", "In waves"))
    fenland("apply", str(file), "--yes").refused(3, ":4: this is an evaluation")
    file.write_text(head + check_in.replace("remind", "audience = 'space: #fenland'\nremind"))
    assert fenland("apply", str(file), "--yes").code == 0
    file.write_text(head + check_in.replace("Listening", "By name"))
    with Database(f"sqlite:///{fenland.data}/weft.db") as database:
        asyncio.run(database.write(_same_titles))
    fenland("apply", str(file), "--yes").refused(3, ":4: several check-ins are called 'By name'")
    with Database(f"sqlite:///{fenland.data}/weft.db") as database:
        asyncio.run(database.write(_once_more))
    fenland("apply", str(file), "--yes").refused(3, ":1: several partnerships are called")


def _same_titles(session: Session) -> None:
    session.execute(update(tables.Prompt).values(title="By name"))


def _once_more(session: Session) -> None:
    partnerships.start(session, "Fenland", "Europe/London")


def test_where_nobody_can_be_asked_nothing_is_done(weft: Weft, file: Path) -> None:
    ran = weft("apply", str(file))
    assert (ran.code, ran.err) == (5, "Error: nothing was done: say --yes where nobody can be asked\n")
    assert not _rows(weft)["partnership"]


def test_what_changed_since_it_was_shown_is_not_done(weft: Weft, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_too_early(database: Database, *_: object) -> Outcome:
        outcome = await look(database, read(file), str(file))
        outcome.changes.pop()
        return outcome

    monkeypatch.setattr(applying, "look", look_too_early)
    ran = weft("apply", str(file), "--yes")
    assert (ran.code, ran.err) == (5, "Error: nothing was done: something changed meanwhile; look again\n")
    assert not _rows(weft)["partnership"]


@pytest.mark.parametrize(("typed", "there"), [("n", 0), ("y", 1)])
def test_somebody_at_a_terminal_is_asked(typed: str, there: int, weft: Weft, file: Path) -> None:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{typed}\n".encode())
    done = subprocess.run(
        [sys.executable, "-m", "bot", "apply", str(file)],
        stdin=terminal, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
    )  # fmt: skip
    os.close(keyboard)
    os.close(terminal)
    assert "Do this? [y/N]" in done.stderr
    assert (done.returncode, "Traceback" in done.stderr) == (0 if there else 5, False)
    assert len(_rows(weft)["partnership"]) == there


def test_the_example_that_is_shipped_can_be_applied(weft: Weft) -> None:
    example = Path(__file__).parent.parent.parent / "docs" / "partnership.toml"
    assert weft("apply", str(example), "--yes").code == 0
    assert weft("apply", str(example), "--yes").out == "Nothing to do: all is as the file says.\n"
