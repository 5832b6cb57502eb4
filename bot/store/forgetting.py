"""Forgetting somebody: every row of every table that is theirs alone, until nothing says that they were here."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Column, Table
from sqlmodel import Session, or_, select

from bot.chat.names import Identity
from bot.domain.partnership import Member
from bot.store import members, tables
from bot.store.lookup import core

_MEMBER = core(tables.Member)
_CHILDREN_FIRST: Sequence[Table] = tuple(reversed(_MEMBER.metadata.sorted_tables))


def forget(session: Session, member: Member) -> Mapping[str, int]:
    """Delete the member with every row that refers to them; how many, by table, where there were any.

    Their accounts, and what lies in the web inbox for these, go too, unless they are somebody in another partnership.
    """
    accounts = members.identities(session, [member.id]).get(member.id, [])
    places = _private_places(session, member.id)
    gone: dict[str, int] = {}
    for table, column in _referring():
        gone[table.name] = gone.get(table.name, 0) + _delete(session, table, column == member.id)
    gone[_MEMBER.name] = _delete(session, _MEMBER, _MEMBER.c.id == member.id)
    for account in accounts:
        if not members.ever(session, account):
            for name, count in _account(session, account, places).items():
                gone[name] = gone.get(name, 0) + count
    return {name: count for name, count in gone.items() if count}


def _referring() -> Iterator[tuple[Table, Column[str]]]:
    """Every column that names a member, those of tables that others refer to last: tables to come are among them."""
    for table in _CHILDREN_FIRST:
        for column in table.columns:
            if any(each.column is _MEMBER.c.id for each in column.foreign_keys):
                yield table, column


def _private_places(session: Session, member: str) -> Sequence[str]:
    rows = select(tables.Delivery.posted_place).where(tables.Delivery.member == member).distinct()
    return [place for place in session.exec(rows) if place]


def _account(session: Session, account: Identity, places: Sequence[str]) -> Mapping[str, int]:
    """What is kept of an account that is nobody any more: codes, notes of its adapter, letters and their reader."""
    pairing, note = core(tables.Pairing), core(tables.Note)
    letter, reader = core(tables.Letter), core(tables.Correspondent)
    is_theirs = (
        pairing.c.platform == account.platform,
        pairing.c.tenant == account.tenant,
        pairing.c.user == account.user,
    )
    telling = [account.user, *places]
    noted = or_(*(each.contains(word, autoescape=True) for each in (note.c.page, note.c.text) for word in telling))
    gone = {"pairing": _delete(session, pairing, *is_theirs), "note": 0, "letter": 0, "correspondent": 0}
    if account.platform == "web":
        gone["letter"] = _delete(session, letter, letter.c.user == account.user)
        gone["correspondent"] = _delete(session, reader, reader.c.user == account.user)
    else:
        gone["note"] = _delete(session, note, note.c.page.startswith(f"{account.platform}:"), noted)
    return gone


def _delete(session: Session, table: Table, *which: object) -> int:
    session.flush()
    return session.connection().execute(table.delete().where(*which)).rowcount  # type: ignore[arg-type]
