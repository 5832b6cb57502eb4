"""Bringing a database up: from nothing, again, beside another process, and what can stand in the way."""

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import CommandLine, Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.errors import OperatorError, StoreUnavailable
from bot.store import tables
from bot.store.database import Database
from bot.store.migrate import connection, migrate
from tests.databases import Databases, Postgresql, Sqlite
from tests.serving.process import run

ROOT = Path(__file__).parents[2]
REPLICAS = 3


def upgrade(url: str, revision: str) -> None:
    """Bring a database to an earlier revision only."""
    with connection(url) as opened:
        config = Config(attributes={"connection": opened})
        config.set_main_option("script_location", "bot.store:migrations")
        command.upgrade(config, revision)


def test_an_empty_database_gets_exactly_the_tables(both: Databases) -> None:
    with both.empty() as url:
        migrate(url)
        with connection(url) as opened:
            context = MigrationContext.configure(opened, opts={"compare_type": True, "compare_server_default": True})
            assert compare_metadata(context, tables.Partnership.metadata) == []


def test_migrating_again_changes_nothing(both: Databases) -> None:
    with both.fresh() as url:
        with connection(url) as opened:
            opened.execute(text("INSERT INTO partnership (id, name, zone) VALUES ('p', 'Warm Homes', 'UTC')"))
        migrate(url)
        with connection(url) as opened:
            assert opened.execute(text("SELECT name FROM partnership")).scalars().all() == ["Warm Homes"]


def test_those_who_were_members_before_there_were_several_accounts_stay_so(both: Databases) -> None:
    with both.empty() as url:
        upgrade(url, "0001")
        with connection(url) as opened:
            for table, row in (
                ("partnership", "'p', 'Warm Homes', 'UTC'"),
                ("organisation", "'o', 'p', 'City Trust', 'nhs', 'us'"),
                ("member", "'m', 'p', 'o', 'Ada', 0, 9, 'UTC', NULL, NULL"),
                ("identity", "'slack', 'T1', 'U1', 'p', 'm'"),
            ):
                opened.execute(text(f"INSERT INTO {table} VALUES ({row})"))
        migrate(url)
        with connection(url) as opened:
            assert opened.execute(text("SELECT member, rank FROM identity")).all() == [("m", 0)]


def test_every_constraint_has_a_name_by_which_it_can_be_changed(database_url: str) -> None:
    with connection(database_url) as opened:
        inspector = inspect(opened)
        for table in tables.Partnership.metadata.tables:
            named = [
                inspector.get_pk_constraint(table),
                *inspector.get_foreign_keys(table),
                *inspector.get_unique_constraints(table),
            ]
            assert all((constraint["name"] or "").startswith(("pk_", "fk_", "uq_")) for constraint in named), table


def test_two_processes_that_start_at_once_migrate_once(both: Databases) -> None:
    with both.empty() as url, ThreadPoolExecutor(2) as processes:
        list(processes.map(migrate, [url, url]))
        with connection(url) as opened:
            assert opened.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


async def test_replicas_that_start_together_all_come_up(both: Databases, tmp_path: Path) -> None:
    with both.empty() as url:
        started = [run(tmp_path, "migrate", DATABASE_URL=url) for _ in range(REPLICAS)]
        for each in await asyncio.gather(*started):
            assert (each.code, each.out) == (0, "The database is up to date.\n"), each.err
        with connection(url) as opened:
            assert opened.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_whoever_waits_for_a_turn_does_so_for_minutes_and_for_a_table_only_a_while(postgresql: Postgresql) -> None:
    with postgresql.empty() as url, ThreadPoolExecutor(1) as other:
        with connection(url) as opened:
            waiting = other.submit(migrate, url, busy_seconds=0.1)
            # Much longer than a lock on a table is waited for.
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
            assert inspect(opened).get_table_names() == []
        waiting.result(30)
        with connection(url) as opened:
            assert opened.exec_driver_sql("SHOW lock_timeout").scalar() == "30s"
            assert opened.exec_driver_sql("SHOW statement_timeout").scalar() == "0"


def test_a_database_of_a_newer_version_is_left_alone(both: Databases) -> None:
    with both.empty() as url:
        migrate(url)
        with connection(url) as opened:
            opened.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(OperatorError, match=r"newer Weft \(revision 9999\)"):
            migrate(url)


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "data 100%" / "deeper" / "weft.db"
    migrate(f"sqlite:///{file}")
    with Database(f"sqlite:///{file}"):
        assert file.is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnavailable, match="data cannot be made: File exists"):
        migrate(f"sqlite:///{tmp_path}/data/weft.db")


def test_a_locked_file_is_said_to_be_locked(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, _held(url), pytest.raises(StoreUnavailable, match="database is locked"):
        migrate(url, busy_seconds=0.01)


def test_a_read_only_file_is_said_to_be_read_only(sqlite: Sqlite) -> None:
    with sqlite.empty() as url:
        file = url.removeprefix("sqlite:///")
        sqlite3.connect(file).close()
        Path(file).touch()
        with pytest.raises(StoreUnavailable, match="readonly database"):
            migrate(f"sqlite:///file:{file}?mode=ro&uri=true", busy_seconds=0.1)


def test_a_server_out_of_reach_is_said_so_without_its_password() -> None:
    with pytest.raises(StoreUnavailable) as refused:
        migrate("postgresql+psycopg://weft:secret@/weft?host=/nowhere")
    assert str(refused.value) == "the database cannot be used: nobody listens there"


def test_a_failure_on_the_way_leaves_nothing_behind(both: Databases) -> None:
    with both.empty() as url:
        with connection(url) as opened:
            opened.execute(text("CREATE TABLE letter (id VARCHAR)"))
        with pytest.raises(StoreUnavailable):
            migrate(url)
        with connection(url) as opened:
            assert inspect(opened).get_table_names() == ["letter"]


def test_partial_indexes_are_partial(database_url: str) -> None:
    partial = {
        "occurrence_open",
        "occurrence_late",
        "occurrence_running",
        "occurrence_unsettled",
        "programme_going_on",
        "delivery_waiting",
    }
    with connection(database_url) as opened:
        indexes = [
            index for table in ("occurrence", "programme", "delivery") for index in inspect(opened).get_indexes(table)
        ]
        option = f"{opened.dialect.name}_where"
    assert {index["name"] for index in indexes if option in index.get("dialect_options", {})} == partial


def test_the_command_line_of_alembic_finds_nothing_to_do(sqlite: Sqlite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with sqlite.fresh() as url:
        CommandLine().main(["-x", f"url={url}", "check"])
    with sqlite.empty() as url, pytest.raises(SystemExit):
        CommandLine().main(["-x", f"url={url}", "check"])


@contextmanager
def _held(url: str) -> Iterator[None]:
    """Somebody else is writing."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
