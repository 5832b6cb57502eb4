"""Rules of recurrence as an operator writes them on a command line or in a file."""

from datetime import UTC, datetime

from bot.domain.schedule import Rhythm

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAYS = ("BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYHOUR", "BYMINUTE", *_DAYS})


def read(text: str, starts: datetime, zone: str) -> Rhythm:
    """The rhythm that an RFC 5545 rule, its first local time and its zone make.

    Raises:
        ValueError: it is no such rule, or one that no check-in can follow; with a sentence that says why.
    """
    rule = text.strip().upper().removeprefix("RRULE:")
    parts = [part.partition("=") for part in rule.split(";") if part]
    given = {name: value for name, _, value in parts}
    if unknown := sorted(given.keys() - _PARTS) or [name for name, sign, _ in parts if not sign]:
        raise ValueError(f"{unknown[0]!r} is no part of a rule; write one such as FREQ=WEEKLY;BYDAY=TU")
    if len(given) < len(parts):
        raise ValueError("a part of the rule stands there twice")
    if given.get("FREQ") not in _FREQUENCIES:
        raise ValueError(f"the rule needs FREQ, one of {', '.join(_FREQUENCIES)}")
    if "UNTIL" in given and given["UNTIL"].endswith("Z"):
        raise ValueError("write UNTIL as a time on the wall clock of the zone, without the Z")
    if not given.get("INTERVAL", "1").isdecimal() or int(given.get("INTERVAL", "1")) == 0:
        raise ValueError("INTERVAL is a whole number from 1")
    rhythm = Rhythm(";".join(f"{name}={value}" for name, _, value in parts), starts, zone)
    try:
        first = next(rhythm.slots(), None)
    except ValueError as error:
        raise ValueError(f"the rule cannot be read: {error}") from None
    except (TypeError, IndexError, KeyError, OverflowError, ZeroDivisionError):
        raise ValueError("the rule cannot be read; write one such as FREQ=WEEKLY;BYDAY=TU") from None
    if first is None:
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
