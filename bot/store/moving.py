"""Moves a SQLite database into an empty PostgreSQL one: all of it in one transaction, looked at before it counts.

Rows go by in batches, so that memory stays flat. Each table's checksum is the sum of its rows' own, in whatever
order they come: the two databases sort texts differently. Rows arrive in the order of their keys, which are random or
names, so that a row's place tells nothing of when it was written.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, Row, Table, create_engine, func, insert, select
from sqlalchemy.exc import DBAPIError

from bot.errors import Declined, StoreUnavailable
from bot.store import copying, tables
from bot.store.engine import told
from bot.store.migrate import connection

BATCH = 1_000
"""Rows on their way at once."""
_DIGEST = hashlib.sha256
_WHOLE = 1 << 8 * _DIGEST().digest_size


@dataclass(slots=True)
class Sum:
    """How many rows a table has, and what they come to."""

    rows: int = 0
    _sum: int = field(default=0, repr=False)

    def add(self, row: Iterable[object]) -> None:
        """Count one more row."""
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(_DIGEST(_written(row)).digest(), "big")) % _WHOLE

    @property
    def checksum(self) -> str:
        """As hex; the same for the same rows, whatever their order and their database."""
        return f"{self._sum:064x}"


def move(source: Path, target: str, *, batch: int = BATCH) -> dict[str, Sum]:
    """Move all that a file holds into a database that has every table and no row; the sums by table.

    The file is only read. Whoever writes to it meanwhile is left behind: see that nobody does.

    Raises:
        Declined: the target holds something, or the file is of another revision.
        FileInvalid: the file is damaged, or no database of Weft.
        StoreUnavailable: a table could not be moved, or did not arrive as it left; the target is as empty as before.
    """
    found = copying.look(source)
    if found.revision != (newest := copying.revisions()[-1]):
        raise Declined(
            f"{source} is of revision {found.revision or 'none'}, and this Weft of {newest}: "
            f"bring it up first, with DATABASE_URL=sqlite:///{source} weft migrate"
        )
    with connection(target) as arriving, _reading(source) as leaving:
        if arriving.dialect.name == "sqlite":
            raise Declined("DATABASE_URL is a SQLite file, too: use weft backup and weft restore to move one")
        every = tables.Partnership.metadata.sorted_tables
        _require_empty(arriving, every)
        sums = {table.name: _carry(table, leaving, arriving, batch) for table in every}
        for table in every:
            arrived = _sum(table, arriving, batch)
            if arrived != sums[table.name]:
                raise StoreUnavailable(
                    f"the table {table.name} did not arrive as it left ({sums[table.name].rows} rows left, "
                    f"{arrived.rows} arrived): nothing was moved"
                )
    return sums


def _require_empty(arriving: Connection, every: Sequence[Table]) -> None:
    """Let nobody write from now on, and see that nobody has."""
    arriving.exec_driver_sql(f"LOCK TABLE {', '.join(table.name for table in every)} IN EXCLUSIVE MODE")
    for table in every:
        if arriving.execute(
            select(func.count()).select_from(select(1).select_from(table).limit(1).subquery())
        ).scalar():
            raise Declined(
                f"the database in DATABASE_URL is not empty (its table {table.name} has rows): use a new one"
            )


def _carry(table: Table, leaving: Connection, arriving: Connection, batch: int) -> Sum:
    total = Sum()
    statement = insert(table)
    try:
        for rows in _batches(table, leaving, batch):
            for row in rows:
                total.add(row)
            arriving.execute(statement, [dict(row._mapping) for row in rows])  # noqa: SLF001  SQLAlchemy's public name
    except DBAPIError as error:
        raise StoreUnavailable(
            f"the table {table.name} could not be moved ({type(error.orig).__name__}): nothing was moved"
        ) from None
    return total


def _sum(table: Table, where: Connection, batch: int) -> Sum:
    total = Sum()
    for rows in _batches(table, where, batch):
        for row in rows:
            total.add(row)
    return total


def _batches(table: Table, where: Connection, batch: int) -> Iterator[Sequence[Row[Any]]]:
    in_order = select(table).order_by(*table.primary_key.columns)
    with where.execute(in_order, execution_options={"yield_per": batch}) as found:
        yield from found.partitions()


def _written(row: Iterable[object]) -> bytes:
    """A row in bytes, which no other row has: each value with its kind and its length."""
    return b"".join(b"%s%d:%s" % (kind, len(text), text) for kind, text in map(_value, row))


def _value(value: object) -> tuple[bytes, bytes]:
    match value:
        case None:
            return b"n", b""
        case datetime():
            return b"d", value.isoformat(timespec="microseconds").encode()
        case bytes():
            return b"b", value
        case str():
            return b"s", value.encode()
        case bool() | int():
            # SQLite knows no other truth than 0 and 1.
            return b"i", b"%d" % value
        case _:
            raise TypeError(f"no table holds a {type(value).__name__}")


@contextmanager
def _reading(source: Path) -> Iterator[Connection]:
    """The file as it is at this moment; nothing can be written to it by this."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    made = create_engine(
        "sqlite://",
        poolclass=NullPool,
        creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None),
    )
    try:
        with told(), made.connect() as opened:
            opened.exec_driver_sql("BEGIN")
            yield opened
            opened.exec_driver_sql("ROLLBACK")
    finally:
        made.dispose()
