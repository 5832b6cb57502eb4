"""One change in words: a thing by its name, and each of its values as its readers know them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from bot.domain.audit import WITHHELD, Change, Value
from bot.domain.group import Margin
from bot.domain.partnership import Basis, Role, Sector
from bot.domain.schedule import Rhythm, Status, Visibility, Whom
from bot.speech import gettext as _
from bot.speech import ngettext, noop, pgettext
from bot.texts import moments, people, recording

Names = Mapping[str, str]
"""By id, or by pseudonym."""
_THINGS = {
    "partnership": noop("the partnership"),
    "organisation": noop("organisation “{name}”"),
    "reporting_group": noop("cohort or site “{name}”"),
    "schedule": noop("check-in “{name}”"),
    "occurrence": noop("check-in “{name}”"),
    "programme": noop("evaluation “{name}”"),
    "event": noop("event “{name}”"),
    "space": noop("channel “{name}”"),
    "member": noop("member “{name}”"),
}
_FIELDS = {
    "threshold": noop("fewest people behind scores"),
    "words_threshold": noop("fewest people behind words"),
    "retention_days": noop("kept for"),
    "basis": noop("lawful basis"),
    "open_minutes": noop("stays open"),
    "remind_minutes": noop("reminds before the end"),
    "late_minutes": noop("takes late answers for"),
    "quiet_from": noop("nobody is reminded from"),
    "quiet_until": noop("nobody is reminded until"),
    "quiet_weekends": noop("nobody is reminded at weekends"),
    "prompt": noop("questions"),
    "programme": noop("evaluation"),
    "paused_until": noop("paused until"),
    "adjustments": noop("what is skipped, moved or changed once"),
    "working": noop("on days that are no working days"),
    "own_clock": noop("on each person's own clock"),
    "zone": noop("time zone"),
    "language": noop("language"),
    "domains": noop("e-mail domains"),
    "name": noop("name"),
    "left_at": noop("Weft left it"),
    "address": noop("address"),
    "sector": noop("sector"),
    "contact": noop("contact"),
    "visibility": noop("visibility"),
    "event": noop("event"),
    "status": noop("status"),
    "waves": noop("waves"),
    "day": noop("day"),
}
_VISIBILITIES = {
    Visibility.ATTRIBUTED: noop("with names"),
    Visibility.ORGANISATION: noop("with the organisation only"),
    Visibility.ANONYMOUS: noop("without names"),
}
_MARGINS = {Margin.COHORT: noop("cohort"), Margin.SITE: noop("site")}
_STATUSES = {Status.ACTIVE: noop("running"), Status.PAUSED: noop("paused"), Status.STOPPED: noop("stopped")}
_GIVEN = {
    Role.MEMBER: noop("{who}: now member"),
    Role.LEAD: noop("{who}: now lead"),
    Role.CONVENER: noop("{who}: now convener"),
}
_TAKEN = {
    Role.MEMBER: noop("{who}: no longer member"),
    Role.LEAD: noop("{who}: no longer lead"),
    Role.CONVENER: noop("{who}: no longer convener"),
}
_EVERYBODY: Mapping[str, str] = {
    Role.MEMBER: noop("everybody who is member"),
    Role.LEAD: noop("everybody who is lead"),
    Role.CONVENER: noop("everybody who is convener"),
}
_ERASED = noop("somebody who has been erased")
_MISSING = noop("something that is no longer here")


def told(change: Change, names: Names, zone: str) -> Iterator[str]:
    """Lines that say what is otherwise now, for a reader on this zone's clock."""
    match change.of:
        case "rolegiven":
            code, _colon, role = change.id.partition(":")
            yield _((_TAKEN if change.after is None else _GIVEN)[Role(role)], who=_person(code, names))
        case "belonging":
            yield _belonging(change, names)
        case "link":
            if change.before is not None:
                yield _("{who}: earlier links have ended", who=_person(change.id, names))
        case "invited":
            before, after = (int((each or {}).get("people") or 0) for each in (change.before, change.after))
            yield people.count(max(after - before, 0))
        case "feed":
            yield _("{who}: earlier links to their calendar have ended", who=_person(change.id, names))
        case "retention":
            yield _("deleted: {what}", what=deleted(change.after or {}))
        case "member":
            yield from _member(change, names)
        case _:
            yield from _thing(change, names, zone)


def deleted(counts: Mapping[str, Value]) -> str:
    """What retention has deleted, such as `answers to 2 check-ins, 14 messages and 1 draft`."""
    said = [_counted(kind, int(counts.get(kind) or 0)) for kind in ("check_ins", "messages", "drafts")]
    some = [each for each in said if each]
    return moments.enumeration(some) if some else pgettext("deleted", "nothing")


def _counted(kind: str, count: int) -> str:
    match kind:
        case _ if not count:
            return ""
        case "check_ins":
            return ngettext("answers to {count} check-in", "answers to {count} check-ins", count)
        case "messages":
            return ngettext(
                "{count} message and what is kept of its way", "{count} messages and what is kept of their way", count
            )
        case _:
            return ngettext("{count} draft", "{count} drafts", count)


def _belonging(change: Change, names: Names) -> str:
    group, _colon, code = change.id.partition(":")
    who, name = _person(code, names), names.get(group) or _(_MISSING)
    if change.after is None:
        return _("{who} no longer belongs to {name}", who=who, name=name)
    if change.before is None:
        if change.after.get("leads"):
            return _("{who} now belongs to {name} and leads it", who=who, name=name)
        return _("{who} now belongs to {name}", who=who, name=name)
    if change.after.get("leads"):
        return _("{who} now leads {name}", who=who, name=name)
    return _("{who} no longer leads {name}", who=who, name=name)


def _member(change: Change, names: Names) -> Iterator[str]:
    who = _person(change.id, names)
    before, after = change.before or {}, change.after
    if after is None:
        yield _("{who} is no longer a member", who=who)
        return
    if organisation := after.get("organisation"):
        name = names.get(str(organisation)) or _(_MISSING)
        yield _("{who} is a member for {name}", who=who, name=name)
    if "left_at" in after:
        yield _("{who} takes no further part", who=who)
    elif "left_at" in before:
        yield _("{who} takes part again", who=who)


def _thing(change: Change, names: Names, zone: str) -> Iterator[str]:
    name = _named(change.of, names.get(change.id) or _(_MISSING))
    before, after = (_in_words(values or {}, names, zone) for values in (change.before, change.after))
    if change.after is None:
        yield _("{thing} is no longer here", thing=name)
    elif change.before is None:
        details = "; ".join(f"{field}: {value}" for field, value in after.items() if value != WITHHELD)
        new = _("new: {thing}", thing=name)
        yield f"{new} ({details})" if details else new
    else:
        for field in sorted({*before, *after}):
            yield f"{name}: {_step(field, before.get(field), after.get(field))}"


def _named(what: str, name: str) -> str:
    # The reader is looking at that very partnership, so that its name is left out.
    return _(_THINGS[what], name=name) if what in _THINGS else f"{what.replace('_', ' ')} “{name}”"


def _step(field: str, before: str | None, after: str | None) -> str:
    if WITHHELD in {before, after}:
        return _("{field} changed", field=field)
    unset = _("not set")
    return _("{field}: {after} (before: {before})", field=field, after=after or unset, before=before or unset)


def _in_words(values: Mapping[str, Value], names: Names, zone: str) -> dict[str, str]:
    """By what a field is called, its value."""
    # Which partnership it is, the reader knows.
    said = {column: value for column, value in values.items() if column != "partnership"}
    words: dict[str, str] = {}
    if "rule" in said and "starts" in said and "zone" in said:
        rhythm = Rhythm(str(said.pop("rule")), datetime.fromisoformat(str(said.pop("starts"))), str(said.pop("zone")))
        words[pgettext("what was changed", "when")] = moments.rhythm(rhythm)
    for column, value in said.items():
        words[_field(column)] = _value(column, value, names, zone)
    return words


def _field(column: str) -> str:
    match column:
        case "closes_at":
            return pgettext("what was changed", "closes")
        case "remind_at":
            return pgettext("what was changed", "reminds")
        case "ends_at":
            return pgettext("what was changed", "ends")
        case "audience":
            return pgettext("what was changed", "for")
        case "margin":
            return pgettext("what was changed", "sort")
        case _:
            return _(_FIELDS[column]) if column in _FIELDS else column.replace("_", " ")


def _value(column: str, value: Value, names: Names, zone: str) -> str:
    if value == WITHHELD or value is None:
        return WITHHELD
    if column in _SAID:
        return _SAID[column](str(value))
    if column.endswith("_at"):
        return moments.moment(datetime.fromisoformat(str(value)), zone)
    if column.endswith("_minutes"):
        return _span(int(value))
    if column == "audience":
        return _audience(str(value), names)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return names.get(value, value) if isinstance(value, str) else str(value)


def _audience(value: str, names: Names) -> str:
    whom, _colon, of = value.partition(":")
    if whom == Whom.ROLE:
        return _(_EVERYBODY[of]) if of in _EVERYBODY else of
    return names.get(of, of) or (_("everybody") if whom == Whom.EVERYBODY else whom)


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return ngettext("{count} minute", "{count} minutes", minutes)
    return ngettext("{count} hour", "{count} hours", hours)


def _person(code: str, names: Names) -> str:
    return names.get(code) or _(_ERASED)


def _period(days: int) -> str:
    if days in recording.PERIODS:
        return _(recording.PERIODS[days])
    return ngettext("{count} day", "{count} days", days)


def _basis(basis: str) -> str:
    # What stands in brackets explains it to those who choose one.
    return _(recording.BASES[Basis(basis)]).partition(" (")[0] if basis else _(recording.UNSAID)


_SAID: Mapping[str, Callable[[str], str]] = {
    "retention_days": lambda days: _period(int(days)),
    "basis": _basis,
    "sector": lambda sector: _(recording.SECTORS[Sector(sector)]),
    "margin": lambda margin: _(_MARGINS[Margin(margin)]),
    "visibility": lambda visibility: _(_VISIBILITIES[Visibility(visibility)]),
    "quiet_from": lambda hour: f"{int(hour):02}:00",
    "quiet_until": lambda hour: f"{int(hour):02}:00",
    "status": lambda status: _(_STATUSES[Status(status)]),
}
