"""Weft started for a Teams stand-in on this machine: a home card, a form in a dialog, and what was sent is kept."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli.teams import registrations
from bot.errors import SettingsInvalid
from bot.settings import Settings
from tests.contract.teams import card_in
from tests.contract.teams_reading import action_in, inputs_of, shown_in
from tests.serving.process import run, serving
from tests.serving.test_serving import healthy
from tests.stubs import teams_people as people
from tests.stubs.teams import APP_A, TENANT_A, TeamsStub
from tests.stubs.teams_login import TeamsLogin

STARTED = {
    "partnership": "Fenland hush",
    "zone": "Europe/London",
    "name": "Ada",
    "organisation": "Fen Trust",
    "sector": "nhs",
    "contact": "data@fen.example",
    "basis": "public_task",
    "retention": "730",
}


async def test_the_same_command_serves_a_stand_in_of_teams(tmp_path: Path) -> None:
    stub = TeamsStub(anonymous=True)
    await stub.start()
    ada = stub.join("Ada")
    at = stub.private(ada, TENANT_A)
    async with serving(tmp_path, WEFT_TEAMS_ANONYMOUS="true", WEFT_TICK_SECONDS="0.2") as weft:
        assert "serves web and teams" in await weft.says("Weft serves")
        async with httpx.AsyncClient(base_url=weft.url) as teams:

            async def send(told: dict[str, Any], **headers: str) -> httpx.Response:
                body = people.activity(ada, at, stub.url) | told
                return await teams.post("/teams/messages", json=body, headers=headers)

            assert (await send(people.added(f"28:{APP_A}"))).status_code == 200
            [(post, home)] = at.posts.items()
            assert "You are not in a partnership yet." in "".join(shown_in(card_in(home)).texts)
            start = action_in(card_in(home), "Start a partnership")
            opened = (await send(people.fetched(start, post))).json()["task"]["value"]["card"]["content"]
            sent = people.submitted(opened["actions"][0], inputs_of(opened, STARTED))
            started = (await send(sent)).json()["task"]["value"]["card"]["content"]
            assert "Fenland hush has started" in "".join(shown_in(started).texts)
            assert "Fenland hush" in "".join(shown_in(card_in(at.posts[post])).texts)
            assert (await send(sent, **{"x-forwarded-for": "203.0.113.7"})).status_code == 401
            elsewhere = people.activity(ada, at, "https://smba.evil.example/") | people.message("home")
            assert (await teams.post("/teams/messages", json=elsewhere)).status_code == 401
            with closing(sqlite3.connect(tmp_path / "data" / "weft.db")) as database:
                assert database.execute("SELECT name FROM partnership").fetchall() == [("Fenland hush",)]
            await healthy(weft, teams)
        assert await weft.end(signal.SIGINT) == 0
    await stub.stop()
    logged = "\n".join(weft.err)
    assert "teams.anonymous" in logged
    assert [word for word in ("hush", "Ada", "/enter/", ada.user, ada.mri, at.id, stub.url) if word in logged] == []
    assert "Traceback" not in logged


def test_an_entry_of_the_table_that_is_not_whole_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").write_text("\n")
    entry = f'[[app]]\napp_id = "{APP_A}"\ntenant_id = "{TENANT_A}"\n'
    for table, said in (
        ("app = 1", "has no [[app]]"),
        ("[[app", "is not TOML"),
        (entry, "app 1 in apps.toml needs exactly one of secret, secret_file and certificate_file"),
        (f'{entry}secret = ""', "app 1 in apps.toml: secret is empty or no text"),
        (f'{entry}secret = "hush"\nsecret_file = "hush"', "needs exactly one of secret"),
        (f'{entry}sceret = "hush"', "has an unknown key; there are app_id, "),
        (f'{entry}hush = "hush"', "has an unknown key"),
        ("app = [1]", "app 1 in apps.toml is no table"),
        (f'{entry}secret_file = "empty"', "empty is empty"),
        (f'{entry}certificate_file = "empty"', "empty holds no certificate as PEM"),
        (f'[[app]]\napp_id = "hush"\ntenant_id = "{TENANT_A}"\nsecret = "hush"', "app_id: copy the Application"),
        (f'[[app]]\napp_id = "{APP_A}"\ntenant_id = "hush"\nsecret = "hush"', "tenant_id: copy the Directory"),
        (f'{entry}secret_file = "none"', "none cannot be read: No such file"),
        ('[[app]]\napp_id = "a"\nsecret = "hush"', "needs app_id and tenant_id"),
    ):
        (tmp_path / "apps.toml").write_text(table)
        with pytest.raises(SettingsInvalid) as refused:
            registrations(Settings(weft_teams_apps="apps.toml"))
        assert said in str(refused.value)
        assert "hush" not in str(refused.value)


async def test_a_table_that_is_not_whole_ends_the_start_in_one_line(tmp_path: Path) -> None:
    entry = f'[[app]]\napp_id = "{APP_A}"\ntenant_id = "{TENANT_A}"\nsecret = "hush"\n'
    for table, said in (("app = 1", "has no [[app]]"), (entry * 2, "the same app id or serve the same tenant")):
        (tmp_path / "apps.toml").write_text(table)
        refused = await run(tmp_path, "link", "Ada", WEFT_TEAMS_APPS="apps.toml")
        assert (refused.code, refused.err.count("\n")) == (1, 1), refused.err
        assert said in refused.err
        assert "hush" not in refused.err


async def test_a_secret_that_microsoft_does_not_know_ends_the_start(tmp_path: Path) -> None:
    """Microsoft's own login is out of reach here, so what its refusal looks like is tried in `tests/teams`."""
    login = TeamsLogin()
    await login.start()
    await login.stop()
    settings = {"MICROSOFT_APP_ID": APP_A, "MICROSOFT_APP_TENANT_ID": TENANT_A, "MICROSOFT_APP_PASSWORD": "hush"}
    async with serving(tmp_path, HTTPS_PROXY=login.url, WEFT_TICK_SECONDS="0.2", **settings) as weft:
        assert "serves web at" in await weft.says("Weft serves")
        assert "is tried again: weft doctor says more" in await weft.says("teams could not be started")
        assert await weft.end(signal.SIGTERM) == 0
    assert any("platform.not_started" in line and "Microsoft could not be asked" in line for line in weft.err)
    assert "hush" not in "\n".join(weft.err)
