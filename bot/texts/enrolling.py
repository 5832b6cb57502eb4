"""Bringing people in from a table: the form, what came of reading it, and the links to hand on."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import limits
from bot.chat.form import Form, LongText, Option, PickOne
from bot.chat.message import Action, Block, Button, Message, Text
from bot.domain.partnership import Partnership
from bot.domain.rights import mark
from bot.domain.roll import Misread
from bot.speech import gettext as _
from bot.speech import ngettext
from bot.texts.room import shorten
from bot.texts.verbs import Verb

CHECK, DO = "check", "do"
ROOM = 10_000
"""Characters that names and links may take in the message that shows them."""
_MOST_TOLD = 12
"""Lines that are not understood and told one by one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a table, in numbers."""

    new: int
    there: int
    merged: int
    misread: Sequence[Misread]


def button(partnership: str) -> Button:
    """The way to it."""
    return Button(_("Bring in a table"), Action(Verb.TABLE, partnership), opens_form=True)


def form(partnership: Partnership, typed: str = "", reading: Reading | None = None) -> Form:
    """The table; once it was read, with what came of it, and the choice to go on."""
    table = LongText(
        name="table",
        label=_("One person a line: name, e-mail address, organisation, cohort or site"),
        hint=_("With commas, semicolons or tabs between. A heading may come first. Cohort or site may be left out."),
        initial=typed,
    )
    if reading is None:
        intro = _(
            "For people with neither Slack nor Teams. You see first what Weft makes of it. E-mail addresses are used "
            "to find doubles, and are not kept."
        )
        return Form(_("Bring in a table"), Action(Verb.TABLE, partnership.id), (table,), intro, _("Next"))
    go_on = Option(DO, ngettext("Bring in {count} new person", "Bring in {count} new people", reading.new))
    options = (*((go_on,) if reading.new else ()), Option(CHECK, _("Look at the table once more")))
    choice = PickOne(name="next", label=_("What next?"), options=options, initial=options[0].value)
    title, action = _("Bring in a table"), Action(Verb.TABLE, f"{partnership.id}:{mark(typed)}")
    return Form(title, action, (table, choice), shorten(told(reading), limits.FORM_INTRO), _("Next"))


def told(reading: Reading) -> str:
    """What came of reading, with the reason for each line that was not understood."""
    numbers = (
        ngettext("{count} new", "{count} new", reading.new),
        ngettext("{count} there already", "{count} there already", reading.there),
        ngettext("{count} line not understood", "{count} lines not understood", len(reading.misread)),
        *((ngettext("{count} double", "{count} doubles", reading.merged),) if reading.merged else ()),
    )
    lines = [", ".join(numbers)]
    lines += [_("Line {number}: {why}.", number=each.number, why=each.why) for each in reading.misread[:_MOST_TOLD]]
    more = len(reading.misread) - _MOST_TOLD
    if more > 0:
        lines.append(ngettext("And {count} more line.", "And {count} more lines.", more))
    return "\n".join(lines)


def too_many(count: int, fitting: int) -> str:
    """More than there is room for links."""
    return _(
        "There are {count} new people here, and Weft shows at most {fitting} links at once. Cut some lines out, and "
        "keep them for the next time.",
        count=count,
        fitting=fitting,
    )


def nothing() -> str:
    """There is no line at all."""
    return _("Paste at least one line.")


def linkless() -> str:
    """There is no web inbox."""
    return _("The web inbox is switched off here, so there are no links to hand out.")


def brought(links: Sequence[tuple[str, str]], misread: Sequence[Misread]) -> Message:
    """The links, shown once, and the lines that are left."""
    summary = ngettext("{count} person was brought in", "{count} people were brought in", len(links))
    blocks: list[Block] = [
        Text(summary, "heading"),
        Text(
            _(
                "Send each link to its person, and to nobody else: whoever opens it reads and answers as they. New "
                "link makes another. These links are shown only now."
            )
        ),
        *map(Text, _packed([f"{name}: {link}" for name, link in links])),
    ]
    if misread:
        blocks.append(Text(_("These lines are left, so that you can copy them:"), "note"))
        room = limits.MESSAGE_TEXT - 600 - sum(len(each.text) for each in blocks if isinstance(each, Text))
        left = shorten("\n".join(each.text for each in misread), max(min(room, limits.TEXT), 1))
        blocks.append(Text(left, "quote"))
    return Message(summary, tuple(blocks))


def _packed(lines: Sequence[str]) -> list[str]:
    """Lines in as few texts as hold them."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < limits.TEXT:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts
