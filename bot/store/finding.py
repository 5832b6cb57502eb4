"""Finding a person by what whoever runs Weft knows of them: an account, a member's id, or a name."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.chat.names import Identity
from bot.domain.partnership import Member
from bot.store import members, tables


def people(session: Session, said: str) -> Sequence[Sequence[Member]]:
    """Everybody who may be meant, each as the members who they are or were.

    Members with an account in common are one person.

    Args:
        session: one transaction.
        said: `platform:tenant:user`, a member's id or a name.
    """
    found: list[Sequence[Member]] = []
    for id_ in _meant(session, said):
        if not any(id_ == member.id for person in found for member in person):
            found.append(_whole(session, members.get(session, id_)))
    return found


def _meant(session: Session, said: str) -> Sequence[str]:
    if session.get(tables.Member, said) is not None:
        return [said]
    platform, _, rest = said.partition(":")
    tenant, _, user = rest.partition(":")
    if user:
        return [member.id for member in members.ever(session, Identity(platform, tenant, user))]
    name = " ".join(said.split()).casefold()
    rows = select(tables.Member.id, tables.Member.name).order_by(col(tables.Member.id))
    return [id_ for id_, known in session.exec(rows) if known.casefold() == name]


def _whole(session: Session, member: Member) -> Sequence[Member]:
    """Everybody who this member is, by way of their accounts."""
    known = {member.id: member}
    new = [member.id]
    while new:
        accounts = members.identities(session, new)
        others = [each for id_ in new for account in accounts.get(id_, []) for each in members.ever(session, account)]
        new = [each.id for each in others if each.id not in known]
        known |= {each.id: each for each in others}
    return list(known.values())
