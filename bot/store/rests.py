"""What people are not asked, and when: pauses, schedules they want no more, and reminders they ignore or refuse."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, delete, or_, select, update

from bot.domain.nudging import IN_VAIN
from bot.store import tables
from bot.store.apart import Turn
from bot.store.lookup import one
from bot.store.upsert import keep_first, keep_one

_ASKED = IN_VAIN + 1
"""They have been asked whether they still want reminders."""


def pause(session: Session, members: Collection[str], until: datetime | None) -> None:
    """Send these members nothing until a moment; None to go on now."""
    session.exec(update(tables.Member).where(col(tables.Member.id).in_(members)).values(paused_until=until))


def paused_until(session: Session, member: str, now: datetime) -> datetime | None:
    """Until when a member is sent nothing; None where they are."""
    until = session.exec(select(tables.Member.paused_until).where(tables.Member.id == member)).first()
    return until if until and until > now else None


def decline(session: Session, schedule: str, member: str) -> None:
    """This schedule asks the member no more."""
    keep_first(session, tables.Declined, [{"schedule": schedule, "member": member}], ("schedule", "member"))


def take_up(session: Session, schedule: str, member: str) -> None:
    """It asks them again."""
    session.exec(
        delete(tables.Declined).where(
            col(tables.Declined.schedule) == schedule, col(tables.Declined.member) == member
        )
    )


def declined(session: Session, member: str) -> Sequence[tuple[str, str]]:
    """The schedules that ask a member no more, as ids and titles, by title."""
    rows = session.exec(
        select(tables.Schedule.id, tables.Prompt.title)
        .join(tables.Declined, col(tables.Declined.schedule) == tables.Schedule.id)
        .join(tables.Prompt, col(tables.Prompt.id) == tables.Schedule.prompt)
        .where(tables.Declined.member == member)
        .order_by(tables.Prompt.title, tables.Schedule.id)
    )
    return [(schedule, title) for schedule, title in rows]


def away(session: Session, partnership: str, schedule: str, now: datetime) -> frozenset[str]:
    """The members of a partnership whom a schedule is not to ask now."""
    declining = select(tables.Declined.member).where(tables.Declined.schedule == schedule)
    rows = select(tables.Member.id).where(
        tables.Member.partnership == partnership,
        or_(col(tables.Member.paused_until) > now, col(tables.Member.id).in_(declining)),
    )
    return frozenset(session.exec(rows))


def is_away(session: Session, member: str, schedule: str, now: datetime) -> bool:
    """Whether a schedule is not to ask this one member now."""
    row = one(session, tables.Member, id=member)
    paused = row is not None and row.paused_until is not None and row.paused_until > now
    return paused or one(session, tables.Declined, schedule=schedule, member=member) is not None


def unreminded(session: Session, partnership: str) -> frozenset[str]:
    """The members of a partnership who get no reminders: they want none, or have ignored too many."""
    rows = select(tables.Member.id).where(
        tables.Member.partnership == partnership,
        or_(col(tables.Member.reminds).is_(False), col(tables.Member.ignored) >= IN_VAIN),
    )
    return frozenset(session.exec(rows))


def wants_reminders(session: Session, member: str) -> bool:
    """Whether somebody gets reminders."""
    row = session.exec(select(tables.Member.reminds, tables.Member.ignored).where(tables.Member.id == member)).one()
    return row[0] and row[1] < IN_VAIN


def remind(session: Session, member: str, *, wants: bool) -> None:
    """Somebody says whether they want reminders."""
    session.exec(update(tables.Member).where(col(tables.Member.id) == member).values(reminds=wants, ignored=0))


def count(session: Session, ignoring: Collection[str], heard: Collection[str]) -> None:
    """A check-in has closed: these were reminded of it in vain, these did something about it."""
    rows = update(tables.Member)
    ours = col(tables.Member.id)
    vain = col(tables.Member.ignored)
    session.exec(rows.where(ours.in_(ignoring), vain < IN_VAIN).values(ignored=vain + 1))
    session.exec(rows.where(ours.in_(heard), vain > 0).values(ignored=0))


def ignoring(session: Session) -> Sequence[Turn[str | None]]:
    """The members who are to be asked whether they still want reminders, once; each with their partnership, if so."""
    rows = session.exec(select(tables.Member).where(tables.IGNORING).with_for_update()).all()
    return [Turn(row.id, partial(_take_ignoring, session, row)) for row in rows]


def _take_ignoring(session: Session, row: tables.Member) -> str | None:
    row.ignored = _ASKED
    session.add(row)
    return row.partnership if row.reminds and row.left_at is None else None


def note_hour(session: Session, member: str, hour: int) -> None:
    """Somebody has answered at this hour of the day."""
    keep_one(session, tables.AnsweringHour, {"member": member, "hour": hour}, ("member", "hour"))


def hours(session: Session, members: Collection[str]) -> Mapping[str, frozenset[int]]:
    """The hours of the day at which each of these has answered before."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for row in session.exec(select(tables.AnsweringHour).where(col(tables.AnsweringHour.member).in_(members))):
        found[row.member].add(row.hour)
    return {member: frozenset(known) for member, known in found.items()}
