"""Opening the occurrences that are due, once each, and lining up whom to ask."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from bot.chat.names import Identity, Lane
from bot.domain import upcoming
from bot.domain.clock import Clock
from bot.domain.delivery import Purpose, Recipient
from bot.domain.occurrence import Occurrence, Part, State, answerable_from, due_occurrences, occur, opens_at
from bot.domain.partnership import Member, Space
from bot.domain.schedule import Schedule, Status, Whom, instant
from bot.store import clocks, deliveries, members, occurrences, partnerships, programmes, rests, schedules
from bot.store.apart import apart

PATIENCE = 20.0
"""Seconds that a platform may take to say who is in a space; nobody is to wait long for a check-in because of it."""
_EVE = timedelta(hours=36)
"""No slot is farther from the evening before it, even where clocks change."""
Rosters = Mapping[str, Collection[Identity]]
"""Who is in a space, by its id; a space of which its platform could not tell is not there."""


def spaces_due(session: Session, now: datetime) -> Sequence[Space]:
    """The spaces that `open_due` would ask in at this moment, each once."""
    found: dict[str, Space] = {}
    for turn in schedules.about_to_open(session, now):
        with apart(session, "schedule.not_opened", schedule=turn.id):
            schedule, _ = turn.take()
            if space := _space(session, schedule):
                found[space.id] = space
    return list(found.values())


def open_due(session: Session, now: datetime, platforms: Collection[str], rosters: Rosters) -> tuple[Occurrence, ...]:
    """Open what is due.

    Args:
        session: one transaction.
        now: the moment.
        platforms: those that are connected; people are reached on the first of theirs among these.
        rosters: who is in the spaces that are asked in.

    Returns:
        Every occurrence that was recorded, open or missed.
    """
    recorded: list[Occurrence] = []
    for turn in schedules.due(session, now):
        with apart(session, "schedule.not_opened", schedule=turn.id):
            recorded += _open(session, now, *turn.take(), platforms, rosters)
    return tuple(recorded)


def _open(  # noqa: PLR0917  in the order in which they were given
    session: Session,
    now: datetime,
    schedule: Schedule,
    first: datetime,
    platforms: Collection[str],
    rosters: Rosters,
) -> Sequence[Occurrence]:
    zones = _zones(session, schedule)
    if (opens := opens_at(schedule, first, zones)) > now:
        schedules.wait(session, schedule.id, opens)
        return ()
    recorded: list[Occurrence] = []
    latest = first
    thresholds = partnerships.get(session, schedule.partnership).thresholds
    for slot, state in due_occurrences(schedule, first, now, zones):
        latest = slot
        if early := occurrences.at_slot(session, schedule.id, slot):
            recorded += _ask_after_early(session, now, schedule, early, platforms, rosters)
            continue
        occurrence = occur(schedule, slot, uuid4().hex, state, thresholds, zones)
        if state is State.OPEN and schedule.programme:
            wave = _wave(session, now, schedule, occurrence, schedule.programme)
            if wave is None:
                continue
            occurrence = wave
        if occurrence.remind_at is not None and occurrence.remind_at <= now:
            # Opened late: who has only just been asked is not reminded in the same breath.
            occurrence = replace(occurrence, remind_at=None)
        if not occurrences.open_once(session, occurrence):
            continue
        recorded.append(occurrence)
        if state is State.OPEN:
            _ask(session, now, schedule, occurrence, platforms, rosters)
    schedules.advance(session, schedule.id, next(upcoming.slots(schedule, latest), None))
    return recorded


def _ask_after_early(  # noqa: PLR0917  in the order in which it happens
    session: Session,
    now: datetime,
    schedule: Schedule,
    early: Occurrence,
    platforms: Collection[str],
    rosters: Rosters,
) -> Sequence[Occurrence]:
    """Since the evening before whoever liked to could answer; the others are asked now."""
    if not early.takes_answers(now):
        return ()
    _ask(session, now, replace(schedule, audience=early.audience), early, platforms, rosters)
    return (early,)


def open_early(session: Session, now: datetime) -> tuple[Occurrence, ...]:
    """Open what comes tomorrow to those who like to answer in the evening before. Nobody is asked yet.

    The waves of an evaluation are left out: the last one that opens ends its schedule.
    """
    opened: list[Occurrence] = []
    for turn in schedules.coming(session, now, _EVE):
        with apart(session, "schedule.not_opened", schedule=turn.id):
            opened += _open_early(session, now, *turn.take())
    return tuple(opened)


def _open_early(session: Session, now: datetime, schedule: Schedule, slot: datetime) -> Sequence[Occurrence]:
    zones = _zones(session, schedule)
    evening = min(answerable_from(slot, zone) for zone in (*zones, schedule.rhythm.zone))
    if schedule.programme or evening > now:
        return ()
    thresholds = partnerships.get(session, schedule.partnership).thresholds
    occurrence = occur(schedule, slot, uuid4().hex, State.OPEN, thresholds, zones)
    return (occurrence,) if occurrences.open_once(session, occurrence) else ()


def _wave(
    session: Session, now: datetime, schedule: Schedule, occurrence: Occurrence, programme: str
) -> Occurrence | None:
    """The occurrence as the next wave of its evaluation; none when that has ended. After the last wave it stops."""
    evaluation = programmes.get(session, programme)
    asked = len(occurrences.of_programme(session, programme))
    over = asked >= len(evaluation.waves) or evaluation.ends_at <= now
    if over or asked + 1 == len(evaluation.waves):
        schedules.set_status(session, schedule.id, Status.STOPPED, now)
    if over:
        return None
    # What people are promised of its end holds for a wave, too, that was put off.
    closes_at = min(occurrence.closes_at, evaluation.ends_at)
    remind_at = occurrence.remind_at if occurrence.remind_at and occurrence.remind_at < closes_at else None
    return replace(
        occurrence,
        wave=evaluation.waves[asked],
        linked_until=evaluation.ends_at,
        closes_at=closes_at,
        remind_at=remind_at,
    )


def _ask(  # noqa: PLR0917  in the order in which they were given
    session: Session,
    now: datetime,
    schedule: Schedule,
    occurrence: Occurrence,
    platforms: Collection[str],
    rosters: Rosters,
) -> None:
    addressed = _addressed(session, schedule, rests.away(session, schedule.partnership, schedule.id, now))
    done = {member for member, part in occurrences.parts(session, occurrence.id).items() if part is not Part.ASKED}
    waiting = [member for member in addressed if member.id not in done]
    said = clocks.of(session, [member.id for member in waiting])
    by_moment: dict[datetime, list[tuple[Recipient, Lane]]] = {}
    absent: set[str] = set()
    for recipient, lane in _recipients(session, schedule, waiting, platforms, rosters):
        clock = said.get(recipient.member or "")
        moment = _moment(schedule, occurrence, clock, now)
        if clock and recipient.member and moment >= occurrence.closes_at and clock.is_off_between(now, moment):
            # Back too late to be asked: who is away all the while is not counted as silent.
            absent.add(recipient.member)
        else:
            by_moment.setdefault(moment, []).append((recipient, lane))
    occurrences.ask(session, occurrence.id, (member.id for member in addressed if member.id not in absent))
    for moment, recipients in by_moment.items():
        deliveries.plan(
            session,
            partnership=schedule.partnership,
            purpose=Purpose.ASK,
            about=occurrence.id,
            recipients=recipients,
            not_before=moment,
        )


def _moment(schedule: Schedule, occurrence: Occurrence, clock: Clock | None, now: datetime) -> datetime:
    """When somebody, or a space, is asked: on their own clock where the schedule says so, never in quiet hours."""
    zone = clock.zone if clock and schedule.own_clock else schedule.rhythm.zone
    moment = max(now, instant(occurrence.slot, zone)) if schedule.own_clock else now
    return clock.from_(moment) if clock else moment


def _zones(session: Session, schedule: Schedule) -> frozenset[str]:
    """The clocks on which people are asked, where it is their own ones."""
    if not schedule.own_clock:
        return frozenset()
    said = clocks.of(session, [member.id for member in _addressed(session, schedule)])
    return frozenset(clock.zone for clock in said.values())


def _addressed(session: Session, schedule: Schedule, away: Collection[str] = ()) -> list[Member]:
    return [
        member
        for member in members.present(session, schedule.partnership)
        if schedule.audience.includes(member) and member.id not in away
    ]


def _recipients(
    session: Session, schedule: Schedule, addressed: list[Member], platforms: Collection[str], rosters: Rosters
) -> Iterator[tuple[Recipient, Lane]]:
    """The space, and in private whoever is not in it; or everybody in private."""
    if space := _space(session, schedule):
        yield Recipient(space=space.id), space.address.lane
    identities = members.reachable(session, (member.id for member in addressed))
    for member in addressed:
        reachable = [each for each in identities.get(member.id, []) if each.platform in platforms]
        if reachable and not any(_sees(each, space, rosters) for each in reachable):
            yield Recipient(member=member.id), reachable[0].lane


def _sees(identity: Identity, space: Space | None, rosters: Rosters) -> bool:
    """Whether somebody sees what is posted in a space; all on its platform do where nobody can tell who is in it."""
    if space is None:
        return False
    roster = rosters.get(space.id)
    return identity.platform == space.address.platform if roster is None else identity in roster


def _space(session: Session, schedule: Schedule) -> Space | None:
    """The space that a schedule addresses; one that the bot is no longer in counts for nothing."""
    if schedule.audience.whom is not Whom.SPACE:
        return None
    spaces = partnerships.spaces(session, schedule.partnership)
    return next((each for each in spaces if each.id == schedule.audience.of), None)
