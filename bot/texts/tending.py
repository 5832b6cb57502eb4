"""The convener's page: what runs, and the ways to change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.message import Action, Block, Button, Buttons, Divider, Facts, Message, Text
from bot.domain.audit import NEVER, Entry, readable
from bot.domain.occurrence import Occurrence
from bot.domain.partnership import Partnership, Thresholds
from bot.domain.prompt import Prompt
from bot.domain.schedule import Schedule, Status
from bot.speech import gettext as _
from bot.texts import changing, moments, notes
from bot.texts.asking import KINDS
from bot.texts.verbs import Verb

PAGE = 6


@dataclass(frozen=True, slots=True)
class Running:
    """A schedule with its prompt, what it asks whom, and its open occurrence, if there is one."""

    schedule: Schedule
    prompt: Prompt
    audience: str
    next: str | None
    """The next slot in words; None when there is none."""
    open: Occurrence | None
    until: datetime | None = None
    """Before when nothing goes out, while that is to come."""


def message(
    partnership: Partnership, counts: Sequence[tuple[str, str]], running: Sequence[Running], page: int
) -> Message:
    """One page of a convener's view of a partnership."""
    shown = running[page * PAGE : (page + 1) * PAGE]
    new = Button("New check-in", Action(Verb.CHOOSE, partnership.id), "primary", opens_form=True)
    calendar = Button("Calendar", Action(Verb.CALENDAR, partnership.id))
    ways = Buttons((new, calendar, notes.HOME))
    blocks: list[Block] = [Text(partnership.name, "heading"), Facts(tuple(counts)), ways]
    for each in shown:
        blocks += [Divider(), Text(each.prompt.title, "heading"), Text(_about(each))]
        blocks += [Buttons(row) for row in _buttons(each) if row]
    if not running:
        blocks.append(Text("No check-in is planned yet. Press New check-in to choose or write one."))
    blocks += [Divider(), Text("People", "heading"), Buttons(_people(partnership))]
    blocks += map(Buttons, _record(partnership))
    if len(running) > (page + 1) * PAGE:
        more = Button("More check-ins", Action(Verb.TEND, f"{partnership.id}:{page + 1}"))
        blocks.append(Buttons((more,)))
    return Message(f"Check-ins and people of {partnership.name}"[:300], tuple(blocks))


def thresholds(thresholds: Thresholds) -> str:
    """The fewest people behind anything that is shown."""
    return f"scores: {thresholds.scores}, words and what is published: {thresholds.words}"


def retained(entry: Entry | None, zone: str) -> str:
    """What was last deleted because it had been kept long enough."""
    if entry is None:
        return "nothing has been deleted yet"
    counts = [change.after or {} for change in readable([entry])]
    if entry.at == NEVER or not counts:
        return _("what was deleted cannot be told: the record of it is damaged")
    return f"{changing.deleted(counts[0])} deleted on {moments.day(entry.at, zone)}"


def _about(each: Running) -> str:
    rhythm = moments.rhythm(each.schedule.rhythm, own_clock=each.schedule.own_clock)
    lines = [f"{KINDS[each.prompt.kind]} for {each.audience}, {rhythm}."]
    if each.open is not None:
        lines.append(f"Open until {moments.moment(each.open.closes_at, each.open.zone)}.")
    if each.schedule.status is Status.PAUSED:
        lines.append("Paused: nothing goes out until you resume it.")
    else:
        if each.until is not None:
            lines.append(f"Paused: nothing goes out before {moments.day(each.until, each.schedule.rhythm.zone)}.")
        lines.append(f"Next: {each.next}." if each.next else "It has come to its end.")
    return "\n".join(lines)


def _buttons(each: Running) -> tuple[tuple[Button, ...], ...]:
    """The row by which it is changed, and the row of what else can be done with it."""
    schedule = each.schedule.id
    close = (Button("Close now", Action(Verb.CLOSE, each.open.id), "danger", opens_form=True),) if each.open else ()
    if each.schedule.status is Status.STOPPED:
        return (close,)
    paused = each.schedule.status is Status.PAUSED
    change = (
        Button("Edit", Action(Verb.EDIT, schedule), opens_form=True),
        Button("Questions", Action(Verb.REWRITE, schedule), opens_form=True),
        *(() if paused else (Button("What comes next", Action(Verb.ADJUST, schedule), opens_form=True),)),
        Button("Resume", Action(Verb.RESUME, schedule)) if paused else Button("Pause", Action(Verb.PAUSE, schedule)),
    )
    copy = Button("Copy", Action(Verb.COPY, schedule), opens_form=True)
    return change, (copy, Button("Stop", Action(Verb.STOP, schedule), "danger", opens_form=True), *close)


def _people(partnership: Partnership) -> tuple[Button, ...]:
    return (
        Button("Invite somebody", Action(Verb.INVITE, partnership.id), opens_form=True),
        Button("New link", Action(Verb.NEW_LINK, partnership.id), opens_form=True),
        Button("Give a role", Action(Verb.ROLE, partnership.id), opens_form=True),
        Button("Hand over", Action(Verb.HAND_OVER, partnership.id), opens_form=True),
        Button("Cohorts and sites", Action(Verb.GROUPS, partnership.id)),
    )


def _record(partnership: Partnership) -> tuple[tuple[Button, ...], ...]:
    """What is on record of the partnership, and what holds for all its check-ins."""
    record = (
        Button("Add an organisation", Action(Verb.ORGANISATION, partnership.id), opens_form=True),
        Button("Edit an organisation", Action(Verb.CHOOSE_ORGANISATION, partnership.id), opens_form=True),
        Button("What was changed", Action(Verb.CHANGES, partnership.id)),
    )
    rules = (
        Button("Thresholds", Action(Verb.THRESHOLDS, partnership.id), opens_form=True),
        Button("Events", Action(Verb.EVENTS, partnership.id)),
        Button("Quiet hours", Action(Verb.QUIET, partnership.id), opens_form=True),
    )
    return record, rules
