"""Keeps what a database held, and puts it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import Table, insert, make_url, select
from sqlmodel import Session

from bot.store import copying, tables
from bot.store.database import Database
from bot.store.migrate import connection

_PARENTS_FIRST = tables.Partnership.metadata.sorted_tables


class Kept(Protocol):
    """What a database held once."""

    def put_back(self) -> None:
        """Let it hold just that."""
        ...


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A SQLite database, as a copy of its file."""

    file: Path
    copy: Path

    def put_back(self) -> None:
        """See `Kept.put_back`."""
        copying.put_back(self.copy, self.file)


@dataclass(frozen=True, slots=True)
class KeptRows:
    """A PostgreSQL database, as its rows."""

    url: str
    rows: Sequence[tuple[Table, list[dict[str, Any]]]]

    def put_back(self) -> None:
        """See `Kept.put_back`."""
        plain = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        emptied = "; ".join(f"DELETE FROM {table.name}" for table in reversed(_PARENTS_FIRST))
        with psycopg.connect(plain, autocommit=True) as opened:
            # The audit lets nothing be deleted: its triggers look away while rows are said to come from elsewhere.
            opened.execute(f"SET session_replication_role = replica; {emptied}".encode())
        with connection(self.url) as opened:
            for table, rows in self.rows:
                opened.execute(insert(table), rows)


async def keep(database: Database, url: str, folder: Path) -> Kept:
    """Keep what a database holds now; a copy of a file goes into the folder as `template.db`."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        copying.copy(file, folder / "template.db")
        return KeptFile(file, folder / "template.db")

    def work(session: Session) -> list[tuple[Table, list[dict[str, Any]]]]:
        found = (
            (table, session.connection().execute(select(table).order_by(*table.primary_key.columns)).mappings().all())
            for table in _PARENTS_FIRST
        )
        return [(table, [dict(row) for row in rows]) for table, rows in found if rows]

    return KeptRows(url, await database.read_answers(work))
