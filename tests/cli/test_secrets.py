"""Keys on the command line: made, changed while Weft runs, and missed in one line."""

import asyncio

from bot.store.database import Database
from bot.store.grants import SealedGrants
from bot.store.sealing import Keys, new_key
from tests.cli.weft import Weft


def test_a_new_key_comes_first_and_the_old_one_can_go(anywhere: Weft, database_url: str) -> None:
    old, new = anywhere("secrets", "new").out.strip(), anywhere("secrets", "new").out.strip()
    assert old != new
    with Database(database_url) as database:
        asyncio.run(SealedGrants(database, "slack", Keys([old])).keep("T1", "hush"))
    anywhere.set(WEFT_TOKEN_KEYS=f"{new},{old}")
    assert anywhere("secrets", "rotate").out == "Sealed anew: 1. With the newest key now: 1.\n"
    anywhere.set(WEFT_TOKEN_KEYS=new)
    assert anywhere("secrets", "rotate", "--json").json == {"rotated": 0, "newest": 1, "unreadable": 0}
    with Database(database_url) as database:
        [kept] = asyncio.run(SealedGrants(database, "slack", Keys([new])).all())
    assert kept.text == "hush"


def test_what_cannot_be_opened_is_told(anywhere: Weft, database_url: str) -> None:
    anywhere("secrets", "rotate").refused(1, "WEFT_TOKEN_KEYS is missing: make one with weft secrets new")
    anywhere.set(WEFT_TOKEN_KEYS="hush")
    no = anywhere("secrets", "rotate")
    no.refused(1, "WEFT_TOKEN_KEYS: key 1 of 1 is no key")
    assert "hush" not in no.err
    with Database(database_url) as database:
        asyncio.run(SealedGrants(database, "slack", Keys([new_key()])).keep("T1", "hush"))
    anywhere.set(WEFT_TOKEN_KEYS=new_key())
    lost = anywhere("secrets", "rotate")
    assert (lost.code, lost.out) == (1, "Sealed anew: 0. With the newest key now: 0.\n")
    assert lost.err == "Error: tokens that no key in WEFT_TOKEN_KEYS opens: 1\n"
