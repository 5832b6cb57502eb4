"""Rhythms in words, as a convener reads them before anything is saved."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from babel.dates import format_date, get_day_names
from babel.lists import format_list

from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.rhythm import Rhythm
from bot.domain.rule import DATES, DAYS, OFFSETS, Rule
from bot.speech import gettext as _
from bot.speech import locale, ngettext, noop, pgettext
from bot.texts.ordinals import nth, on_the_weekday, places

_MOST_DATES = 6
_SHORTEST = 28
_EVERY_MONTH_HAS = 4
_LAST_DAY = "-1"
_COUNTRIES = {
    "GB-ENG": noop("England"),
    "GB-WLS": noop("Wales"),
    "GB-SCT": noop("Scotland"),
    "GB-NIR": noop("Northern Ireland"),
}


def days(rhythm: Rhythm) -> str:
    """The days of a rhythm, such as `every month on the second Tuesday`."""
    return _working_day(rhythm.read, rhythm.working) or _days(rhythm.read, rhythm.starts)


def bounds(rhythm: Rhythm) -> Iterator[str]:
    """When it ends and what becomes of bank holidays, such as `until 28 February 2027`; often nothing."""
    rule, working = rhythm.read, rhythm.working
    yield from _end(rule)
    if working and not _working_day(rule, working):
        yield _kept(_shifted(working.shift), working.calendar)


def _working_day(rule: Rule, working: Working | None) -> str | None:
    """The first or last working day of a month, which is its first or last day, moved."""
    if not working or not _only(rule, "MONTHLY", "BYMONTHDAY"):
        return None
    match rule.parts.get("BYMONTHDAY", ""), working.shift:
        case "1", Shift.NEXT:
            said = _("{every} on the first working day", every=_rounds(rule))
        case "-1", Shift.PREVIOUS:
            said = _("{every} on the last working day", every=_rounds(rule))
        case _other:
            return None
    return _kept(said, working.calendar)


def _days(rule: Rule, starts: datetime) -> str:
    if DATES in rule.parts:
        return _("on {dates}", dates=_dates(rule.dates))
    if OFFSETS in rule.parts:
        return _("{days} the event", days=enumeration([offset(days) for days in rule.offsets]))
    freq, said = rule.parts.get("FREQ"), None
    if freq == "DAILY" and _only(rule, freq):
        said = _rounds(rule)
    if freq == "WEEKLY" and (_only(rule, freq, "BYDAY") or _only(rule, freq)):
        numbers = sorted(set(rule.weekdays)) or [starts.weekday()]
        named = enumeration([weekdays()[number] for number in numbers])
        said = _("{every} on {weekdays}", every=_rounds(rule), weekdays=named)
    if freq == "MONTHLY":
        said = _monthly(rule, starts)
    if freq == "YEARLY":
        said = _yearly(rule, starts)
    return said or _("by the rule {rule}", rule=rule.without("UNTIL", "COUNT"))


def _monthly(rule: Rule, starts: datetime) -> str | None:
    if _only(rule, "MONTHLY"):
        return _on_dates(rule, [starts.day])
    if _only(rule, "MONTHLY", "BYMONTHDAY"):
        return _on_dates(rule, [int(day) for day in rule.listed("BYMONTHDAY")])
    listed, place = rule.listed("BYMONTHDAY"), rule.parts.get("BYSETPOS")
    if _only(rule, "MONTHLY", "BYMONTHDAY", "BYSETPOS"):
        until = int(listed[-1])
        if place == _LAST_DAY and listed == [str(day) for day in range(_SHORTEST, until + 1)]:
            return _("{every} on the {day}, in shorter months on the last day", every=_rounds(rule), day=nth(until))
        return None
    if _only(rule, "MONTHLY", "BYDAY", "BYSETPOS"):
        known = places([int(each) for each in rule.listed("BYSETPOS")])
        if known is None or rule.listed("BYDAY") != list(DAYS[:5]):
            return None
        return _("{every} on the {places} day from Monday to Friday", every=_rounds(rule), places=enumeration(known))
    return _on_places(rule) if _only(rule, "MONTHLY", "BYDAY") else None


def _on_dates(rule: Rule, listed: Sequence[int]) -> str:
    named = [_of_a_month(day) for day in listed]
    return _on_the(rule, named, some_lack_it=any(abs(day) > _SHORTEST for day in listed))


def _of_a_month(day: int) -> str:
    if day == -1:
        return _("last day")
    return _("{nth} day from the end", nth=nth(-day)) if day < 0 else nth(day)


def _on_places(rule: Rule) -> str | None:
    known = [(int(day[:-2] or "0"), weekdays()[DAYS.index(day[-2:])]) for day in rule.listed("BYDAY")]
    named = [said for place, weekday in known if (said := on_the_weekday(place, weekday))]
    if len(named) != len(known):
        return None
    return _on_the(rule, named, some_lack_it=any(place > _EVERY_MONTH_HAS for place, _weekday in known))


def _on_the(rule: Rule, named: list[str], *, some_lack_it: bool) -> str:
    every, which = _rounds(rule), enumeration(named)
    if some_lack_it:
        return _("{every} on the {days} (months that have none are left out)", every=every, days=which)
    return _("{every} on the {days}", every=every, days=which)


def _yearly(rule: Rule, starts: datetime) -> str | None:
    if _only(rule, "YEARLY"):
        return _on_date(rule, starts.day, starts.month)
    months, listed = rule.listed("BYMONTH"), rule.listed("BYMONTHDAY")
    if not _only(rule, "YEARLY", "BYMONTH", "BYMONTHDAY") or len(months) != 1 or len(listed) != 1:
        return None
    day, month = int(listed[0]), int(months[0])
    if day == -1:
        return _("{every} on the last day of {month}", every=_rounds(rule), month=_month(month))
    return _on_date(rule, day, month) if day > 0 else None


def _on_date(rule: Rule, day: int, month: int) -> str:
    # Not by the pattern of a date: a rule may name a day that its month has not.
    every, which = _rounds(rule), pgettext("a day of every year", "{day} {month}", day=day, month=_month(month))
    if (month, day) == (2, 29):
        return _("{every} on {date} (other years are left out)", every=every, date=which)
    return _("{every} on {date}", every=every, date=which)


def _only(rule: Rule, freq: str, *names: str) -> bool:
    """Whether a rule says these things about its days and no others; months beside them for what is monthly."""
    others = {"FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST"} | ({"BYMONTH"} if freq == "MONTHLY" else set())
    return rule.parts.get("FREQ") == freq and rule.parts.keys() - others == set(names)


def _rounds(rule: Rule) -> str:
    match rule.parts["FREQ"]:
        case "DAILY":
            return ngettext("every day", "every {count} days", rule.every)
        case "WEEKLY":
            return ngettext("every week", "every {count} weeks", rule.every)
        case "YEARLY":
            return ngettext("every year", "every {count} years", rule.every)
        case _other:
            months = [_month(int(month)) for month in rule.listed("BYMONTH")]
    if not months:
        return ngettext("every month", "every {count} months", rule.every)
    return ngettext("in {months}", "every {count} months, in {months} only,", rule.every, months=enumeration(months))


def _end(rule: Rule) -> Iterator[str]:
    if (last := rule.until) is not None:
        yield _("until {day}", day=dated(last))
    elif (count := rule.count) is not None:
        match count:
            case 1:
                yield _("once only")
            case 2:
                yield _("twice only")
            case _more:
                yield ngettext("{count} time", "{count} times", count)


def _shifted(shift: Shift) -> str:
    match shift:
        case Shift.NEXT:
            return _("on the next working day where it is none")
        case Shift.PREVIOUS:
            return _("on the working day before where it is none")
        case Shift.SKIP:
            return _("on working days only")


def _kept(said: str, calendar: Calendar) -> str:
    """With whose bank holidays are kept, in brackets, where any are."""
    if not calendar.place:
        return said
    place = _(_COUNTRIES[calendar.place]) if calendar.place in _COUNTRIES else calendar.place
    return _("{said} (bank holidays: {place})", said=said, place=place)


def offset(days: int) -> str:
    """Days from an event: `28 days before`, `on the day of`."""
    if not days:
        return _("on the day of")
    if days > 0:
        return ngettext("{count} day after", "{count} days after", days)
    return ngettext("{count} day before", "{count} days before", -days)


def _dates(dates: Sequence[date]) -> str:
    shown = [dated(day) for day in dates[:_MOST_DATES]]
    more = len(dates) - len(shown)
    return enumeration([*shown, *([ngettext("{count} more", "{count} more", more)] if more else [])])


def dated(day: date) -> str:
    """A day such as `12 May 2027`."""
    return format_date(day, _("d MMMM y"), locale=locale())


def weekdays() -> Sequence[str]:
    """Monday to Sunday."""
    names = get_day_names("wide", "stand-alone", locale())
    return [names[number] for number in range(7)]


def _month(number: int) -> str:
    return format_date(date(2000, number, 1), "MMMM", locale=locale())


def enumeration(items: list[str]) -> str:
    """`a`, `a and b` or `a, b and c`."""
    return format_list(items, locale=locale())
