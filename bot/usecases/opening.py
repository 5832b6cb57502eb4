"""Opening the occurrences that are due, once each, and lining up whom to ask."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from bot.chat.names import Lane
from bot.domain.delivery import Purpose, Recipient
from bot.domain.occurrence import Occurrence, State, due_occurrences, occur
from bot.domain.partnership import Member
from bot.domain.schedule import Audience, Schedule, Whom
from bot.store import deliveries, members, occurrences, partnerships, schedules


def open_due(session: Session, now: datetime, platforms: Collection[str]) -> tuple[Occurrence, ...]:
    """Open what is due.

    Args:
        session: one transaction.
        now: the moment.
        platforms: those that are connected; people are reached on the first of theirs among these.

    Returns:
        Every occurrence that was recorded, open or missed.
    """
    recorded: list[Occurrence] = []
    for schedule, first in schedules.due(session, now):
        latest = first
        for slot, state in due_occurrences(schedule, first, now):
            latest = slot
            occurrence = occur(schedule, slot, uuid4().hex, state)
            if occurrence.remind_at is not None and occurrence.remind_at <= now:
                # Opened late: who has only just been asked is not reminded in the same breath.
                occurrence = replace(occurrence, remind_at=None)
            if not occurrences.open_once(session, occurrence):
                continue
            recorded.append(occurrence)
            if state is State.OPEN:
                _ask(session, now, schedule, occurrence, platforms)
        schedules.advance(session, schedule.id, next(schedule.rhythm.slots(latest), None))
    return tuple(recorded)


def _ask(
    session: Session, now: datetime, schedule: Schedule, occurrence: Occurrence, platforms: Collection[str]
) -> None:
    addressed = [
        member for member in members.present(session, schedule.partnership) if schedule.audience.includes(member)
    ]
    occurrences.ask(session, occurrence.id, (member.id for member in addressed))
    deliveries.plan(
        session,
        partnership=schedule.partnership,
        purpose=Purpose.ASK,
        about=occurrence.id,
        recipients=list(_recipients(session, schedule.partnership, schedule.audience, addressed, platforms)),
        not_before=now,
    )


def _recipients(
    session: Session, partnership: str, audience: Audience, addressed: list[Member], platforms: Collection[str]
) -> Iterator[tuple[Recipient, Lane]]:
    """The space, and in private whoever has no account on the space's platform; or everybody in private.

    A space that the bot is no longer in counts for nothing.
    """
    seen_in: str | None = None
    spaces = partnerships.spaces(session, partnership) if audience.whom is Whom.SPACE else ()
    if space := next((each for each in spaces if each.id == audience.of), None):
        seen_in = space.address.platform
        yield Recipient(space=space.id), space.address.lane
    identities = members.identities(session, (member.id for member in addressed))
    for member in addressed:
        reachable = [each for each in identities.get(member.id, []) if each.platform in platforms]
        if reachable and not any(each.platform == seen_in for each in reachable):
            yield Recipient(member=member.id), reachable[0].lane
