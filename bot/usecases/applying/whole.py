"""The partnership itself, its organisations, cohorts and sites; then its people and check-ins."""

from datetime import datetime

from sqlmodel import Session

from bot.domain.partnership import MOST_ORGANISATIONS, USUAL, Organisation, Partnership, Role
from bot.domain.record import Record
from bot.domain.wanted import Wanted, WantedOrganisation
from bot.store import groups, members, partnerships
from bot.usecases.applying import check_ins, people
from bot.usecases.applying.outcome import Applying, Outcome, turned

_MOST_GROUPS = 100


def apply(session: Session, now: datetime, wanted: Wanted) -> Outcome:
    """Make it so, within the transaction of whoever calls, who gives it up where there are complaints."""
    outcome = Outcome()
    partnership = _partnership(session, wanted, outcome)
    if partnership is None:
        return outcome
    _organisations(session, partnership, wanted, outcome)
    _groups(session, partnership, wanted, outcome)
    here = Applying(session, now, partnership, wanted, outcome)
    people.apply(here)
    check_ins.apply(here)
    if not any(Role.CONVENER in member.roles for member in members.present(session, partnership.id)):
        outcome.complain(wanted.line, 'a partnership has at least one convener: give somebody roles = ["convener"]')
    _left_alone(session, partnership, wanted, outcome)
    return outcome


def about(session: Session, wanted: Wanted) -> str | None:
    """The partnership that is meant, if it is there, and is the only one of its name."""
    named = _named(session, wanted)
    return named[0] if len(named) == 1 else None


def _named(session: Session, wanted: Wanted) -> list[str]:
    return [each for each, name in partnerships.names(session).items() if name.casefold() == wanted.name.casefold()]


def _partnership(session: Session, wanted: Wanted, outcome: Outcome) -> Partnership | None:
    named = _named(session, wanted)
    if len(named) > 1:
        outcome.complain(wanted.line, f"several partnerships are called {wanted.name!r}: rename one of them first")
        return None
    if named:
        found = partnerships.get(session, named[0])
        outcome.change("partnership", wanted.name, *turned("zone", found.zone, wanted.zone))
        partnerships.move_to_zone(session, found.id, wanted.zone)
    else:
        found = partnerships.start(session, wanted.name, wanted.zone)
        outcome.add("partnership", wanted.name, wanted.zone)
    if (least := wanted.thresholds) is not None and least != found.thresholds:
        with outcome.on(wanted.thresholds_line):
            partnerships.raise_thresholds(session, found.id, least.scores, least.words)
        before = found.thresholds if named else USUAL
        told = [*turned("scores", before.scores, least.scores), *turned("words", before.words, least.words)]
        outcome.change("thresholds", wanted.name, *told)
    return partnerships.get(session, found.id)


def _organisations(session: Session, partnership: Partnership, wanted: Wanted, outcome: Outcome) -> None:
    known = {each.name: each for each in partnerships.organisations(session, partnership.id)}
    new = sum(each.record.name not in known for each in wanted.organisations)
    if len(known) + new > MOST_ORGANISATIONS:
        outcome.complain(wanted.line, f"a partnership has at most {MOST_ORGANISATIONS} organisations")
    for each in wanted.organisations:
        with outcome.on(each.line):
            _organisation(session, partnership, known.get(each.record.name), each, outcome)


def _organisation(
    session: Session,
    partnership: Partnership,
    found: Organisation | None,
    each: WantedOrganisation,
    outcome: Outcome,
) -> None:
    record = each.record
    told = [
        *turned("sector", found and found.sector, record.sector),
        *turned("contact", found and found.contact, record.contact),
        *turned("basis", found and found.basis, record.basis),
        *turned("retention_days", found and found.retention_days, record.retention_days),
        *(
            ()
            if record.domains is None
            else turned("domains", found.domains if found else frozenset(), record.domains)
        ),
    ]
    if found is not None:
        outcome.change("organisation", record.name, *told)
        if told:
            partnerships.put_on_record(session, found.id, record)
        return
    partnerships.add_organisation(
        session,
        partnership.id,
        record.name,
        record.sector,
        record.contact,
        basis=record.basis,
        retention_days=record.retention_days,
        domains=record.domains,
    )
    outcome.add("organisation", record.name, *_record(record))


def _domains(found: Organisation | None, record: Record) -> list[str]:
    before = found.domains if found is not None else frozenset()
    return [] if record.domains is None else turned("domains", before, record.domains)


def _record(record: Record) -> tuple[str, ...]:
    domains = (f"domains: {', '.join(sorted(record.domains))}",) if record.domains else ()
    return record.sector, record.contact, record.basis, f"{record.retention_days} days", *domains


def _groups(session: Session, partnership: Partnership, wanted: Wanted, outcome: Outcome) -> None:
    known = {(each.margin, each.name) for each in groups.of_partnership(session, partnership.id)}
    for each in wanted.groups:
        if (each.margin, each.name) in known:
            continue
        if len(known) >= _MOST_GROUPS:
            outcome.complain(each.line, f"a partnership has at most {_MOST_GROUPS} cohorts and sites")
            return
        known.add((each.margin, each.name))
        groups.add(session, partnership.id, each.margin, each.name)
        outcome.add(each.margin.value, each.name)


def _left_alone(session: Session, partnership: Partnership, wanted: Wanted, outcome: Outcome) -> None:
    """A file takes nothing away: say how much of what is there it does not name."""
    named = {each.record.name for each in wanted.organisations}
    there = {each.name for each in partnerships.organisations(session, partnership.id)}
    if named and (more := len(there - named)):
        outcome.notes.append(f"{more} organisation{'s' * (more > 1)} not in the file stay as they are")
