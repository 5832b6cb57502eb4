"""The convener's page: what runs, and the ways to change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.message import Action, Block, Button, Buttons, Divider, Facts, Message, Text
from bot.domain.audit import NEVER, Entry, readable
from bot.domain.delivery import Lost
from bot.domain.occurrence import Occurrence
from bot.domain.partnership import Partnership, Thresholds
from bot.domain.prompt import Prompt
from bot.domain.schedule import Schedule, Status
from bot.speech import gettext as _
from bot.texts import changing, moments, notes, people, trouble
from bot.texts.asking import KINDS
from bot.texts.verbs import Verb

PAGE = 6
_LOSSES = 3


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
    doubtful: int = 0
    """Of how many people it is not known whether the open one was sent to them."""


def message(
    partnership: Partnership,
    counts: Sequence[tuple[str, str]],
    running: Sequence[Running],
    page: int,
    lost: Sequence[Lost] = (),
) -> Message:
    """One page of a convener's view of a partnership."""
    shown = running[page * PAGE : (page + 1) * PAGE]
    new = Button(_("New check-in"), Action(Verb.CHOOSE, partnership.id), "primary", opens_form=True)
    calendar = Button(_("Calendar"), Action(Verb.CALENDAR, partnership.id))
    ways = Buttons((new, calendar, notes.home()))
    blocks: list[Block] = [Text(partnership.name, "heading"), Facts(tuple(counts)), ways]
    blocks += [Text(trouble.lost(each, partnership.zone)) for each in lost[:_LOSSES]]
    for each in shown:
        blocks += [Divider(), Text(each.prompt.title, "heading"), Text(_about(each))]
        blocks += [Buttons(row) for row in _buttons(each) if row]
    if not running:
        blocks.append(Text(_("No check-in is planned yet. Press New check-in to choose or write one.")))
    blocks += [Divider(), Text(_("People"), "heading"), Buttons(_people(partnership)), people.row(partnership.id)]
    blocks += map(Buttons, _record(partnership))
    if len(running) > (page + 1) * PAGE:
        more = Button(_("More check-ins"), Action(Verb.TEND, f"{partnership.id}:{page + 1}"))
        blocks.append(Buttons((more,)))
    summary = _("Check-ins and people of {partnership}", partnership=partnership.name)
    return Message(summary[:300], tuple(blocks))


def thresholds(thresholds: Thresholds) -> str:
    """The fewest people behind anything that is shown."""
    return _(
        "scores: {scores}, words and what is published: {words}", scores=thresholds.scores, words=thresholds.words
    )


def retained(entry: Entry | None, zone: str) -> str:
    """What was last deleted because it had been kept long enough."""
    if entry is None:
        return _("nothing has been deleted yet")
    counts = [change.after or {} for change in readable([entry])]
    if entry.at == NEVER or not counts:
        return _("what was deleted cannot be told: the record of it is damaged")
    return _("{what} deleted on {day}", what=changing.deleted(counts[0]), day=moments.day(entry.at, zone))


def _about(each: Running) -> str:
    rhythm = moments.rhythm(each.schedule.rhythm, own_clock=each.schedule.own_clock)
    kind = _(KINDS[each.prompt.kind])
    lines = [_("{kind} for {whom}, {rhythm}.", kind=kind, whom=each.audience, rhythm=rhythm)]
    if each.open is not None:
        lines.append(_("Open until {until}.", until=moments.moment(each.open.closes_at, each.open.zone)))
    if each.doubtful:
        lines.append(trouble.doubt(each.doubtful))
    if each.schedule.status is Status.PAUSED:
        lines.append(_("Paused: nothing goes out until you resume it."))
    else:
        if each.until is not None:
            until = moments.day(each.until, each.schedule.rhythm.zone)
            lines.append(_("Paused: nothing goes out before {day}.", day=until))
        lines.append(_("Next: {slot}.", slot=each.next) if each.next else _("It has come to its end."))
    return "\n".join(lines)


def _buttons(each: Running) -> tuple[tuple[Button, ...], ...]:
    """The row by which it is changed, and the row of what else can be done with it."""
    schedule = each.schedule.id
    close = (
        (Button(_("Close now"), Action(Verb.CLOSE, each.open.id), "danger", opens_form=True),) if each.open else ()
    )
    if each.schedule.status is Status.STOPPED:
        return (close,)
    paused = each.schedule.status is Status.PAUSED
    change = (
        Button(_("Edit"), Action(Verb.EDIT, schedule), opens_form=True),
        Button(_("Questions"), Action(Verb.REWRITE, schedule), opens_form=True),
        *(() if paused else (Button(_("What comes next"), Action(Verb.ADJUST, schedule), opens_form=True),)),
        Button(_("Resume"), Action(Verb.RESUME, schedule))
        if paused
        else Button(_("Pause"), Action(Verb.PAUSE, schedule)),
    )
    copy = Button(_("Copy"), Action(Verb.COPY, schedule), opens_form=True)
    return change, (copy, Button(_("Stop"), Action(Verb.STOP, schedule), "danger", opens_form=True), *close)


def _people(partnership: Partnership) -> tuple[Button, ...]:
    return (
        Button(_("Invite somebody"), Action(Verb.INVITE, partnership.id), opens_form=True),
        Button(_("New link"), Action(Verb.NEW_LINK, partnership.id), opens_form=True),
        Button(_("Give a role"), Action(Verb.ROLE, partnership.id), opens_form=True),
        Button(_("Hand over"), Action(Verb.HAND_OVER, partnership.id), opens_form=True),
        Button(_("Cohorts and sites"), Action(Verb.GROUPS, partnership.id)),
    )


def _record(partnership: Partnership) -> tuple[tuple[Button, ...], ...]:
    """What is on record of the partnership, and what holds for all its check-ins."""
    record = (
        Button(_("Add an organisation"), Action(Verb.ORGANISATION, partnership.id), opens_form=True),
        Button(_("Edit an organisation"), Action(Verb.CHOOSE_ORGANISATION, partnership.id), opens_form=True),
        Button(_("What was changed"), Action(Verb.CHANGES, partnership.id)),
    )
    rules = (
        Button(_("Thresholds"), Action(Verb.THRESHOLDS, partnership.id), opens_form=True),
        Button(_("Events"), Action(Verb.EVENTS, partnership.id)),
        Button(_("Quiet hours"), Action(Verb.QUIET, partnership.id), opens_form=True),
        Button(_("Language"), Action(Verb.SHARED_LANGUAGE, partnership.id), opens_form=True),
    )
    return record, rules
