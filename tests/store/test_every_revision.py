"""From every revision that there ever was, with rows in every table of that time: none is lost, all can be read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlmodel import Session

from bot.domain import audit as chain
from bot.domain.disclosure.release import Release
from bot.store import audit, codec, copying, occurrences, partnerships, prompts, schedules, tables
from bot.store.database import Database
from bot.store.migrate import connection, migrate
from tests.databases import Databases
from tests.store.test_migrate import upgrade
from tests.store.test_older import fill

REVISIONS = copying.revisions()
_NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)


def build(url: str, revision: str) -> dict[str, int]:
    """A database of this revision, which grew up from an earlier one; how many rows each table has."""
    upgrade(url, min(revision, "0002"))
    with connection(url) as opened:
        fill(opened)
    upgrade(url, revision)
    with connection(url) as opened:
        return fill_rest(opened)


def fill_rest(opened: Connection) -> dict[str, int]:
    """Put a row into every table that has none; how many rows each has then."""
    there = MetaData()
    there.reflect(opened)
    for table in there.sorted_tables:
        if not _count(opened, table):
            opened.execute(insert(table).values(dict(_row(opened, table))))
    return {table.name: _count(opened, table) for table in there.sorted_tables}


def _row(opened: Connection, table: Table) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        for key in column.foreign_keys:
            yield column.name, opened.execute(select(key.column).limit(1)).scalar_one()
            break
        else:
            yield column.name, _value(column)


def _value(column: Column[Any]) -> object:
    match column.type:
        case DateTime():
            return _NOW
        case Boolean():
            return False
        case Integer():
            return 1
        case LargeBinary():
            return b"x"
        case _:
            return f"{column.table.name}.{column.name}"


def _count(opened: Connection, table: Table) -> int:
    return opened.execute(select(func.count()).select_from(table)).scalar_one()


def read_all(session: Session) -> dict[str, int]:
    """Every row as the store sees it, and what the domain makes of those that it reads whole."""
    mapped = [getattr(tables, name) for name in tables.__all__ if hasattr(getattr(tables, name), "__table__")]
    every = {each.__table__.name: session.execute(select(each)).scalars().all() for each in mapped}
    for partnership in partnerships.names(session):
        partnerships.get(session, partnership)
        assert partnerships.organisations(session, partnership)
        assert chain.verify(audit.every(session, partnership)).broken is None
    for each in every["occurrence"]:
        occurrences.get(session, each.id)
    for each in every["schedule"]:
        schedules.get(session, each.id)
    for each in every["prompt"]:
        prompts.get(session, each.id)
    for each in every["release"]:
        assert codec.load(each.content, Release).results
    return {name: len(rows) for name, rows in every.items()}


@pytest.mark.parametrize("revision", REVISIONS)
async def test_nothing_is_lost_and_all_of_it_can_be_read(both: Databases, revision: str) -> None:
    with both.empty() as url:
        before = build(url, revision)
        assert all(before.values())
        migrate(url)
        with Database(url) as database:
            after = await database.read_answers(read_all)
        with connection(url) as opened:
            if opened.dialect.name == "sqlite":
                assert opened.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert set(inspect(opened).get_table_names()) == {*after, "alembic_version"}
            assert opened.execute(text("SELECT version_num FROM alembic_version")).scalar() == REVISIONS[-1]
    before.pop("alembic_version")
    assert {name: after.get(name, 0) for name in before} == before | {
        name: after[name] for name in ("audit", "pseudonym") if name in before
    }
