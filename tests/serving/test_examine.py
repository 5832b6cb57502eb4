"""What is looked at on this machine: settings, database, folder, secret, address and clock."""

import asyncio
import sqlite3
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from alembic import command
from alembic.config import Config
from pydantic import SecretStr

from bot.chat.finding import Finding
from bot.cli import examine
from bot.settings import Settings
from bot.store.migrate import connection, migrate
from tests.databases import Postgresql, Sqlite
from tests.stubs.certificates import certificate, private_key

LONG = "kept-to-itself" * 3


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, without any setting."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


def test_settings_that_cannot_be_read_or_serve_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, [found] = examine.read_settings()
    assert chosen is not None
    assert found == Finding("Settings: they can be read", "good")
    monkeypatch.setenv("WEFT_WEB", "false")
    assert examine.read_settings()[1][0].what == "Settings: there is nothing to serve"
    (here / ".env").write_bytes(b"WEFT_URL=\xff\n")
    chosen, [found] = examine.read_settings()
    assert chosen is None
    assert (found.what, found.state) == ("Settings: .env is not text in UTF-8", "wrong")


def database(url: str) -> Finding:
    [finding] = examine.database(url)
    return finding


def test_what_a_database_can_be_like(sqlite: Sqlite, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database at all, but a text of some length")
    (tmp_path / "empty.db").touch()
    with sqlite.fresh() as current, sqlite.empty() as older:
        with connection(older) as opened:
            config = Config(attributes={"connection": opened})
            config.set_main_option("script_location", "bot.store:migrations")
            command.upgrade(config, "0001")
        file = current.removeprefix("sqlite:///")
        looks = {
            current: ("good", "it can be written to and is up to date"),
            older: ("good", "an older Weft has written it; it will be brought up to date at the start"),
            f"sqlite:///file:{file}?mode=ro&uri=true": ("wrong", "it cannot be written to"),
            f"sqlite:///{tmp_path}/empty.db": ("good", "it is empty; its tables will be made at the start"),
            f"sqlite:///{tmp_path}/text.db": ("wrong", "it cannot be used: the database refused: file is not a"),
            f"sqlite:///{tmp_path}/none.db": ("good", "it will be made at the start"),
            "sqlite://": ("warning", "it is in memory"),
            "sqlite:///:memory:": ("warning", "it is in memory"),
            "postgresql+psycopg://weft:kept-to-itself@db:port/weft": ("wrong", "DATABASE_URL is not whole"),
            "postgresql+psycopg2://weft:kept-to-itself@db/weft": ("wrong", "it needs the Python package psycopg2"),
            "postgresql+psycopg://weft:kept-to-itself@/weft?host=/nowhere": ("wrong", "it cannot be used"),
        }
        for url, (state, what) in looks.items():
            found = database(url)
            assert found.state == state, found
            assert found.what.startswith(f"Database: {what}")
            assert "kept-to-itself" not in repr(found)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert "database is locked" in database(current).what


def test_a_server_is_looked_at_as_well(postgresql: Postgresql) -> None:
    with postgresql.empty() as url:
        assert database(url).what == "Database: it is empty; its tables will be made at the start"
        migrate(url)
        assert database(url).what == "Database: it can be written to and is up to date"
        reading = f"{url}{'&' if '?' in url else '?'}options=-c%20default_transaction_read_only%3Don"
        assert database(reading).what == "Database: it cannot be written to"


def folder(url: str) -> Finding:
    [finding] = examine.folder(url)
    return finding


def test_the_folder_is_for_weft_alone(here: Path) -> None:
    url = "sqlite:///data/weft.db"
    assert folder(url) == Finding("Folder: data will be made at the start", "good")
    where = here / "data"
    where.mkdir(mode=0o700)
    assert folder(url).state == "good"
    for name in ("weft.db", "secret"):
        (where / name).touch(mode=0o644)
    assert folder(url).state == "good"
    where.chmod(0o755)
    assert folder(url) == Finding(
        "Folder: others on this machine can get at weft.db and secret in data",
        "warning",
        "Keep them out: chmod 700 data",
    )
    for name in ("weft.db", "secret"):
        (where / name).chmod(0o600)
    assert folder(url).state == "good"
    where.chmod(0o777)
    assert folder(url).what == "Folder: others can put files into data"
    where.chmod(0o1777)
    assert folder(url).state == "good"


def test_a_folder_that_is_none(here: Path) -> None:
    (here / "data").write_text("a file")
    assert folder("sqlite:///data/weft.db").what == "Folder: data cannot be written to"
    assert folder("sqlite:///data/deeper/weft.db").what == "Folder: data/deeper cannot be made"
    assert list(examine.folder("sqlite://")) == []
    assert list(examine.folder("postgresql+psycopg://db:port/weft")) == []


@pytest.mark.parametrize(
    ("given", "kept", "what", "state"),
    [
        (None, None, "it will be made at the start", "good"),
        (None, LONG, "what links are signed with is there", "good"),
        (None, "short", "the secret in ", "wrong"),
        (LONG, None, "what links are signed with is there", "good"),
        ("short", None, "the secret in WEFT_SECRET is too short", "wrong"),
    ],
)
def test_the_secret(here: Path, given: str | None, kept: str | None, what: str, state: str) -> None:
    if kept:
        (here / "secret").write_text(kept)
    secret = None if given is None else SecretStr(given)
    [found] = examine.secret(Settings(database_url=f"sqlite:///{here}/weft.db", weft_secret=secret))
    assert found.state == state
    assert found.what.startswith(f"Secret: {what}")
    assert LONG not in repr(found)
    assert [each.name for each in here.iterdir()] == (["secret"] if kept else [])


@pytest.mark.usefixtures("here")
def test_a_secret_where_there_is_no_file() -> None:
    [found] = examine.secret(Settings(database_url="sqlite://"))
    assert found.what == "Secret: WEFT_SECRET is missing: set it to what this prints: openssl rand -hex 32"
    assert examine.secret(Settings(weft_web=False)) == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("chosen", "what", "state"),
    [
        ({}, "only this machine reaches Weft, at http://127.0.0.1:8080", "good"),
        ({"weft_url": "http://weft.localhost"}, "only this machine reaches Weft, at http://weft.localhost", "good"),
        ({"weft_url": "https://weft.example.org/"}, "people are to reach Weft at https://weft.example.org", "good"),
        ({"weft_url": "http://weft.example.org"}, "whoever sits between can read", "wrong"),
        ({"weft_url": "https://ada:kept-to-itself@weft.example.org"}, "WEFT_URL holds a name or a password", "wrong"),
        ({"weft_url": "https://weft.example.org/kept-to-itself"}, "WEFT_URL has a path", "wrong"),
        ({"weft_url": "https://weft.example.org/a?kept-to-itself", "weft_web": False}, "people are to reach", "good"),
    ],
)
def test_the_address(chosen: Mapping[str, Any], what: str, state: str) -> None:
    [found] = examine.address(Settings(**chosen))
    assert found.what.startswith(f"Address: {what}")
    assert found.state == state
    assert "kept-to-itself" not in repr(found)


@pytest.mark.usefixtures("here")
async def test_where_nobody_needs_an_address_there_is_none() -> None:
    socket_mode = Settings(
        weft_web=False, weft_host="0.0.0.0", slack_bot_token=SecretStr("xoxb"), slack_app_token=SecretStr("xapp")
    )
    assert examine.address(socket_mode) == await examine.probe(socket_mode) == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (b'200 OK\r\n\r\n{"status": "ok"}', "Weft answers at {} and is well"),
        (b'503 Busy\r\n\r\n{"status": "failing"}', "Weft answers at {} and is not well"),
        (b"200 OK\r\n\r\n<h1>Under construction</h1>", "somebody else than Weft answers at {}"),
        (b"200 OK\r\n\r\n[]", "somebody else than Weft answers at {}"),
        (b"301 Moved\r\nLocation: https://weft.example.org\r\n\r\n", "somebody else than Weft answers at {}"),
        (b"", "nobody answers at {}"),
    ],
)
async def test_who_answers_at_the_address(answer: bytes, what: str) -> None:
    async with answering(b"HTTP/1.1 " + answer if answer else b"") as port:
        url = f"http://127.0.0.1:{port}"
        [found] = await examine.probe(Settings(weft_url=url))
    assert found.what == f"Address: {what.format(url)}"
    assert (found.state == "good") is what.endswith("is well")
    assert found.state != "wrong"


async def test_a_certificate_that_nobody_trusts(here: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair(here / "own.pem"))
    async with answering(b"", context) as port:
        [found] = await examine.probe(Settings(weft_url=f"https://localhost:{port}"))
    assert found.state == "warning"
    assert found.what == f"Address: the certificate of https://localhost:{port} is not one to be trusted"


@asynccontextmanager
async def answering(answer: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Somebody on a port of this machine who answers everything with the same."""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def pair(file: Path) -> Path:
    """A certificate that its owner has signed, with its private key."""
    file.write_text(private_key() + certificate())
    return file


@pytest.mark.parametrize(
    ("seconds", "what"),
    [
        ([], None),
        ([0, 59], "it is right"),
        ([1, -60], "it is right"),
        ([1, 61], "it is 61 seconds ahead"),
        ([-3600, 61], "it is 3600 seconds behind"),
    ],
)
def test_the_clock(seconds: list[int], what: str | None) -> None:
    found = [each.what for each in examine.clock([timedelta(seconds=each) for each in seconds])]
    assert found == ([] if what is None else [f"Clock: {what}"])


def test_an_address_is_shown_without_what_may_be_secret() -> None:
    assert examine.shown(urlsplit("https://a:b@weft.example.org:8443/c/?d#e")) == "https://weft.example.org:8443/c"
