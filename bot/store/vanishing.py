"""Erasing a person: all that leads to the members who they are, out of every table.

What refers to a member is found by looking at the tables themselves, so that a new one cannot be forgotten. What
stays leads to nobody: figures that were released, and the audit, in which they stand under a pseudonym.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Column, ColumnElement, Table, delete, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as of

from bot.chat.names import Identity, Lane
from bot.domain.occurrence import State
from bot.domain.partnership import Member
from bot.domain.response import token
from bot.domain.rights import Gone
from bot.store import erasing, members, occurrences, programmes, reasons, responses, tables
from bot.store.lookup import core

_MEMBER, _DELIVERY, _LETTER = core(tables.Member), core(tables.Delivery), core(tables.Letter)
_CHILDREN_FIRST: list[Table] = list(reversed(_MEMBER.metadata.sorted_tables))
_GO_ALONG = frozenset({core(tables.Response), _DELIVERY})
"""Whose rows are the member's own although they may be without one; of others only the reference goes."""
_TOLD_APART = 8
"""Characters of an identifier that is looked for inside an adapter's notes; shorter ones stand there by chance."""


def erase_person(session: Session, person: Sequence[Member]) -> Gone:
    """Delete somebody, who is all of these members, and all that leads to them.

    An identity goes with all that is known of it, unless it is another member, too.
    """
    answers = words = 0
    for member in person:
        named = erasing.erase(session, member)
        answers += named.answers + _withdraw(session, member)
        words += named.words
    ids = [member.id for member in person]
    theirs = {who for some in members.identities(session, ids).values() for who in some}
    own = {who for who in theirs if all(each.id in ids for each in members.ever(session, who))}
    places = _places(session, ids, {who.lane for who in theirs - own})
    rows: Counter[str] = Counter()
    deliveries = select(_DELIVERY.c.id).where(_DELIVERY.c.member.in_(ids))
    _delete(session, rows, _LETTER, _LETTER.c.mark.in_(deliveries))
    for table in _CHILDREN_FIRST:
        for column in table.columns:
            if any(key.column is _MEMBER.c.id for key in column.foreign_keys):
                _let_go(session, rows, table, column.in_(ids), column)
    for who in own:
        _forget(session, rows, who)
    _tear_out(session, rows, {who.user for who in own} | places)
    _delete(session, rows, _MEMBER, _MEMBER.c.id.in_(ids))
    return Gone(answers, words, {table: count for table, count in rows.items() if count})


def _withdraw(session: Session, member: Member) -> int:
    """Withdraw what has no name and can still be told to be theirs, by the keys that are not destroyed.

    Where answers bear a name, why somebody skipped does not.
    """
    withdrawn = 0
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
        # The key of an open wave is its evaluation's.
        for each in {token(key, member.id) for key in keys if key}:
            withdrawn += responses.withdraw(session, row.id, each)
            reasons.withdraw(session, row.id, each)
    return withdrawn


def _places(session: Session, ids: Collection[str], kept: Collection[Lane]) -> set[str]:
    """The private conversations in which something was posted to them, but where an identity of theirs stays."""
    of_theirs = select(_DELIVERY.c.posted_place, _DELIVERY.c.platform, _DELIVERY.c.tenant).distinct()
    rows = session.connection().execute(of_theirs.where(_DELIVERY.c.member.in_(ids))).all()
    return {place for place, platform, tenant in rows if place and (platform, tenant) not in kept}


def _let_go(
    session: Session, rows: Counter[str], table: Table, theirs: ColumnElement[bool], column: Column[str]
) -> None:
    if column.nullable and table not in _GO_ALONG:
        session.execute(update(table).where(theirs).values({column.name: None}))
    else:
        _delete(session, rows, table, theirs)


def _delete(session: Session, rows: Counter[str], table: Table, *which: ColumnElement[bool]) -> None:
    session.flush()
    rows[table.name] += session.connection().execute(delete(table).where(*which)).rowcount


def _forget(session: Session, rows: Counter[str], who: Identity) -> None:
    """All that is known of an identity, whoever knows it."""
    for table in _CHILDREN_FIRST:
        if {"platform", "tenant", "user"} <= set(table.columns.keys()):
            of_theirs = (table.c.platform == who.platform, table.c.tenant == who.tenant, table.c.user == who.user)
            _delete(session, rows, table, *of_theirs)
        elif "user" in table.columns:
            _delete(session, rows, table, table.c.user == who.user)


def _tear_out(session: Session, rows: Counter[str], identifiers: Collection[str]) -> None:
    """Pages of adapters' notebooks that hold these, or what stands beside them there; and events that name them."""
    note, seen = core(tables.Note), core(tables.Seen)
    known = set(identifiers)
    for page, text in session.execute(
        select(note.c.page, note.c.text).where(_holds(note.c.page, note.c.text, known))
    ):
        known.update(_beside(page, text))
    _delete(session, rows, note, _holds(note.c.page, note.c.text, known))
    _delete(session, rows, seen, _holds(seen.c.key, seen.c.key, known))


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
