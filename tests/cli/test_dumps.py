"""Backups of a server: by its own tools, put back to the last row, and refused where they are not here."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from bot import settings
from bot.domain.audit import RESTORED
from bot.store import copying, partnerships, tables
from bot.store.database import Database
from bot.store.migrate import connection
from bot.store.moving import move
from tests.cli.weft import Weft
from tests.databases import Postgresql

Rows = dict[str, list[str]]


@pytest.fixture
def server(fenland: Weft, postgresql: Postgresql) -> Iterator[Weft]:
    """The command line over a server that holds what the file of `fenland` does, with PostgreSQL's client at hand."""
    with postgresql.fresh() as url:
        move(fenland.data / "weft.db", url)
        fenland.set(DATABASE_URL=url, WEFT_SECRET="kept-to-itself" * 3, PATH=str(postgresql.client))
        yield fenland


def _rows(url: str) -> Rows:
    with connection(url) as opened:
        return {
            table.name: sorted(repr(tuple(row)) for row in opened.execute(select(table)))
            for table in tables.Partnership.metadata.sorted_tables
        }


def _url() -> str:
    return settings.read().database_url


def _start(session: Session) -> None:
    partnerships.start(session, "Newer", "UTC")


def test_a_backup_is_put_back_to_the_last_row(server: Weft, postgresql: Postgresql) -> None:
    told = server("backup", "copy.dump")
    assert told.out == (
        f"copy.dump holds 1 partnership, and was opened and checked (revision {copying.revisions()[-1]}).\n"
    )
    assert "it holds the keys of 3 open check-ins and of 1 evaluation that goes on" in told.err
    assert (server.folder / "copy.dump").stat().st_mode & 0o077 == 0
    before = _rows(_url())
    with Database(_url()) as database:
        asyncio.run(database.write(_start))
    server("restore", "copy.dump", "--yes").refused(5, "the database holds partnerships: 2, and tells of 2026-05-12")
    assert server("restore", "copy.dump", "--yes", "--force").out.endswith("Start Weft now.\n")
    after = _rows(_url())
    # That it was made is on record after it, and so not in it; that it was put back is.
    assert len(after.pop("audit")) == len(before.pop("audit"))
    assert after == before
    assert server("audit", "show", "Fenland", "--json").json[-1]["deed"] == RESTORED
    assert server("audit", "verify", "Fenland").code == 0
    with postgresql.empty() as url:
        server.set(DATABASE_URL=url)
        values = server("restore", "copy.dump", "--yes", "--json").json
        assert (values["partnerships"], values["revision"]) == (1, copying.revisions()[-1])
        assert any("check-ins that are open in it: 3" in note for note in values["notes"])
        again = _rows(url)
        again.pop("audit")
        assert again == before


def test_without_a_name_it_lies_in_a_folder_of_its_own(server: Weft) -> None:
    values = server("backup", "--json").json
    assert values["file"].startswith(f"backups/weft-{datetime.now(UTC):%Y-%m-%dT}")
    assert (values["open_check_ins"], values["evaluations"], values["holds_keys"]) == (3, 1, True)
    assert values["keys_until"] == "2026-06-30T23:00:00+00:00"
    server("backup", values["file"]).refused(5, "is there already")
    assert server("backup", values["file"], "--force").code == 0
    server("backup", f"{values['file']}/x.dump").refused(1, "cannot be made")


def test_what_cannot_be_put_back_is_said(server: Weft) -> None:
    assert server("backup", "copy.dump").code == 0
    whole = (server.folder / "copy.dump").read_bytes()
    for name, made in (("cats.dump", b"cats"), ("half.dump", whole[: len(whole) * 2 // 3])):
        (server.folder / name).write_bytes(made)
        server("restore", name, "--yes").refused(3, f"{name} is no backup that can be read, or is damaged")
    server("restore", "none.dump", "--yes").refused(3, "there is no file none.dump")
    server("restore", "copy.dump", "--force").refused(5, "nothing was done: say --yes")
    with Database(_url()) as database:
        asyncio.run(database.read(partnerships.count))
        server("restore", "copy.dump", "--yes").refused(5, "the database is in use: stop Weft first, or say --force")


def test_a_newer_one_and_another_program_s_tables_are_refused(server: Weft, postgresql: Postgresql) -> None:
    assert server("backup", "copy.dump").code == 0
    with postgresql.empty() as url:
        with connection(url) as opened:
            opened.execute(text("CREATE TABLE cats (name TEXT)"))
        server.set(DATABASE_URL=url)
        server("backup", "cats.dump").refused(1, "the database has no table yet: nothing to copy")
        server("restore", "copy.dump", "--yes", "--force").refused(5, "tables that copy.dump has not, such as cats")
    with postgresql.empty() as url:
        server.set(DATABASE_URL=url)
        assert server("restore", "copy.dump", "--yes").code == 0
        with connection(url) as opened:
            opened.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert server("backup", "newer.dump").code == 0
        server("restore", "newer.dump", "--yes").refused(3, "was written by a newer Weft (revision 9999)")


def test_without_its_client_it_says_what_to_install(server: Weft, tmp_path: Path) -> None:
    assert server("backup", "copy.dump").code == 0
    server.set(PATH=str(tmp_path))
    server("backup").refused(1, "install its client beside Weft, for pg_dump")
    server("restore", "copy.dump", "--yes").refused(1, "install its client beside Weft, for pg_restore")
    for name, says in (("pg_dump", "error: aborting because of server version mismatch"), ("pg_restore", "")):
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\necho 'hush {says}' >&2\nexit 1\n")
        tool.chmod(0o755)
    server("backup").refused(1, "pg_dump could not do it: it is older than the server; run it by hand to see more")
    assert list((server.folder / "backups").iterdir()) == []


def test_a_server_that_is_away_is_said_so_without_its_password(server: Weft) -> None:
    assert server("backup", "copy.dump").code == 0
    server.set(DATABASE_URL="postgresql+psycopg://hush:hush@/weft?host=/nowhere")
    for arguments in (("backup",), ("restore", "copy.dump", "--yes")):
        ran = server(*arguments)
        ran.refused(1, "the database cannot be used: nobody listens there")
        assert ran.err.count("\n") == 1
        assert "hush" not in ran.err
