"""Digests: lining up those that are due, and putting one together for a reader."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reply, Whisper
from bot.domain.delivery import Purpose, Recipient
from bot.domain.permission import Deed
from bot.store import deliveries, digests, members
from bot.texts import digests as texts


def line_up(session: Session, now: datetime, platforms: Collection[str]) -> int:
    """Line up the digests whose moment has come; how many. Those too late are kept as missed."""
    planned = 0
    for due in digests.take_due(session, now):
        identities = members.identities(session, [due.member]).get(due.member, [])
        reachable = [each for each in identities if each.platform in platforms]
        if due.missed or not reachable:
            continue
        planned += deliveries.plan(
            session,
            partnership=due.partnership,
            purpose=Purpose.DIGEST,
            about=due.id,
            recipients=[(Recipient(member=due.member), reachable[0].lane)],
            not_before=now,
        )
    return planned


def read_now(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show a reader the week up to now."""
    member = members.acting(session, event.who.identity, event.action.subject, Deed.READ_DIGEST)
    return Whisper(texts.message(digests.compose(session, member, now)))
