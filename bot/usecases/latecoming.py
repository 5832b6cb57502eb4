"""The end of late answers: they are told of as one group or not at all, and the key is destroyed."""

from datetime import datetime

from sqlmodel import Session

from bot.domain.disclosure import addenda as adding
from bot.domain.disclosure.addenda import Addition
from bot.domain.occurrence import Occurrence, State
from bot.domain.response import Sharing
from bot.store import addenda, members, occurrences, prompts, responses


def end_due(session: Session, now: datetime) -> int:
    """End the late answers whose time is over; of how many occurrences."""
    due = [each for each in occurrences.to_end(session, now) if occurrences.lock(session, each.id, State.LATE)]
    for occurrence in due:
        _end(session, occurrence)
    return len(due)


def _end(session: Session, occurrence: Occurrence) -> None:
    given = [each for each in responses.to(session, occurrence.id) if each.late]
    named = [each.member for each in given if each.sharing is Sharing.NAMED and each.member]
    names = {member: members.get(session, member).name for member in named}
    prompt = prompts.get(session, occurrence.prompt)
    made = adding.late(prompt, occurrence, given, names, occurrence.cut_at)
    if made is None:
        # What nobody may ever read, and nobody could take back any more, is not kept.
        responses.withdraw_late(session, occurrence.id)
    else:
        addenda.keep(session, Addition.LATE, made)
    occurrences.end_late(session, occurrence.id)
    responses.unlink(session, occurrence)
