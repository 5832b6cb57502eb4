"""The home page: what waits for somebody, and the ways to everything they may do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Divider, Message, Text
from bot.domain.occurrence import Occurrence, Part
from bot.domain.pairing import Accounts
from bot.domain.partnership import Member, Organisation, Partnership, Role
from bot.domain.permission import Deed, may
from bot.domain.prompt import Prompt
from bot.texts import moments, notes, pairing, resting, settling, terms
from bot.texts.verbs import Verb

PAGE = 3
_FIRST = 4
"""Ways in the first of two rows."""
"""Partnerships on one page."""
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
    last = [pairing.CODE, Button("How it works", Action(Verb.HELP))]
    if places:
        last = [pairing.ELSEWHERE, pairing.CODE, notes.MY_DATA, settling.BUTTON, *last[1:]]
    if lets_start:
        last.insert(0, Button("Start a partnership", Action(Verb.START), opens_form=True))
    pages = [places[start : start + PAGE] for start in range(0, len(places), PAGE)] or [()]
    number = page % len(pages)
    for place in pages[number]:
        blocks += [*_place(place, _OPEN // len(pages[number])), Divider()]
    if len(pages) > 1:
        blocks.append(Text(f"You are in {len(places)} partnerships. Page {number + 1} of {len(pages)}.", "note"))
        blocks.append(Buttons((Button("More partnerships", Action(Verb.HOME, str((number + 1) % len(pages)))),)))
    if not places:
        blocks.append(Text("Welcome to Weft", "heading"))
        blocks.append(
            Text(
                "Weft asks the people of a partnership a question now and then and gives back what came of it. "
                "You are not in a partnership yet."
            )
        )
        blocks.append(
            Text(
                "Join in a channel where a partnership meets, or ask its convener to invite you. If you are in one "
                "on another platform, press “Use Weft elsewhere, too” there and “I have a code” here.",
                "note",
            )
        )
    if accounts and accounts.several:
        blocks += pairing.row(accounts)
    waiting = sum(part is Part.ASKED for place in places for _, _, part in place.open)
    summary = f"{waiting} waiting for you" if waiting else "Nothing is waiting for you"
    rows = (tuple(last[start : start + limits.BUTTONS]) for start in range(0, len(last), limits.BUTTONS))
    return Message(summary, (*blocks, *map(Buttons, rows)))


def _place(place: Place, most_open: int) -> list[Block]:
    member, partnership = place.member, place.partnership
    roles = [role.value for role in (Role.CONVENER, Role.LEAD) if role in member.roles]
    line = ", ".join((member.name, place.organisation.name, *roles))
    data = f"Questions about your data: {place.organisation.contact}"
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
            Text(f"{prompt.title}\n{_state(part)} {_since(place, occurrence)}Open until {until}."),
            Buttons(_buttons(occurrence, part)),
        ]
    room = most_open - len(wanted)
    for occurrence, prompt in place.late[: max(room, 0)]:
        until = moments.moment(occurrence.cut_at, occurrence.zone)
        answer = Button("Answer late", Action(Verb.ANSWER, occurrence.id), opens_form=True)
        blocks += [Text(f"{prompt.title}\nClosed, and late answers are taken until {until}."), Buttons((answer,))]
    if len(wanted) > most_open:
        blocks.append(Text(f"{len(wanted) - most_open} more are open; they come here as you answer.", "note"))
    if not wanted:
        blocks.append(Text("Nothing is waiting for you."))
    ways = _ways(member)
    rows = (ways,) if len(ways) <= limits.BUTTONS else (ways[:_FIRST], ways[_FIRST:])
    return [*blocks, *map(Buttons, rows)]


def _since(place: Place, occurrence: Occurrence) -> str:
    """What is only asked tomorrow, and may be answered in the evening before."""
    if place.now is None or occurrence.due_at <= place.now:
        return ""
    return f"It comes on {moments.moment(occurrence.due_at, occurrence.zone)}; you may answer it now. "


def _state(part: Part) -> str:
    match part:
        case Part.ASKED:
            return "Waiting for your answer."
        case Part.ANSWERED:
            return "You have answered."
        case Part.SKIPPED:
            return "You skipped this one."


def _buttons(occurrence: Occurrence, part: Part) -> tuple[Button, ...]:
    answer = Action(Verb.ANSWER, occurrence.id)
    if part is Part.ANSWERED:
        mine = Button("See my answer", Action(Verb.MINE, occurrence.id))
        return (Button("Change my answer", answer, opens_form=True), mine)
    buttons = [Button("Answer", answer, "primary", opens_form=True)]
    if part is Part.ASKED:
        buttons.append(Button("Skip", Action(Verb.SKIP, occurrence.id)))
        buttons.append(Button("Later", Action(Verb.SNOOZE, occurrence.id), opens_form=True))
    return tuple(buttons)


def _ways(member: Member) -> tuple[Button, ...]:
    ways: list[Button] = []
    if may(member, Deed.SCHEDULE):
        ways.append(Button("Check-ins and people", Action(Verb.TEND, member.partnership), "primary"))
    week = "Read the digest" if may(member, Deed.TIME_DIGEST) else "What we said"
    ways.append(Button(week, Action(Verb.DIGEST, member.partnership)))
    ways.append(Button("History", Action(Verb.HISTORY, member.partnership)))
    ways.append(Button("My answers", Action(Verb.ANSWERS, member.partnership)))
    if may(member, Deed.TIME_DIGEST):
        ways.append(Button("When the digest comes", Action(Verb.DIGEST_TIME, member.partnership), opens_form=True))
    ways.append(resting.ways(member.partnership))
    return tuple(ways)
