"""What a delivery says, looked up just before it is posted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial

from sqlmodel import Session

from bot.chat.message import Message
from bot.chat.names import Address, Identity
from bot.domain import card
from bot.domain.clock import is_quiet
from bot.domain.delivery import Delivery, Purpose
from bot.domain.invitation import Said
from bot.domain.occurrence import Occurrence, Part
from bot.domain.prompt import Prompt
from bot.errors import NotFound, PersonError, Unbuildable
from bot.speech import ENGLISH, speaking
from bot.store import (
    clocks,
    deliveries,
    digests,
    invitations,
    languages,
    members,
    occurrences,
    partnerships,
    prompts,
    rests,
)
from bot.texts import asking, bringing, resting, trouble
from bot.texts import digests as digest_texts
from bot.usecases.delivering import telling

NO_LONGER_DUE = "no longer due"
About = Callable[[str], tuple[str, Occurrence, Prompt]]


@dataclass(frozen=True, slots=True)
class Post:
    """What to post, and where: an address, or a person to be written to in private."""

    to: Address | Identity
    message: Message
    face: str = ""
    language: str = ENGLISH
    """In which the message is worded, and what an adapter adds to it has to be."""


@dataclass(frozen=True, slots=True)
class Unsayable:
    """What this says cannot be put together, for a reason that nobody foresaw."""

    fault: str
    where: str
    """The line in which it arose."""


def compose(session: Session, some: Sequence[Delivery], now: datetime) -> Sequence[Post | str]:
    """What each of these says now, in its recipient's language, or why it is never to be posted."""
    about = cache(partial(_about, session))
    spoken = languages.of(session, {one.recipient for one in some})
    composed: list[Post | str] = []
    for one in some:
        language = spoken.get(one.recipient, ENGLISH)
        with speaking(language):
            post = _compose_or_why(session, one, now, about)
        composed.append(replace(post, language=language) if isinstance(post, Post) else post)
    return composed


def _compose_or_why(session: Session, one: Delivery, now: datetime, about: About) -> Post | str:
    try:
        return _compose(session, one, now, about) or NO_LONGER_DUE
    except (PersonError, Unbuildable) as error:
        return type(error).__name__


def _compose(session: Session, one: Delivery, now: datetime, about: About) -> Post | None:
    """What this delivery says now; None when it is no longer due."""
    to = _address(session, one)
    if to is None:
        return None
    match one.purpose:
        case Purpose.ASK:
            return _ask(session, one, to, now, about)
        case Purpose.REMINDER | Purpose.LAST_REMINDER | Purpose.SNOOZED:
            return _remind(session, one, to, now, about)
        case Purpose.STILL_WANTED:
            return Post(to, resting.still_wanted(partnerships.get(session, one.partnership), one.id))
        case Purpose.DIGEST:
            due = digests.get(session, one.about)
            digest = digests.compose(session, members.get(session, due.member), due.until)
            return Post(to, digest_texts.message(digest, one.id))
        case Purpose.INVITATION:
            return _invite(session, one, to)
        case Purpose.DOUBT:
            return _doubt(session, one, to, about)
        case Purpose.LOST:
            loss, partnership = telling.standing(session, one.about), partnerships.get(session, one.partnership)
            if loss is None:
                return None
            said = trouble.lost_message(partnership.id, partnership.name, loss, partnership.zone, one.id)
            return Post(to, said)


def _doubt(session: Session, one: Delivery, to: Address | Identity, about: About) -> Post | None:
    count = deliveries.doubtful(session, [one.about]).get(one.about, 0)
    if not count:
        return None
    try:
        _, _, prompt = about(one.about)
    except NotFound:
        return Post(to, trouble.doubt_of_digests(one.partnership, count, one.id))
    return Post(to, trouble.doubt_message(one.partnership, prompt.title, count, one.id))


def _invite(session: Session, one: Delivery, to: Address | Identity) -> Post | None:
    """Only who has said nothing yet, and has not joined by another way."""
    asked = invitations.get(session, one.about)
    if asked.said is not Said.NOTHING or members.in_partnership(session, asked.who, asked.partnership) is not None:
        return None
    partnership = partnerships.get(session, asked.partnership)
    organisations = partnerships.organisations(session, asked.partnership)
    return Post(to, bringing.invitation(partnership, organisations, one.id))


def _remind(session: Session, one: Delivery, to: Address | Identity, now: datetime, about: About) -> Post | None:
    """Only who still waits to be asked, wants to be, and hears of it at a time at which people may be reminded."""
    name, occurrence, prompt = about(one.about)
    member = one.recipient.member or ""
    part = occurrences.part(session, occurrence.id, member)
    if part not in {Part.ASKED, None} or not occurrence.takes_answers(now):
        return None
    if rests.is_away(session, member, occurrence.schedule, now):
        return None
    if one.purpose is not Purpose.SNOOZED:
        clock = clocks.get(session, member)
        zone = clock.zone if clock else occurrence.zone
        quiet = partnerships.get(session, one.partnership).quiet.holds(now, zone)
        unwanted = part is None or not rests.wants_reminders(session, member)
        quiet = quiet or is_quiet(clock, now)
        if quiet or unwanted or deliveries.put_off(session, occurrence.id, member, now):
            return None
    return Post(to, asking.reminder(name, prompt, occurrence, one.id, asked_for=one.purpose is Purpose.SNOOZED))


def _ask(session: Session, one: Delivery, to: Address | Identity, now: datetime, about: About) -> Post | None:
    name, occurrence, prompt = about(one.about)
    if not occurrence.takes_answers(now):
        return None
    if one.recipient.member and rests.is_away(session, one.recipient.member, occurrence.schedule, now):
        return None
    if one.recipient.member is None:
        face = card.in_space(occurrence, occurrences.answered(session, occurrence.id), now)
    else:
        face = card.in_private(occurrence, occurrences.part(session, occurrence.id, one.recipient.member), now)
    return Post(to, asking.card(name, prompt, occurrence, face, one.id), str(face))


def _about(session: Session, id_: str) -> tuple[str, Occurrence, Prompt]:
    """What everybody who is asked the same shares: the partnership's name, the occurrence and its prompt."""
    occurrence = occurrences.get(session, id_)
    return partnerships.get(session, occurrence.partnership).name, occurrence, prompts.get(session, occurrence.prompt)


def _address(session: Session, one: Delivery) -> Address | Identity | None:
    if one.recipient.space:
        return partnerships.space(session, one.recipient.space).address
    if one.recipient.invited:
        return invitations.get(session, one.recipient.invited).who
    return members.reached(session, one.recipient.member or "", one.lane)
