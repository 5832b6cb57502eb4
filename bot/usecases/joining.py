"""Joining and leaving a partnership."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.domain.host import Host
from bot.domain.invitation import Said as InvitationSaid
from bot.domain.partnership import Partnership, Role
from bot.domain.permission import Deed
from bot.domain.schedule import Status
from bot.domain.typed import Typed
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import (
    clocks,
    invitations,
    languages,
    members,
    occurrences,
    partnerships,
    prompts,
    rights,
    schedules,
)
from bot.texts import asking, joining, notes, terms


def open_form(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask who somebody is; only where the partnership meets."""
    del now
    partnership, *_rest = _about(session, event)
    if (member := members.in_partnership(session, event.who.identity, partnership.id)) is not None:
        return Whisper(notes.note(_("You are a member already, as {name}.", name=member.name), notes.home()))
    organisations = partnerships.organisations(session, partnership.id)
    return Show(joining.form(partnership, organisations, event.who.name, event.action.subject, event.who.email))


def join(session: Session, now: datetime, event: Submitted, host: Host) -> Reply:
    """Make somebody a member, and go on to the check-in they came for, if any."""
    partnership, occurrence_id, read = _about(session, event)
    organisations = partnerships.organisations(session, partnership.id)
    form = joining.form(partnership, organisations, event.who.name, event.action.subject, event.who.email)
    typed = Typed(event.values)
    name = typed.line("name", joining.NAME_LENGTH)
    organisation = typed.one_of("organisation", {each.id for each in organisations})
    spoken = typed.language("language")
    if read and read != joining.read(partnership, organisations):
        typed.errors[""] = _(joining.CHANGED)
    if typed.errors:
        return Reject(form, typed.errors)
    member = members.join(
        session,
        event.who.identity,
        partnership=partnership.id,
        organisation=organisation,
        name=name,
        # Somebody who pressed Join twice keeps the roles they have.
        roles=None if members.in_partnership(session, event.who.identity, partnership.id) else (),
        zone=partnership.zone,
        now=now,
    )
    rights.opt_in(session, member.id, now, form.intro)
    if spoken:
        languages.choose(session, (each.id for each in members.of(session, event.who.identity)), spoken)
    invitations.settle(session, event.who.identity, partnership.id, InvitationSaid.YES)
    reached, inbox = host.reaches(event.who.identity), host.web_link is not None
    aside = "" if reached else joining.unreached(inbox=inbox)
    if occurrence_id:
        occurrence = occurrences.get(session, occurrence_id)
        if occurrence.partnership == partnership.id and (occurrence.takes_answers(now) or occurrence.takes_late(now)):
            return Show(
                joining.going_on(asking.form(prompts.get(session, occurrence.prompt), occurrence, None), aside)
            )
    return Whisper(joining.welcome(partnership, name, aside))


def take_part(session: Session, now: datetime, event: Pressed) -> Reply:
    """Keep that somebody who was made a member takes part, having read what holds for them."""
    subject, _colon, read = event.action.subject.partition(":")
    member = members.acting(session, event.who.identity, subject, Deed.ANSWER)
    if rights.opt_ins(session, member.id):
        return Whisper(notes.note(_(joining.TAKES_PART), notes.home()))
    organisations = [partnerships.organisation(session, member.organisation)]
    if read != terms.read(organisations):
        return Whisper(notes.note(_(joining.CHANGED_AT_HOME), notes.home()))
    rights.opt_in(session, member.id, now, terms.told(organisations))
    return Whisper(notes.note(_(joining.TAKES_PART), notes.home()))


def confirm_leaving(session: Session, now: datetime, event: Pressed) -> Reply:
    """Say what leaving means."""
    del now
    members.acting(session, event.who.identity, event.action.subject, Deed.LEAVE)
    return Show(joining.leaving(partnerships.get(session, event.action.subject)))


def leave(session: Session, now: datetime, event: Submitted) -> Reply:
    """Take no further part. The last convener first makes somebody else one."""
    member = members.acting(session, event.who.identity, event.action.subject, Deed.LEAVE)
    partnership = partnerships.get(session, member.partnership)
    others = [each for each in members.present(session, member.partnership) if each.id != member.id]
    if others and Role.CONVENER in member.roles and not any(Role.CONVENER in each.roles for each in others):
        sentence = _("You are the only convener. Give somebody else that role first, then leave.")
        return Reject(joining.leaving(partnership), {"": sentence})
    members.leave(session, member.id, now)
    clocks.forget(session, member.id)
    if not others:
        # Nobody is left to be asked, or to stop it.
        for schedule, _prompt in schedules.running(session, partnership.id):
            schedules.set_status(session, schedule.id, Status.STOPPED, now)
    said = _("You have left {partnership}. Nothing more is sent to you.", partnership=partnership.name)
    return Whisper(notes.note(said, notes.my_data(), notes.home()))


def _about(session: Session, event: Pressed | Submitted) -> tuple[Partnership, str, str]:
    """The partnership, if this person may join it here or was asked to; a check-in to go on to; what they read."""
    subject, _colon, rest = event.action.subject.partition(":")
    occurrence, _colon, read = rest.partition(":")
    space = partnerships.space_at(session, event.origin.address) if event.origin else None
    here = space is not None and space.partnership == subject
    if not here and invitations.of(session, event.who.identity, subject) is None:
        raise NotFound(_("People join in a channel where the partnership meets. Ask a convener to invite you."))
    return partnerships.get(session, subject), occurrence, read
