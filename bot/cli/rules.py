"""Rules of recurrence as an operator writes them on a command line or in a file."""

from datetime import UTC, datetime

from bot.domain import expert
from bot.domain.schedule import Rhythm
from bot.errors import InvalidInput


def read(text: str, starts: datetime, zone: str) -> Rhythm:
    """The rhythm that an RFC 5545 rule, its first local time and its zone make.

    Raises:
        ValueError: it is no such rule, or one that no check-in can follow; with a sentence that says why.
    """
    try:
        rhythm = Rhythm(expert.read(text, zone), starts, zone)
    except InvalidInput as error:
        raise ValueError(" ".join(error.errors.values())) from None
    if next(rhythm.slots(), None) is None:
        raise ValueError("the rule never falls on any day")
    return rhythm


def local(text: str) -> datetime:
    """A wall-clock time to the minute, such as `2026-05-05T09:30`.

    Raises:
        ValueError: it is none; with a sentence that says so.
    """
    try:
        read_ = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day and time; write one such as 2026-05-05T09:30") from None
    if read_.tzinfo is not None:
        raise ValueError("write the time on the wall clock of the zone, without an offset")
    return read_.replace(second=0, microsecond=0)


def changed_clocks(slot: datetime, at: datetime) -> str | None:
    """What there is to say of a slot on a night when clocks change; `at` is its instant on the zone's clock."""
    if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != slot:
        return "clocks go forward: this time is left out, so it comes later"
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        return "clocks go back: this time comes twice, and the first counts"
    return None


ANY = Rhythm("FREQ=WEEKLY", datetime(2000, 1, 1), "UTC")  # noqa: DTZ001  a wall clock's time
"""Stands in for one that cannot be read."""
