"""Another way to somebody who cannot be reached where a delivery was to go."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.chat.names import Lane
from bot.domain.delivery import Delivery, Progress, Purpose, Recipient
from bot.domain.occurrence import Part
from bot.store import deliveries, members, occurrences, partnerships, whereabouts


def elsewhere(session: Session, one: Delivery, connected: Collection[str], now: datetime) -> None:
    """Reach the person by their next account, else ask them where the partnership meets; or give up."""
    if one.recipient.member is None:
        if deliveries.ended(session, one, Progress.FAILED):
            _in_private(session, one, connected, now)
        return
    known = members.identities(session, [one.recipient.member])[one.recipient.member]
    lanes = list(dict.fromkeys(each.lane for each in known if each.platform in connected))
    there = {each.lane for each in members.reachable(session, [one.recipient.member]).get(one.recipient.member, [])}
    if later := [lane for lane in lanes[lanes.index(one.lane) + 1 :] if lane in there]:
        deliveries.reroute(session, one, later[0])
        return
    if not deliveries.ended(session, one, Progress.FAILED):
        # Whoever holds it by now may have reached them.
        return
    spaces = [each for each in partnerships.spaces(session, one.partnership) if each.address.platform in connected]
    if one.purpose is Purpose.ASK and spaces:
        _plan(session, one, [(Recipient(space=spaces[0].id), spaces[0].address.lane)], now)


def _in_private(session: Session, one: Delivery, connected: Collection[str], now: datetime) -> None:
    """The space is gone: whoever has not answered there is asked in private."""
    if one.recipient.space is None or one.purpose is not Purpose.ASK:
        return
    whereabouts.went(session, partnerships.space(session, one.recipient.space).address, now)
    silent = [member for member, part in occurrences.parts(session, one.about).items() if part is Part.ASKED]
    known = members.reachable(session, silent)
    reachable = {member: [each for each in known.get(member, []) if each.platform in connected] for member in silent}
    _plan(session, one, [(Recipient(member=member), each[0].lane) for member, each in reachable.items() if each], now)


def _plan(session: Session, one: Delivery, recipients: list[tuple[Recipient, Lane]], now: datetime) -> None:
    deliveries.plan(
        session,
        partnership=one.partnership,
        purpose=one.purpose,
        about=one.about,
        recipients=recipients,
        not_before=now,
    )
