"""The home page: what waits for somebody, and the ways to everything they may do."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Divider, Message, Text
from bot.domain.occurrence import Occurrence, Part
from bot.domain.pairing import Accounts
from bot.domain.partnership import Member, Organisation, Partnership, Role
from bot.domain.permission import Deed, may
from bot.domain.prompt import Prompt
from bot.speech import gettext as _
from bot.speech import ngettext, pgettext
from bot.texts import moments, notes, pairing, resting, roles, settling, speaking, terms
from bot.texts.verbs import Verb

PAGE = 3
"""Partnerships on one page."""
_FIRST = 4
"""Ways in the first of two rows."""
_OPEN = 8
"""Open check-ins on one page, shared by its partnerships."""


@dataclass(frozen=True, slots=True)
class Place:
    """One partnership as one member sees it."""

    partnership: Partnership
    organisation: Organisation
    member: Member
    open: Sequence[tuple[Occurrence, Prompt, Part]]
    joined: bool = True
    """Whether they have said that they take part, knowing what holds."""
    late: Sequence[tuple[Occurrence, Prompt]] = ()
    """Check-ins that have closed and that they may still answer late."""
    now: datetime | None = None
    """The moment; None where nothing is to come."""
    away: Collection[str] = ()
    """The schedules that ask them no more: what is open of these waits for nobody."""


def message(places: Sequence[Place], *, lets_start: bool, page: int = 0, accounts: Accounts | None = None) -> Message:
    """A page of the home of somebody who is in these partnerships, by these accounts if by several."""
    blocks: list[Block] = []
    last = [pairing.have_code(), Button(_("How it works"), Action(Verb.HELP))]
    if places:
        last = [pairing.elsewhere(), pairing.have_code(), notes.my_data(), settling.button(), *last[1:]]
    if lets_start:
        last.insert(0, Button(_("Start a partnership"), Action(Verb.START), opens_form=True))
    if places:
        last += speaking.others()
    pages = [places[start : start + PAGE] for start in range(0, len(places), PAGE)] or [()]
    number = page % len(pages)
    for place in pages[number]:
        blocks += [*_place(place, _OPEN // len(pages[number])), Divider()]
    if len(pages) > 1:
        said = ngettext(
            "You are in {count} partnership. Page {page} of {pages}.",
            "You are in {count} partnerships. Page {page} of {pages}.",
            len(places),
            page=number + 1,
            pages=len(pages),
        )
        blocks.append(Text(said, "note"))
        blocks.append(Buttons((Button(_("More partnerships"), Action(Verb.HOME, str((number + 1) % len(pages)))),)))
    if not places:
        blocks += _welcome()
    if accounts and accounts.several:
        blocks += pairing.row(accounts)
    waiting = sum(part is Part.ASKED for place in places for _occurrence, _prompt, part in place.open)
    if waiting:
        summary = ngettext("{count} waiting for you", "{count} waiting for you", waiting)
    else:
        summary = _("Nothing is waiting for you")
    rows = (tuple(last[start : start + limits.BUTTONS]) for start in range(0, len(last), limits.BUTTONS))
    return Message(summary, (*blocks, *map(Buttons, rows)))


def _welcome() -> list[Block]:
    return [
        Text(_("Welcome to Weft"), "heading"),
        Text(
            _(
                "Weft asks the people of a partnership a question now and then and gives back what came of it. "
                "You are not in a partnership yet."
            )
        ),
        Text(
            _(
                "Join in a channel where a partnership meets, or ask its convener to invite you. If you are in one "
                "on another platform, press “Use Weft elsewhere, too” there and “I have a code” here."
            ),
            "note",
        ),
    ]


def _place(place: Place, most_open: int) -> list[Block]:
    member, partnership = place.member, place.partnership
    named = [roles.role(role) for role in (Role.CONVENER, Role.LEAD) if role in member.roles]
    line = ", ".join((member.name, place.organisation.name, *named))
    data = _("Questions about your data: {contact}", contact=place.organisation.contact)
    blocks: list[Block] = [Text(partnership.name, "heading"), Text(f"{line}\n{data}", "note")]
    if not place.joined:
        blocks += terms.before(partnership.id, place.organisation)
        # What has to be read first takes the room of one check-in.
        most_open -= 1
    wanted = [each for each in place.open if each[0].schedule not in place.away]
    waiting_first = sorted(wanted, key=lambda each: each[2] is not Part.ASKED)
    for occurrence, prompt, part in waiting_first[:most_open]:
        until = moments.moment(occurrence.closes_at, occurrence.zone)
        blocks += [
            Text(
                " ".join(
                    (
                        f"{prompt.title}\n{_state(part)}",
                        *_since(place, occurrence),
                        _("Open until {until}.", until=until),
                    )
                )
            ),
            Buttons(_buttons(occurrence, part)),
        ]
    room = most_open - len(wanted)
    for occurrence, prompt in place.late[: max(room, 0)]:
        until = moments.moment(occurrence.cut_at, occurrence.zone)
        answer = Button(_("Answer late"), Action(Verb.ANSWER, occurrence.id), opens_form=True)
        taken = _("Closed, and late answers are taken until {until}.", until=until)
        blocks += [Text(f"{prompt.title}\n{taken}"), Buttons((answer,))]
    if len(wanted) > most_open:
        more = ngettext(
            "{count} more is open; it comes here as you answer.",
            "{count} more are open; they come here as you answer.",
            len(wanted) - most_open,
        )
        blocks.append(Text(more, "note"))
    if not wanted:
        blocks.append(Text(_("Nothing is waiting for you.")))
    ways = _ways(member)
    rows = (ways,) if len(ways) <= limits.BUTTONS else (ways[:_FIRST], ways[_FIRST:])
    return [*blocks, *map(Buttons, rows)]


def _since(place: Place, occurrence: Occurrence) -> Iterator[str]:
    """What is only asked tomorrow, and may be answered in the evening before."""
    if place.now is not None and occurrence.due_at > place.now:
        day = moments.moment(occurrence.due_at, occurrence.zone)
        yield _("It comes on {moment}; you may answer it now.", moment=day)


def _state(part: Part) -> str:
    match part:
        case Part.ASKED:
            return _("Waiting for your answer.")
        case Part.ANSWERED:
            return _("You have answered.")
        case Part.SKIPPED:
            return _("You skipped this one.")


def _buttons(occurrence: Occurrence, part: Part) -> tuple[Button, ...]:
    answer = Action(Verb.ANSWER, occurrence.id)
    if part is Part.ANSWERED:
        mine = Button(_("See my answer"), Action(Verb.MINE, occurrence.id))
        return (Button(_("Change my answer"), answer, opens_form=True), mine)
    buttons = [Button(pgettext("to do", "Answer"), answer, "primary", opens_form=True)]
    if part is Part.ASKED:
        buttons.append(Button(pgettext("to do", "Skip"), Action(Verb.SKIP, occurrence.id)))
        buttons.append(Button(_("Later"), Action(Verb.SNOOZE, occurrence.id), opens_form=True))
    return tuple(buttons)


def _ways(member: Member) -> tuple[Button, ...]:
    ways: list[Button] = []
    if may(member, Deed.SCHEDULE):
        ways.append(Button(_("Check-ins and people"), Action(Verb.TEND, member.partnership), "primary"))
    week = _("Read the digest") if may(member, Deed.TIME_DIGEST) else _("What we said")
    ways.append(Button(week, Action(Verb.DIGEST, member.partnership)))
    ways.append(Button(_("History"), Action(Verb.HISTORY, member.partnership)))
    ways.append(Button(_("My answers"), Action(Verb.ANSWERS, member.partnership)))
    if may(member, Deed.TIME_DIGEST):
        ways.append(Button(_("When the digest comes"), Action(Verb.DIGEST_TIME, member.partnership), opens_form=True))
    ways.append(resting.ways(member.partnership))
    return tuple(ways)
