"""Ending evaluations: what let the same person's answers be matched is destroyed."""

from datetime import datetime

from sqlmodel import Session

from bot.domain.occurrence import State
from bot.store import occurrences, programmes, responses


def end_due(session: Session, now: datetime) -> int:
    """End the programmes whose last day is over; how many. One with a wave that is still open waits for it."""
    ended = 0
    for programme in programmes.to_end(session, now):
        waves = occurrences.of_programme(session, programme.id)
        if any(wave.state is State.OPEN for wave in waves):
            continue
        for wave in waves:
            responses.unlink(session, wave)
        programmes.end(session, programme.id)
        ended += 1
    return ended
