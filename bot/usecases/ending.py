"""Ending evaluations: what let the same person's answers be matched is destroyed."""

from datetime import datetime

from sqlmodel import Session

from bot.domain.occurrence import State
from bot.domain.response import lasting
from bot.store import occurrences, programmes, responses


def end_due(session: Session, now: datetime) -> int:
    """End the programmes whose last day is over; how many. One with a wave that is still open waits for it."""
    ended = 0
    for programme in programmes.to_end(session, now):
        waves = occurrences.of_programme(session, programme.id)
        if any(wave.state is State.OPEN for wave in waves):
            continue
        for wave in waves:
            given = [each.groups for each in responses.to(session, wave.id) if each.member is None]
            kept = lasting(given, wave.visibility, wave.thresholds.scores)
            responses.scatter(session, wave.id, kept.__getitem__)
        programmes.end(session, programme.id)
        ended += 1
    return ended
