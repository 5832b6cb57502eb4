"""The people of a file: made members, given roles, and put into cohorts and sites."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.chat.names import Identity, Lane
from bot.domain.group import Group, Margin
from bot.domain.partnership import Member, Partnership
from bot.domain.wanted import WantedPerson
from bot.store import groups, inbox, members, pairings, partnerships
from bot.usecases.applying.outcome import Applying, Outcome, turned

_INBOX = Lane("web", "web")


def apply(here: Applying) -> None:
    """Make every person of the file what it says. Who has left stays away."""
    session, partnership, outcome = here.session, here.partnership, here.outcome
    organisations = {each.name: each.id for each in partnerships.organisations(session, partnership.id)}
    there = groups.of_partnership(session, partnership.id)
    for person in here.wanted.people:
        if person.organisation not in organisations:
            outcome.complain(person.line, f"there is no organisation {person.organisation!r}: add it to the file")
            continue
        if unknown := _unknown(person, there):
            outcome.complain(person.line, f"there is no {unknown}: add it to the file")
            continue
        known = _known(session, partnership, organisations[person.organisation], person)
        if len(known) > 1:
            what = "these accounts are" if person.accounts else f"{person.name!r} is the name of"
            outcome.complain(person.line, f"{what} several members; write the accounts of one of them")
        elif known and known[0].left_at is not None:
            outcome.notes.append(f"{person.name} has left the partnership, and is left alone")
        else:
            member = known[0] if known else None
            _person(here, organisations, there, person, member)


def _known(session: Session, partnership: Partnership, organisation: str, person: WantedPerson) -> list[Member]:
    """The members who are or were this person."""
    if person.accounts:
        ever = {each.id: each for account in person.accounts for each in members.ever(session, account)}
        return [each for each in ever.values() if each.partnership == partnership.id]
    named = members.named(session, partnership.id, person.name)
    return [each for each in named if each.organisation == organisation]


def _unknown(person: WantedPerson, there: Collection[Group]) -> str:
    for margin, names in ((Margin.COHORT, person.cohorts), (Margin.SITE, person.sites)):
        known = {each.name for each in there if each.margin is margin}
        if missing := sorted((names or frozenset()) - known):
            return f"{margin.value} {missing[0]!r}"
    if missing := sorted((person.leads or frozenset()) - {each.name for each in there}):
        return f"cohort or site {missing[0]!r}"
    return ""


def _person(
    here: Applying,
    organisations: dict[str, str],
    there: Collection[Group],
    person: WantedPerson,
    member: Member | None,
) -> None:
    session, outcome = here.session, here.outcome
    is_new = member is None
    if member is None:
        account = person.accounts[0] if person.accounts else _invited(session, person, outcome)
        member = _joined(here, organisations, person, account)
        told = [person.organisation, *map(_account, person.accounts)]
    else:
        names = {id_: name for name, id_ in organisations.items()}
        told = turned("name", member.name, person.name)
        told += turned("organisation", names[member.organisation], person.organisation)
        if told:
            members.rename(session, member.id, person.name, organisations[person.organisation])
    accounts = members.identities(session, [member.id]).get(member.id, [])
    for each in person.accounts:
        if each not in accounts:
            pairings.link(session, each, member.id, here.partnership.id)
            told += [] if is_new else [f"account: + {_account(each)}"]
    told += _roles(session, here.now, person, member)
    told += _standing(here, person, member, there)
    if is_new:
        outcome.add("person", person.name, *told)
    else:
        outcome.change("person", person.name, *told)
    if strays := _strays(person, groups.standing_of(session, member.id)):
        outcome.complain(person.line, f"whoever leads {strays} belongs to it: name it in cohorts or sites, too")


def _strays(person: WantedPerson, standing: Collection[tuple[Group, bool]]) -> str:
    """A cohort or site that they are to lead without belonging to it."""
    return next(iter(sorted((person.leads or frozenset()) - {group.name for group, _ in standing})), "")


def _joined(here: Applying, organisations: dict[str, str], person: WantedPerson, account: Identity) -> Member:
    return members.join(
        here.session,
        account,
        partnership=here.partnership.id,
        organisation=organisations[person.organisation],
        name=person.name,
        roles=(),
        zone=here.partnership.zone,
        now=here.now,
    )


def _invited(session: Session, person: WantedPerson, outcome: Outcome) -> Identity:
    user, generation = inbox.enrol(session, person.name)
    outcome.invited.append((person.name, user, generation))
    return Identity(*_INBOX, user)


def _account(account: Identity) -> str:
    return f"{account.platform}:{account.tenant}:{account.user}"


def _roles(session: Session, now: datetime, person: WantedPerson, member: Member) -> list[str]:
    if person.roles is None:
        return []
    before = members.given(session, member.id)
    if told := turned("roles", before, person.roles):
        members.give_roles(session, member.id, person.roles, now)
    return told


def _standing(here: Applying, person: WantedPerson, member: Member, there: Collection[Group]) -> list[str]:
    """Cohorts, sites, and those that they lead."""
    session = here.session
    before = groups.standing_of(session, member.id)
    stands = {group.key: leads for group, leads in before}
    wanted = {Margin.COHORT: person.cohorts, Margin.SITE: person.sites}
    told: list[str] = []
    for group in there:
        names = wanted[group.margin]
        belongs = group.key in stands if names is None else group.name in names
        led = stands.get(group.key, False) if person.leads is None else group.name in person.leads
        if belongs is not (group.key in stands):
            groups.set_belonging(session, group.id, [member.id], [member.id] if belongs else [])
            told.append(f"{group.margin.value}: {'+' if belongs else '-'} {group.name}")
        if (belongs and led) is not (belongs and stands.get(group.key, False)):
            groups.set_leads(session, group.id, [member.id], [member.id] if led else [])
            told.append(f"leads: {'+' if led else '-'} {group.name}")
    if told:
        members.line_up_digests(session, member.id, here.now)
    return told
