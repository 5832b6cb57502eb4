"""Inviting people who have neither Slack nor Teams, and giving them a new link."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.chat.form import Form
from bot.chat.names import Identity, Lane
from bot.domain.host import Host
from bot.domain.partnership import Partnership
from bot.domain.permission import Deed
from bot.domain.typed import Typed
from bot.speech import gettext as _
from bot.store import inbox, members, pairings, partnerships
from bot.texts import convening as texts
from bot.texts import notes
from bot.texts.joining import NAME_LENGTH

INBOX = Lane("web", "web")
"""Where people of the web inbox are found."""


def offer_invitation(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the form for somebody with neither Slack nor Teams."""
    del now
    return Show(_invite_form(session, _tended(session, event)))


def invite(session: Session, now: datetime, event: Submitted, host: Host) -> Reply:
    """Make somebody a member by way of the web inbox, and show the convener their link."""
    partnership = _tended(session, event)
    if host.web_link is None:
        return Whisper(notes.note(_("The web inbox is switched off here, so there are no links to hand out.")))
    typed = Typed(event.values)
    name = typed.line("name", NAME_LENGTH)
    known = {organisation.id for organisation in partnerships.organisations(session, partnership.id)}
    organisation = typed.one_of("organisation", known)
    if typed.errors:
        return Reject(_invite_form(session, partnership), typed.errors)
    user, generation = inbox.enrol(session, name)
    members.join(
        session,
        Identity(*INBOX, user),
        partnership=partnership.id,
        organisation=organisation,
        name=name,
        roles=(),
        zone=partnership.zone,
        now=now,
    )
    return Whisper(texts.invited(name, host.web_link(user, generation)))


def offer_new_link(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask whose link is lost or has ended."""
    del now
    partnership = _tended(session, event)
    holders = _holders(session, partnership)
    if not holders:
        return Whisper(notes.note(_("Nobody here uses the web inbox. Invite somebody first.")))
    return Show(texts.new_link_form(partnership, holders))


def renew_link(session: Session, now: datetime, event: Submitted, host: Host) -> Reply:
    """End somebody's links and show the convener a new one."""
    del now
    partnership = _tended(session, event)
    if host.web_link is None:
        return Whisper(notes.note(_("The web inbox is switched off here, so there are no links to hand out.")))
    holders = _holders(session, partnership)
    typed = Typed(event.values)
    user = typed.one_of("user", dict(holders))
    if typed.errors:
        return Reject(texts.new_link_form(partnership, holders), typed.errors)
    name, generation = inbox.renew(session, user)
    # Whoever held the old link may have made a code with it.
    pairings.withdraw(session, Identity(*INBOX, user))
    return Whisper(texts.invited(name, host.web_link(user, generation)))


def _tended(session: Session, event: Pressed | Submitted) -> Partnership:
    member = members.acting(session, event.who.identity, event.action.subject, Deed.INVITE)
    return partnerships.get(session, member.partnership)


def _holders(session: Session, partnership: Partnership) -> list[tuple[str, str]]:
    """The members who come by the web inbox to this partnership alone: user id and name.

    A link opens all that a person may see: no convener is to get into another partnership by one.
    """
    present = members.present(session, partnership.id)
    known = members.identities(session, (member.id for member in present))
    return [
        (identity.user, member.name)
        for member in present
        for identity in known.get(member.id, [])
        if identity.lane == INBOX and len(members.of(session, identity)) == 1
    ]


def _invite_form(session: Session, partnership: Partnership) -> Form:
    return texts.invite_form(partnership, partnerships.organisations(session, partnership.id))
