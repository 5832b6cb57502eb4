"""Members with their roles and identities."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col, delete, select, update

from bot.chat.names import Identity, Lane
from bot.domain.digest import next_digest
from bot.domain.pairing import Accounts
from bot.domain.partnership import DigestTime, Member, Role
from bot.domain.permission import Deed, require
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import tables
from bot.store.lookup import core, run

_READERS = {Role.LEAD, Role.CONVENER}
MONDAY_AT_NINE = (0, 9)
_member_of, _identity, _role = core(tables.Member), core(tables.Identity), core(tables.RoleGiven)
_belonging = core(tables.Belonging)
_WITH_ROLES = sql.select(
    _member_of,
    sql.select(func.aggregate_strings(_role.c.role, ","))
    .where(_role.c.member == _member_of.c.id)
    .scalar_subquery()
    .label("roles"),
    sql.exists().where(_belonging.c.member == _member_of.c.id, _belonging.c.leads).label("leads"),
)
_BY_ID = _WITH_ROLES.where(_member_of.c.id == bindparam("id"))
_ACTING = _WITH_ROLES.join(_identity, _identity.c.member == _member_of.c.id).where(
    *(_identity.c[name] == bindparam(name) for name in ("platform", "tenant", "user", "partnership"))
)
"""Asked at every press: the member that an identity is in a partnership, with all their roles."""
_REACHED = (
    sql.select(_identity.c.user)
    .join(_member_of, _identity.c.member == _member_of.c.id)
    .where(
        _member_of.c.left_at.is_(None),
        *(_identity.c[name] == bindparam(name) for name in ("member", "platform", "tenant")),
    )
    .order_by(_identity.c.rank, _identity.c.user)
)
"""Asked at every post: under which user id a member is written to."""


def join(
    session: Session,
    who: Identity,
    *,
    partnership: str,
    organisation: str,
    name: str,
    roles: Iterable[Role] | None,
    zone: str,
    now: datetime,
) -> Member:
    """Make this identity a member; one who had left comes back as who they were. Without roles, they keep theirs."""
    weekday, hour = MONDAY_AT_NINE
    row = _row(session, who, partnership)
    if row is None:
        row = tables.Member(
            id=uuid4().hex,
            partnership=partnership,
            organisation=organisation,
            name=name,
            digest_weekday=weekday,
            digest_hour=hour,
            digest_zone=zone,
            next_digest_at=None,
        )
        session.add(row)
        session.flush()
        session.add(
            tables.Identity(
                platform=who.platform,
                tenant=who.tenant,
                user=who.user,
                partnership=partnership,
                member=row.id,
            )
        )
    row.organisation, row.name, row.left_at = organisation, name, None
    session.add(row)
    session.flush()
    return get(session, row.id) if roles is None else give_roles(session, row.id, roles, now)


def of(session: Session, who: Identity) -> Sequence[Member]:
    """Who this identity is, in each of their partnerships that they have not left."""
    rows = session.exec(
        select(tables.Member)
        .join(tables.Identity, col(tables.Identity.member) == tables.Member.id)
        .where(*_is(who), col(tables.Member.left_at).is_(None))
        .order_by(tables.Member.id)
    ).all()
    return _members(session, rows)


def ever(session: Session, who: Identity) -> Sequence[Member]:
    """Who this identity is or was, in each of their partnerships, those that they have left too."""
    rows = session.exec(
        select(tables.Member)
        .join(tables.Identity, col(tables.Identity.member) == tables.Member.id)
        .where(*_is(who))
        .order_by(tables.Member.id)
    ).all()
    return _members(session, rows)


def in_partnership(session: Session, who: Identity, partnership: str) -> Member | None:
    """Who this identity is in a partnership, unless they have left."""
    key = {"platform": who.platform, "tenant": who.tenant, "user": who.user, "partnership": partnership}
    row = run(session, _ACTING, **key)
    if row is None or row.left_at is not None:
        return None
    return _with_roles(row)


def acting(session: Session, who: Identity, partnership: str, deed: Deed) -> Member:
    """The member who does this; `NotFound` for a stranger to the partnership, `NotAllowed` without the role."""
    if (member := in_partnership(session, who, partnership)) is None:
        raise NotFound(_("You are not a member of this partnership, or it is no longer here."))
    require(member, deed)
    return member


def get(session: Session, member: str) -> Member:
    """The member with this id; `NotFound` without."""
    if (row := run(session, _BY_ID, id=member)) is None:
        raise NotFound(_("This person is no longer here."))
    return _with_roles(row)


def present(session: Session, partnership: str) -> Sequence[Member]:
    """Everybody in a partnership who has not left, by name."""
    rows = session.exec(
        select(tables.Member)
        .where(tables.Member.partnership == partnership, col(tables.Member.left_at).is_(None))
        .order_by(tables.Member.name, tables.Member.id)
    ).all()
    return _members(session, rows)


def reached(session: Session, member: str, lane: Lane) -> Identity | None:
    """The identity by which a member who has not left is reached on a lane."""
    row = run(session, _REACHED, member=member, platform=lane.platform, tenant=lane.tenant)
    return None if row is None else Identity(lane.platform, lane.tenant, row.user)


def identities(session: Session, members: Iterable[str]) -> dict[str, list[Identity]]:
    """The identities of each of these members, in the order in which they are to be written to."""
    found: dict[str, list[Identity]] = {}
    rows = select(tables.Identity).where(col(tables.Identity.member).in_(list(members)))
    in_turn = rows.order_by(col(tables.Identity.rank), tables.Identity.platform, tables.Identity.user)
    for row in session.exec(in_turn):
        found.setdefault(row.member, []).append(Identity(row.platform, row.tenant, row.user))
    return found


def accounts(session: Session, here: Identity, mine: Iterable[Member]) -> Accounts:
    """The identities of one person who is all of these members, seen from the one that they use now."""
    return Accounts.seen_from(here, identities(session, (member.id for member in mine)).values())


def named(session: Session, partnership: str, name: str) -> Sequence[Member]:
    """Everybody in a partnership of this name, those who have left too."""
    rows = select(tables.Member).where(tables.Member.partnership == partnership, tables.Member.name == name)
    return _members(session, session.exec(rows.order_by(tables.Member.id)).all())


def rename(session: Session, member: str, name: str, organisation: str) -> None:
    """From now on the member has this name and speaks for this organisation."""
    row = session.get_one(tables.Member, member)
    row.name, row.organisation = name, organisation
    session.add(row)
    session.flush()


def given(session: Session, member: str) -> frozenset[Role]:
    """The roles that were given to a member, without what leading a cohort or site makes of them."""
    rows = select(tables.RoleGiven.role).where(tables.RoleGiven.member == member)
    return frozenset(map(Role, session.exec(rows)))


def give_roles(session: Session, member: str, roles: Iterable[Role], now: datetime) -> Member:
    """Set a member's roles; whoever leads a cohort or site stays a lead. Readers get a next digest, others none."""
    given = set(roles) - {Role.MEMBER}
    session.exec(delete(tables.RoleGiven).where(col(tables.RoleGiven.member) == member))
    session.add_all(tables.RoleGiven(member=member, role=role.value) for role in given)
    return line_up_digests(session, member, now)


def line_up_digests(session: Session, member: str, now: datetime) -> Member:
    """Whoever reads digests has a next one, others none, as their roles now are."""
    session.flush()
    found = get(session, member)
    row = session.get_one(tables.Member, member)
    row.next_digest_at = next_digest(found.digest, now) if found.roles & _READERS else None
    session.add(row)
    session.flush()
    return found


def time_digest(session: Session, member: str, time: DigestTime, now: datetime) -> None:
    """From now on this member's digest comes at this time."""
    row = session.get_one(tables.Member, member)
    row.digest_weekday, row.digest_hour, row.digest_zone = time.weekday, time.hour, time.zone
    row.next_digest_at = next_digest(time, now)
    session.add(row)


def leave(session: Session, member: str, now: datetime) -> None:
    """The member takes no further part: nothing is sent to them and they read nothing more."""
    row = session.get_one(tables.Member, member)
    row.left_at, row.next_digest_at = now, None
    session.add(row)
    session.exec(delete(tables.AnsweringHour).where(col(tables.AnsweringHour.member) == member))
    session.exec(update(tables.Belonging).where(col(tables.Belonging.member) == member).values(leads=False))


def _row(session: Session, who: Identity, partnership: str) -> tables.Member | None:
    return session.exec(
        select(tables.Member)
        .join(tables.Identity, col(tables.Identity.member) == tables.Member.id)
        .where(*_is(who), tables.Identity.partnership == partnership)
    ).first()


def _is(who: Identity) -> tuple[bool, ...]:
    return (
        tables.Identity.platform == who.platform,
        tables.Identity.tenant == who.tenant,
        tables.Identity.user == who.user,
    )


def _members(session: Session, rows: Sequence[tables.Member]) -> list[Member]:
    ids = [row.id for row in rows]
    leading = select(tables.Belonging.member).where(
        col(tables.Belonging.member).in_(ids), col(tables.Belonging.leads).is_(True)
    )
    roles: dict[str, set[Role]] = {member: {Role.LEAD} for member in session.exec(leading)}
    given = select(tables.RoleGiven).where(col(tables.RoleGiven.member).in_(ids))
    for role in session.exec(given):
        roles.setdefault(role.member, set()).add(Role(role.role))
    return [_member(row, roles.get(row.id, set())) for row in rows]


def _with_roles(row: Row[Any]) -> Member:
    roles = {Role(role) for role in (row.roles or "").split(",") if role}
    return _member(row, roles | {Role.LEAD} if row.leads else roles)


def _member(row: tables.Member | Row[Any], roles: set[Role]) -> Member:
    return Member(
        id=row.id,
        partnership=row.partnership,
        organisation=row.organisation,
        name=row.name,
        roles=frozenset({Role.MEMBER} | roles),
        digest=DigestTime(row.digest_weekday, row.digest_hour, row.digest_zone),
        left_at=row.left_at,
    )
