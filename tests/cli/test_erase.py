"""A person is erased everywhere: out of every table and every byte of the file; figures and others' answers stay."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.chat.message import Message, Text
from bot.chat.names import Identity
from bot.cli import erase as erasing
from bot.domain.partnership import Role
from bot.store import codec, inbox, members, notes, pairings, tables
from bot.store.database import Database
from tests.cli.fen import FEN
from tests.cli.weft import Weft
from tests.cli.world import MOS_SECRET, MOS_WORDS
from tests.world import FRIDAY, World

MOS_LETTER = "a letter for Mo alone"


def _url(weft: Weft) -> str:
    return f"sqlite:///{weft.data}/weft.db"


def _rows(weft: Weft) -> dict[str, list[dict[str, Any]]]:
    with Database(_url(weft)) as database:
        return asyncio.run(World(database).dump())


def _bytes(weft: Weft) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(weft.data.iterdir()) if each.is_file())


def _member(rows: dict[str, list[dict[str, Any]]], name: str) -> str:
    (found,) = (row["id"] for row in rows["member"] if row["name"] == name)
    return str(found)


def test_nothing_of_them_is_left_in_any_byte(fenland: Weft) -> None:
    before = _rows(fenland)
    mo = _member(before, "Mo")
    with Database(_url(fenland)) as database:
        asyncio.run(database.write(lambda session: _mo_elsewhere(session, mo)))
    asyncio.run(_noted(_url(fenland)))
    traces = [mo, MOS_WORDS, MOS_SECRET, MOS_LETTER, "mo-in-teams", "a:mos-place", '"Mo"']
    # What lies in a page that was freed before anybody thought of it, goes as well.
    with closing(sqlite3.connect(fenland.data / "weft.db", isolation_level=None)) as opened:
        opened.execute("PRAGMA secure_delete=OFF")
        opened.execute("CREATE TABLE scraps (words)")
        opened.execute("INSERT INTO scraps VALUES (?)", [MOS_SECRET])
        opened.execute("DROP TABLE scraps")
    kept = _bytes(fenland)
    assert all(each.encode() in kept for each in traces[:-1])
    told = fenland("erase", "chat:T1:mo", "--yes", "--json").json
    assert (told["answers"], told["words"], told["traces_gone"]) == (5, 1, True)
    assert told["rows"]["letter"] == told["rows"]["correspondent"] == told["rows"]["member"] == 1
    assert told["rows"]["identity"] == 3
    assert told["rows"]["note"] == 2
    left = _bytes(fenland)
    assert [each for each in traces if each.encode() in left] == []
    after = _rows(fenland)
    assert len(before["response"]) - len(after["response"]) == 5
    assert [json.loads(row["content"])["results"] for row in after["release"]] == [
        json.loads(row["content"])["results"] for row in before["release"]
    ]
    assert len(after["occurrence"]) == len(before["occurrence"])
    fenland("erase", "chat:T1:mo", "--yes").refused(4, "there is nobody 'chat:T1:mo'")


def _mo_elsewhere(session: Session, mo: str) -> None:
    """Mo uses Teams and the web inbox, too."""
    partnership = members.get(session, mo).partnership
    inbox.enrol(session, "Mo", "mo-in-the-inbox")
    for account in (Identity("web", "web", "mo-in-the-inbox"), Identity("teams", "T2", "mo-in-teams")):
        pairings.link(session, account, mo, partnership)
    pairings.offer(session, Identity("teams", "T2", "mo-in-teams"), "digest", now=FRIDAY, until=FRIDAY)
    letter = codec.dump(Message("Hello", (Text(MOS_LETTER),)), Message)
    session.add(tables.Letter(id="letter", user="mo-in-the-inbox", mark=None, posted_at=FRIDAY, message=letter))
    delivery = session.exec(select(tables.Delivery).where(tables.Delivery.member == mo)).first()
    assert delivery is not None
    delivery.posted_place = "a:mos-place"
    session.add(delivery)


async def _noted(url: str) -> None:
    """What an adapter notes of a private conversation, and of others."""
    with Database(url) as database:
        book = notes.Notes(database)
        await book.write("teams:T2:person:mo-in-teams", '{"mri": "29:1"}')
        await book.write("teams:T2:conversation:a:mos-place", "https://smba.example/")
        await book.write("teams:T2:person:somebody", '{"mri": "29:2"}')


def test_who_is_somebody_elsewhere_is_erased_there_too_or_only_here(weft: Weft, file: Path) -> None:
    assert weft("apply", str(file), "--yes").code == 0
    file.write_text(FEN.replace("Fenland", "Washland").replace('name = "Ada"', 'name = "Ada of Wash"'))
    assert weft("apply", str(file), "--yes").code == 0
    lena = FEN.replace('name = "Lena"\norganisation = "Ely Council"', 'name = "Lena"\norganisation = "Fen Trust"')
    (weft.folder / "more.toml").write_text(lena.replace("leads", "roles = ['convener']\nleads"))
    assert weft("apply", "more.toml", "--yes").code == 0
    weft("erase", "Lena", "--yes").refused(4, "'Lena' is the name of several; write one of these ids: ")
    here = weft("erase", "slack:T1:UADA", "--yes", "--partnership", "Fenland")
    assert here.err == "Ada: Fen Trust in Fenland\n"
    assert here.out.startswith("Erased: answers: 0, words: 0, other rows: ")
    assert {row["name"] for row in _rows(weft)["member"]} == {"Ada of Wash", "Lena"}
    weft("erase", "slack:T1:UADA", "--yes", "--partnership", "Fenland").refused(4, "there is nobody")


def test_a_partnership_keeps_a_convener(fenland: Weft) -> None:
    before = _rows(fenland)
    fenland("erase", "Ada", "--yes").refused(5, "this is the only convener of Fenland: give somebody else that role")
    assert _rows(fenland) == before
    with Database(_url(fenland)) as database:
        asyncio.run(database.write(lambda session: _convener(session, _member(before, "Lena"))))
    assert fenland("erase", "Ada", "--yes").code == 0


def _convener(session: Session, member: str) -> None:
    members.give_roles(session, member, {Role.CONVENER}, FRIDAY)


def test_with_the_last_person_all_stops(anywhere: Weft, file: Path) -> None:
    file.write_text(FEN[: FEN.index('[[person]]\nname = "Lena"')] + FEN[FEN.index("[[check_in]]") :])
    assert anywhere("apply", str(file), "--yes").code == 0
    assert anywhere("erase", "ada", "--yes").code == 0
    assert {each["status"] for each in anywhere("export", "Fenland").json["check_ins"]} == set()
    anywhere("erase", "ada", "--yes").refused(4, "there is nobody 'ada'")


def test_where_nobody_can_be_asked_nothing_is_done(fenland: Weft) -> None:
    before = _rows(fenland)
    fenland("erase", "Mo").refused(5, "nothing was done: say --yes where nobody can be asked")
    assert _rows(fenland) == before


def test_while_somebody_reads_it_says_that_traces_may_be_left(fenland: Weft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "_TRIES", 1)
    monkeypatch.setattr(erasing, "_PAUSE", 0)
    with closing(sqlite3.connect(fenland.data / "weft.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM member").fetchone()
        told = fenland("erase", "Mo", "--yes")
    assert "its files may hold traces" in told.out


def test_somebody_who_changes_while_it_is_asked_is_not_erased(fenland: Weft, monkeypatch: pytest.MonkeyPatch) -> None:
    def somebody_else(*_: object, **__: object) -> None:
        with Database(_url(fenland)) as database:
            asyncio.run(database.write(_renamed))

    monkeypatch.setattr(erasing, "confirm", somebody_else)
    before = _member(_rows(fenland), "Mo")
    fenland("erase", "Mo", "--yes").refused(5, "something changed meanwhile")
    assert before in {row["id"] for row in _rows(fenland)["member"]}


def _renamed(session: Session) -> None:
    """Another person takes the name of Mo, and Mo another one."""
    rows = session.exec(select(tables.Member)).all()
    for row in rows:
        row.name = "Mo" if row.name == "Person 1" else "Person 1" if row.name == "Mo" else row.name
        session.add(row)
