"""A few hundred of the inputs with which `make soak` knocks on every door."""

from bot.store.database import Database
from tests.databases import Sqlite
from tests.soak import doors


def test_whatever_comes_in_is_dealt_with(sqlite: Sqlite) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        knocks = doors.knock(database, 200, 1)
    assert knocks.faults == []
    assert knocks.inputs >= 200
