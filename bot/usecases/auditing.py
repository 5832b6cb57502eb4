"""Putting on record what a deed has changed: what stood before it is laid beside what stands after it.

The one place where this is done for whatever people press and send, in the deed's own transaction. No deed knows of
it, and none can be forgotten: what changes something that is on record is put on record.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from bot.chat.events import Pressed, Reply, Submitted
from bot.chat.names import Identity
from bot.domain.audit import OPERATOR, SOMEBODY, Change
from bot.store import audit, concerning, erasing, members, partnerships, standing

E = TypeVar("E", Pressed, Submitted)
T = TypeVar("T")
Deed = Callable[[Session, datetime, E], Reply]


def recorded(deed: Deed[E]) -> Deed[E]:
    """The deed, which puts on record what it changes of the partnership that it is about."""

    def do(session: Session, now: datetime, event: E) -> Reply:
        who: Identity = event.who.identity
        about: Sequence[str] = _about(session, who, event.action.subject)
        for partnership in about:
            audit.hold(session, partnership)
        before = {partnership: standing.of(session, partnership) for partnership in about}
        reply = deed(session, now, event)
        # One that has just been started stands in no earlier look.
        for partnership in sorted({*about, *_about(session, who, event.action.subject)}):
            found = standing.changes(session, before.get(partnership, {}), standing.of(session, partnership))
            if found:
                by = _pseudonym(session, who, partnership)
                audit.add(session, now, partnership=partnership, deed=event.action.verb, by=by, changes=found)
        return reply

    return do


def recorded_of_oneself(deed: Deed[E]) -> Deed[E]:
    """A deed by which people change nothing but what they are themselves: only that much is looked at."""

    def do(session: Session, now: datetime, event: E) -> Reply:
        who, (partnership, *_) = event.who.identity, event.action.subject.split(":")
        audit.hold(session, partnership)
        before = _own(session, who, partnership)
        reply = deed(session, now, event)
        found = standing.changes(session, before, _own(session, who, partnership))
        if found:
            by = _pseudonym(session, who, partnership)
            audit.add(session, now, partnership=partnership, deed=event.action.verb, by=by, changes=found)
        return reply

    return do


def recorded_erasing(deed: Deed[E]) -> Deed[E]:
    """Erasing one's own answers: that somebody did is put on record, and neither who it was nor how many."""

    def do(session: Session, now: datetime, event: E) -> Reply:
        who, partnership = event.who.identity, event.action.subject
        mine = [member for member in members.ever(session, who) if member.partnership == partnership]
        # Before the deed holds anything else: whoever closes a check-in holds them in this order, too.
        audit.hold(session, partnership)
        before = [erasing.erasable(session, member) for member in mine]
        reply = deed(session, now, event)
        if before != [erasing.erasable(session, member) for member in mine]:
            audit.add(session, now, partnership=partnership, deed=event.action.verb, by=SOMEBODY)
        return reply

    return do


def recorded_merging(deed: Deed[E]) -> Deed[E]:
    """Becoming one member of two: that somebody did, and what roles, cohorts and sites have come to them by it."""

    def do(session: Session, now: datetime, event: E) -> Reply:
        who: Identity = event.who.identity
        mine = {member.partnership: member.id for member in members.of(session, who)}
        for partnership in sorted(mine):
            audit.hold(session, partnership)
        before = {partnership: standing.of(session, partnership) for partnership in mine}
        reply = deed(session, now, event)
        after = {member.partnership: member.id for member in members.of(session, who)}
        for partnership in sorted(each for each in mine if after.get(each, mine[each]) != mine[each]):
            gone = mine[partnership]
            # Of the member who is no more nothing can be said by a pseudonym of theirs.
            was = {key: values for key, values in before[partnership].items() if gone not in key}
            found = standing.changes(session, was, standing.of(session, partnership))
            by = _pseudonym(session, who, partnership)
            audit.add(session, now, partnership=partnership, deed=event.action.verb, by=by, changes=found)
        return reply

    return do


def of_operator(
    session: Session, now: datetime, about: Callable[[Session], str | None], deed: str, work: Callable[[Session], T]
) -> T:
    """Do what whoever runs Weft has asked for, and put on record what it changes; that it was done in any case.

    Args:
        session: one transaction.
        now: this moment.
        about: which partnership it is; none before it has been started.
        deed: what is done.
        work: does it.
    """
    if (there := about(session)) is not None:
        audit.hold(session, there)
    before = {} if there is None else standing.of(session, there)
    done = work(session)
    if (partnership := there or about(session)) is not None:
        note(session, now, partnership, deed, standing.changes(session, before, standing.of(session, partnership)))
    return done


def note(session: Session, now: datetime, partnership: str, deed: str, changes: Iterable[Change] = ()) -> None:
    """Put on record that whoever runs Weft has done something, such as to print what was released."""
    audit.hold(session, partnership)
    audit.add(session, now, partnership=partnership, deed=deed, by=OPERATOR, changes=changes)


def note_everywhere(session: Session, now: datetime, deed: str) -> None:
    """Put on record in every partnership that whoever runs Weft has done something to the whole database."""
    # In this order, so that no two can wait for each other's audits.
    for partnership in sorted(partnerships.names(session)):
        note(session, now, partnership, deed)


def _about(session: Session, who: Identity, subject: str) -> Sequence[str]:
    """Of the partnerships that somebody is or was in, the one that a deed is about; all where that is not to be told.

    They come in the order of their ids, so that no two can wait for each other's audits.
    """
    mine = sorted({member.partnership for member in members.ever(session, who)})
    about = concerning.partnership(session, subject)
    return mine if about is None else [each for each in mine if each == about]


def _own(session: Session, who: Identity, partnership: str) -> standing.Standing:
    mine = [member.id for member in members.ever(session, who) if member.partnership == partnership]
    return standing.of(session, partnership, mine)


def _pseudonym(session: Session, who: Identity, partnership: str) -> str:
    mine = [member.id for member in members.ever(session, who) if member.partnership == partnership]
    return audit.pseudonyms(session, mine)[mine[0]]
