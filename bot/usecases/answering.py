"""Answering a check-in: open the form, send it, tap, skip, look at one's own answer."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.names import Receipt
from bot.domain import card, response
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.partnership import Member
from bot.domain.permission import Deed, require
from bot.domain.response import Answers, Response, Sharing
from bot.domain.schedule import Visibility
from bot.errors import Closed, InvalidInput, NotAllowed, NotFound
from bot.speech import gettext as _
from bot.speech import noop
from bot.store import deliveries, groups, members, occurrences, partnerships, prompts, responses, rests
from bot.texts import answers, asking, joining

_CLOSED = noop("This check-in has closed, so it takes no more answers. The next one will come.")
_CLOSING = noop(
    "This check-in has just closed and is being counted. It takes late answers in a minute: please try again."
)
_IN_TIME = noop("You answered in time, and the results are made: your answer can no longer be changed.")


def open_form(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the form; somebody who is not a member yet is asked to join first."""
    occurrence = occurrences.get(session, event.action.subject)
    member = members.in_partnership(session, event.who.identity, occurrence.partnership)
    if member is None:
        return _stranger(session, occurrence, event)
    _require_addressed(occurrence, member, now)
    prompt = prompts.get(session, occurrence.prompt)
    _require_changeable(session, occurrence, member)
    return Show(asking.form(prompt, occurrence, _own(session, occurrence, member)))


def answer(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep what was sent; an earlier answer of the same person is replaced."""
    occurrence = occurrences.get(session, event.action.subject)
    member = members.acting(session, event.who.identity, occurrence.partnership, Deed.ANSWER)
    _require_addressed(occurrence, member, now)
    prompt = prompts.get(session, occurrence.prompt)
    try:
        given, sharing = response.read(prompt, event.values)
    except InvalidInput as error:
        return Reject(asking.form(prompt, occurrence, None), error.errors)
    _keep(session, now, occurrence, member, given, sharing)
    own_card = _own_card(session, now, occurrence, member, event.origin)
    return own_card or Whisper(answers.saved(prompt, occurrence))


def tap(session: Session, now: datetime, event: Pressed) -> Reply:
    """Answer a prompt of one scale question with one press."""
    subject, _colon, point = event.action.subject.partition(":")
    occurrence = occurrences.get(session, subject)
    member = members.in_partnership(session, event.who.identity, occurrence.partnership)
    if member is None:
        return _stranger(session, occurrence, event)
    _require_addressed(occurrence, member, now)
    prompt = prompts.get(session, occurrence.prompt)
    given, sharing = response.read(prompt, {prompt.questions[0].key: point})
    _keep(session, now, occurrence, member, given, sharing)
    own_card = _own_card(session, now, occurrence, member, event.origin)
    return own_card or Whisper(answers.saved(prompt, occurrence))


def skip(session: Session, now: datetime, event: Pressed) -> Reply:
    """Not this time; an answer given before is withdrawn."""
    occurrence = occurrences.get(session, event.action.subject)
    member = members.in_partnership(session, event.who.identity, occurrence.partnership)
    if member is None:
        return _stranger(session, occurrence, event)
    _require_addressed(occurrence, member, now)
    key = _hold(session, occurrence, now)
    _require_changeable(session, occurrence, member)
    responses.withdraw(session, occurrence.id, response.token(key, member.id))
    occurrences.take_part(session, occurrence.id, member.id, Part.SKIPPED)
    prompt = prompts.get(session, occurrence.prompt)
    own_card = _own_card(session, now, occurrence, member, event.origin)
    return own_card or Whisper(answers.skipped(prompt, occurrence))


def own(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show somebody what they answered themselves."""
    occurrence = occurrences.get(session, event.action.subject)
    member = members.acting(session, event.who.identity, occurrence.partnership, Deed.ANSWER)
    prompt = prompts.get(session, occurrence.prompt)
    earlier = _own(session, occurrence, member)
    if earlier is None:
        return Whisper(answers.none(prompt, open_=occurrence.takes_answers(now) or occurrence.takes_late(now)))
    open_ = occurrence.takes_answers(now) or (earlier.late and occurrence.takes_late(now))
    return Whisper(answers.own(prompt, occurrence, earlier, open_=open_))


def _stranger(session: Session, occurrence: Occurrence, event: Pressed) -> Reply:
    """The way in for somebody who meets the check-in in a space of the partnership and has not joined yet."""
    space = partnerships.space_at(session, event.origin.address) if event.origin else None
    if space is None or space.partnership != occurrence.partnership:
        raise NotFound(_("You are not a member of this partnership, or it is no longer here."))
    partnership = partnerships.get(session, occurrence.partnership)
    choices = partnerships.organisations(session, partnership.id)
    return Show(joining.form(partnership, choices, event.who.name, f"{partnership.id}:{occurrence.id}"))


def _require_addressed(occurrence: Occurrence, member: Member, now: datetime) -> None:
    require(member, Deed.ANSWER)
    if not occurrence.takes_answers(now) and not occurrence.takes_late(now):
        soon = occurrence.state is State.OPEN and occurrence.late_until is not None
        raise Closed(_(_CLOSING) if soon else _(_CLOSED))
    if not occurrence.audience.includes(member):
        raise NotAllowed(_("This check-in is for other people of the partnership."))


def _own(session: Session, occurrence: Occurrence, member: Member) -> Response | None:
    """Through the key while it is open; afterwards only where answers are attributed."""
    if (key := occurrences.key(session, occurrence.id)) is not None:
        return responses.get(session, occurrence.id, response.token(key, member.id))
    return responses.of_member(session, occurrence.id, member.id)


def _require_changeable(session: Session, occurrence: Occurrence, member: Member) -> None:
    """An answer that the results are made of stays as it is, and who has erased theirs is in them all the same."""
    if occurrence.state is not State.LATE:
        return
    earlier = _own(session, occurrence, member)
    part = occurrences.part(session, occurrence.id, member.id)
    if (earlier is None and part is Part.ANSWERED) or (earlier is not None and not earlier.late):
        raise Closed(_(_IN_TIME))


def _hold(session: Session, occurrence: Occurrence, now: datetime) -> bytes:
    """Its key; somebody may have closed it this very moment."""
    if (key := occurrences.hold(session, occurrence.id, now, occurrence.state)) is None:
        raise Closed(_(_CLOSED))
    return key


def _keep(  # noqa: PLR0917  in the order in which they were given
    session: Session, now: datetime, occurrence: Occurrence, member: Member, given: Answers, sharing: Sharing
) -> None:
    key = _hold(session, occurrence, now)
    _require_changeable(session, occurrence, member)
    attributed = occurrence.visibility is Visibility.ATTRIBUTED
    if sharing is Sharing.NAMED and not attributed:
        sharing = Sharing.UNNAMED
    kept = Response(
        occurrence=occurrence.id,
        token=response.token(key, member.id),
        answers=given,
        sharing=sharing,
        member=member.id if attributed else None,
        groups=groups.of_member(session, member.id),
        late=occurrence.state is State.LATE,
    )
    responses.put(session, kept)
    # For reminders: the hour of the day alone, which is kept apart from what was answered, and from which check-in.
    rests.note_hour(session, member.id, now.astimezone(ZoneInfo(occurrence.zone)).hour)
    occurrences.take_part(session, occurrence.id, member.id, Part.ANSWERED)


def _own_card(
    session: Session, now: datetime, occurrence: Occurrence, member: Member, origin: Receipt | None
) -> Reply | None:
    """The member's own card as it is now, where it was theirs that they pressed."""
    delivery = deliveries.private(session, occurrence.id, member.id, origin) if origin else None
    if delivery is None:
        return None
    face = card.in_private(occurrence, occurrences.part(session, occurrence.id, member.id), now)
    deliveries.show(session, {delivery.id: str(face)})
    partnership = partnerships.get(session, occurrence.partnership)
    prompt = prompts.get(session, occurrence.prompt)
    return Replace(asking.card(partnership.name, prompt, occurrence, face, delivery.id))
