"""The doctor: what whoever runs Weft is told before people come, and that looking changes nothing."""

import asyncio
import json
import os
import pty
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.chat.finding import Finding
from bot.cli.doctor import lines, looked_at
from bot.settings import Settings
from tests.databases import Sqlite
from tests.serving.process import WEFT, Finished, free_port, run, serving
from tests.serving.test_serving import healthy
from tests.stubs.doctor import APP_TOKEN, BOT_TOKEN, Desk, desk
from tests.stubs.teams import APP_A, TENANT_A, TeamsStub

LONG = "kept-to-itself" * 3


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, without any setting."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


def credentials(slack: Desk) -> Mapping[str, str]:
    return {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": slack.url}


def listed(finished: Finished) -> list[dict[str, str]]:
    """What `--json` prints."""
    assert finished.err == ""
    findings: list[dict[str, str]] = json.loads(finished.out)
    assert all(each.keys() == {"what", "state", "advice"} for each in findings)
    return findings


def wrong(finished: Finished) -> list[str]:
    return [each["what"] for each in listed(finished) if each["state"] == "wrong"]


def contents(folder: Path) -> Mapping[str, tuple[bytes, int]]:
    """Every file with what is in it and when it was changed."""
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in folder.iterdir()}


async def test_with_nothing_set_up_nothing_is_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    port = str(free_port())
    told, as_json = await asyncio.gather(
        run(tmp_path, "doctor", WEFT_PORT=port), run(tmp_path, "doctor", "--json", "--no-probe", WEFT_PORT=port)
    )
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        "good:    Settings: they can be read",
        "good:    Database: it will be made at the start",
        "good:    Folder: data will be made at the start",
        "good:    Secret: it will be made at the start",
        f"good:    Address: only this machine reaches Weft, at http://127.0.0.1:{port}",
        "good:    Languages: English, Cymraeg",
        f"warning: Address: nobody answers at http://127.0.0.1:{port}",
        "           Is Weft running, does the proxy lead here?",
        "good:    Neither Slack nor Teams is set up: people come by the web inbox",
        "           The README says how to connect one",
        "",
        "Nothing is wrong; look at what is marked warning",
    ]
    assert as_json.code == 0
    assert {each["state"] for each in listed(as_json)} == {"good"}
    assert contents(tmp_path) == {}


async def test_a_running_weft_is_found_well(tmp_path: Path) -> None:
    async with serving(tmp_path, WEFT_TICK_SECONDS="0.2") as weft, httpx.AsyncClient() as client:
        await weft.says("Weft serves")
        await healthy(weft, client)
        looked = await run(tmp_path, "doctor", "--json", WEFT_PORT=str(weft.port))
        assert await weft.end() == 0
    assert looked.code == 0
    assert [each["what"] for each in listed(looked)] == [
        "Settings: they can be read",
        "Database: it can be written to and is up to date",
        "Folder: data is there, and others on this machine are kept out",
        "Secret: what links are signed with is there, and long enough",
        f"Address: only this machine reaches Weft, at {weft.url}",
        "Languages: English, Cymraeg",
        f"Address: Weft answers at {weft.url} and is well",
        "Neither Slack nor Teams is set up: people come by the web inbox",
    ]


async def test_every_setting_that_is_wrong_has_its_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WEFT_PORT=kept-to-itself\nWEFT_URL=kept-to-itself\n")
    looked = await run(tmp_path, "doctor", "--json")
    assert looked.code == 1
    assert [each.partition(": ")[2].partition(":")[0] for each in wrong(looked)] == ["WEFT_PORT", "WEFT_URL"]
    assert "kept-to-itself" not in looked.out


async def test_slack_that_is_right_and_slack_that_is_not(tmp_path: Path) -> None:
    async with desk() as slack:
        slack.late = timedelta(seconds=-40)
        right = await run(tmp_path, "doctor", "--json", "--no-probe", **credentials(slack))
        slack.scopes, slack.late = ["chat:write"], timedelta(seconds=90)
        not_right = await run(tmp_path, "doctor", "--no-probe", **credentials(slack))
    assert right.code == 0
    assert [each["what"] for each in listed(right)][-4:] == [
        "Clock: it is right",
        'Slack: the bot token opens the workspace "Fen Trust"',
        "Slack: the bot token has every scope that Weft needs",
        "Slack: the app token opens Socket Mode",
    ]
    assert (not_right.code, not_right.err) == (1, "")
    told = not_right.out.splitlines()
    assert "wrong:   Slack: the bot token lacks the scope im:write, which begins private conversations" in told
    assert sum("install the app again" in line for line in told) == 1
    assert any(line.startswith("wrong:   Clock: it is 9") and line.endswith(" seconds ahead") for line in told)
    assert told[-1].endswith(" things are wrong")
    assert "kept-to-itself" not in right.out + not_right.out


async def test_a_database_of_a_newer_weft_is_wrong_and_left_alone(tmp_path: Path, sqlite: Sqlite) -> None:
    with sqlite.fresh() as url:
        file = Path(url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(file)) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
            database.commit()
        before = contents(file.parent)
        looked = await run(tmp_path, "doctor", "--json", "--no-probe", DATABASE_URL=url)
        assert contents(file.parent) == before
    assert looked.code == 1
    assert wrong(looked) == ["Database: a newer Weft has written it (revision 9999)"]


async def test_a_terminal_gets_signs_unless_it_cannot_show_them(here: Path) -> None:
    signs, words = await asyncio.gather(shown_in_terminal(here, "utf-8"), shown_in_terminal(here, "ascii"))
    assert signs.startswith("✓ Settings: they can be read\r\n✓ Database")
    assert words.startswith("good:    Settings: they can be read\r\ngood:    Database")


async def shown_in_terminal(folder: Path, encoding: str) -> str:
    """What a terminal of this encoding shows."""
    terminal, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(WEFT, "doctor", "--no-probe"), cwd=folder, env={**os.environ, "PYTHONIOENCODING": encoding}, stdout=theirs
    )
    assert await process.wait() == 0
    told = os.read(terminal, 4096)
    os.close(terminal)
    os.close(theirs)
    return told.decode(encoding)


async def test_teams_is_looked_at_beside_the_rest(here: Path) -> None:
    teams = TeamsStub()
    await teams.start()
    teams.login.refuse()
    chosen = Settings(
        microsoft_app_id=APP_A,
        microsoft_app_tenant_id=TENANT_A,
        microsoft_app_password=SecretStr(LONG),
        weft_url="https://weft.example.org",
        database_url=f"sqlite:///{here}/weft.db",
    )
    microsoft = {"metadata_url": teams.login.metadata_url, "login": teams.msal_client()}
    found = await looked_at(chosen, probing=False, microsoft=microsoft)
    await teams.stop()
    assert [each.what for each in found if each.state == "wrong"] == [
        f"Teams: the secret of app {APP_A} does not work: the secret is wrong"
    ]
    assert "Clock: it is right" in [each.what for each in found]


async def test_anonymous_teams_and_a_table_that_is_not_there(tmp_path: Path) -> None:
    anonymous, no_table = await asyncio.gather(
        run(tmp_path, "doctor", "--no-probe", WEFT_TEAMS_ANONYMOUS="true"),
        run(tmp_path, "doctor", "--no-probe", "--json", WEFT_TEAMS_APPS="no.toml"),
    )
    assert anonymous.code == 0
    assert "warning: TEAMS: ANONYMOUS MODE IS ON" in anonymous.out
    assert no_table.code == 1
    assert wrong(no_table) == ["Teams: WEFT_TEAMS_APPS: no.toml cannot be read: No such file or directory"]


async def test_a_look_that_fails_leaves_the_others_alone(here: Path) -> None:
    (here / "secret").write_bytes(b"\xff" * 40)
    found = await looked_at(Settings(database_url=f"sqlite:///{here}/weft.db"), probing=False)
    assert [each.what for each in found if each.state == "wrong"] == [
        "Secret: looking at it failed (UnicodeDecodeError)"
    ]
    assert len(found) == 6


def test_what_is_told_cannot_move_about_in_a_terminal() -> None:
    signs = {"good": "+", "warning": "!", "wrong": "-"}
    told = lines([Finding('Slack: "\x1b[2J\nFen"', "wrong", "Do\nthis")], signs)  # type: ignore[arg-type]  # states
    assert list(told) == ['- Slack: " [2J Fen"', "    Do", "    this", "", "1 thing is wrong"]
