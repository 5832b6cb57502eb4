"""From a file to a server on the command line: asked for, shown, refused in one line, and on record."""

import asyncio
import sqlite3
from contextlib import closing

from bot.domain.audit import CARRIED_OVER
from bot.store import copying, partnerships
from bot.store.database import Database
from tests.cli.weft import Weft
from tests.databases import Postgresql


def test_weft_moves_to_a_server(fenland: Weft, postgresql: Postgresql) -> None:
    with postgresql.empty() as url:
        fenland.set(DATABASE_URL=url, WEFT_SECRET="kept-to-itself" * 3)
        (fenland.data / "secret").write_text("s" * 40)
        told = fenland("copy", "data/weft.db", "--yes")
        assert told.code == 0, told
        assert told.out.endswith("tables were copied, counted and summed up on both sides: they are the same.\n")
        assert told.err == "Set WEFT_SECRET to what is in data/secret, or everybody needs a new link.\n"
        with Database(url) as database:
            assert set(asyncio.run(database.read(partnerships.names)).values()) == {"Fenland"}
        assert fenland("audit", "show", "Fenland", "--json").json[-1]["deed"] == CARRIED_OVER
        assert fenland("releases", "Fenland").code == 0
        fenland("copy", "data/weft.db", "--yes").refused(5, "is not empty (its table partnership has rows)")


def test_machines_are_told_each_table(fenland: Weft, postgresql: Postgresql) -> None:
    with postgresql.fresh() as url:
        fenland.set(DATABASE_URL=url, WEFT_SECRET="kept-to-itself" * 3)
        values = fenland("copy", "data/weft.db", "--yes", "--json").json
        assert (values["file"], values["revision"]) == ("data/weft.db", copying.revisions()[-1])
        assert values["rows"] == sum(each["rows"] for each in values["tables"].values())
        assert values["tables"]["partnership"]["rows"] == 1
        assert len(values["tables"]["response"]["checksum"]) == 64


def test_what_cannot_be_copied_is_said_in_one_line(fenland: Weft, postgresql: Postgresql) -> None:
    assert fenland("copy", "data/weft.db", "--json").code == 2
    fenland("copy", "cats.db", "--yes").refused(3, "there is no file cats.db")
    fenland("copy", "data/weft.db", "--yes").refused(1, "DATABASE_URL names a SQLite file")
    fenland.set(DATABASE_URL="postgresql+psycopg://weft:hush@/weft?host=/nowhere")
    down = fenland("copy", "data/weft.db", "--yes")
    down.refused(1, "the database cannot be used: nobody listens there")
    assert "hush" not in down.err
    with postgresql.fresh() as url, closing(sqlite3.connect(fenland.data / "weft.db")) as other:
        fenland.set(DATABASE_URL=url)
        fenland("copy", "data/weft.db").refused(5, "nothing was done: say --yes")
        other.execute("SELECT count(*) FROM member").fetchone()
        fenland("copy", "data/weft.db", "--yes").refused(5, "data/weft.db is in use: stop Weft first, or say --force")
        assert fenland("copy", "data/weft.db", "--yes", "--force").code == 0
