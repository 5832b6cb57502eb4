"""Who holds what about somebody: the page that says all of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.chat.form import Form
from bot.chat.message import Action, Block, Button, Buttons, Divider, Facts, Message, Text
from bot.chat.names import Identity
from bot.domain.clock import Clock
from bot.domain.group import Group
from bot.domain.occurrence import Occurrence
from bot.domain.partnership import Member, Organisation, Partnership, Role
from bot.domain.prompt import Prompt
from bot.domain.rights import OptIn, Tally
from bot.speech import gettext as _
from bot.speech import ngettext, noop, pgettext
from bot.texts import moments, pairing, recording, roles, settling
from bot.texts.notes import home, my_data, note
from bot.texts.room import shorten
from bot.texts.verbs import Verb

_MOST = 600
"""Characters of a list that may be long."""
_NOT_HELD = noop(
    "Not held: your e-mail address and telephone number; when you answered, but for the hours above; and, once a "
    "check-in has closed and its late answers have ended, which answer without a name was yours. What was posted in "
    "Slack or Teams stays there by their rules."
)
_WHO_LOOKS = noop(
    "Who can look: you, at all of this. Conveners may see answers that have your name. Everybody may read results in "
    "which no one can be singled out, and words that their author shared. Whoever runs Weft here could read its "
    "database: answers with your name as long as they are kept, and until its check-in closes and its late answers "
    "end also which answer without a name is yours."
)


_STAYS = noop(
    "What cannot be taken back: figures that were shown stay as they are, and so do words that you let be "
    "shared without your name. Nobody can tell which answers without a name were yours once their check-in "
    "takes no more. What was posted in Slack or Teams, such as a digest that quotes you, stays there by "
    "their rules.\n"
    "That you answered stays, but not what. A check-in that is still open you can answer anew, and what you "
    "answered in it without your name you can change or skip on your home page.\n"
    "This cannot be undone: download your answers first if you want to keep them."
)


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held about one member of one partnership."""

    partnership: Partnership
    organisation: Organisation
    member: Member
    groups: Sequence[tuple[Group, bool]]
    """Their cohorts and sites, and whether they lead each."""
    accounts: Sequence[Identity]
    opt_ins: Sequence[OptIn]
    tally: Tally
    open: Sequence[tuple[Occurrence, Prompt]]
    """Check-ins that they answered without a name and whose key is still there."""
    clock: Clock | None = None
    """What they said of their own clock."""
    hours: Collection[int] = ()
    """Hours of the day at which they have answered before, on the check-ins' clocks."""


def nothing() -> Message:
    """The reader is known nowhere."""
    return note(
        _(
            "Weft holds nothing about you: with this account you are in no partnership, and never were. If you use "
            "Weft with another account, ask there."
        ),
        home(),
    )


def message(held: Held, page: int, pages: int) -> Message:
    """What is held about the reader in one of their partnerships."""
    blocks: list[Block] = [Text(_("Who holds what about you"), "heading"), Facts(tuple(_facts(held)))]
    if held.opt_ins:
        last = held.opt_ins[-1]
        when = moments.day(last.at, held.partnership.zone)
        told = _("What you were shown when you joined, on {day}:", day=when)
        blocks += [Text(told, "note"), Text(last.shown, "quote")]
    blocks += [Text(_(_NOT_HELD), "note"), Text(_(_WHO_LOOKS), "note")]
    if pages > 1:
        of = _("Partnership {page} of {pages} that you are or were in.", page=page + 1, pages=pages)
        blocks.append(Text(of, "note"))
    blocks.append(Buttons(_buttons(held, page, pages)))
    if held.member.left_at is None:
        # Apart, and last of all: nobody is to press it in passing.
        leave = Button(pgettext("a partnership", "Leave"), Action(Verb.LEAVE, held.partnership.id), opens_form=True)
        blocks += [Divider(), Buttons((leave,))]
    summary = _("Who holds what about you in {partnership}", partnership=held.partnership.name)
    return Message(shorten(summary, 300), tuple(blocks))


def erase_form(partnership: Partnership, answers: int, words: int) -> Form:
    """Sure? What goes, and what cannot be taken back."""
    goes = ngettext(
        "This deletes for good what you answered with your name in {partnership}: {count} check-in.",
        "This deletes for good what you answered with your name in {partnership}: {count} check-ins.",
        answers,
        partnership=partnership.name,
    )
    if words:
        too = ngettext(
            "Your words go, too, where they stand with your name in results that were shown: {count} text. "
            "Digests in the web inbox lose them as well.",
            "Your words go, too, where they stand with your name in results that were shown: {count} texts. "
            "Digests in the web inbox lose them as well.",
            words,
        )
        goes = f"{goes} {too}"
    return Form(
        title=_("Erase my answers"),
        action=Action(Verb.ERASE, partnership.id),
        fields=(),
        intro=f"{goes}\n{_(_STAYS)}",
        submit=_("Erase"),
    )


def nothing_to_erase(partnership: Partnership) -> Message:
    """No answer has their name."""
    said = _(
        "No answer in {partnership} is kept with your name, so there is nothing to erase. What you answered "
        "without your name you can change or skip until its check-in closes; once it takes no late answers either, "
        "nobody can tell which is yours.",
        partnership=partnership.name,
    )
    return note(said, my_data(), home())


def erased(partnership: Partnership, answers: int, words: int) -> Message:
    """It is done."""
    said = [
        ngettext(
            "Erased for good: what you answered with your name in {partnership}, {count} check-in.",
            "Erased for good: what you answered with your name in {partnership}, {count} check-ins.",
            answers,
            partnership=partnership.name,
        )
    ]
    if words:
        gone = ngettext(
            "{count} text of yours no longer stands in results.",
            "{count} texts of yours no longer stand in results.",
            words,
        )
        said.append(gone)
    said.append(_("That you answered stays, and so do the figures."))
    return note(" ".join(said), my_data(), home())


def _facts(held: Held) -> list[tuple[str, str]]:
    named = [roles.role(role) for role in (Role.CONVENER, Role.LEAD) if role in held.member.roles]
    said = [_("{group} (lead)", group=group.name) if leads else group.name for group, leads in held.groups]
    zone = held.partnership.zone
    facts = [
        (_("Partnership"), held.partnership.name),
        (_("Who answers for it"), held.organisation.name),
        (_("Lawful basis"), recording.basis(held.organisation)),
        (_("Kept for"), recording.period(held.organisation)),
        (_("Questions to"), held.organisation.contact),
        (_("You"), ", ".join((held.member.name, *named))),
        (_("Cohorts and sites"), shorten(", ".join(said), _MOST) or _("none")),
        (pgettext("when", "Joined"), _joined(held, zone)),
        (_("Accounts"), _accounts(held.accounts)),
        (_("Your settings"), settling.in_words(held.clock)),
        (_("Check-ins"), _tally(held.tally)),
        (_("Hours at which you have answered, to remind you then"), _hours(held.hours)),
        (_("Answers with your name"), str(held.tally.named)),
        (_("Answers without a name that can still be told to be yours"), _open(held)),
    ]
    if held.member.left_at is not None:
        facts.insert(8, (pgettext("when", "Left"), moments.day(held.member.left_at, zone)))
    return facts


def _joined(held: Held, zone: str) -> str:
    days = list(dict.fromkeys(moments.day(each.at, zone) for each in held.opt_ins))
    if not days:
        return _("you have not said yet, on your home page, that you take part")
    return shorten(moments.enumeration(days), _MOST)


def _accounts(accounts: Sequence[Identity]) -> str:
    platforms = list(dict.fromkeys(pairing.platform(each) for each in accounts))
    return _("{count}, in {platforms}", count=len(accounts), platforms=moments.enumeration(platforms))


def _hours(hours: Collection[int]) -> str:
    return ", ".join(f"{hour:02}:00" for hour in sorted(hours)) or _("none")


def _tally(tally: Tally) -> str:
    return _(
        "asked in {asked}, answered {answered}, skipped {skipped}",
        asked=tally.asked,
        answered=tally.answered,
        skipped=tally.skipped,
    )


def _open(held: Held) -> str:
    told = [
        _("{title} (until {until})", title=prompt.title, until=moments.moment(occurrence.cut_at, occurrence.zone))
        for occurrence, prompt in held.open
    ]
    return shorten("; ".join(told), _MOST) or _("none")


def _buttons(held: Held, page: int, pages: int) -> tuple[Button, ...]:
    about = held.partnership.id
    buttons = [
        Button(_("Download my answers"), Action(Verb.DOWNLOAD, about)),
        Button(_("Erase my answers"), Action(Verb.ERASE, about), "danger", opens_form=True),
    ]
    if pages > 1:
        buttons.append(Button(_("Next partnership"), Action(Verb.MY_DATA, str((page + 1) % pages))))
    return (*buttons, home())
