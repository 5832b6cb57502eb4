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
from bot.domain.presence import Gone
from bot.domain.prompt import Prompt
from bot.domain.rights import OptIn, Tally
from bot.speech import gettext as _
from bot.texts import moments, pairing, recording, settling
from bot.texts.notes import HOME, MY_DATA, note
from bot.texts.room import shorten
from bot.texts.verbs import Verb

_MOST = 600
"""Characters of a list that may be long."""
_NOT_HELD = (
    "Not held: your e-mail address and telephone number; when you answered, but for the hours above; and, once a "
    "check-in has closed and its late answers have ended, which answer without a name was yours. What was posted in "
    "Slack or Teams stays there by their rules."
)
_WHO_LOOKS = (
    "Who can look: you, at all of this. Conveners may see answers that have your name. Everybody may read results in "
    "which no one can be singled out, and words that their author shared. Whoever runs Weft here could read its "
    "database: answers with your name as long as they are kept, and until its check-in closes and its late answers "
    "end also which answer without a name is yours."
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
    gone: Sequence[Gone] = ()
    """Accounts at which Weft takes them to have left."""


def nothing() -> Message:
    """The reader is known nowhere."""
    return note(
        "Weft holds nothing about you: with this account you are in no partnership, and never were. If you use Weft "
        "with another account, ask there.",
        HOME,
    )


def message(held: Held, page: int, pages: int) -> Message:
    """What is held about the reader in one of their partnerships."""
    blocks: list[Block] = [Text("Who holds what about you", "heading"), Facts(tuple(_facts(held)))]
    if held.opt_ins:
        last = held.opt_ins[-1]
        when = moments.day(last.at, held.partnership.zone)
        blocks += [Text(f"What you were shown when you joined, on {when}:", "note"), Text(last.shown, "quote")]
    blocks += [Text(_NOT_HELD, "note"), Text(_WHO_LOOKS, "note")]
    if pages > 1:
        blocks.append(Text(f"Partnership {page + 1} of {pages} that you are or were in.", "note"))
    blocks.append(Buttons(_buttons(held, page, pages)))
    if held.member.left_at is None:
        # Apart, and last of all: nobody is to press it in passing.
        leave = Button("Leave", Action(Verb.LEAVE, held.partnership.id), opens_form=True)
        blocks += [Divider(), Buttons((leave,))]
    return Message(shorten(f"Who holds what about you in {held.partnership.name}", 300), tuple(blocks))


def erase_form(partnership: Partnership, answers: int, words: int) -> Form:
    """Sure? What goes, and what cannot be taken back."""
    goes = f"This deletes for good what you answered with your name in {partnership.name}: {_check_ins(answers)}."
    if words:
        goes += (
            f" Your words go, too, where they stand with your name in results that were shown: {_texts(words)}. "
            "Digests in the web inbox lose them as well."
        )
    return Form(
        title="Erase my answers",
        action=Action(Verb.ERASE, partnership.id),
        fields=(),
        intro=(
            f"{goes}\n"
            "What cannot be taken back: figures that were shown stay as they are, and so do words that you let be "
            "shared without your name. Nobody can tell which answers without a name were yours once their check-in "
            "takes no more. What was posted in Slack or Teams, such as a digest that quotes you, stays there by "
            "their rules.\n"
            "That you answered stays, but not what. A check-in that is still open you can answer anew, and what you "
            "answered in it without your name you can change or skip on your home page.\n"
            "This cannot be undone: download your answers first if you want to keep them."
        ),
        submit="Erase",
    )


def nothing_to_erase(partnership: Partnership) -> Message:
    """No answer has their name."""
    said = (
        f"No answer in {partnership.name} is kept with your name, so there is nothing to erase. What you answered "
        "without your name you can change or skip until its check-in closes; once it takes no late answers either, "
        "nobody can tell which is yours."
    )
    return note(said, MY_DATA, HOME)


def erased(partnership: Partnership, answers: int, words: int) -> Message:
    """It is done."""
    said = f"Erased for good: what you answered with your name in {partnership.name}, {_check_ins(answers)}."
    if words:
        said += f" {_texts(words)} of yours no longer {'stands' if words == 1 else 'stand'} in results."
    return note(f"{said} That you answered stays, and so do the figures.", MY_DATA, HOME)


def _check_ins(count: int) -> str:
    return "1 check-in" if count == 1 else f"{count} check-ins"


def _texts(count: int) -> str:
    return "1 text" if count == 1 else f"{count} texts"


def _facts(held: Held) -> list[tuple[str, str]]:
    roles = [role.value for role in (Role.CONVENER, Role.LEAD) if role in held.member.roles]
    said = [f"{group.name} (lead)" if leads else group.name for group, leads in held.groups]
    zone = held.partnership.zone
    facts = [
        ("Partnership", held.partnership.name),
        ("Who answers for it", held.organisation.name),
        ("Lawful basis", recording.basis(held.organisation)),
        ("Kept for", recording.period(held.organisation)),
        ("Questions to", held.organisation.contact),
        ("You", ", ".join((held.member.name, *roles))),
        ("Cohorts and sites", shorten(", ".join(said), _MOST) or "none"),
        ("Joined", _joined(held, zone)),
        ("Accounts", _accounts(held.accounts)),
        ("Your settings", settling.in_words(held.clock)),
        ("Check-ins", _tally(held.tally)),
        ("Hours at which you have answered, to remind you then", _hours(held.hours)),
        ("Answers with your name", str(held.tally.named)),
        ("Answers without a name that can still be told to be yours", _open(held)),
    ]
    if held.gone:
        said = [f"{pairing.platform(each.identity)}, {moments.day(each.at, zone)}" for each in held.gone]
        facts.append((_("Accounts that Weft takes you to have left"), shorten("; ".join(said), _MOST)))
    if held.member.left_at is not None:
        facts.insert(8, ("Left", moments.day(held.member.left_at, zone)))
    return facts


def _joined(held: Held, zone: str) -> str:
    days = list(dict.fromkeys(moments.day(each.at, zone) for each in held.opt_ins))
    if not days:
        return "you have not said yet, on your home page, that you take part"
    return shorten(moments.enumeration(days), _MOST)


def _accounts(accounts: Sequence[Identity]) -> str:
    platforms = list(dict.fromkeys(pairing.platform(each) for each in accounts))
    return f"{len(accounts)}, in {moments.enumeration(platforms)}"


def _hours(hours: Collection[int]) -> str:
    return ", ".join(f"{hour:02}:00" for hour in sorted(hours)) or "none"


def _tally(tally: Tally) -> str:
    return f"asked in {tally.asked}, answered {tally.answered}, skipped {tally.skipped}"


def _open(held: Held) -> str:
    told = [
        f"{prompt.title} (until {moments.moment(occurrence.cut_at, occurrence.zone)})"
        for occurrence, prompt in held.open
    ]
    return shorten("; ".join(told), _MOST) or "none"


def _buttons(held: Held, page: int, pages: int) -> tuple[Button, ...]:
    about = held.partnership.id
    buttons = [
        Button("Download my answers", Action(Verb.DOWNLOAD, about)),
        Button("Erase my answers", Action(Verb.ERASE, about), "danger", opens_form=True),
    ]
    if pages > 1:
        buttons.append(Button("Next partnership", Action(Verb.MY_DATA, str((page + 1) % pages))))
    return (*buttons, HOME)
