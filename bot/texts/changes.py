"""What was changed, in plain words: who did what when, and what it was before and is now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.audit import (
    APPLIED,
    ERASED,
    EXPORTED,
    HANDED_OVER,
    MOVED,
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
from bot.texts import moments, notes
from bot.texts.changing import Names, told
from bot.texts.room import capital, shorten
from bot.texts.verbs import Verb

PAGE, DIGITS = 8, 9
"""Entries on a page, and the most digits of the number of one."""
_LINES, _LINE, _ENTRY = 6, 320, 1_200
"""Lines that tell of one entry, characters of one of them, and of all of it."""
DEEDS: Mapping[str, str] = {
    Verb.START: "started the partnership",
    Verb.THRESHOLDS: "raised the thresholds",
    Verb.QUIET: "changed the quiet hours",
    Verb.ORGANISATION: "added an organisation",
    Verb.CHOOSE_ORGANISATION: "chose an organisation",
    Verb.EDIT_ORGANISATION: "changed what is on record of an organisation",
    Verb.GROUP: "added a cohort or site",
    Verb.BELONG: "changed who belongs to a cohort or site",
    Verb.LEADERS: "changed who leads a cohort or site",
    Verb.INVITE: "invited somebody",
    Verb.NEW_LINK: "made a new link for somebody",
    Verb.ROLE: "changed somebody's roles",
    Verb.LINK: "linked a channel",
    Verb.CHOOSE: "began a check-in",
    Verb.SAVE: "saved a check-in",
    Verb.ADJUST: "changed what comes next of a check-in",
    Verb.HAND_OVER: "handed the partnership over",
    Verb.EVENT: "added an event",
    Verb.MOVE_EVENT: "moved an event",
    Verb.PAUSE: "paused a check-in",
    Verb.RESUME: "resumed a check-in",
    Verb.STOP: "stopped a check-in",
    Verb.CLOSE: "closed a check-in early",
    Verb.JOIN: "joined",
    Verb.LEAVE: "left",
    Verb.ERASE: "erased their own answers that had their name",
    RETAINED: "deleted what had been kept long enough",
    ERASED: "erased a person and all that was held about them",
    RELEASES: "printed every release",
    EXPORTED: "exported what was released",
    HANDED_OVER: "exported what is held about somebody, to hand to them",
    APPLIED: "made the partnership what a file says",
    RESTORED: "put a backup in the place of the database",
    MOVED: "moved everything to another database",
    "audit.begin": "began to keep this record",
}
"""What somebody did, after their name."""
_NOBODY = {WEFT: "Weft", OPERATOR: "Whoever runs Weft", SOMEBODY: "Somebody"}


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
    blocks: list[Block] = [Text(shorten(f"{name}: what was changed", limits.HEADING), "heading")]
    if not view.entries:
        blocks.append(Text("Nothing else was changed." if not latest else "Nothing has been changed yet."))
    blocks += [Text(sentence(entry, view.names, view.zone)) for entry in view.entries]
    blocks.append(Text("Answers never stand here. Nothing of this can be changed or taken out.", "note"))
    ways = [notes.HOME]
    if not latest:
        ways.insert(0, Button("Latest changes", Action(Verb.CHANGES, view.partnership.id)))
    if view.entries and (last := view.entries[-1].number) > 1:
        ways.insert(0, Button("Earlier changes", Action(Verb.CHANGES, f"{view.partnership.id}:{last}")))
    return Message(shorten(f"What was changed in {name}", limits.SUMMARY), (*blocks, Buttons(tuple(ways))))


def sentence(entry: Entry, names: Names, zone: str) -> str:
    """One entry: when, who and what, then a line for each thing that is otherwise now."""
    when = f"{moments.day(entry.at, zone)}, {moments.moment(entry.at, zone).partition(', ')[2]}"
    what = DEEDS.get(entry.deed, "changed something")
    lines = (f"{when}: {who(entry, names)} {what}.", *_lines(entry, names, zone))
    return shorten("\n".join(lines), _ENTRY)


def who(entry: Entry, names: Names) -> str:
    """Who it was; whoever was erased since has no name any more."""
    return _NOBODY.get(entry.by) or names.get(entry.by, "Somebody who has been erased")


def _lines(entry: Entry, names: Names, zone: str) -> Iterator[str]:
    lines = [line for change in load(entry.changes) for line in told(change, names, zone)]
    for line in lines[:_LINES]:
        yield shorten(f"• {capital(line)}", _LINE)
    if len(lines) > _LINES:
        yield f"• and {len(lines) - _LINES} more"
