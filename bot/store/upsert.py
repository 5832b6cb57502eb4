"""Inserts that meet a row already there, on SQLite and PostgreSQL alike, always by a named key."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from bot.store.lookup import core, write

Row = Mapping[str, Any]
_INSERTS: Mapping[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def keep_first(session: Session, table: type[SQLModel], rows: Sequence[Row], key: tuple[str, ...]) -> int:
    """Insert the rows whose key is not there yet; how many were inserted. All rows have the same columns."""
    if not rows:
        return 0
    # What the session still holds back came first, and the rows may refer to it.
    session.flush()
    statement = _keep_first(session.get_bind().dialect.name, table, key)
    return session.connection().execute(statement, [dict(row) for row in rows]).rowcount


def keep_one(session: Session, table: type[SQLModel], row: Row, key: tuple[str, ...]) -> None:
    """Insert the row unless its key is there: quicker than `keep_first`, which takes many and counts them."""
    statement = _keep_first(session.get_bind().dialect.name, table, key)
    write(session, statement, row, _types(table))


def keep_last(session: Session, table: type[SQLModel], row: Row, key: tuple[str, ...]) -> None:
    """Insert the row, or put its values in the place of those under its key."""
    statement = _keep_last(session.get_bind().dialect.name, table, key, tuple(row))
    write(session, statement, row, _types(table))


# Building a statement costs several times what running it does; there are only as many as there are calls.
@lru_cache
def _keep_first(dialect: str, table: type[SQLModel], key: tuple[str, ...]) -> UpdateBase:
    statement: UpdateBase = _INSERTS[dialect](core(table)).on_conflict_do_nothing(index_elements=key)
    # Without being told, SQLAlchemy does not count the rows of several inserts on PostgreSQL.
    return statement.execution_options(preserve_rowcount=True)


@lru_cache
def _types(table: type[SQLModel]) -> Mapping[str, TypeEngine[Any]]:
    return {column.name: column.type for column in core(table).columns}


@lru_cache
def _keep_last(dialect: str, table: type[SQLModel], key: tuple[str, ...], columns: tuple[str, ...]) -> UpdateBase:
    insert = _INSERTS[dialect](core(table))
    changed = {name: insert.excluded[name] for name in columns if name not in key}
    statement: UpdateBase = insert.on_conflict_do_update(index_elements=key, set_=changed)
    return statement
