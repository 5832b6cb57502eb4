"""The home page, what somebody says to the bot, and their own past answers."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.chat import limits
from bot.chat.events import Opened, Pressed, Replace, Reply, Said, Whisper
from bot.chat.message import Message
from bot.chat.names import Identity
from bot.domain.host import Host
from bot.domain.occurrence import Occurrence, Part
from bot.domain.partnership import Member
from bot.domain.permission import Deed
from bot.domain.prompt import Prompt
from bot.store import members, occurrences, partnerships, presence, prompts, responses, rests, rights
from bot.texts import answers, notes, people
from bot.texts import home as texts

_MOST_ANSWERS = 10


def show(session: Session, now: datetime, event: Opened | Pressed, host: Host) -> Reply:
    """Somebody's home page."""
    page = event.action.subject if isinstance(event, Pressed) else ""
    return Replace(_page(session, now, event.who.identity, host, int(page) if page.isdecimal() else 0))


def speak(session: Session, now: datetime, event: Said, host: Host) -> Reply:
    """`help` explains; anything else shows the home page."""
    if event.text.strip().lower().rstrip("?!.") == "help":
        return Whisper(notes.help_())
    return Whisper(_page(session, now, event.who.identity, host))


def explain(session: Session, now: datetime, event: Pressed) -> Reply:
    """What Weft is."""
    del session, now, event
    return Whisper(notes.help_())


def own_answers(session: Session, now: datetime, event: Pressed) -> Reply:
    """The check-ins of which somebody may still see their own answer."""
    del now
    member = members.acting(session, event.who.identity, event.action.subject, Deed.ANSWER)
    answered = responses.answered_by(session, member.id, _MOST_ANSWERS)
    return Whisper(answers.listed([(each, prompts.get(session, each.prompt)) for each in answered]))


def _page(session: Session, now: datetime, who: Identity, host: Host, page: int = 0) -> Message:
    mine = members.of(session, who)
    places = [_place(session, now, member) for member in mine]
    places.sort(key=lambda place: place.partnership.name)
    accounts = members.accounts(session, who, mine)
    said = texts.message(places, lets_start=host.lets_start(who), page=page, accounts=accounts)
    if mine and presence.is_gone(session, who):
        away = people.away(several=accounts.several)
        return replace(said, blocks=(*away, *said.blocks)[: limits.BLOCKS])
    return said


def _place(session: Session, now: datetime, member: Member) -> texts.Place:
    return texts.Place(
        partnership=partnerships.get(session, member.partnership),
        organisation=partnerships.organisation(session, member.organisation),
        member=member,
        open=[
            found
            for occurrence in occurrences.running(session, member.partnership)
            if occurrence.takes_answers(now) and (found := _waiting(session, occurrence, member))
        ],
        now=now,
        away=frozenset(schedule for schedule, _ in rests.declined(session, member.id)),
        late=[
            (found[0], found[1])
            for occurrence in occurrences.late(session, member.partnership)
            if occurrence.takes_late(now)
            and (found := _waiting(session, occurrence, member))
            and found[2] is not Part.ANSWERED
        ],
        joined=bool(rights.opt_ins(session, member.id)),
    )


def _waiting(session: Session, occurrence: Occurrence, member: Member) -> tuple[Occurrence, Prompt, Part] | None:
    part = occurrences.part(session, occurrence.id, member.id)
    if part is None:
        if not occurrence.audience.includes(member):
            return None
        part = Part.ASKED
    return occurrence, prompts.get(session, occurrence.prompt), part
