"""Moving from a file to a server: every row of every table, all or nothing, and the file is only read."""

import asyncio
import hashlib
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text, update

from bot.errors import Declined, FileInvalid, StoreUnavailable
from bot.store import moving, tables
from bot.store.database import Database
from bot.store.lookup import core
from bot.store.migrate import connection, migrate
from bot.store.moving import Sum, move
from tests.databases import Postgresql, Sqlite
from tests.store.scene import MONDAY
from tests.store.test_every_revision import fill_rest
from tests.store.test_migrate import upgrade
from tests.store.test_vanishing import two


@pytest.fixture
def file(sqlite: Sqlite) -> Iterator[Path]:
    """A database with rows of two people in every table."""
    with sqlite.fresh() as url:
        with Database(url) as database:
            asyncio.run(database.write(two))
        with connection(url) as opened:
            fill_rest(opened)
        yield Path(url.removeprefix("sqlite:///"))


def _rows(url: str) -> dict[str, list[str]]:
    with connection(url) as opened:
        return {
            table.name: sorted(repr(tuple(row)) for row in opened.execute(select(table)))
            for table in tables.Partnership.metadata.sorted_tables
        }


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_every_row_of_every_table_arrives_as_it_was(file: Path, postgresql: Postgresql) -> None:
    before = _digest(file)
    with postgresql.fresh() as url:
        sums = move(file, url, batch=7)
        assert _digest(file) == before
        arrived = _rows(url)
        assert arrived == _rows(f"sqlite:///{file}")
        assert {name: len(rows) for name, rows in arrived.items()} == {name: each.rows for name, each in sums.items()}
        assert all(each.rows for each in sums.values())


def test_what_is_not_empty_is_refused(file: Path, postgresql: Postgresql) -> None:
    with postgresql.fresh() as url:
        with connection(url) as opened:
            opened.execute(insert(core(tables.Seen)).values(key="slack:Ev1", at=MONDAY))
        with pytest.raises(Declined, match=r"not empty \(its table seen has rows\): use a new one"):
            move(file, url)
        assert sum(len(rows) for rows in _rows(url).values()) == 1


def test_a_file_of_another_revision_is_refused(tmp_path: Path, postgresql: Postgresql) -> None:
    older, none = tmp_path / "older.db", tmp_path / "none.db"
    upgrade(f"sqlite:///{older}", "0003")
    with postgresql.fresh() as url:
        with pytest.raises(Declined, match=r"is of revision 0003, and this Weft of .*: bring it up first"):
            move(older, url)
        none.write_text("cats")
        with pytest.raises(FileInvalid, match="no database that can be read"):
            move(none, url)


def test_a_file_is_no_target(file: Path, sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, pytest.raises(Declined, match="SQLite file, too"):
        move(file, url)


def test_what_a_server_cannot_hold_is_named_by_its_table_and_nothing_moves(
    file: Path, postgresql: Postgresql
) -> None:
    with connection(f"sqlite:///{file}") as opened:
        opened.execute(update(core(tables.Partnership)).values(name="a\x00b"))
    with postgresql.fresh() as url:
        with pytest.raises(StoreUnavailable, match=r"partnership could not be moved \(DataError\): nothing"):
            move(file, url)
        assert not any(_rows(url).values())


def test_what_arrives_otherwise_than_it_left_is_noticed_and_taken_back(file: Path, postgresql: Postgresql) -> None:
    with postgresql.empty() as url:
        migrate(url)
        with connection(url) as opened:
            opened.execute(
                text(
                    "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN NEW.name = NEW.name || ' '; RETURN NEW; END $$"
                )
            )
            opened.execute(text("CREATE TRIGGER spoil BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION spoil()"))
        with pytest.raises(StoreUnavailable, match="the table member did not arrive as it left"):
            move(file, url)
        assert not any(_rows(url).values())


def test_memory_stays_flat_however_long_a_table_is(file: Path, postgresql: Postgresql) -> None:
    def many(opened: Connection, most: int) -> None:
        there = opened.execute(select(func.count()).select_from(core(tables.Seen))).scalar_one()
        rows = [{"key": f"slack:{number}", "at": MONDAY} for number in range(there, most)]
        opened.execute(insert(core(tables.Seen)), rows)

    peaks = []
    for most in (800, 6_000):
        with connection(f"sqlite:///{file}") as opened:
            many(opened, most)
        with postgresql.fresh() as url:
            tracemalloc.start()
            assert move(file, url, batch=100)["seen"].rows == most
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + 1_000_000


def test_sums_are_the_same_in_any_order_and_for_these_rows_only() -> None:
    def summed(*rows: tuple[object, ...]) -> Sum:
        made = Sum()
        for row in rows:
            made.add(row)
        return made

    one, other = ("a", 1, None), ("b", 0, datetime(2026, 5, 4, tzinfo=UTC))
    assert summed(one, other) == summed(other, one)
    assert summed(("a", True, None)) == summed(one)
    different = [
        summed(),
        summed(one),
        summed(one, one),
        summed(("a", "1", None)),
        summed(("a1", None)),
        summed(("a", 1)),
    ]
    assert len({each.checksum for each in different}) == len(different)
    assert len(summed(one).checksum) == 64
    with pytest.raises(TypeError, match="no table holds a list"):
        summed(([],))
    assert moving.BATCH >= 100
