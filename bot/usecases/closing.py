"""Closing what is over: the one release is made, the key is destroyed and answers are cut from their authors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Reply, Submitted, Whisper
from bot.chat.message import Action, Button
from bot.domain.disclosure import addenda as addenda_of
from bot.domain.disclosure.addenda import Addition
from bot.domain.disclosure.making import release
from bot.domain.disclosure.release import Release
from bot.domain.group import Group, Margin
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.permission import Deed
from bot.domain.response import Response, Sharing
from bot.domain.waves import Wave, compared
from bot.errors import Closed
from bot.speech import gettext as _
from bot.store import (
    addenda,
    deliveries,
    digests,
    groups,
    members,
    occurrences,
    partnerships,
    programmes,
    prompts,
    reasons,
    responses,
    rests,
)
from bot.texts import notes
from bot.texts.recording import SECTORS
from bot.texts.verbs import Verb


@dataclass(frozen=True, slots=True)
class Made:
    """A release that is ready, and what it was made of."""

    occurrence: Occurrence
    release: Release
    given: Sequence[Response]
    asked: int
    skipped: Release | None
    """Why people skipped, where that may be told."""


def over(session: Session, now: datetime) -> Sequence[Occurrence]:
    """The open occurrences whose time is over."""
    return occurrences.to_close(session, now)


def close_now(session: Session, now: datetime, event: Submitted) -> Reply:
    """A convener ends a check-in before its time: it takes no more answers, and is closed at the next tick."""
    occurrence = occurrences.get(session, event.action.subject)
    members.acting(session, event.who.identity, occurrence.partnership, Deed.SCHEDULE)
    still_open = occurrences.lock(session, occurrence.id)
    # Somebody else may have ended it while this waited for the lock.
    if not still_open or not occurrences.get(session, occurrence.id).takes_answers(now):
        raise Closed(_("This check-in has closed already."))
    occurrences.end_at(session, occurrence.id, now)
    prompt = prompts.get(session, occurrence.prompt)
    came = Button(_("See what came of it"), Action(Verb.RESULTS, occurrence.id))
    said = _(
        "“{title}” is closed. What came of it is here within a minute or two, and in the next digest.",
        title=prompt.title,
    )
    return Whisper(notes.note(said, came, notes.home()))


def make(session: Session, occurrence: Occurrence) -> Made:
    """Make the release of an occurrence that takes no more answers. It can take seconds: nobody is to wait for it."""
    given = responses.to(session, occurrence.id)
    standing = groups.of_members(session, occurrence.partnership)
    asked = [standing[member] for member in occurrences.parts(session, occurrence.id)]
    named = [response.member for response in given if response.sharing is Sharing.NAMED and response.member]
    made = release(
        prompt=prompts.get(session, occurrence.prompt),
        occurrence=occurrence,
        groups=list(_groups(session, occurrence.partnership)),
        asked=asked,
        responses=given,
        names={member: members.get(session, member).name for member in named},
        closed_at=occurrence.closes_at,
    )
    answered = {response.token for response in given}
    why = [reason for reason in reasons.to(session, occurrence.id) if reason.token not in answered]
    skipped = addenda_of.skipped(occurrence, why, occurrence.closes_at)
    return Made(occurrence, _compared(session, occurrence, made, given), given, len(asked), skipped)


def close(session: Session, made: Made) -> bool:
    """Close it with this release; False when it is closed, or something was answered or erased meanwhile."""
    occurrence = made.occurrence
    if not occurrences.lock(session, occurrence.id):
        return False
    if (
        responses.to(session, occurrence.id) != made.given
        or len(occurrences.parts(session, occurrence.id)) != made.asked
    ):
        return False
    occurrences.close(session, made.release)
    if made.skipped is not None:
        addenda.keep(session, Addition.SKIPPED, made.skipped)
    reasons.drop(session, occurrence.id)
    _count(session, occurrence)
    # Those who answer late need the key: it lasts until they may no more.
    late = occurrences.get(session, occurrence.id).state is State.LATE
    if not late and (occurrence.programme is None or programmes.key(session, occurrence.programme) is None):
        responses.unlink(session, occurrence)
    return True


def _count(session: Session, occurrence: Occurrence) -> None:
    """Whose reminders were in vain."""
    parts = occurrences.parts(session, occurrence.id)
    reminded = deliveries.reminded(session, occurrence.id)
    rests.count(
        session,
        ignoring=[member for member in reminded if parts.get(member) is Part.ASKED],
        heard=[member for member, part in parts.items() if part is not Part.ASKED],
    )


def _compared(session: Session, occurrence: Occurrence, made: Release, given: Sequence[Response]) -> Release:
    """The release of the last wave of an evaluation also says how the same people had answered before."""
    if occurrence.programme is None or occurrence.wave != programmes.get(session, occurrence.programme).waves[-1]:
        return made
    waves = [
        Wave(earlier, responses.to(session, earlier.occurrence))
        for each in occurrences.of_programme(session, occurrence.programme)
        if (earlier := digests.of(session, each.id)) is not None
    ]
    return replace(made, pairs=compared((*waves, Wave(made, given))))


def _groups(session: Session, partnership: str) -> Iterator[Group]:
    """What results of a partnership may be shown by, the highest margin first."""
    organisations = partnerships.organisations(session, partnership)
    for sector, name in SECTORS.items():
        if any(each.sector is sector for each in organisations):
            yield Group(Margin.SECTOR, sector, name)
    yield from groups.of_partnership(session, partnership)
    for each in organisations:
        yield Group(Margin.ORGANISATION, each.id, each.name)
