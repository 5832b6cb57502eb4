"""What whoever runs Weft can put right is said in one line, and Weft does not start."""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from socket import create_server

import pytest

from bot import settings
from bot.cli.build import build
from bot.errors import OperatorError
from bot.store.database import Database
from tests.databases import Sqlite
from tests.serving.process import Finished, free_port, run
from tests.stubs.slack import SlackStub

_ID = "7f0c4d1e-0000-4000-8000-0000000000a1"
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "WEFT_TICK_SECONDS: Input should be a valid number": {"WEFT_TICK_SECONDS": "hush"},
    "WEFT_PORT: Input should be less": {"WEFT_PORT": "65536"},
    "WEFT_LOG_FORMAT: ": {"WEFT_LOG_FORMAT": "hush"},
    "DATABASE_URL: write sqlite:///": {"DATABASE_URL": "mysql://hush@db/weft"},
    "SLACK_API_URL: write a full address": {"SLACK_API_URL": "hush.example"},
    "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN": {"SLACK_BOT_TOKEN": "xoxb-hush"},
    "SLACK_BOT_TOKEN is missing": {"SLACK_APP_TOKEN": "xapp-hush"},
    "go together: one of them is missing": {"SLACK_CLIENT_ID": "hush"},
    "it needs SLACK_CLIENT_ID": {"SLACK_WORKSPACES": "T0HUSH"},
    "SLACK_BOT_TOKEN, or SLACK_CLIENT_ID to install by a link, not both": {
        "SLACK_CLIENT_ID": "hush",
        "SLACK_CLIENT_SECRET": "hush",
        "SLACK_BOT_TOKEN": "xoxb-hush",
        "SLACK_SIGNING_SECRET": "hush",
    },
    "SLACK_CLIENT_ID needs SLACK_APP_TOKEN": {"SLACK_CLIENT_ID": "hush", "SLACK_CLIENT_SECRET": "hush"},
    "SLACK_CLIENT_ID needs WEFT_TOKEN_KEYS": {
        "SLACK_CLIENT_ID": "hush",
        "SLACK_CLIENT_SECRET": "hush",
        "SLACK_SIGNING_SECRET": "hush",
    },
    "WEFT_TOKEN_KEYS: key 1 of 1 is no key": {
        "SLACK_CLIENT_ID": "hush",
        "SLACK_CLIENT_SECRET": "hush",
        "SLACK_SIGNING_SECRET": "hush",
        "WEFT_TOKEN_KEYS": "hush",
        "WEFT_WEB": "false",
    },
    "WEFT_URL is missing": {"WEFT_HOST": "0.0.0.0"},
    "without a path": {"WEFT_URL": "https://weft.example.org/hush", "WEFT_SECRET": "hush" * 8},
    "WEFT_SECRET is missing": {"DATABASE_URL": "sqlite://"},
    "set SLACK_BOT_TOKEN or MICROSOFT_APP_ID, or WEFT_WEB=true": {"WEFT_WEB": "false"},
    "MICROSOFT_APP_ID is missing": {"MICROSOFT_APP_PASSWORD": "hush"},
    "MICROSOFT_APP_ID is missing, though another": {"MICROSOFT_APP_TENANT_ID": "hush"},
    "MICROSOFT_APP_ID needs": {"MICROSOFT_APP_ID": "hush", "MICROSOFT_APP_PASSWORD": "  "},
    "MICROSOFT_APP_ID: copy the Application (client) ID": {
        "MICROSOFT_APP_ID": "hush",
        "MICROSOFT_APP_TENANT_ID": "hush",
        "MICROSOFT_APP_PASSWORD": "hush",
        "WEFT_WEB": "false",
    },
    "MICROSOFT_APP_TENANT_ID: copy the Directory (tenant) ID": {
        "MICROSOFT_APP_ID": _ID,
        "MICROSOFT_APP_TENANT_ID": "hush.example",
        "MICROSOFT_APP_PASSWORD": "hush",
        "WEFT_WEB": "false",
    },
    "MICROSOFT_APP_ID needs MICROSOFT_APP_PASSWORD": {"MICROSOFT_APP_ID": "hush"},
    "not both": {"MICROSOFT_APP_ID": "a", "MICROSOFT_APP_PASSWORD": "hush", "MICROSOFT_APP_CERTIFICATE": "hush"},
    "MICROSOFT_APP_TENANT_ID is missing": {"MICROSOFT_APP_ID": "hush", "MICROSOFT_APP_PASSWORD": "hush"},
    "MICROSOFT_APP_TYPE: ": {"MICROSOFT_APP_TYPE": "hush"},
    "MICROSOFT_APP_CERTIFICATE: no.pem cannot be read: No such file": {
        "MICROSOFT_APP_ID": _ID,
        "MICROSOFT_APP_TENANT_ID": _ID,
        "MICROSOFT_APP_CERTIFICATE": "no.pem",
        "WEFT_WEB": "false",
    },
    "WEFT_TEAMS_APPS: no.toml cannot be read: No such file": {"WEFT_TEAMS_APPS": "no.toml", "WEFT_WEB": "false"},
    "WEFT_TEAMS_ANONYMOUS is for development": {
        "WEFT_TEAMS_ANONYMOUS": "true",
        "WEFT_HOST": "0.0.0.0",
    },
    "set WEFT_HOST=127.0.0.1 and no WEFT_URL": {
        "WEFT_TEAMS_ANONYMOUS": "true",
        "WEFT_URL": "https://hush.example",
    },
    "WEFT_TEAMS_ANONYMOUS goes with no credentials": {
        "WEFT_TEAMS_ANONYMOUS": "true",
        "MICROSOFT_APP_ID": "hush",
        "MICROSOFT_APP_PASSWORD": "hush",
    },
}


@pytest.mark.parametrize(("wanted", "given"), SETTINGS.items())
def test_every_setting_that_cannot_be_is_named(
    wanted: str, given: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(OperatorError) as refused, Database("sqlite://") as database:
        build(settings.read(), database)
    assert wanted in str(refused.value)
    assert "hush" not in str(refused.value)


def complaint(finished: Finished) -> str:
    """The one line that is all that is said."""
    assert (finished.code, finished.out) == (1, "")
    assert finished.err.startswith("Error: ")
    assert finished.err.count("\n") == 1
    assert "hush" not in finished.err
    return finished.err


async def test_settings_and_folders(tmp_path: Path) -> None:
    for name in ("file", "secret"):
        (tmp_path / name).mkdir()
    (tmp_path / "file" / "data").write_text("not a folder")
    (tmp_path / "secret" / "data" / "secret").mkdir(parents=True)
    no_setting, no_folder, no_secret = await asyncio.gather(
        run(tmp_path, "serve", WEFT_TICK_SECONDS="hush"),
        run(tmp_path / "file", "serve", WEFT_PORT=str(free_port())),
        run(tmp_path / "secret", "serve", WEFT_PORT=str(free_port())),
    )
    assert "WEFT_TICK_SECONDS: Input should be a valid number" in complaint(no_setting)
    assert "data cannot be made: File exists" in complaint(no_folder)
    assert "secret cannot be kept: Is a directory; set WEFT_SECRET" in complaint(no_secret)


async def test_databases(tmp_path: Path, sqlite: Sqlite) -> None:
    with sqlite.fresh() as newer, sqlite.fresh() as kept:
        with closing(sqlite3.connect(newer.removeprefix("sqlite:///"))) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
            database.commit()
        read_only = f"sqlite:///file:{kept.removeprefix('sqlite:///')}?mode=ro&uri=true"
        of_the_future, unwritable = await asyncio.gather(
            run(tmp_path, "serve", DATABASE_URL=newer, WEFT_PORT=str(free_port())),
            run(tmp_path, "serve", DATABASE_URL=read_only, WEFT_SECRET="hush" * 8, WEFT_PORT=str(free_port())),
        )
    assert "newer Weft (revision 9999)" in complaint(of_the_future)
    assert "readonly" in complaint(unwritable)


async def test_what_keeps_it_from_serving_is_said_before_the_database_is_brought_up(tmp_path: Path) -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port, other = str(taken.getsockname()[1]), str(free_port())
        no_port, no_secret, no_key = await asyncio.gather(
            run(tmp_path, "serve", WEFT_PORT=port),
            run(tmp_path, "serve", DATABASE_URL="postgresql://weft@127.0.0.1:9/weft", WEFT_PORT=other),
            run(tmp_path, "serve", WEFT_TOKEN_KEYS="hush", WEFT_PORT=other),
        )
    assert "set WEFT_HOST or WEFT_PORT" in complaint(no_port)
    assert "WEFT_SECRET is missing" in complaint(no_secret)
    assert "key 1 of 1 is no key" in complaint(no_key)
    assert not (tmp_path / "data").exists()


async def test_a_token_that_slack_does_not_know(tmp_path: Path) -> None:
    stub = SlackStub()
    await stub.start()
    credentials = {"SLACK_BOT_TOKEN": "xoxb-hush", "SLACK_SIGNING_SECRET": "hush", "SLACK_API_URL": stub.api_url}
    refused = await run(tmp_path, "serve", WEFT_PORT=str(free_port()), **credentials)
    await stub.stop()
    assert "slack could not be started" in complaint(refused)
