"""Rows by their key, without the ORM: for what every press asks, as building a query costs more than running it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, Table, bindparam, select
from sqlmodel import Session, SQLModel


def core(table: type[SQLModel]) -> Table:
    """A table as SQLAlchemy's Core knows it."""
    return table.__table__  # type: ignore[attr-defined,no-any-return]  # SQLModel makes it, the type does not say so


def one(session: Session, table: type[SQLModel], **key: str) -> Row[Any] | None:
    """The row with these values, by column name; it has the table's attributes but those behind the wall."""
    return run(session, _by(table, tuple(key)), **key)


def many(session: Session, table: type[SQLModel], **key: str) -> Sequence[Row[Any]]:
    """Every row with these values, by column name, in no order."""
    session.flush()
    return session.connection().execute(_by(table, tuple(key)), key).all()


def run(session: Session, statement: Select[Any], **values: str) -> Row[Any] | None:
    """The first row of a statement that was built beforehand with `bindparam`."""
    # What the session still holds back came first.
    session.flush()
    return session.connection().execute(statement, values).first()


@lru_cache
def _by(table: type[SQLModel], names: tuple[str, ...]) -> Select[Any]:
    columns = core(table).c
    shown = (column for column in columns if not column.info.get("walled"))
    return select(*shown).where(*(columns[name] == bindparam(name) for name in names))
