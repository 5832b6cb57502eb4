"""The spaces where the bot is: added, linked to a partnership, moved, renamed, removed."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import (
    Joined,
    Left,
    Moved,
    Nothing,
    Pressed,
    Reject,
    Renamed,
    Replace,
    Reply,
    Show,
    Submitted,
    Whisper,
)
from bot.domain.partnership import Member, Partnership
from bot.domain.permission import Deed, may
from bot.domain.typed import Typed
from bot.errors import NotAllowed
from bot.speech import gettext as _
from bot.store import deliveries, members, partnerships
from bot.texts import convening, joining, notes
from bot.texts.convening import TITLE_LENGTH
from bot.texts.room import one_line


def joined(session: Session, now: datetime, event: Joined) -> Reply:
    """Say hello in a new space; in one that is linked already, offer to join."""
    del now
    space = partnerships.met(session, event.space, _title(event))
    if space.partnership is not None:
        return Replace(joining.linked(partnerships.get(session, space.partnership)))
    return Replace(joining.unlinked(space.id, space.title))


def left(session: Session, now: datetime, event: Left) -> Reply:
    """Keep that the bot is gone from a space, or from a whole lane."""
    if event.space is not None:
        partnerships.leave_space(session, event.space, now)
    else:
        partnerships.leave_lane(session, event.lane, now)
    return Nothing()


def moved(session: Session, now: datetime, event: Moved) -> Reply:
    """A space has another address, and with it the cards that stand there."""
    del now
    partnerships.move(session, event.old, event.new)
    deliveries.move(session, event.old, event.new)
    return Nothing()


def renamed(session: Session, now: datetime, event: Renamed) -> Reply:
    """A space that we know has another title."""
    del now
    partnerships.rename(session, event.space, _title(event))
    return Nothing()


def choose(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask a convener which of their partnerships the space belongs to."""
    del now
    space = partnerships.space(session, event.action.subject)
    if space.partnership is not None:
        return Replace(joining.linked(partnerships.get(session, space.partnership)))
    return Show(convening.link_form(space, _convened(session, event)))


def link(session: Session, now: datetime, event: Submitted) -> Reply:
    """From now on the bot speaks for this partnership here."""
    del now
    space = partnerships.space(session, event.action.subject)
    choices = _convened(session, event)
    picked = Typed(event.values).choice("partnership")
    chosen = next((each for each in choices if each.id == picked), None)
    if chosen is None:
        return Reject(convening.link_form(space, choices), {"partnership": _("Choose one of your partnerships.")})
    members.acting(session, event.who.identity, chosen.id, Deed.LINK_SPACE)
    if space.partnership not in {None, chosen.id}:
        return Whisper(notes.note(_("This channel is linked to another partnership already.")))
    partnerships.link(session, space.id, chosen.id)
    return Replace(joining.linked(chosen))


def _title(event: Joined | Renamed) -> str:
    return one_line(event.title, TITLE_LENGTH) or _("this channel")


def _convened(session: Session, event: Pressed | Submitted) -> list[Partnership]:
    mine: list[Member] = [each for each in members.of(session, event.who.identity) if may(each, Deed.LINK_SPACE)]
    if not mine:
        raise NotAllowed(_("Only a convener can link this channel. Start a partnership from your home page first."))
    return [partnerships.get(session, member.partnership) for member in mine]
