"""Inserts that meet a row already there, on SQLite and PostgreSQL alike, always by a named key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Rows = Sequence[dict[str, Any]]


def keep_first(session: Session, table: type[SQLModel], rows: Rows, key: tuple[str, ...]) -> int:
    """Insert the rows whose key is not there yet; how many were inserted."""
    if not rows:
        return 0
    statement = _insert(session, table)(_table(table)).on_conflict_do_nothing(index_elements=key)
    connection = session.connection()
    return sum(connection.execute(statement, row).rowcount for row in rows)


def keep_last(session: Session, table: type[SQLModel], row: dict[str, Any], key: tuple[str, ...]) -> None:
    """Insert the row, or put its values in the place of those under its key."""
    insert = _insert(session, table)(_table(table))
    changed = {name: insert.excluded[name] for name in row if name not in key}
    session.connection().execute(insert.on_conflict_do_update(index_elements=key, set_=changed), row)


def _insert(session: Session, _table: type[SQLModel]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    dialect = session.get_bind().dialect.name
    return sqlite.insert if dialect == "sqlite" else postgresql.insert


def _table(table: type[SQLModel]) -> Table:
    return table.__table__  # type: ignore[attr-defined,no-any-return]  # SQLModel makes it, the type does not say so
