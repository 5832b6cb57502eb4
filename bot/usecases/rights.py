"""What is held about somebody, said to them."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reply, Said, Whisper
from bot.domain.partnership import Member
from bot.store import groups, members, partnerships, prompts, rights
from bot.texts import rights as texts


def my_data(session: Session, now: datetime, event: Pressed | Said) -> Reply:
    """Who holds what about whoever asks, in one of the partnerships that they are or were in."""
    del now
    mine = [_held(session, member) for member in members.ever(session, event.who.identity)]
    if not mine:
        return Whisper(texts.nothing())
    mine.sort(key=lambda held: (held.member.left_at is not None, held.partnership.name, held.partnership.id))
    subject = event.action.subject if isinstance(event, Pressed) else ""
    page = int(subject) % len(mine) if subject.isdecimal() else 0
    return Whisper(texts.message(mine[page], page, len(mine)))


def _held(session: Session, member: Member) -> texts.Held:
    return texts.Held(
        partnership=partnerships.get(session, member.partnership),
        organisation=partnerships.organisation(session, member.organisation),
        member=member,
        groups=groups.standing_of(session, member.id),
        accounts=members.identities(session, [member.id]).get(member.id, []),
        opt_ins=rights.opt_ins(session, member.id),
        tally=rights.tally(session, member.id),
        open=[(each, prompts.get(session, each.prompt)) for each in rights.still_theirs(session, member.id)],
    )
