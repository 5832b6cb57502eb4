"""Erasing a person wholly, as whoever runs Weft is asked to, and putting on record that it was done."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.domain.audit import ERASED, OPERATOR, Change
from bot.domain.partnership import Member, Role
from bot.domain.rights import Gone
from bot.domain.schedule import Status
from bot.errors import Declined
from bot.store import audit, members, partnerships, schedules, vanishing


def erase_person(session: Session, now: datetime, person: Sequence[Member]) -> Gone:
    """Delete somebody, who is all of these members, and all that leads to them. Then let the database forget, too.

    Figures that were released stay: with one answer less they would tell what that answer was. So do answers whose
    way back to their author has been destroyed. The audit keeps what they did, under a pseudonym that leads to
    nobody any more.

    Raises:
        Declined: a partnership would be left without a convener.
    """
    mine: defaultdict[str, list[Member]] = defaultdict(list)
    for member in person:
        mine[member.partnership].append(member)
    # In this order, so that no two can wait for each other's audits.
    for partnership in sorted(mine):
        audit.hold(session, partnership)
        _require_successor(session, partnership, mine[partnership])
    gone = vanishing.erase_person(session, person)
    for partnership in sorted(mine):
        stopped = list(_stop_unasked(session, partnership, now))
        audit.add(session, now, partnership=partnership, deed=ERASED, by=OPERATOR, changes=stopped)
    return gone


def _require_successor(session: Session, partnership: str, mine: Sequence[Member]) -> None:
    if not any(member.left_at is None and Role.CONVENER in member.roles for member in mine):
        return
    ids = {member.id for member in mine}
    others = [each for each in members.present(session, partnership) if each.id not in ids]
    if others and not any(Role.CONVENER in each.roles for each in others):
        name = partnerships.get(session, partnership).name
        raise Declined(f"this is the only convener of {name}: give somebody else that role first")


def _stop_unasked(session: Session, partnership: str, now: datetime) -> Iterator[Change]:
    """Stop what goes on where nobody is left to be asked, or to stop it."""
    if members.present(session, partnership):
        return
    for schedule, _ in schedules.running(session, partnership):
        if schedule.status is Status.STOPPED:
            continue
        schedules.set_status(session, schedule.id, Status.STOPPED, now)
        before, after = {"status": schedule.status.value}, {"status": Status.STOPPED.value}
        yield Change("schedule", schedule.id, before, after)
