"""Reporting groups: the cohorts and sites of a partnership, and which groups somebody stands in."""

from collections.abc import Collection, Mapping, Sequence
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from bot.domain.group import Group, Groups, Margin, key
from bot.errors import InvalidInput, NotFound
from bot.speech import gettext as _
from bot.speech import noop
from bot.store import tables
from bot.store.lookup import core, run

_organisation, _member = core(tables.Organisation), core(tables.Member)
_group_of, _belonging = core(tables.ReportingGroup), core(tables.Belonging)
_SAME_NAME: Mapping[Margin, str] = {
    Margin.PARTNERSHIP: noop("There is a partnership of this name already."),
    Margin.SECTOR: noop("There is a sector of this name already."),
    Margin.COHORT: noop("There is a cohort of this name already."),
    Margin.SITE: noop("There is a site of this name already."),
    Margin.ORGANISATION: noop("There is an organisation of this name already."),
}
_STANDING = (
    sql.select(
        _member.c.organisation,
        _organisation.c.sector,
        sql.select(func.aggregate_strings(_group_of.c.margin + ":" + _group_of.c.id, " "))
        .join(_belonging, _belonging.c.reporting_group == _group_of.c.id)
        .where(_belonging.c.member == _member.c.id)
        .scalar_subquery()
        .label("belonging"),
    )
    .join(_organisation, _organisation.c.id == _member.c.organisation)
    .where(_member.c.id == bindparam("member"))
)
"""Asked at every answer: the groups that its author stands in."""


def add(session: Session, partnership: str, margin: Margin, name: str) -> Group:
    """Keep a new cohort or site; `InvalidInput` when the partnership has one of that name."""
    same = select(tables.ReportingGroup.id).where(
        tables.ReportingGroup.partnership == partnership,
        tables.ReportingGroup.margin == margin.value,
        tables.ReportingGroup.name == name,
    )
    if session.exec(same).first():
        raise InvalidInput({"name": _(_SAME_NAME[margin])})
    row = tables.ReportingGroup(id=uuid4().hex, partnership=partnership, margin=margin.value, name=name)
    session.add(row)
    session.flush()
    return _group(row)


def get(session: Session, group: str) -> tuple[str, Group]:
    """The cohort or site with this id, and the partnership it is part of; `NotFound` without."""
    if (row := session.get(tables.ReportingGroup, group)) is None:
        raise NotFound(_("This cohort or site is no longer here."))
    return row.partnership, _group(row)


def of_partnership(session: Session, partnership: str) -> Sequence[Group]:
    """Its cohorts and sites, by name."""
    rows = select(tables.ReportingGroup).where(tables.ReportingGroup.partnership == partnership)
    found = session.exec(rows.order_by(tables.ReportingGroup.margin, tables.ReportingGroup.name))
    return [_group(row) for row in found]


def belonging(session: Session, group: str) -> Mapping[str, bool]:
    """By member id, who belongs to a cohort or site, and whether they lead it; those who have left too."""
    rows = select(tables.Belonging).where(tables.Belonging.reporting_group == group)
    return {row.member: row.leads for row in session.exec(rows)}


def set_belonging(session: Session, group: str, among: Collection[str], chosen: Collection[str]) -> Sequence[str]:
    """Of these members, exactly the chosen belong to a cohort or site; those of whom that is new, or over."""
    before = belonging(session, group)
    changed = [member for member in among if (member in chosen) is not (member in before)]
    for member in changed:
        if member in chosen:
            session.add(tables.Belonging(reporting_group=group, member=member))
        else:
            session.delete(session.get_one(tables.Belonging, (group, member)))
    session.flush()
    return changed


def set_leads(session: Session, group: str, among: Collection[str], chosen: Collection[str]) -> Sequence[str]:
    """Of these members who belong, exactly the chosen lead a cohort or site; those of whom that is new, or over."""
    rows = select(tables.Belonging).where(
        tables.Belonging.reporting_group == group, col(tables.Belonging.member).in_(list(among))
    )
    changed = [row for row in session.exec(rows) if row.leads is not (row.member in chosen)]
    for row in changed:
        row.leads = not row.leads
        session.add(row)
    session.flush()
    return [row.member for row in changed]


def led_by(session: Session, member: str) -> Sequence[Group]:
    """The cohorts and sites that a member leads, by name."""
    return [group for group, leads in standing_of(session, member) if leads]


def standing_of(session: Session, member: str) -> Sequence[tuple[Group, bool]]:
    """The cohorts and sites that a member belongs to, by name, and whether they lead each."""
    rows = (
        select(tables.ReportingGroup, tables.Belonging.leads)
        .join(tables.Belonging, col(tables.Belonging.reporting_group) == tables.ReportingGroup.id)
        .where(tables.Belonging.member == member)
        .order_by(tables.ReportingGroup.margin, tables.ReportingGroup.name)
    )
    return [(_group(row), leads) for row, leads in session.exec(rows)]


def of_members(session: Session, partnership: str) -> Mapping[str, Groups]:
    """By member id, the keys of all groups that each member of a partnership stands in, those who have left too."""
    standing: dict[str, set[str]] = {}
    people = (
        select(tables.Member.id, tables.Organisation.id, tables.Organisation.sector)
        .join(tables.Organisation, col(tables.Organisation.id) == tables.Member.organisation)
        .where(tables.Member.partnership == partnership)
    )
    for member, organisation, sector in session.exec(people):
        standing[member] = {key(Margin.ORGANISATION, organisation), key(Margin.SECTOR, sector)}
    belonging = (
        select(tables.Belonging.member, tables.ReportingGroup.margin, tables.ReportingGroup.id)
        .join(tables.ReportingGroup, col(tables.ReportingGroup.id) == tables.Belonging.reporting_group)
        .where(tables.ReportingGroup.partnership == partnership)
    )
    for member, margin, group in session.exec(belonging):
        standing[member].add(key(Margin(margin), group))
    return {member: frozenset(keys) for member, keys in standing.items()}


def of_member(session: Session, member: str) -> Groups:
    """The keys of all groups that one member stands in; `NotFound` without the member."""
    if (row := run(session, _STANDING, member=member)) is None:
        raise NotFound(_("This person is no longer here."))
    return frozenset(
        {key(Margin.ORGANISATION, row.organisation), key(Margin.SECTOR, row.sector), *(row.belonging or "").split()}
    )


def _group(row: tables.ReportingGroup) -> Group:
    return Group(Margin(row.margin), row.id, row.name)
