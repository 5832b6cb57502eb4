"""Noticing who leaves: nothing is deleted, and nothing more is sent to where nobody is."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Arrived, Departed, Nothing, Reply
from bot.domain.partnership import Space
from bot.domain.presence import Absence, Rosters, identities
from bot.store import deliveries, members, presence


def concerned(session: Session, event: Departed | Arrived) -> Sequence[Space]:
    """The spaces of which has to be known who is in them, to tell what somebody's coming or going means."""
    match event:
        case Departed(who, space) if space is not None:
            return presence.spaces_of(session, who)
        case Arrived(who) if presence.is_gone(session, who):
            return presence.spaces_of(session, who)
        case _:
            return ()


def departed(session: Session, now: datetime, event: Departed, rosters: Rosters) -> Reply:
    """Keep that somebody's account has ended, or that they are in no space of a partnership any more.

    Where a platform could not tell who is in a space, they are taken to be still there.
    """
    if event.space is None:
        left = presence.leave(session, event.who, Absence.ACCOUNT, now)
    else:
        known = identities(rosters)
        within: dict[str, bool] = {}
        for space in presence.spaces_of(session, event.who):
            there = space.id not in known or event.who in known[space.id]
            within[str(space.partnership)] = within.get(str(space.partnership), False) or there
        empty = [partnership for partnership, there in within.items() if not there]
        left = presence.leave(session, event.who, Absence.SPACES, now, empty) if empty else ()
    for member, others in members.reachable(session, left).items():
        deliveries.redirect(session, member, others[0].lane)
    return Nothing()


def arrived(session: Session, now: datetime, event: Arrived, rosters: Rosters) -> Reply:
    """Keep that somebody who had left is in a space of a partnership again."""
    del now
    known = identities(rosters)
    spaces = presence.spaces_of(session, event.who)
    back = {str(space.partnership) for space in spaces if event.who in known.get(space.id, ())}
    if back:
        presence.come_back(session, event.who, back)
    return Nothing()
