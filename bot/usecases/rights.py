"""What is held about somebody: said to them, given to them, and erased when they say so."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reply, Said, Show, Submitted, Whisper
from bot.domain.partnership import Member
from bot.store import clocks, erasing, groups, members, partnerships, presence, prompts, rests, rights
from bot.texts import downloads, subject
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


def download(session: Session, now: datetime, event: Pressed) -> Reply:
    """One page of somebody's own answers."""
    del now
    if (member := _member(session, event)) is None:
        return Whisper(texts.nothing())
    _, kind, page, *_ = f"{event.action.subject}::".split(":")
    answered = _answered(session, member)
    partnership = partnerships.get(session, member.partnership)
    chosen = downloads.JSON if kind == downloads.JSON else downloads.WORDS
    return Whisper(downloads.message(partnership, answered, chosen, int(page) if page.isdecimal() else 0))


def of_person(session: Session, person: Sequence[Member]) -> Sequence[subject.Values]:
    """All that is held about somebody, who is all of these members, for whoever runs Weft to hand to them.

    Without the answers that do not have their name: as long as there is a way to these, it is the person's alone.
    """
    return [subject.everything(_held(session, member), _answered(session, member)) for member in person]


def confirm_erasing(session: Session, now: datetime, event: Pressed) -> Reply:
    """Say what is erased, and what cannot be."""
    del now
    if (member := _member(session, event)) is None:
        return Whisper(texts.nothing())
    partnership = partnerships.get(session, member.partnership)
    there = erasing.erasable(session, member)
    if not there.answers and not there.words:
        return Whisper(texts.nothing_to_erase(partnership))
    return Show(texts.erase_form(partnership, there.answers, there.words))


def erase(session: Session, now: datetime, event: Submitted) -> Reply:
    """Delete what somebody answered with their name; that they answered stays."""
    del now
    if (member := _member(session, event)) is None:
        return Whisper(texts.nothing())
    partnership = partnerships.get(session, member.partnership)
    gone = erasing.erase(session, member)
    if not gone.answers and not gone.words:
        return Whisper(texts.nothing_to_erase(partnership))
    return Whisper(texts.erased(partnership, gone.answers, gone.words))


def _member(session: Session, event: Pressed | Submitted) -> Member | None:
    """Who this person is or was in the partnership that they ask about: who has left may have what is theirs, too."""
    about, *_ = event.action.subject.split(":")
    mine = members.ever(session, event.who.identity)
    return next((member for member in mine if member.partnership == about), None)


def _answered(session: Session, member: Member) -> list[downloads.Answered]:
    return [
        downloads.Answered(occurrence, prompts.get(session, occurrence.prompt), response)
        for occurrence, response in rights.own_answers(session, member.id)
    ]


def _held(session: Session, member: Member) -> texts.Held:
    return texts.Held(
        partnership=partnerships.get(session, member.partnership),
        organisation=partnerships.organisation(session, member.organisation),
        member=member,
        groups=groups.standing_of(session, member.id),
        gone=presence.gone_of(session, member.id),
        accounts=members.identities(session, [member.id]).get(member.id, []),
        opt_ins=rights.opt_ins(session, member.id),
        tally=rights.tally(session, member.id),
        clock=clocks.get(session, member.id),
        hours=rests.hours(session, [member.id]).get(member.id, frozenset()),
        open=[(each, prompts.get(session, each.prompt)) for each in rights.still_theirs(session, member.id)],
    )
