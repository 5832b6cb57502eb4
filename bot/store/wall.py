"""The wall before answers: whoever reads for others does so where what was answered cannot be read at all.

On SQLite each connection of such readers has an authorizer, which SQLite asks once for every statement that it
prepares. On PostgreSQL their transactions run as a role without rights to it.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Table, event, text
from sqlalchemy.exc import DBAPIError

from bot.store import tables

READER = "weft_reader"
"""The role of readers on PostgreSQL. Roles belong to a server: all its databases of Weft share it."""
_TABLES: Sequence[Table] = tables.Partnership.metadata.sorted_tables
_HIDDEN = frozenset(table.name for table in _TABLES if table.info.get("walled"))
_HIDDEN_COLUMNS = frozenset(
    (table.name, column.name) for table in _TABLES for column in table.columns if column.info.get("walled")
)
_CHANGES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_STANDS = "walled"
_log = structlog.get_logger()


def guard(readers: Engine) -> None:
    """Let nobody read answers, or change anything, through this engine."""
    if readers.dialect.name == "sqlite":
        event.listen(readers, "connect", _authorise_all)
    else:
        event.listen(readers, "connect", _Look(readers))
        event.listen(readers, "begin", _become_reader)


def build(connection: Connection) -> None:
    """Make the readers' role, and give it every table but what lies behind the wall.

    Where the database's user may not do so, nothing happens, and readers say that they are not walled off.
    """
    if connection.dialect.name == "sqlite":
        return
    if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :reader"), {"reader": READER}) is None:
        _try(connection, f"CREATE ROLE {READER} NOLOGIN")
    _try(connection, f"GRANT {READER} TO CURRENT_USER")
    schema = connection.dialect.identifier_preparer.quote(connection.scalar(text("SELECT current_schema()")))
    _try(connection, f"GRANT USAGE ON SCHEMA {schema} TO {READER}")
    every = ", ".join(table.name for table in _TABLES)
    open_ = ", ".join(table.name for table in _TABLES if table.name not in _HIDDEN and not _apart(table))
    some = (
        f"GRANT SELECT ({', '.join(_shown(table))}) ON {table.name} TO {READER}" for table in _TABLES if _apart(table)
    )
    _try(connection, f"REVOKE ALL ON {every} FROM {READER}", f"GRANT SELECT ON {open_} TO {READER}", *some)


def _try(connection: Connection, *statements: str) -> None:
    """Run these or none of them: whether the wall stands is looked at when somebody reads."""
    with suppress(DBAPIError), connection.begin_nested():
        for statement in statements:
            connection.execute(text(statement))


def _apart(table: Table) -> bool:
    return any(of == table.name for of, _ in _HIDDEN_COLUMNS)


def _shown(table: Table) -> Sequence[str]:
    return [column.name for column in table.columns if (table.name, column.name) not in _HIDDEN_COLUMNS]


def _authorise_all(connection: sqlite3.Connection, _: object) -> None:
    connection.set_authorizer(_authorise)


def _authorise(action: int, table: str | None, column: str | None, *_: object) -> int:
    if action == sqlite3.SQLITE_READ:
        return sqlite3.SQLITE_DENY if table in _HIDDEN or (table, column) in _HIDDEN_COLUMNS else sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY if action in _CHANGES else sqlite3.SQLITE_OK


def _asked() -> str:
    """Whether whoever asks may read all that lies before the wall, and nothing behind it."""
    rights = {
        (table.name, column.name): table.name not in _HIDDEN and (table.name, column.name) not in _HIDDEN_COLUMNS
        for table in _TABLES
        for column in table.columns
    }
    return " AND ".join(
        f"{'' if right else 'NOT '}has_column_privilege('{table}', '{column}', 'SELECT')"
        for (table, column), right in rights.items()
    )


@dataclass(slots=True, weakref_slot=True, eq=False)
class _Look:
    """Looks at each new connection to PostgreSQL whether the wall stands there; says once that it does not."""

    readers: Engine
    said: bool = False

    def __call__(self, connection: Any, record: Any) -> None:  # noqa: ANN401  the driver's own, and the pool's
        record.info[_STANDS] = self._stands(connection)
        if not record.info[_STANDS] and not self.said:
            self.said = True
            _log.warning("store.readers_not_walled", role=READER)

    def _stands(self, connection: Any) -> bool:  # noqa: ANN401
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {READER}")
                cursor.execute(f"SELECT {_asked()}")
                return bool(cursor.fetchone()[0])
        except self.readers.dialect.loaded_dbapi.Error:
            # No such role, no right to it, or a table that is not there yet.
            return False
        finally:
            connection.rollback()


def _become_reader(connection: Connection) -> None:
    if connection.info.get(_STANDS):
        connection.exec_driver_sql(f"SET LOCAL ROLE {READER}")
