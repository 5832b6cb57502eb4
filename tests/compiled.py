"""SQL that is put into words once a test process: SQLAlchemy does so for each engine, and each test has three anew.

It took a third of the time of all tests that take a database. Dialects of one kind are told to be the same, as they
are: they speak to one release of SQLite, or to one server of PostgreSQL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_KINDS = (PGDialect_psycopg, SQLiteDialect_pysqlite)


@contextmanager
def once() -> Iterator[None]:
    """Keep statements for whichever engine comes next."""
    kept: dict[Any, Any] = {}

    def keep(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)

    with pytest.MonkeyPatch.context() as patch:
        for kind in _KINDS:
            patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other), raising=False)
            patch.setattr(kind, "__hash__", lambda one: hash(type(one)), raising=False)
        event.listen(Engine, "engine_connect", keep)
        yield
        event.remove(Engine, "engine_connect", keep)
