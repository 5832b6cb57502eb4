"""Evaluations in words: what holds for the answers to their waves."""

from datetime import datetime, timedelta

from bot.domain.schedule import Visibility
from bot.texts import moments


def matching(visibility: Visibility, ends_at: datetime, zone: str) -> str:
    """What holds for the answers to the waves of an evaluation, besides what holds for every check-in.

    Args:
        visibility: of the check-in.
        ends_at: the moment at which the evaluation ends.
        zone: on whose clock its last day is told.
    """
    day = moments.day(ends_at - timedelta(seconds=1), zone)
    if visibility is Visibility.ATTRIBUTED:
        return f"This is asked in several waves until {day}; what the same person answered is compared by name."
    return (
        "This is asked in several waves, and your answers to them are kept under one code, so that they can be "
        f"matched. Until the end of {day} whoever runs Weft could work out whose code it is. After that nobody, "
        "operators included, can tell which answers are the same person's."
    )
