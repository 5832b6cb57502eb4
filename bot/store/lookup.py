"""Rows by their key, without the ORM: for what every press asks, as building a query costs more than running it.

SQLAlchemy takes forty microseconds for a row that SQLite finds in four. So a statement is put into words once.
SQLite's go straight to the driver; PostgreSQL's by way of SQLAlchemy's connection, which notices when it is lost.
"""

import contextlib
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Row, Select, Table, UpdateBase, bindparam, select
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

_Read = Callable[[Any], Any]


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
    connection = session.connection()
    return _prepared(statement, tuple(values), connection.dialect).first(connection, values)


def write(
    session: Session, statement: UpdateBase, row: Mapping[str, Any], types: Mapping[str, TypeEngine[Any]]
) -> None:
    """Run an insert that was built beforehand, with the values of a row by column name, whose types these are."""
    session.flush()
    connection = session.connection()
    text, order, binds = _insert(statement, tuple(row), tuple(types[name] for name in row), connection.dialect)
    given = dict(row)
    for name, bind in binds:
        given[name] = bind(given[name])
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(text, given)
        return
    with contextlib.closing(connection.connection.cursor()) as cursor:
        cursor.execute(text, [given[name] for name in order])


@lru_cache(maxsize=200)
def _insert(
    statement: UpdateBase, names: tuple[str, ...], types: tuple[TypeEngine[Any], ...], dialect: Dialect
) -> tuple[str, Sequence[str], Sequence[tuple[str, _Read]]]:
    """It in the database's own words, the names of its values in their order, and how some of these are written."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    words = compiled.construct_expanded_state(dict.fromkeys(names, ""))
    binds = [
        (name, type_.dialect_impl(dialect).bind_processor(dialect)) for name, type_ in zip(names, types, strict=True)
    ]
    return words.statement, words.positiontup or (), [(name, bind) for name, bind in binds if bind is not None]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement in the database's own words."""

    text: str
    order: Sequence[str]
    """The names of its values, one for each question mark; PostgreSQL goes by the names."""
    fixed: Mapping[str, Any]
    """Those that are the same each time."""
    row: Callable[..., Any]
    reads: Sequence[tuple[int, _Read]]
    """How columns are read that are more than a number or a text, by their place."""

    def first(self, connection: Connection, values: Mapping[str, str]) -> Row[Any] | None:
        """Its first row with these values; it is no `Row`, but has its columns as attributes as well."""
        given = {**self.fixed, **values}
        found: Sequence[Any] | None
        if connection.dialect.name != "sqlite":
            found = connection.exec_driver_sql(self.text, given).first()
        else:
            with contextlib.closing(connection.connection.cursor()) as cursor:
                cursor.execute(self.text, [given[name] for name in self.order])
                found = cursor.fetchone()
        if found is None:
            return None
        columns = list(found)
        for place, read in self.reads:
            columns[place] = read(columns[place])
        return cast("Row[Any]", self.row(*columns))


@lru_cache(maxsize=200)
def _prepared(statement: Select[Any], names: tuple[str, ...], dialect: Dialect) -> _Prepared:
    compiled = statement.compile(dialect=dialect)
    # Some of what is fixed is put into words only when there are values.
    words = compiled.construct_expanded_state(dict.fromkeys(names, ""))
    columns = statement.selected_columns
    reads = [(place, _read(column.type, dialect)) for place, column in enumerate(columns)]
    return _Prepared(
        text=words.statement,
        order=words.positiontup or (),
        fixed=words.parameters,
        row=namedtuple("Found", [column.name for column in columns]),  # noqa: PYI024  made anew
        reads=[(place, read) for place, read in reads if read is not None],
    )


def _read(type_: TypeEngine[Any], dialect: Dialect) -> _Read | None:
    return cast("_Read | None", type_.dialect_impl(dialect).result_processor(dialect, None))


@lru_cache
def _by(table: type[SQLModel], names: tuple[str, ...]) -> Select[Any]:
    columns = core(table).c
    shown = (column for column in columns if not column.info.get("walled"))
    return select(*shown).where(*(columns[name] == bindparam(name) for name in names))
