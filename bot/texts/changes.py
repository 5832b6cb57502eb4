"""What was changed, in plain words: who did what when, and what it was before and is now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.audit import (
    APPLIED,
    ERASED,
    EXPORTED,
    HANDED_OVER,
    OPERATOR,
    RELEASES,
    RESTORED,
    RETAINED,
    SOMEBODY,
    WEFT,
    Change,
    Entry,
    load,
)
from bot.domain.partnership import Partnership
from bot.speech import gettext as _
from bot.speech import noop
from bot.texts import moments, notes
from bot.texts.changing import Names, told
from bot.texts.room import capital, shorten
from bot.texts.verbs import Verb

PAGE, DIGITS = 8, 9
"""Entries on a page, and the most digits of the number of one."""
_LINES, _LINE, _ENTRY = 6, 320, 1_200
"""Lines that tell of one entry, characters of one of them, and of all of it."""
DEEDS: Mapping[str, str] = {
    Verb.START: noop("{who} started the partnership."),
    Verb.THRESHOLDS: noop("{who} raised the thresholds."),
    Verb.QUIET: noop("{who} changed the quiet hours."),
    Verb.SHARED_LANGUAGE: noop("{who} changed the language of the channels."),
    Verb.ORGANISATION: noop("{who} added an organisation."),
    Verb.CHOOSE_ORGANISATION: noop("{who} chose an organisation."),
    Verb.EDIT_ORGANISATION: noop("{who} changed what is on record of an organisation."),
    Verb.GROUP: noop("{who} added a cohort or site."),
    Verb.BELONG: noop("{who} changed who belongs to a cohort or site."),
    Verb.LEADERS: noop("{who} changed who leads a cohort or site."),
    Verb.INVITE: noop("{who} invited somebody."),
    Verb.NEW_LINK: noop("{who} made a new link for somebody."),
    Verb.ROLE: noop("{who} changed somebody's roles."),
    Verb.LINK: noop("{who} linked a channel."),
    Verb.CHOOSE: noop("{who} began a check-in."),
    Verb.SAVE: noop("{who} saved a check-in."),
    Verb.ADJUST: noop("{who} changed what comes next of a check-in."),
    Verb.HAND_OVER: noop("{who} handed the partnership over."),
    Verb.EVENT: noop("{who} added an event."),
    Verb.MOVE_EVENT: noop("{who} moved an event."),
    Verb.PAUSE: noop("{who} paused a check-in."),
    Verb.RESUME: noop("{who} resumed a check-in."),
    Verb.STOP: noop("{who} stopped a check-in."),
    Verb.CLOSE: noop("{who} closed a check-in early."),
    Verb.JOIN: noop("{who} joined."),
    Verb.LEAVE: noop("{who} left."),
    Verb.ERASE: noop("{who} erased their own answers that had their name."),
    RETAINED: noop("{who} deleted what had been kept long enough."),
    ERASED: noop("{who} erased a person and all that was held about them."),
    RELEASES: noop("{who} printed every release."),
    EXPORTED: noop("{who} exported what was released."),
    HANDED_OVER: noop("{who} exported what is held about somebody, to hand to them."),
    APPLIED: noop("{who} made the partnership what a file says."),
    RESTORED: noop("{who} put a backup in the place of the database."),
    "audit.begin": noop("{who} began to keep this record."),
}
"""What somebody did."""
_SOMETHING = noop("{who} changed something.")
_NOBODY = {WEFT: "Weft", OPERATOR: noop("Whoever runs Weft"), SOMEBODY: noop("Somebody")}


@dataclass(frozen=True, slots=True)
class View:
    """One page of a partnership's audit."""

    partnership: Partnership
    zone: str
    """The reader's own."""
    entries: Sequence[Entry]
    """The latest first."""
    names: Names
    """What the things and people are called now, by id and by pseudonym."""


def ids(changes: Iterable[Change]) -> set[str]:
    """All that could be the id of something that has a name."""
    found: set[str] = set()
    for change in changes:
        found.update(change.id.split(":"))
        for values in (change.before, change.after):
            texts = (value for value in (values or {}).values() if isinstance(value, str))
            found.update(part for text in texts for part in text.split(":"))
    return found


def message(view: View, *, latest: bool) -> Message:
    """The page."""
    name = view.partnership.name
    blocks: list[Block] = [Text(shorten(_("{name}: what was changed", name=name), limits.HEADING), "heading")]
    if not view.entries:
        blocks.append(Text(_("Nothing has been changed yet.") if latest else _("Nothing else was changed.")))
    blocks += [Text(sentence(entry, view.names, view.zone)) for entry in view.entries]
    blocks.append(Text(_("Answers never stand here. Nothing of this can be changed or taken out."), "note"))
    ways = [notes.home()]
    if not latest:
        ways.insert(0, Button(_("Latest changes"), Action(Verb.CHANGES, view.partnership.id)))
    if view.entries and (last := view.entries[-1].number) > 1:
        ways.insert(0, Button(_("Earlier changes"), Action(Verb.CHANGES, f"{view.partnership.id}:{last}")))
    return Message(
        shorten(_("What was changed in {name}", name=name), limits.SUMMARY), (*blocks, Buttons(tuple(ways)))
    )


def sentence(entry: Entry, names: Names, zone: str) -> str:
    """One entry: when, who and what, then a line for each thing that is otherwise now."""
    when = _(
        "{day}, {time} ({place} time)",
        day=moments.day(entry.at, zone),
        time=f"{entry.at.astimezone(ZoneInfo(zone)):%H:%M}",
        place=moments.place(zone),
    )
    what = _(DEEDS.get(entry.deed, _SOMETHING), who=who(entry, names))
    lines = (f"{when}: {what}", *_lines(entry, names, zone))
    return shorten("\n".join(lines), _ENTRY)


def who(entry: Entry, names: Names) -> str:
    """Who it was; whoever was erased since has no name any more."""
    if nobody := _NOBODY.get(entry.by):
        return _(nobody)
    return names.get(entry.by) or _("Somebody who has been erased")


def _lines(entry: Entry, names: Names, zone: str) -> Iterator[str]:
    lines = [line for change in load(entry.changes) for line in told(change, names, zone)]
    for line in lines[:_LINES]:
        yield shorten(f"• {capital(line)}", _LINE)
    if len(lines) > _LINES:
        more = _("and {count} more", count=len(lines) - _LINES)
        yield f"• {more}"
