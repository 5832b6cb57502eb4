"""Erasing a person from everywhere: all that is theirs in the partnerships that they are or were in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.domain.partnership import Member, Role
from bot.domain.schedule import Status
from bot.errors import Declined
from bot.store import erasing, forgetting, members, partnerships, schedules


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of somebody."""

    answers: int
    """With their name, and those without it that could still be told to be theirs."""
    words: int
    """Texts that stood with their name in what was released."""
    rows: Mapping[str, int]
    """By table; answers are counted above."""


def forget(session: Session, now: datetime, person: Sequence[Member]) -> Forgotten:
    """Erase somebody, who is all of these members.

    Figures that were released stay: with one answer less they would tell what that answer was. So do answers whose
    way back to their author has been destroyed.

    Raises:
        Declined: a partnership would be left without a convener.
    """
    for member in person:
        _require_successor(session, member)
    answers = words = 0
    rows: Counter[str] = Counter()
    for member in person:
        gone = erasing.erase(session, member)
        answers += gone.answers + erasing.withdraw(session, member)
        words += gone.words
        rows.update(forgetting.forget(session, member))
        if not members.present(session, member.partnership):
            # Nobody is left to be asked, or to stop it.
            for schedule, _ in schedules.running(session, member.partnership):
                schedules.set_status(session, schedule.id, Status.STOPPED, now)
    return Forgotten(answers, words, dict(rows))


def _require_successor(session: Session, member: Member) -> None:
    if member.left_at is not None or Role.CONVENER not in member.roles:
        return
    others = [each for each in members.present(session, member.partnership) if each.id != member.id]
    if others and not any(Role.CONVENER in each.roles for each in others):
        name = partnerships.get(session, member.partnership).name
        raise Declined(f"this is the only convener of {name}: give somebody else that role first")
