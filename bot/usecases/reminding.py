"""Reminding, once and in private, those who were asked and have neither answered nor skipped."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.domain.delivery import Purpose, Recipient
from bot.domain.occurrence import Part
from bot.store import clocks, deliveries, members, occurrences


def remind_due(session: Session, now: datetime, platforms: Collection[str]) -> int:
    """Line up the reminders that are due; how many."""
    planned = 0
    for occurrence in occurrences.to_remind(session, now):
        parts = occurrences.parts(session, occurrence.id)
        present = {member.id for member in members.present(session, occurrence.partnership)}
        silent = [member for member, part in parts.items() if part is Part.ASKED and member in present]
        identities, said = members.identities(session, silent), clocks.of(session, silent)
        by_moment: dict[datetime, list[str]] = {}
        for member in silent:
            moment = said[member].from_(now) if member in said else now
            by_moment.setdefault(moment, []).append(member)
        for moment, together in by_moment.items():
            planned += deliveries.plan(
                session,
                partnership=occurrence.partnership,
                purpose=Purpose.REMINDER,
                about=occurrence.id,
                recipients=[
                    (Recipient(member=member), reachable[0].lane)
                    for member in together
                    if (reachable := [each for each in identities.get(member, []) if each.platform in platforms])
                ],
                not_before=moment,
            )
    return planned
