"""A sentence such as `every other Tuesday at 9:30 until March`, read as a rhythm by a small grammar."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from bot.chat.numerals import numeral
from bot.domain import expert, spoken
from bot.domain.calendar import Shift
from bot.domain.expert import MOST_SLOTS
from bot.domain.patterns import Pattern, understood
from bot.domain.rule import DATES, OFFSETS, Rule
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.speech import noop

HELP = noop(
    "Write something such as: every other Tuesday at 9:30 until March; second Tuesday of each month at 2pm; "
    "last working day of the month; first Monday, 8 times; 12 May and 3 June 2027; T-14, T+1."
)
LENGTH = 150
"""Characters of a sentence."""
_OFTEN = re.compile(r"\b(hour|hourly|minute|twice a day|times a day|times daily)\b")
_MOMENT = re.compile(rf"\b(?:at )?(?P<clock>{spoken.TIME})(?![\w:])|\bat (?P<bare>\d{{1,2}})(?![\w:])")
_CLOCK_LEFT = re.compile(r"\b(?:at (?P<at>\S+)|(?P<colon>\d+[:.]\d+))")
_CLAUSES = {
    "shift": re.compile(
        r"\b(?:or |otherwise |moved? to |shifted to )+(?:the )?(next|following|previous) working day\b"
    ),
    "skip": re.compile(
        r"\b(?:except|but not|not|skip(?:ping)?|leav(?:e|ing) out|without) (?:on )?(?:weekends and )?(?:bank|public) "
        r"holidays\b|\bon working days only\b"
    ),
    "count": re.compile(rf"\b(?:for )?({spoken.NUMBER}) times\b|\b(once|twice) only\b"),
    "for": re.compile(rf"\bfor ({spoken.NUMBER}) (day|week|month|year)s?\b"),
    "through": re.compile(
        rf"\b(?:through|until the end of|till the end of|to the end of) (?:({spoken.DATE})|({spoken.MONTH}))"
    ),
    "until": re.compile(rf"\b(?:until|till|up to|ending(?: on)?) (?:({spoken.DATE})|({spoken.MONTH}))"),
    "from": re.compile(
        rf"\b(?:starting(?: on| from)?|beginning(?: on)?|from|as of) (?:({spoken.DATE})|({spoken.MONTH}))"
    ),
}
_DAY = timedelta(days=1)
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
"""What telephones make of a hyphen or a minus."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says, and the form beside it where the sentence does not."""

    rule: str
    starts: datetime
    """The first possible slot: naive local time."""
    shift: Shift | None
    """What becomes of days that are no working days, where the sentence says so."""
    hangs: bool
    """Whether its days are counted from an event."""


def read(text: str, *, first: date, usual: time, zone: str) -> Said:
    """Read a sentence, or a rule as experts write them.

    Args:
        text: what somebody wrote.
        first: the day from which on it holds, unless the sentence names another.
        usual: the time of day, unless the sentence names another.
        zone: whose days these are.

    Raises:
        InvalidInput: it cannot be read; says what can be written.
    """
    if len(text) > LENGTH:
        raise wrong(_("At most {most} characters. {help}", most=LENGTH, help=_(HELP)))
    if expert.is_rule(text):
        return _said(Rule.of(expert.read(text, zone)), datetime.combine(first, usual), None)
    rest = " ".join(text.casefold().translate(_DASHES).rstrip(".! ").split())
    if found := _OFTEN.search(rest):
        raise wrong(
            _(
                "A check-in goes out once a day at most, so “{part}” cannot be kept. {help}",
                part=found[0],
                help=_(HELP),
            )
        )
    rest, clauses = _clauses(rest)
    rest, clock = _clock(rest)
    since = _since(clauses, first)
    pattern = understood(rest, since)
    if pattern is None:
        raise wrong(_not_understood(" ".join(text.split())))
    starts = datetime.combine(since, clock or usual)
    shift = pattern.shift
    if "shift" in clauses:
        shift = Shift.PREVIOUS if clauses["shift"][1] == "previous" else Shift.NEXT
    elif "skip" in clauses:
        shift = Shift.SKIP
    return _said(_ending(pattern, _aligned(pattern, starts), clauses), _aligned(pattern, starts), shift)


def _not_understood(rest: str) -> str:
    if "working day" in rest:
        return _("Of the working days of a month, only the first and the last one can be written.")
    return _("“{part}” is not understood. {help}", part=rest, help=_(HELP)) if rest else _(HELP)


def _clauses(rest: str) -> tuple[str, dict[str, re.Match[str]]]:
    """What the sentence says beside its days, taken out of it."""
    found: dict[str, re.Match[str]] = {}
    for name, clause in _CLAUSES.items():
        if match := clause.search(rest):
            found[name] = match
            rest = _without(rest, match)
            if clause.search(rest):
                raise wrong(_("“{part}” and another like it cannot both hold. {help}", part=match[0], help=_(HELP)))
    ends = [name for name in ("count", "for", "through", "until") if name in found]
    if len(ends) > 1:
        one, other, *_more = (found[name][0] for name in ends)
        raise wrong(_("“{one}” and “{other}” are two ends. Write one of them.", one=one, other=other))
    return rest, found


def _clock(rest: str) -> tuple[str, time | None]:
    """The time of day, taken out of the sentence."""
    if not (match := _MOMENT.search(rest)):
        if left := _CLOCK_LEFT.search(rest):
            raise wrong(_("“{part}” is no time of day. Write it such as 9:30, 2pm or 14:00.", part=left[0]))
        return rest, None
    said = match["clock"] or match["bare"]
    clock = spoken.clock(said)
    if clock is None:
        raise wrong(
            _("“{part}” may be no time of day, or one of two. Write it such as 9:30, 2pm or 14:00.", part=said)
        )
    rest = _without(rest, match)
    if another := _MOMENT.search(rest):
        raise wrong(
            _(
                "“{part}” and “{other}”: a check-in goes out once a day. Write one time.",
                part=match[0],
                other=another[0],
            )
        )
    return rest, clock


def _without(rest: str, match: re.Match[str]) -> str:
    left = f"{rest[: match.start()].rstrip(' ,')} {rest[match.end() :].lstrip(' ,')}"
    return " ".join(left.split()).strip(" ,;")


def _since(clauses: dict[str, re.Match[str]], first: date) -> date:
    if "from" not in clauses:
        return first
    return _day(clauses["from"], first, ends=False)


def _day(match: re.Match[str], since: date, *, ends: bool) -> date:
    """The day that a clause names; of a month the day before its first one where something ends with it."""
    found = spoken.day(match[1], since) if match[1] else spoken.month_begins(match[2], since)
    if found is None:
        raise wrong(_("“{part}” names no day that there is. Write it such as 12 May 2027.", part=match[0]))
    return found - _DAY if ends and match[2] and found > date.min else found


def _aligned(pattern: Pattern, starts: datetime) -> datetime:
    """The first of its days: rounds of several weeks or months are counted from that one."""
    if pattern.rule.every == 1:
        return starts
    return next(pattern.rule.without("INTERVAL").slots(starts), starts)


def _ending(pattern: Pattern, starts: datetime, clauses: dict[str, re.Match[str]]) -> Rule:
    """The rule with the end that the sentence gives it."""
    rule = pattern.rule
    last = _last(starts.date(), clauses)
    count = _count(clauses)
    if last is None and count is None:
        return rule
    if DATES in rule.parts or OFFSETS in rule.parts:
        raise wrong(_("Days that are named one by one end by themselves. Leave the end out."))
    if count is not None:
        return rule.with_(COUNT=str(count))
    if last is not None and last < starts.date():
        raise wrong(_("That ends before it begins. Write a later end."))
    return rule.with_(UNTIL=f"{last:%Y%m%d}T235959")


def _count(clauses: dict[str, re.Match[str]]) -> int | None:
    if "count" not in clauses:
        return None
    said = clauses["count"]
    count = spoken.number(said[1]) if said[1] else {"once": 1, "twice": 2}[said[2]]
    if not 1 <= count <= MOST_SLOTS:
        raise wrong(_("Write a number of times from 1 to {most}.", most=numeral(MOST_SLOTS, ",")))
    return count


def _last(first: date, clauses: dict[str, re.Match[str]]) -> date | None:
    if "until" in clauses:
        return _day(clauses["until"], first, ends=True)
    try:
        if "through" in clauses:
            match = clauses["through"]
            begins = _day(match, first - timedelta(days=first.day), ends=False)
            return begins + relativedelta(months=1) - _DAY if match[2] else begins
        if "for" in clauses:
            many, unit = spoken.number(clauses["for"][1]), clauses["for"][2]
            return first + many * relativedelta(**{f"{unit}s": 1}) - _DAY  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        raise wrong(_("That ends too late. Write an earlier end.")) from None
    return None


def _said(rule: Rule, starts: datetime, shift: Shift | None) -> Said:
    hangs = OFFSETS in rule.parts
    if not hangs and next(rule.slots(starts), None) is None:
        raise wrong(_("There is no such day. Write days that come."))
    return Said(str(rule), starts, shift, hangs)


def wrong(sentence: str) -> InvalidInput:
    """That a sentence cannot be read, and why."""
    return InvalidInput({"sentence": sentence})
