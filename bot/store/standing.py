"""What is on record of a partnership at one moment, so that two moments tell what a deed has changed.

Words never leave this file: of a text that people write, the audit is told that it changed and nothing else. A
column that is added to one of these tables is put on record by itself: as its value if it is a number, a yes or no, a
moment or the id of something, and else as having changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Column, ColumnElement, Table
from sqlmodel import Session

from bot.domain.audit import WITHHELD, Change, Value
from bot.domain.occurrence import State
from bot.store import audit, tables
from bot.store.lookup import core

Key = tuple[str, ...]
Standing = Mapping[Key, Mapping[str, Any]]
"""By its table's name and the values of its key, what each thing is like."""

_partnership, _member, _identity = core(tables.Partnership), core(tables.Member), core(tables.Identity)
_role, _belonging = core(tables.RoleGiven), core(tables.Belonging)
_invitation = core(tables.Invitation)
_correspondent, _occurrence, _space = core(tables.Correspondent), core(tables.Occurrence), core(tables.Space)
_OWN: Sequence[Table] = (
    core(tables.Organisation),
    core(tables.ReportingGroup),
    core(tables.Schedule),
    core(tables.Programme),
    core(tables.Event),
)
"""Tables of which each row belongs to a partnership, and is on record whole."""
WATCHED = frozenset(
    table.name
    for table in (_partnership, _member, _role, _belonging, _correspondent, _occurrence, _space, _invitation, *_OWN)
)
LINK = "link"
"""The private link of somebody who comes by the web inbox, by its generation."""
INVITED = "invited"
"""How many a partnership has asked to take part; who they are is not for the record."""
FEED = "feed"
"""The address of somebody's calendar, by its generation, once it is not the first any more."""
_BY_THE_CLOCK = frozenset({"next_slot", "next_due_at", "next_digest_at"})
_TERMS = frozenset(
    {
        "zone",
        "rule",
        "starts",
        "working",
        "day",
        "audience",
        "visibility",
        "status",
        "sector",
        "basis",
        "margin",
        "role",
    }
)
"""Texts that are one of a few, or follow a grammar, and that nobody writes words into."""
_RHYTHM = frozenset({"rule", "starts", "zone"})
_CHOSEN: Mapping[str, Sequence[str]] = {
    "member": ("organisation", "left_at"),
    "space": ("partnership",),
    "occurrence": ("closes_at",),
}
"""Of these tables no more than this is on record."""


def of(session: Session, partnership: str, members: Sequence[str] | None = None) -> Standing:
    """What is on record of a partnership now; only of these of its members where they are given."""
    session.flush()
    return dict(_things(session, partnership, members))


def changes(session: Session, before: Standing, after: Standing) -> Sequence[Change]:
    """What stands otherwise, in the order of things; members under their pseudonyms."""
    # What the clock opened or closed meanwhile is no deed of anybody's.
    keys = [
        key for key in sorted({*before, *after}) if key[0] != _occurrence.name or (key in before and key in after)
    ]
    differing = [key for key in keys if before.get(key) != after.get(key)]
    concerned = {
        member for key in differing for each in (before, after) for member in _members_in(key, each.get(key) or {})
    }
    codes = audit.pseudonyms(session, concerned) if concerned else {}
    return [_change(key, before.get(key), after.get(key), codes) for key in differing]


def _things(
    session: Session, partnership: str, members: Sequence[str] | None
) -> Iterator[tuple[Key, dict[str, Any]]]:
    theirs: Sequence[ColumnElement[bool]] = (_member.c.partnership == partnership,)
    if members is not None:
        theirs = (*theirs, _member.c.id.in_(members))
    yield from _rows(session, _member, *theirs)
    chosen = sql.select(_member.c.id).where(*theirs)
    for table in (_role, _belonging):
        yield from _rows(session, table, table.c.member.in_(chosen))
    if members is not None:
        return
    yield from _rows(session, _partnership, _partnership.c.id == partnership)
    for table in (*_OWN, _space):
        yield from _rows(session, table, table.c.partnership == partnership)
    is_open = (_occurrence.c.partnership == partnership, _occurrence.c.state == State.OPEN.value)
    yield from _rows(session, _occurrence, *is_open)
    links = (
        sql.select(_identity.c.member, _correspondent.c.generation)
        .join(_correspondent, _correspondent.c.user == _identity.c.user)
        .where(_identity.c.partnership == partnership)
    )
    for member, generation in session.connection().execute(links):
        yield (LINK, member), {"generation": generation}
    asked = sql.select(sql.func.count()).where(_invitation.c.partnership == partnership)
    if number := session.connection().execute(asked).scalar_one():
        yield (INVITED, partnership), {"people": number}
    feeds = sql.select(_member.c.id, _member.c.feed).where(_member.c.partnership == partnership, _member.c.feed > 1)
    for member, generation in session.connection().execute(feeds):
        yield (FEED, member), {"generation": generation}


def _rows(session: Session, table: Table, *where: ColumnElement[bool]) -> Iterator[tuple[Key, dict[str, Any]]]:
    keys = [column.name for column in table.primary_key]
    shown = [column for column in table.columns if _on_record(table, column)]
    for row in session.connection().execute(sql.select(*table.primary_key, *shown).where(*where)):
        values = tuple(row)
        yield (
            (table.name, *values[: len(keys)]),
            dict(zip((column.name for column in shown), values[len(keys) :], strict=True)),
        )


def _on_record(table: Table, column: Column[Any]) -> bool:
    if column.primary_key or column.info.get("walled") or column.name in _BY_THE_CLOCK:
        return False
    if column.name == "partnership" and table is not _space:
        return False
    return column.name in _CHOSEN.get(table.name, (column.name,))


def _members_in(key: Key, values: Mapping[str, Any]) -> Iterator[str]:
    """The members that the key of a thing or its values name."""
    name, *own = key
    if name in {LINK, FEED}:
        yield own[0]
    if name in {LINK, INVITED}:
        return
    named = dict(zip((column.name for column in _TABLES[name].primary_key), own, strict=True)) | dict(values)
    yield from (value for column, value in named.items() if value and _is_member(_TABLES[name].c[column]))


def _change(
    key: Key, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, codes: Mapping[str, str]
) -> Change:
    name, *values = key
    told = ":".join(codes.get(value, value) for value in values)
    if before is not None and after is not None:
        differing = {column for column in after if before[column] != after[column]}
        # One of these means nothing to a reader without the others.
        differing |= _RHYTHM if name == "schedule" and differing & _RHYTHM else frozenset()
        before, after = ({column: each[column] for column in sorted(differing)} for each in (before, after))
    return Change(name, told, _told(name, before, codes), _told(name, after, codes))


def _told(name: str, values: Mapping[str, Any] | None, codes: Mapping[str, str]) -> dict[str, Value] | None:
    if values is None:
        return None
    return {
        column: _value(name, column, codes.get(value, value) if isinstance(value, str) else value)
        for column, value in values.items()
        if value is not None
    }


def _value(name: str, column: str, value: object) -> Value:
    match value:
        case bool() | int():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case str() if column in _TERMS or (name in _TABLES and _TABLES[name].c[column].foreign_keys):
            return value
        case _:
            return WITHHELD


def _is_member(column: Column[Any]) -> bool:
    return column is _member.c.id or any(key.column is _member.c.id for key in column.foreign_keys)


_TABLES: Mapping[str, Table] = {table.name: table for table in _partnership.metadata.sorted_tables}
