"""In which language somebody is spoken to: their own, as they said it, else that of their partnership."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sql
from sqlalchemy import func
from sqlmodel import Session, col, select, update

from bot.chat.names import Address, Identity
from bot.domain.delivery import Recipient
from bot.speech import ENGLISH
from bot.store import tables
from bot.store.lookup import core

_member, _partnership, _space = core(tables.Member), core(tables.Partnership), core(tables.Space)
_identity = core(tables.Identity)
_SPOKEN = func.coalesce(_member.c.language, _partnership.c.language).label("spoken")
_WITH_PARTNERSHIP = _member.join(_partnership, _member.c.partnership == _partnership.c.id)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who is spoken to, and where, in another language than English."""

    people: Mapping[Identity, str] = field(default_factory=dict)
    spaces: Mapping[Address, str] = field(default_factory=dict)

    def to(self, who: Identity | None, where: Address | None) -> str:
        """The language for this person in this place: theirs, else that of the place, else English."""
        place = self.spaces.get(where, ENGLISH) if where else ENGLISH
        return self.people.get(who, place) if who else place


def spoken(session: Session) -> Spoken:
    """Everybody and every space that is spoken to in another language than English, or could be.

    Of somebody who is in several partnerships what they said goes before what the partnerships speak.
    """
    people = (
        sql.select(_identity.c.platform, _identity.c.tenant, _identity.c.user, _member.c.language, _SPOKEN)
        .select_from(_WITH_PARTNERSHIP.join(_identity, _identity.c.member == _member.c.id))
        .where(_member.c.left_at.is_(None), (_SPOKEN != ENGLISH) | _member.c.language.is_not(None))
        .order_by(_member.c.language.is_not(None), _member.c.id)
    )
    spaces = (
        sql.select(_space.c.platform, _space.c.tenant, _space.c.place, _partnership.c.language)
        .join(_partnership, _space.c.partnership == _partnership.c.id)
        .where(_partnership.c.language != ENGLISH)
    )
    connection = session.connection()
    return Spoken(
        {Identity(row.platform, row.tenant, row.user): row.spoken for row in connection.execute(people)},
        {Address(row.platform, row.tenant, row.place): row.language for row in connection.execute(spaces)},
    )


def of(session: Session, recipients: Collection[Recipient]) -> Mapping[Recipient, str]:
    """The language of each of these members and spaces."""
    members = {each.member for each in recipients if each.member}
    spaces = {each.space for each in recipients if each.space}
    found: dict[Recipient, str] = {}
    connection = session.connection()
    if members:
        spoken = sql.select(_member.c.id, _SPOKEN).select_from(_WITH_PARTNERSHIP).where(_member.c.id.in_(members))
        found |= {Recipient(member=row.id): row.spoken for row in connection.execute(spoken)}
    if spaces:
        of_spaces = (
            sql.select(_space.c.id, _partnership.c.language)
            .join(_partnership, _space.c.partnership == _partnership.c.id)
            .where(_space.c.id.in_(spaces))
        )
        found |= {Recipient(space=row.id): row.language for row in connection.execute(of_spaces)}
    return found


def said(session: Session, member: str) -> str | None:
    """The language that a member said is theirs; None if they have not."""
    return session.exec(select(tables.Member.language).where(tables.Member.id == member)).first()


def choose(session: Session, members: Iterable[str], language: str) -> None:
    """From now on these members are spoken to in this language."""
    session.exec(update(tables.Member).where(col(tables.Member.id).in_(list(members))).values(language=language))


def choose_for_all(session: Session, partnership: str, language: str) -> None:
    """From now on a partnership's spaces speak this language, and members who have not said theirs hear it."""
    session.exec(
        update(tables.Partnership).where(col(tables.Partnership.id) == partnership).values(language=language)
    )
