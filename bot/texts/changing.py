"""One change in words: a thing by its name, and each of its values as its readers know them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from bot.domain.audit import WITHHELD, Change, Value
from bot.domain.partnership import Basis, Role, Sector
from bot.domain.schedule import Rhythm, Status, Visibility
from bot.speech import gettext as _
from bot.texts import moments, recording

Names = Mapping[str, str]
"""By id, or by pseudonym."""
_THINGS = {
    "partnership": "the partnership",
    "organisation": "organisation",
    "reporting_group": "cohort or site",
    "schedule": "check-in",
    "occurrence": "check-in",
    "programme": "evaluation",
    "event": "event",
    "space": "channel",
    "member": "member",
}
_FIELDS = {
    "threshold": "fewest people behind scores",
    "words_threshold": "fewest people behind words",
    "retention_days": "kept for",
    "basis": "lawful basis",
    "open_minutes": "stays open",
    "remind_minutes": "reminds before the end",
    "late_minutes": "takes late answers for",
    "quiet_from": "nobody is reminded from",
    "quiet_until": "nobody is reminded until",
    "quiet_weekends": "nobody is reminded at weekends",
    "prompt": "questions",
    "programme": "evaluation",
    "closes_at": "closes",
    "remind_at": "reminds",
    "ends_at": "ends",
    "audience": "for",
    "paused_until": "paused until",
    "adjustments": "what is skipped, moved or changed once",
    "working": "on days that are no working days",
    "own_clock": "on each person's own clock",
    "margin": "sort",
    "zone": "time zone",
    "left_at": "Weft left it",
}
_VISIBILITIES = {
    Visibility.ATTRIBUTED: "with names",
    Visibility.ORGANISATION: "with the organisation only",
    Visibility.ANONYMOUS: "without names",
}
_DELETED = {
    "check_ins": ("answers to 1 check-in", "answers to {} check-ins"),
    "messages": ("1 message and what is kept of its way", "{} messages and what is kept of their way"),
    "drafts": ("1 draft", "{} drafts"),
}
_ERASED = "somebody who has been erased"
_MISSING = "something that is no longer here"


def told(change: Change, names: Names, zone: str) -> Iterator[str]:
    """Lines that say what is otherwise now, for a reader on this zone's clock."""
    match change.of:
        case "rolegiven":
            code, _, role = change.id.partition(":")
            yield f"{_person(code, names)}: {'no longer' if change.after is None else 'now'} {Role(role).value}"
        case "belonging":
            yield _belonging(change, names)
        case "link":
            if change.before is not None:
                yield f"{_person(change.id, names)}: earlier links have ended"
        case "feed":
            yield _feed(_person(change.id, names))
        case "retention":
            yield f"deleted: {deleted(change.after or {})}"
        case "member":
            yield from _member(change, names)
        case _:
            yield from _thing(change, names, zone)


def deleted(counts: Mapping[str, Value]) -> str:
    """What retention has deleted, such as `answers to 2 check-ins, 14 messages and 1 draft`."""
    said = []
    for kind, (one, many) in _DELETED.items():
        if number := counts.get(kind):
            said.append(one if number == 1 else many.format(number))
    return moments.enumeration(said) if said else "nothing"


def _feed(who: str) -> str:
    return _("{who}: earlier links to their calendar have ended", who=who)


def _belonging(change: Change, names: Names) -> str:
    group, _, code = change.id.partition(":")
    who, name = _person(code, names), names.get(group, _MISSING)
    if change.after is None:
        return f"{who} no longer belongs to {name}"
    if change.before is None:
        return f"{who} now belongs to {name}{' and leads it' if change.after.get('leads') else ''}"
    return f"{who} {'now' if change.after.get('leads') else 'no longer'} leads {name}"


def _member(change: Change, names: Names) -> Iterator[str]:
    who = _person(change.id, names)
    before, after = change.before or {}, change.after
    if after is None:
        yield f"{who} is no longer a member"
        return
    if organisation := after.get("organisation"):
        yield f"{who} is a member for {names.get(str(organisation), _MISSING)}"
    if "left_at" in after:
        yield f"{who} takes no further part"
    elif "left_at" in before:
        yield f"{who} takes part again"


def _thing(change: Change, names: Names, zone: str) -> Iterator[str]:
    noun = _THINGS.get(change.of, change.of.replace("_", " "))
    # The reader is looking at that very partnership.
    name = noun if change.of == "partnership" else f"{noun} “{names.get(change.id, _MISSING)}”"
    before, after = (_in_words(values or {}, names, zone) for values in (change.before, change.after))
    if change.after is None:
        yield f"{name} is no longer here"
    elif change.before is None:
        details = "; ".join(f"{field}: {value}" for field, value in after.items() if value != WITHHELD)
        yield f"new: {name}" + (f" ({details})" if details else "")
    else:
        for field in sorted({*before, *after}):
            yield f"{name}: {_step(field, before.get(field), after.get(field))}"


def _step(field: str, before: str | None, after: str | None) -> str:
    if WITHHELD in {before, after}:
        return f"{field} changed"
    return f"{field}: {after or 'not set'} (before: {before or 'not set'})"


def _in_words(values: Mapping[str, Value], names: Names, zone: str) -> dict[str, str]:
    """By what a field is called, its value."""
    # Which partnership it is, the reader knows.
    said = {column: value for column, value in values.items() if column != "partnership"}
    words: dict[str, str] = {}
    if "rule" in said and "starts" in said and "zone" in said:
        rhythm = Rhythm(str(said.pop("rule")), datetime.fromisoformat(str(said.pop("starts"))), str(said.pop("zone")))
        words["when"] = moments.rhythm(rhythm)
    for column, value in said.items():
        words[_FIELDS.get(column, column.replace("_", " "))] = _value(column, value, names, zone)
    return words


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
        return "yes" if value else "no"
    return names.get(value, value) if isinstance(value, str) else str(value)


def _audience(value: str, names: Names) -> str:
    whom, _, of = value.partition(":")
    return f"everybody who is {of}" if whom == "role" else names.get(of, of) or whom


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{minutes} minutes"
    return "1 hour" if hours == 1 else f"{hours} hours"


def _person(code: str, names: Names) -> str:
    return names.get(code, _ERASED)


_SAID: Mapping[str, Callable[[str], str]] = {
    "retention_days": lambda days: recording.PERIODS.get(int(days), f"{days} days"),
    "basis": lambda basis: recording.BASES[Basis(basis)].partition(" (")[0] if basis else recording.UNSAID,
    "sector": lambda sector: recording.SECTORS[Sector(sector)],
    "visibility": lambda visibility: _VISIBILITIES[Visibility(visibility)],
    "quiet_from": lambda hour: f"{int(hour):02}:00",
    "quiet_until": lambda hour: f"{int(hour):02}:00",
    "status": lambda status: {Status.ACTIVE: "running"}.get(Status(status), status),
}
