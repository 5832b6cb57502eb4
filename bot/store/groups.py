"""Reporting groups: the cohorts and sites of a partnership, and which groups somebody stands in."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from bot.domain.group import Group, Groups, Margin, key
from bot.store import tables


def of_partnership(session: Session, partnership: str) -> Sequence[Group]:
    """Its cohorts and sites, by name."""
    rows = select(tables.ReportingGroup).where(tables.ReportingGroup.partnership == partnership)
    found = session.exec(rows.order_by(tables.ReportingGroup.margin, tables.ReportingGroup.name))
    return [Group(Margin(row.margin), row.id, row.name) for row in found]


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
    """The keys of all groups that one member stands in."""
    organisation, sector = session.exec(
        select(tables.Organisation.id, tables.Organisation.sector)
        .join(tables.Member, col(tables.Member.organisation) == tables.Organisation.id)
        .where(tables.Member.id == member)
    ).one()
    belonging = session.exec(
        select(tables.ReportingGroup.margin, tables.ReportingGroup.id)
        .join(tables.Belonging, col(tables.Belonging.reporting_group) == tables.ReportingGroup.id)
        .where(tables.Belonging.member == member)
    )
    keys = {key(Margin(margin), group) for margin, group in belonging}
    return frozenset({key(Margin.ORGANISATION, organisation), key(Margin.SECTOR, sector), *keys})
