"""Copying one partnership and its weeks into many, straight in the database file: millions of answers in a minute."""

import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bot.domain.occurrence import Occurrence

_WEEK = timedelta(days=7)
_HELD = ("participation", "response")
"""Tables of a row for each answer; their indexes are made at the end, which takes a fraction of the time."""
_ROW = tuple[Any, ...]


def multiply(path: Path, closed: Sequence[Occurrence], open_: Occurrence, weeks: int, count: int) -> None:
    """Copy one partnership: more weeks of its closed check-ins, and others like it, each with one that is open."""
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        connection.execute("BEGIN")
        indexes = connection.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {_HELD}"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("UPDATE occurrence SET settled = true WHERE state = 'closed'")
        standing = list(_copies(connection, open_.partnership, count - 1))
        for back, occurrence in enumerate(closed):
            _copy_weeks(connection, occurrence, range(0, weeks - back, len(closed)), [{}, *standing])
        _copy_open(connection, open_, standing)
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")
    connection.close()


def _copies(connection: sqlite3.Connection, partnership: str, count: int) -> Iterator[Mapping[str, str]]:
    """Copies of a partnership under new ids; for each of them, the new ids by the old."""
    chance = random.Random(1)
    tables = {
        "partnership": "id = :p",
        "organisation": "partnership = :p",
        "reporting_group": "partnership = :p",
        "member": "partnership = :p",
        "rolegiven": "member IN (SELECT id FROM member WHERE partnership = :p)",
        "belonging": "member IN (SELECT id FROM member WHERE partnership = :p)",
        "identity": "partnership = :p",
        "prompt": "partnership = :p",
        "schedule": "partnership = :p",
    }
    rows = {
        table: connection.execute(f"SELECT * FROM {table} WHERE {where}", {"p": partnership}).fetchall()
        for table, where in tables.items()
    }
    old = {value for of_table in rows.values() for row in of_table for value in row if _is_id(value)}
    for _ in range(count):
        new = {each: _id(chance) for each in old}
        for table, of_table in rows.items():
            _insert(connection, table, [tuple(new.get(value, value) for value in row) for row in of_table])
        # Whoever is measured takes part in one partnership only.
        connection.execute(
            "UPDATE identity SET user = substr(partnership, 1, 8) || user WHERE partnership = ?", (new[partnership],)
        )
        yield new


def _copy_weeks(
    connection: sqlite3.Connection, last: Occurrence, weeks: range, standing: Sequence[Mapping[str, str]]
) -> None:
    """Copy a closed check-in into these weeks before it, in every partnership."""
    chance = random.Random(last.id)
    # In the order of their keys, as a file that grew for years would hold them.
    wanted = [(week, new) for week in weeks for new in standing if week or new]
    chance.shuffle(wanted)
    ids = sorted(_id(chance) for _ in wanted)
    of = {
        table: _rows(connection, table, "id" if table == "occurrence" else "occurrence", last.id)
        for table in ("occurrence", "participation", "response", "release")
    }
    columns = {table: [each[1] for each in connection.execute(f"PRAGMA table_info({table})")] for table in of}

    def copies(table: str) -> Iterator[_ROW]:
        places = [place for place, name in enumerate(columns[table]) if name in {"due_at", "closes_at", "closed_at"}]
        slot = columns[table].index("slot") if table == "occurrence" else None
        contents = [place for place, name in enumerate(columns[table]) if name in {"content", "whole"}]
        token = columns[table].index("token") if table == "response" else None
        for id_, (week, new) in zip(ids, wanted, strict=True):
            known = {**new, last.id: id_}
            back = week * _WEEK
            tokens = iter(sorted(_id(chance) for _ in of[table])) if token is not None else iter(())
            for row in of[table]:
                copy: list[Any] = [known.get(value, value) for value in row]
                for place in places:
                    copy[place] = _stamp(datetime.fromisoformat(copy[place]) - back)
                if slot is not None:
                    copy[slot] = (last.slot - back).isoformat()
                for place in contents:
                    copy[place] = _rewritten(copy[place], last, known, back)
                if token is not None:
                    copy[token] = next(tokens)
                yield tuple(copy)

    for table in of:
        _insert(connection, table, copies(table))


def _copy_open(connection: sqlite3.Connection, open_: Occurrence, standing: Sequence[Mapping[str, str]]) -> None:
    """Let every other partnership have a check-in that is open a little longer."""
    (row,) = _rows(connection, "occurrence", "id", open_.id)
    chance = random.Random(3)
    of = [{**new, open_.id: _id(chance)} for new in standing]
    _insert(connection, "occurrence", [tuple(new.get(value, value) for value in row) for new in of])
    connection.execute(
        "UPDATE occurrence SET closes_at = ? WHERE state = 'open' AND id <> ?",
        (_stamp(open_.closes_at + _WEEK), open_.id),
    )


def _rewritten(content: str, last: Occurrence, known: Mapping[str, str], back: timedelta) -> str:
    for old in (last.id, last.schedule, last.partnership):
        content = content.replace(old, known.get(old, old))
    return content.replace(last.closes_at.isoformat(), (last.closes_at - back).isoformat())


def _rows(connection: sqlite3.Connection, table: str, column: str, key: str) -> list[_ROW]:
    return connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", (key,)).fetchall()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[_ROW]) -> None:
    width = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def _stamp(moment: datetime) -> str:
    """As a column of moments holds it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 32 and value.isalnum()


def _id(chance: random.Random) -> str:
    return UUID(int=chance.getrandbits(128), version=4).hex
