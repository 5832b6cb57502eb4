"""The page of a partnership's people: who was asked to take part, and who has left."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat import limits
from bot.chat.form import Form
from bot.chat.message import Action, Block, Button, Buttons, Divider, Facts, Message, Text
from bot.domain.invitation import Said
from bot.domain.partnership import Partnership
from bot.domain.presence import Absence, Gone, Leaver
from bot.speech import gettext as _
from bot.speech import ngettext
from bot.texts import bringing, enrolling, moments, pairing
from bot.texts.notes import home, note
from bot.texts.room import shorten
from bot.texts.verbs import Verb

PAGE = 8


def button(partnership: str) -> Button:
    """The way to it."""
    return Button(_("People"), Action(Verb.PEOPLE, partnership))


def row(partnership: str) -> Buttons:
    """The ways to it and to bringing people in."""
    return Buttons((button(partnership), bringing.button(partnership), enrolling.button(partnership)))


def message(
    partnership: Partnership,
    members: int,
    asked: Mapping[Said, int],
    leavers: Sequence[Leaver],
    *,
    unreached: int = 0,
    page: int = 0,
) -> Message:
    """Who takes part, who was asked, and one page of who has left."""
    facts = [(_("Members"), str(members))]
    if sum(asked.values()):
        facts += [
            (_("Asked to take part"), str(sum(asked.values()))),
            (_("Said yes"), str(asked.get(Said.YES, 0))),
            (_("Said no, and are not asked again"), str(asked.get(Said.NO, 0))),
            (_("Have not said yet"), str(asked.get(Said.NOTHING, 0))),
        ]
    if unreached:
        facts.append((_("Could not be written to: they can press Join in the channel"), str(unreached)))
    title = _("People of {partnership}", partnership=partnership.name)
    ways = (bringing.button(partnership.id), enrolling.button(partnership.id), home())
    blocks: list[Block] = [Text(shorten(title, limits.HEADING), "heading"), Facts(tuple(facts)), Buttons(ways)]
    blocks += [Divider(), Text(_("Who has left"), "heading")]
    if not leavers:
        blocks.append(Text(_("As far as Weft can see, nobody has left.")))
    for each in leavers[page * PAGE : (page + 1) * PAGE]:
        end = Button(_("End membership"), Action(Verb.END, each.member.id), "danger", opens_form=True)
        blocks.append(Text(_leaver(each, partnership.zone)))
        if not each.reached:
            blocks.append(Buttons((end,)))
    if len(leavers) > (page + 1) * PAGE:
        more = Button(_("More who have left"), Action(Verb.PEOPLE, f"{partnership.id}:{page + 1}"))
        blocks.append(Buttons((more,)))
    return Message(shorten(title, limits.SUMMARY), tuple(blocks))


def ending(partnership: Partnership, leaver: Leaver) -> Form:
    """Sure?"""
    return Form(
        title=_("End membership"),
        action=Action(Verb.END, leaver.member.id),
        fields=(),
        intro=_(
            "{name} is then no member of {partnership} any more. What they have answered stays counted, and they can "
            "join again.",
            name=leaver.member.name,
            partnership=partnership.name,
        ),
        submit=_("End membership"),
    )


def ended(name: str) -> Message:
    """Done."""
    return note(_("{name} is no longer a member.", name=name), home())


def there_again(name: str) -> Message:
    """They can be reached, so nothing is ended."""
    return note(_("{name} can be reached by now, so nothing has changed.", name=name), home())


def last_convener() -> str:
    """Nobody would be left to tend it."""
    return _("This is the only convener. Give somebody else that role first.")


def away(*, several: bool) -> tuple[Text, Buttons]:
    """What somebody reads on their home page who was taken to have left."""
    said = (
        _("Weft writes to another account of yours, as it took you to have left here.")
        if several
        else _("Weft does not write to you here, as it took you to have left.")
    )
    return Text(said, "note"), Buttons((Button(_("Write to me here"), Action(Verb.WRITE_HERE)),))


def _leaver(leaver: Leaver, zone: str) -> str:
    lines = [leaver.member.name, *(_gone(each, each.at, zone) for each in leaver.gone)]
    lines.append(
        _("Weft writes to another account of theirs.") if leaver.reached else _("Nothing is sent to them any more.")
    )
    return "\n".join(lines)


def _gone(gone: Gone, at: datetime, zone: str) -> str:
    told = {"platform": pairing.platform(gone.identity), "day": moments.day(at, zone)}
    match gone.why:
        case Absence.ACCOUNT:
            return _("Their account in {platform} ended on {day}.", **told)
        case Absence.SPACES:
            return _("They left the partnership's last channel in {platform} on {day}.", **told)


def count(number: int) -> str:
    """So many were asked, for the record of changes."""
    return ngettext("{count} person was asked to take part", "{count} people were asked to take part", number)
