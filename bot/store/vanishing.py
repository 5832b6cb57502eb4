"""Erasing a person: all that leads to one member, out of every table.

What refers to a member is found by looking at the tables themselves, so that a new one cannot be forgotten. What
stays leads to nobody: figures that were released, and the audit, in which they stand under a pseudonym.
"""

import json
from collections.abc import Collection, Iterator

from sqlalchemy import Column, ColumnElement, Table, delete, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as of

from bot.chat.names import Identity
from bot.domain.occurrence import State
from bot.domain.partnership import Member
from bot.domain.response import token
from bot.store import erasing, members, occurrences, programmes, reasons, responses, tables
from bot.store.lookup import core

_MEMBER = core(tables.Member)
_CHILDREN_FIRST: list[Table] = list(reversed(_MEMBER.metadata.sorted_tables))
_GO_ALONG = frozenset({core(tables.Response), core(tables.Delivery)})
"""Whose rows are the member's own although they may be without one; of others only the reference goes."""
_TOLD_APART = 8
"""Characters of an identifier that is looked for inside an adapter's notes; shorter ones stand there by chance."""


def erase_person(session: Session, member: Member) -> None:
    """Delete a member and all that leads to them; an identity that is nobody else's, with all that is known of it."""
    _withdraw(session, member)
    erasing.erase(session, member)
    theirs = members.identities(session, [member.id]).get(member.id, [])
    own = [who for who in theirs if all(each.id == member.id for each in members.ever(session, who))]
    places = _places(session, member)
    deliveries = of(tables.Delivery.id).where(tables.Delivery.member == member.id)
    session.execute(delete(tables.Letter).where(col(tables.Letter.mark).in_(deliveries)))
    for table in _CHILDREN_FIRST:
        for column in table.columns:
            if any(key.column is _MEMBER.c.id for key in column.foreign_keys):
                _let_go(session, table, column, member.id)
    for who in own:
        _forget(session, who)
    _tear_out(session, {who.user for who in own} | places)
    session.execute(delete(_MEMBER).where(_MEMBER.c.id == member.id))


def _withdraw(session: Session, member: Member) -> None:
    """Withdraw what has no name and can still be told to be theirs, by the keys that are not destroyed.

    Where answers bear a name, why somebody skipped does not.
    """
    waves = of(tables.Programme.id).where(tables.Programme.partnership == member.partnership, tables.GOING_ON)
    found = of(tables.Occurrence).where(
        tables.Occurrence.partnership == member.partnership,
        or_(
            col(tables.Occurrence.state).in_((State.OPEN.value, State.LATE.value)),
            col(tables.Occurrence.programme).in_(waves),
        ),
    )
    # Whoever closes one of these waits, or its release would be made of what is just being erased.
    for row in session.exec(found.order_by(tables.Occurrence.id).with_for_update(read=True)).all():
        keys = (
            occurrences.key(session, row.id),
            programmes.key(session, row.programme) if row.programme else None,
        )
        for key in filter(None, keys):
            responses.withdraw(session, row.id, token(key, member.id))
            reasons.withdraw(session, row.id, token(key, member.id))


def _places(session: Session, member: Member) -> set[str]:
    """The private conversations in which something was posted to them."""
    rows = of(tables.Delivery.posted_place).where(tables.Delivery.member == member.id)
    return {place for place in session.exec(rows).all() if place}


def _let_go(session: Session, table: Table, column: Column[str], member: str) -> None:
    if column.nullable and table not in _GO_ALONG:
        session.execute(update(table).where(column == member).values({column.name: None}))
    else:
        session.execute(delete(table).where(column == member))


def _forget(session: Session, who: Identity) -> None:
    """All that is known of an identity, whoever knows it."""
    for table in _CHILDREN_FIRST:
        if {"platform", "tenant", "user"} <= set(table.columns.keys()):
            of_theirs = (table.c.platform == who.platform, table.c.tenant == who.tenant, table.c.user == who.user)
            session.execute(delete(table).where(*of_theirs))
        elif "user" in table.columns:
            session.execute(delete(table).where(table.c.user == who.user))


def _tear_out(session: Session, identifiers: Collection[str]) -> None:
    """Pages of adapters' notebooks that hold these, or what stands beside them there; and events that name them."""
    note, seen = core(tables.Note), core(tables.Seen)
    known = set(identifiers)
    for page, text in session.execute(
        select(note.c.page, note.c.text).where(_holds(note.c.page, note.c.text, known))
    ):
        known.update(_beside(page, text))
    session.execute(delete(note).where(_holds(note.c.page, note.c.text, known)))
    session.execute(delete(seen).where(_holds(seen.c.key, seen.c.key, known)))


def _holds(page: Column[str], text: Column[str], known: Collection[str]) -> ColumnElement[bool]:
    """Whether one of these ends the page's name or is its text; long ones may stand anywhere in either."""
    tests: list[ColumnElement[bool]] = []
    for each in sorted(known):
        tests += [page.endswith(f":{each}", autoescape=True), text == each]
        if len(each) >= _TOLD_APART:
            tests += [page.contains(each, autoescape=True), text.contains(each, autoescape=True)]
    return or_(False, *tests)  # noqa: FBT003  where nothing is known, nothing holds it


def _beside(page: str, text: str) -> Iterator[str]:
    """Further identifiers of the same person: a conversation that they read, or what a page about them lists."""
    if page.count(":") >= _PARTS:
        yield page.split(":", _PARTS)[-1]
    if text.startswith("{"):
        values = (value for value in json.loads(text).values() if isinstance(value, str))
        yield from (value for value in values if len(value) >= _TOLD_APART and not value.startswith("http"))


_PARTS = 3
"""What precedes the last part of a page's name: a platform, a tenant and a sort."""
