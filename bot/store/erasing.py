"""Erasing what somebody answered with their name: out of the answers, the releases and the web inbox's letters."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, func, select

from bot.chat.message import Message
from bot.domain.disclosure.release import Release, Words
from bot.domain.partnership import Member
from bot.domain.rights import unquoted, without_words_of
from bot.store import codec, tables


@dataclass(frozen=True, slots=True)
class Erasable:
    """How much there is to erase."""

    answers: int
    """Check-ins that were answered with their name."""
    words: int
    """Texts that stand with their name in what was released."""


def erasable(session: Session, member: Member) -> Erasable:
    """How much somebody could have erased now."""
    answers = select(func.count()).select_from(tables.Response).where(tables.Response.member == member.id)
    quoted = (without_words_of(codec.load(row.content, Release), member.id)[1] for row in _releases(session, member))
    return Erasable(session.exec(answers).one(), sum(map(len, quoted)))


def erase(session: Session, member: Member) -> Erasable:
    """Delete a member's answers that have their name, and take their words out of what was released.

    That they answered stays, and so do the figures: a release with one answer less would tell what that answer was.
    """
    # Whoever closes one of these check-ins waits, or its release would be made of answers that are just being erased.
    theirs = select(tables.Response.occurrence).where(tables.Response.member == member.id)
    held = select(tables.Occurrence.id).where(col(tables.Occurrence.id).in_(theirs)).order_by(tables.Occurrence.id)
    session.exec(held.with_for_update(read=True)).all()
    words = take_back(session, member.partnership, _releases(session, member), {member.id})
    erased = session.exec(delete(tables.Response).where(col(tables.Response.member) == member.id)).rowcount
    return Erasable(erased, words)


def take_back(
    session: Session, partnership: str, rows: Sequence[tables.Release | tables.Addendum], members: Collection[str]
) -> int:
    """Take the words that stand with these members' names out of releases, and out of the letters that quote them.

    Returns:
        How many texts there were.
    """
    taken_back: list[Words] = []
    for row in rows:
        release = codec.load(row.content, Release)
        for member in {words.member for words in release.words if words.member in members}:
            release, words = without_words_of(release, str(member))
            taken_back += words
            row.content = codec.dump(release, Release)
            session.add(row)
    _unquote(session, partnership, taken_back)
    return len(taken_back)


def _releases(session: Session, member: Member) -> Sequence[tables.Release | tables.Addendum]:
    """Those in which words stand with the member's name, addenda too."""
    made = select(tables.Release).where(
        tables.Release.partnership == member.partnership, col(tables.Release.content).contains(member.id)
    )
    added = select(tables.Addendum).where(
        tables.Addendum.partnership == member.partnership, col(tables.Addendum.content).contains(member.id)
    )
    return [
        *session.exec(made.order_by(tables.Release.occurrence).with_for_update()),
        *session.exec(added.order_by(tables.Addendum.occurrence).with_for_update()),
    ]


def _unquote(session: Session, partnership: str, taken_back: Sequence[Words]) -> None:
    """Take words out of the digests that lie in the web inbox of the partnership's people."""
    readers = select(tables.Identity.user).where(tables.Identity.partnership == partnership)
    for author in {words.author for words in taken_back if words.author is not None}:
        # As it stands in JSON.
        written = json.dumps(author, ensure_ascii=False)[1:-1]
        rows = select(tables.Letter).where(
            col(tables.Letter.user).in_(readers), col(tables.Letter.message).contains(written, autoescape=True)
        )
        for row in session.exec(rows):
            row.message = codec.dump(unquoted(codec.load(row.message, Message), taken_back), Message)
            session.add(row)
