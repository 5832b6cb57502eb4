"""The page of a partnership's people, and ending the membership of who has left."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.domain.partnership import Member, Role
from bot.domain.permission import Deed
from bot.domain.presence import Leaver
from bot.store import clocks, invitations, members, partnerships, presence
from bot.texts import people as texts


def show(session: Session, now: datetime, event: Pressed) -> Reply:
    """One page of a partnership's people."""
    del now
    subject, _, page = event.action.subject.partition(":")
    members.acting(session, event.who.identity, subject, Deed.INVITE)
    return Replace(
        texts.message(
            partnerships.get(session, subject),
            len(members.present(session, subject)),
            invitations.counts(session, subject),
            presence.leavers(session, subject),
            unreached=invitations.unreached(session, subject),
            page=int(page) if page.isdecimal() else 0,
        )
    )


def confirm_ending(session: Session, now: datetime, event: Pressed) -> Reply:
    """Say what ending somebody's membership means."""
    del now
    member, leaver = _meant(session, event)
    if leaver is None or leaver.reached:
        return Whisper(texts.there_again(member.name))
    return Show(texts.ending(partnerships.get(session, member.partnership), leaver))


def end(session: Session, now: datetime, event: Submitted) -> Reply:
    """Somebody who has left takes no further part; who is there takes their leave themselves."""
    member, leaver = _meant(session, event)
    if leaver is None or leaver.reached:
        return Whisper(texts.there_again(member.name))
    others = (each for each in members.present(session, member.partnership) if each.id != member.id)
    if Role.CONVENER in member.roles and not any(Role.CONVENER in each.roles for each in others):
        form = texts.ending(partnerships.get(session, member.partnership), leaver)
        return Reject(form, {"": texts.last_convener()})
    members.leave(session, member.id, now)
    clocks.forget(session, member.id)
    return Whisper(texts.ended(member.name))


def _meant(session: Session, event: Pressed | Submitted) -> tuple[Member, Leaver | None]:
    member = members.get(session, event.action.subject)
    members.acting(session, event.who.identity, member.partnership, Deed.END_MEMBERSHIP)
    gone = (each for each in presence.leavers(session, member.partnership) if each.member.id == member.id)
    return member, next(gone, None)
