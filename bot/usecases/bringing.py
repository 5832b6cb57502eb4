"""Bringing people in from a channel: a convener chooses, and each of them says for themselves."""

import hashlib
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.names import Identity
from bot.domain.delivery import Purpose, Recipient
from bot.domain.host import Host
from bot.domain.invitation import Said
from bot.domain.partnership import Partnership, Space
from bot.domain.permission import Deed
from bot.domain.presence import Rosters
from bot.domain.typed import Typed
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import deliveries, invitations, members, partnerships
from bot.texts import bringing as texts
from bot.texts import notes


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask of which channel."""
    del now
    partnership = _tended(session, event, event.action.subject)
    spaces = partnerships.spaces(session, partnership.id)
    return Show(texts.space_form(partnership, spaces)) if spaces else Whisper(texts.spaceless())


def chosen(session: Session, event: Submitted) -> Space | None:
    """The space of which has to be known who is in it before anything can be shown."""
    partnership = _tended(session, event, event.action.subject)
    picked = Typed(event.values).choice("space")
    return next((each for each in partnerships.spaces(session, partnership.id) if each.id == picked), None)


def meant(session: Session, event: Submitted) -> Space:
    """The space whose people are asked."""
    space = partnerships.space(session, event.action.subject)
    if space.partnership is None:
        raise NotFound(_("This channel belongs to no partnership any more."))
    _tended(session, event, space.partnership)
    return space


def show(session: Session, now: datetime, event: Submitted, host: Host, rosters: Rosters) -> Reply:
    """Say who is in a channel, and who of them can be asked."""
    del now
    partnership = _tended(session, event, event.action.subject)
    space = chosen(session, event)
    form = texts.space_form(partnership, partnerships.spaces(session, partnership.id))
    if space is None:
        return Reject(form, {"space": _("Choose one of the channels.")})
    if space.id not in rosters:
        return Reject(form, {"space": _untold()})
    circle = _circle(session, partnership.id, space, host, rosters)
    return Show(texts.people_form(circle)) if circle.new else Whisper(texts.nobody(circle))


def ask(session: Session, now: datetime, event: Submitted, host: Host, rosters: Rosters) -> Reply:
    """Line up one private message for each who was chosen; nobody is asked twice."""
    space = meant(session, event)
    partnership = _tended(session, event, str(space.partnership))
    if space.id not in rosters:
        return Whisper(notes.note(_untold(), notes.home()))
    circle = _circle(session, partnership.id, space, host, rosters)
    if not circle.new:
        return Whisper(texts.nobody(circle))
    people = dict(circle.new)
    typed = Typed(event.values)
    whom = typed.one_of("whom", {texts.ALL, texts.CHOSEN})
    picked = typed.some_of("people", people)
    if whom == texts.CHOSEN and not picked and "people" not in typed.errors:
        typed.errors["people"] = _("Choose whom to ask.")
    if typed.errors:
        return Reject(texts.people_form(circle), typed.errors)
    asked = [people[each].identity for each in (people if whom == texts.ALL else picked)]
    new = invitations.ask(session, partnership.id, asked, now)
    for each in new:
        deliveries.plan(
            session,
            partnership=partnership.id,
            purpose=Purpose.INVITATION,
            about=each.id,
            recipients=[(Recipient(invited=each.id), each.who.lane)],
            not_before=now,
        )
    return Whisper(texts.asked(len(new)))


def decline(session: Session, now: datetime, event: Pressed) -> Reply:
    """Keep that somebody does not want to take part, so that they are not asked again."""
    del now
    who, subject = event.who.identity, event.action.subject
    if members.in_partnership(session, who, subject) is not None:
        return Whisper(
            notes.note(_("You are a member already. To leave, press My data, then Leave."), notes.my_data())
        )
    if invitations.of(session, who, subject) is None:
        raise NotFound(_("Nobody has asked you to take part in this, so there is nothing to say no to."))
    invitations.settle(session, who, subject, Said.NO)
    return Replace(texts.declined(partnerships.get(session, subject)))


def _circle(session: Session, partnership: str, space: Space, host: Host, rosters: Rosters) -> texts.Circle:
    known, answers = invitations.known(session, partnership), invitations.answers(session, partnership)
    people = sorted(rosters[space.id], key=lambda each: (each.name.casefold(), each.identity.user))
    strangers = [each for each in people if each.identity not in known]
    said = [answers.get(each.identity) for each in strangers]
    unasked = [each for each in strangers if each.identity not in answers]
    # Who joined and is no member was erased, or unlinked this account; they know the way.
    new = [each for each in unasked if host.reaches(each.identity)]
    return texts.Circle(
        space=space,
        members=sum(known.get(each.identity, False) for each in people),
        left=sum(not known.get(each.identity, True) for each in people) + said.count(Said.YES),
        silent=said.count(Said.NOTHING),
        declined=said.count(Said.NO),
        unreachable=len(unasked) - len(new),
        new=[(_value(each.identity), each) for each in new],
    )


def _value(who: Identity) -> str:
    """What stands for somebody in a form: short, and without a comma, whatever the platform calls them."""
    return hashlib.sha256(f"{who.platform}\n{who.tenant}\n{who.user}".encode()).hexdigest()[:24]


def _untold() -> str:
    return _("The chat platform did not say who is in this channel. Please try again in a minute.")


def _tended(session: Session, event: Pressed | Submitted, partnership: str) -> Partnership:
    member = members.acting(session, event.who.identity, partnership, Deed.INVITE)
    return partnerships.get(session, member.partnership)
