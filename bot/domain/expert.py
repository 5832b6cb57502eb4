"""Recurrence rules as experts write them (RFC 5545), held to what Weft can keep, with a sentence for all else."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC

from bot.chat.numerals import numeral
from bot.domain.rule import DAYS, as_moment
from bot.domain.zone import is_zone, local
from bot.errors import InvalidInput
from bot.speech import gettext as _

MOST_SLOTS = 1_000
_MOST_EVERY = {"DAILY": 366, "WEEKLY": 104, "MONTHLY": 60, "YEARLY": 10}
_TOO_OFTEN = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_TIMES = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_ENDS: Mapping[str, int] = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
"""The parts that list numbers, each with its greatest; all but months count from the end, too, with a minus."""
_ONLY = {"BYYEARDAY": ("YEARLY",), "BYWEEKNO": ("YEARLY",), "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY")}
_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
_UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")


def is_rule(text: str) -> bool:
    """Whether somebody means to write a rule, rather than a sentence."""
    return "FREQ=" in text.upper() or text.strip().upper().startswith("RRULE")


def read(text: str, zone: str) -> str:
    """A rule as it is kept.

    Args:
        text: such as `RRULE:FREQ=MONTHLY;BYDAY=2TU`.
        zone: on whose clock an `UNTIL` in UTC is read.

    Raises:
        InvalidInput: it is no rule, or none that Weft can keep.
    """
    parts = _parts(re.sub(r"\s", "", text.strip().upper().removeprefix("RRULE:")))
    freq = parts.get("FREQ", "")
    if freq in _TOO_OFTEN:
        raise _wrong(_("A check-in goes out once a day at most: write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    if freq not in _MOST_EVERY:
        raise _wrong(_("Write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    for name, value in parts.items():
        if name in _TIMES:
            raise _wrong(_("Leave {name} out: the time of day is a field of its own.", name=name))
        if name not in _READERS:
            raise _wrong(_("{name} is no part of a rule that Weft knows. Leave it out.", name=name[:20]))
        _READERS[name](name, value, freq)
    if "COUNT" in parts and "UNTIL" in parts:
        raise _wrong(_("Write either COUNT or UNTIL, not both."))
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        raise _wrong(_("BYSETPOS chooses among days, so name some, such as BYDAY=MO,TU;BYSETPOS=-1."))
    if "BYWEEKNO" in parts and any(len(day) > len("MO") for day in parts.get("BYDAY", "").split(",")):
        raise _wrong(_("Beside BYWEEKNO, the days of BYDAY have no numbers."))
    if parts.get("UNTIL", "").endswith("Z") and is_zone(zone):
        parts["UNTIL"] = _local(parts["UNTIL"], zone)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _parts(text: str) -> dict[str, str]:
    if "DTSTART" in text or "RRULE" in text or "EXDATE" in text or "RDATE" in text:
        raise _wrong(_("Write one rule only, such as FREQ=WEEKLY;BYDAY=MO. The first day is a field of its own."))
    parts: dict[str, str] = {}
    for part in text.rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not name or not value:
            raise _wrong(
                _("“{part}” is no part of a rule. Each is NAME=VALUE, with semicolons between.", part=part[:30])
            )
        if name in parts:
            raise _wrong(_("{name} is there twice. Write it once.", name=name[:20]))
        parts[name] = value
    return parts


def _every(name: str, value: str, freq: str) -> None:
    _whole(name, value, _MOST_EVERY[freq])


def _count(name: str, value: str, freq: str) -> None:
    del freq
    _whole(name, value, MOST_SLOTS)


def _whole(name: str, value: str, most: int) -> None:
    if not value.isascii() or not value.isdecimal() or len(value) > len(str(most)) or not 1 <= int(value) <= most:
        raise _wrong(_("{name} is a whole number from 1 to {most}.", name=name, most=numeral(most, ",")))


def _until(name: str, value: str, freq: str) -> None:
    del freq
    try:
        if _UNTIL.fullmatch(value):
            as_moment(value)
            return
    except ValueError:
        pass
    raise _wrong(_("{name} is a day such as 20271231, or a moment such as 20271231T090000.", name=name))


def _local(value: str, zone: str) -> str:
    moment = as_moment(value)
    try:
        return f"{local(moment.replace(tzinfo=UTC), zone):%Y%m%dT%H%M%S}"
    except OverflowError:
        return value.removesuffix("Z")


def _days(name: str, value: str, freq: str) -> None:
    most = {"MONTHLY": 5, "YEARLY": 53}.get(freq, 0)
    for day in value.split(","):
        found = _DAY.fullmatch(day)
        if not found:
            raise _wrong(
                _(
                    "“{day}” is no day. {name} lists {days}, or such as 2TU and -1FR.",
                    day=day[:20],
                    name=name,
                    days=", ".join(DAYS),
                )
            )
        if (number := found[1]) is None:
            continue
        if not most:
            raise _wrong(
                _("“{day}” counts days of a month or year: write FREQ=MONTHLY, or leave the number out.", day=day)
            )
        if not 1 <= abs(int(number)) <= most:
            raise _wrong(
                _(
                    "“{day}”: the number is from 1 to {most}, or from -1 to -{most} counted from the end.",
                    day=day,
                    most=most,
                )
            )


def _numbers(name: str, value: str, freq: str) -> None:
    if freq not in _ONLY.get(name, (freq,)):
        raise _wrong(_("{name} cannot stand beside FREQ={freq}.", name=name, freq=freq))
    most = _ENDS[name]
    for number in value.split(","):
        if (
            not _NUMBER.fullmatch(number)
            or not 1 <= abs(int(number)) <= most
            or (name == "BYMONTH" and "-" in number)
        ):
            raise _wrong(
                _(
                    "{name} lists whole numbers from 1 to {most}; “{number}” is none.",
                    name=name,
                    most=most,
                    number=number[:20],
                )
            )


def _week_start(name: str, value: str, freq: str) -> None:
    del freq
    if value not in DAYS:
        raise _wrong(_("{name} is one of {days}.", name=name, days=", ".join(DAYS)))


def _frequency(name: str, value: str, freq: str) -> None:
    del name, value, freq


_READERS: Mapping[str, Callable[[str, str, str], None]] = {
    "FREQ": _frequency,
    "INTERVAL": _every,
    "COUNT": _count,
    "UNTIL": _until,
    "WKST": _week_start,
    "BYDAY": _days,
    **dict.fromkeys(_ENDS, _numbers),
}


def _wrong(sentence: str) -> InvalidInput:
    return InvalidInput({"sentence": sentence})
