"""Reminding, at most twice and in private, those who were asked and have neither answered nor skipped."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from bot.chat.names import Identity
from bot.domain import nudging
from bot.domain.delivery import Purpose, Recipient
from bot.domain.occurrence import Occurrence, Part
from bot.store import clocks, deliveries, members, occurrences, partnerships, rests
from bot.store.apart import apart

_IN_TURN = (Purpose.REMINDER, Purpose.LAST_REMINDER)


def remind_due(session: Session, now: datetime, platforms: Collection[str]) -> int:
    """Line up the reminders of check-ins whose time for them has come, each for its own moment; how many."""
    planned = 0
    for turn in occurrences.to_remind(session, now):
        with apart(session, "occurrence.not_reminded", occurrence=turn.id):
            if occurrence := turn.take():
                planned += _remind(session, now, occurrence, platforms)
    for asked in rests.ignoring(session):
        with apart(session, "member.not_asked", member=asked.id):
            if partnership := asked.take():
                planned += _ask_ignoring(session, now, platforms, partnership, asked.id)
    return planned


def _remind(session: Session, now: datetime, occurrence: Occurrence, platforms: Collection[str]) -> int:
    parts = occurrences.parts(session, occurrence.id)
    present = {member.id for member in members.present(session, occurrence.partnership)}
    off = rests.unreminded(session, occurrence.partnership)
    off |= rests.away(session, occurrence.partnership, occurrence.schedule, now)
    silent = [
        member for member, part in parts.items() if part is Part.ASKED and member in present and member not in off
    ]
    identities = members.reachable(session, silent)
    quiet = partnerships.get(session, occurrence.partnership).quiet
    hours, said = rests.hours(session, silent), clocks.of(session, silent)
    planned = 0
    for member in silent:
        reachable = _reachable(identities, member, platforms)
        moments = nudging.reminders(occurrence, hours.get(member, frozenset()), quiet, said.get(member))
        for purpose, at in zip(_IN_TURN, moments if reachable else (), strict=False):
            planned += deliveries.plan(
                session,
                partnership=occurrence.partnership,
                purpose=purpose,
                about=occurrence.id,
                recipients=[(Recipient(member=member), reachable[0].lane)],
                not_before=at,
            )
    return planned


def _ask_ignoring(session: Session, now: datetime, platforms: Collection[str], partnership: str, member: str) -> int:
    """Ask somebody who has ignored too many reminders, once, whether they still want them."""
    clock = clocks.get(session, member)
    reachable = _reachable(members.reachable(session, [member]), member, platforms)
    if not reachable:
        return 0
    return deliveries.plan(
        session,
        partnership=partnership,
        purpose=Purpose.STILL_WANTED,
        # Who ignores as many again later on is asked again.
        about=uuid4().hex,
        recipients=[(Recipient(member=member), reachable[0].lane)],
        not_before=clock.from_(now) if clock else now,
    )


def _reachable(
    identities: Mapping[str, Sequence[Identity]], member: str, platforms: Collection[str]
) -> Sequence[Identity]:
    return [each for each in identities.get(member, []) if each.platform in platforms]
