"""Closing what is over: the one release is made and the key is destroyed."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Reply, Submitted, Whisper
from bot.domain.disclosure.making import release
from bot.domain.occurrence import Occurrence
from bot.domain.permission import Deed
from bot.domain.response import Sharing
from bot.errors import Closed
from bot.store import groups, members, occurrences, prompts, responses
from bot.texts import notes


def close_due(session: Session, now: datetime) -> int:
    """Close every open occurrence whose time is over; how many."""
    over = occurrences.to_close(session, now)
    return sum(_close(session, occurrence, occurrence.closes_at) for occurrence in over)


def close_now(session: Session, now: datetime, event: Submitted) -> Reply:
    """A convener ends a check-in before its time; it cannot be opened again."""
    occurrence = occurrences.get(session, event.action.subject)
    members.acting(session, event.who.identity, occurrence.partnership, Deed.SCHEDULE)
    if not _close(session, occurrence, min(now, occurrence.closes_at)):
        raise Closed("This check-in has closed already.")
    prompt = prompts.get(session, occurrence.prompt)
    return Whisper(notes.note(f"“{prompt.title}” is closed. What came of it is in the next digest.", notes.HOME))


def _close(session: Session, occurrence: Occurrence, at: datetime) -> bool:
    """Whether it was still open; every answer that was taken is in its release."""
    if not occurrences.lock(session, occurrence.id):
        return False
    parts = occurrences.parts(session, occurrence.id)
    given = responses.to(session, occurrence.id)
    named = [response.member for response in given if response.sharing is Sharing.NAMED and response.member]
    standing = groups.of_members(session, occurrence.partnership)
    made = release(
        prompt=prompts.get(session, occurrence.prompt),
        occurrence=occurrence,
        groups=groups.of_partnership(session, occurrence.partnership),
        asked=[standing[member] for member in parts],
        responses=given,
        names={member: members.get(session, member).name for member in named},
        closed_at=at,
    )
    occurrences.close(session, made)
    return True
