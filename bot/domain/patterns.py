"""The days that a sentence names: weekly, monthly, yearly, one by one, or counted from an event."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain import spoken
from bot.domain.calendar import Shift
from bot.domain.rule import DATES, DAYS, OFFSETS, Rule

_DATE, _DAY, _NUMBER, _ORDINAL = spoken.DATE, spoken.WEEKDAY, spoken.NUMBER, spoken.ORDINAL
_AND = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)"
_ALL_WEEK = 7
MOST_OFFSET = 730
"""Days from an event, either way."""
MOST_NAMED = 12
"""Days that are named one by one, or counted from an event: as many as fit the line in which they are changed."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule, and what becomes of its days that are no working days."""

    rule: Rule
    shift: Shift | None = None


def understood(text: str, since: date) -> Pattern | None:
    """The days that this text names, if it is understood; days without a year are the first since a day."""
    for form, make in _FORMS:
        if (match := form.fullmatch(text)) and (made := make(match, since)):
            return made
    return None


def _several(pattern: str) -> str:
    return rf"{pattern}(?:{_AND}{pattern})*"


_WEEKS = rf"(?:every (?:(?P<other>other|second|2nd)|(?P<weeks>{_NUMBER})|(?P<nth>{_ORDINAL})) )"
_ROUND = (
    rf"(?P<round>weekly|every week|fortnightly|every fortnight|biweekly|every other week|every second week"
    rf"|every (?P<n>{_NUMBER}) weeks)"
)
_DAYS = rf"(?P<days>{_several(_DAY)})"
_MONTHS_NAMED = rf"(?P<named>{_several(spoken.MONTH)})"
_EACH_MONTH = (
    r"(?:monthly|(?:of |in |each |every |the |a )+month"
    r"|(?:of |in )?(?:each |every )(?P<othermonth>other|second) month"
    rf"|(?:of |in )?every (?P<months>{_NUMBER}) months|quarterly|(?:of )?(?:each|every) quarter"
    rf"|(?:of|in) {_MONTHS_NAMED})"
)
_WHICH = rf"(?P<which>{_several(_ORDINAL)}) (?P<kind>{_DAY}|day|weekday|working day)"
_NTHS = r"(?P<nths>" + _several(r"\d{1,2}(?:st|nd|rd|th)") + r")(?: day)?"


def _daily(match: re.Match[str], since: date) -> Pattern | None:
    del since
    every = 2 if match["otherday"] else spoken.number(match["ndays"] or "1")
    return Pattern(Rule({"FREQ": "DAILY", "INTERVAL": str(every)})) if 1 <= every <= 366 else None  # noqa: PLR2004  a year


def _weekdays(match: re.Match[str], since: date) -> Pattern:
    del since
    rule = Rule({"FREQ": "WEEKLY", "INTERVAL": "1", "BYDAY": ",".join(DAYS[:5])})
    return Pattern(rule, Shift.SKIP if "working" in match[0] else None)


def _weekly(match: re.Match[str], since: date) -> Pattern | None:
    named = match.groupdict()
    every = 1
    if any(named.get(each) for each in ("weeks", "n")):
        every = spoken.number(named.get("weeks") or named.get("n") or "1")
    elif named.get("nth"):
        every = spoken.ordinal(named["nth"])
    elif named.get("other") or re.search("fortnight|biweekly|other|second", named.get("round") or ""):
        every = 2
    if not 1 <= every <= 104:  # noqa: PLR2004  two years
        return None
    days = sorted({spoken.weekday(day) for day in spoken.listed(named.get("days") or "")}) or [since.weekday()]
    return Pattern(Rule({"FREQ": "WEEKLY", "INTERVAL": str(every), "BYDAY": ",".join(DAYS[day] for day in days)}))


def _monthly(match: re.Match[str]) -> dict[str, str] | None:
    """The part of a rule that says in which months."""
    named = match.groupdict()
    every = 1
    if named.get("months"):
        every = spoken.number(named["months"])
    elif named.get("othermonth"):
        every = 2
    elif "quarter" in match[0]:
        every = 3
    if not 1 <= every <= 60:  # noqa: PLR2004  five years
        return None
    base = {"FREQ": "MONTHLY", "INTERVAL": str(every)}
    if named.get("named"):
        months = sorted({spoken.month(each) for each in spoken.listed(named["named"])})
        base["BYMONTH"] = ",".join(map(str, months))
    return base


def _by_place(match: re.Match[str], since: date) -> Pattern | None:
    del since
    base = _monthly(match)
    if base is None:
        return None
    places = sorted(
        {spoken.ordinal(each) for each in spoken.listed(match["which"])}, key=lambda place: (place < 0, place)
    )
    listed = ",".join(map(str, places))
    match match["kind"]:
        case "day":
            return Pattern(Rule(base | {"BYMONTHDAY": listed}))
        case "weekday":
            return Pattern(Rule(base | {"BYDAY": ",".join(DAYS[:5]), "BYSETPOS": listed}))
        case "working day" if places == [-1]:
            return Pattern(Rule(base | {"BYMONTHDAY": "-1"}), Shift.PREVIOUS)
        case "working day" if places == [1]:
            return Pattern(Rule(base | {"BYMONTHDAY": "1"}), Shift.NEXT)
        case "working day":
            return None
        case day:
            if any(place > 5 for place in places):  # noqa: PLR2004  no month has six
                return None
            name = DAYS[spoken.weekday(day)]
            return Pattern(Rule(base | {"BYDAY": ",".join(f"{place}{name}" for place in places)}))


def _by_date(match: re.Match[str], since: date) -> Pattern | None:
    del since
    base = _monthly(match)
    days = sorted({int(re.sub(r"\D", "", each)) for each in spoken.listed(match["nths"])})
    if base is None or not 1 <= days[0] <= days[-1] <= 31:  # noqa: PLR2004  no month is longer
        return None
    return Pattern(Rule(base | by_date(days))) if by_date(days) else None


def _by_start(match: re.Match[str], since: date) -> Pattern | None:
    base = _monthly(match)
    return Pattern(Rule(base | by_date([since.day]))) if base else None


def by_date(days: list[int]) -> dict[str, str]:
    """These days of a month; in shorter months its last one. Nothing where one rule cannot say it."""
    if days[-1] == 31:  # noqa: PLR2004  whoever asks for the 31st wants the last day of each month
        days = [*days[:-1], -1]
    elif days[-1] > 28 and len(days) == 1:  # noqa: PLR2004  February's
        return {"BYMONTHDAY": ",".join(map(str, range(28, days[0] + 1))), "BYSETPOS": "-1"}
    if any(day > 28 for day in days):  # noqa: PLR2004  February's
        return {}
    return {"BYMONTHDAY": ",".join(map(str, days))}


def _yearly(match: re.Match[str], since: date) -> Pattern | None:
    day = spoken.day(match["date"], since)
    if day is None or re.search(r"\d{4}|today|tomorrow", match["date"]):
        return None
    last = "-1" if (day.month, day.day) == (2, 29) else str(day.day)
    return Pattern(Rule({"FREQ": "YEARLY", "INTERVAL": "1", "BYMONTH": str(day.month), "BYMONTHDAY": last}))


def _named(match: re.Match[str], since: date) -> Pattern | None:
    days = [spoken.day(each, since) for each in re.findall(_DATE, match["dates"])]
    known = sorted({day for day in days if day})
    if not all(days) or len(known) > MOST_NAMED:
        return None
    return Pattern(Rule({DATES: ",".join(f"{day:%Y%m%d}" for day in known)}))


def _from_event(match: re.Match[str], since: date) -> Pattern | None:
    del since
    offsets = sorted(set(_offsets(match[0])))
    if not 1 <= len(offsets) <= MOST_NAMED or not -MOST_OFFSET <= offsets[0] <= offsets[-1] <= MOST_OFFSET:
        return None
    return Pattern(Rule({OFFSETS: ",".join(map(str, offsets))}))


_T = r"t(?: ?(?P<sign>[+-]) ?(?P<t>\d{1,4}))?"
_COUNTED = rf"(?:(?P<many>{_NUMBER}) (?P<unit>day|week)s?|the (?P<one>day|week)) (?P<side>before|after)"
_ON_THE_DAY = "(?P<same>on the day(?: of)?)"
_THE_EVENT = r"(?: (?:the event|it))?"
_ONE_OFFSET = re.compile(rf"{_T}|(?:{_COUNTED}|{_ON_THE_DAY}){_THE_EVENT}")


def _offsets(text: str) -> Iterator[int]:
    """Days from the event."""
    for match in filter(None, map(_ONE_OFFSET.fullmatch, spoken.listed(text))):
        if match["t"]:
            yield int(match["t"]) * (1 if match["sign"] == "+" else -1)
        elif match["same"] or not match["side"]:
            yield 0
        else:
            days = spoken.number(match["many"] or "1") * (_ALL_WEEK if "week" in (match["unit"], match["one"]) else 1)
            yield days if match["side"] == "after" else -days


_NAMELESS = re.compile(r"\?P<\w+>")


def _anonymous(pattern: str) -> str:
    return _NAMELESS.sub("?:", pattern)


_OFFSET = _anonymous(rf"(?:{_T}|(?:{_COUNTED}|{_ON_THE_DAY}){_THE_EVENT})")
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Pattern | None]], ...] = tuple(
    (re.compile(form), make)
    for form, make in (
        (rf"(?:daily|every day|every (?P<otherday>other|second) day|every (?P<ndays>{_NUMBER}) days)", _daily),
        (r"(?:on )?(?:every )?(?:weekday|working day)s?|every weekday", _weekdays),
        (rf"{_ROUND}(?:,? on {_DAYS})?", _weekly),
        (rf"(?:on )?{_DAYS},? {_ROUND}", _weekly),
        (rf"{_WEEKS}?(?:every |each |on )?{_DAYS}", _weekly),
        (rf"(?:on )?(?:every |each )?(?:the )?{_WHICH}(?: {_EACH_MONTH})?", _by_place),
        (rf"{_EACH_MONTH},? (?:on )?(?:the )?{_WHICH}", _by_place),
        (rf"(?:on )?(?:every |each )?(?:the )?{_NTHS},? {_EACH_MONTH}", _by_date),
        (rf"{_EACH_MONTH},? (?:on )?(?:the )?{_NTHS}", _by_date),
        (_EACH_MONTH, _by_start),
        (rf"(?:yearly|annually|every year|each year|every)(?: on)? (?:the )?(?P<date>{_DATE})", _yearly),
        (rf"(?:on )?(?:the )?(?P<date>{_DATE}) (?:yearly|annually|every year|each year)", _yearly),
        (rf"(?:on )?(?:the )?(?P<dates>{_several(_DATE)})", _named),
        (_several(_OFFSET), _from_event),
    )
)
