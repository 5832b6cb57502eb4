"""One person with several identities: making a code, entering it elsewhere, where they are written to, forgetting."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Said, Show, Submitted, Whisper
from bot.chat.message import Message
from bot.chat.names import Identity
from bot.domain import pairing
from bot.domain.pairing import Accounts
from bot.domain.partnership import Member
from bot.domain.typed import Typed
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.store import deliveries, members, pairings, partnerships
from bot.texts import notes
from bot.texts import pairing as texts

_FIELD = "code"


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Make a code for somebody who is a member somewhere, and show it to them."""
    who = event.who.identity
    if not members.of(session, who):
        return Whisper(texts.stranger())
    code = pairing.fresh()
    pairings.offer(session, who, pairing.digest(code), now=now, until=now + pairing.LIFE)
    return Whisper(texts.code(code))


def ask(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask for the code."""
    del session, now, event
    return Show(texts.entering())


def enter(session: Session, now: datetime, event: Submitted) -> Reply:
    """Take a code from the form, which stays open where the code cannot be taken."""
    typed = Typed(event.values).text(_FIELD)
    try:
        return Whisper(_link(session, now, event.who.identity, pairing.digest(typed)))
    except InvalidInput as error:
        return Reject(texts.entering(), error.errors)


def hear(session: Session, now: datetime, event: Said) -> Reply:
    """Take a code that somebody said in private. One that others may have read is ended: any could be first."""
    digest = pairing.digest(event.text)
    if not event.private:
        ended = pairings.end(session, digest)
        return Whisper(notes.note(_(texts.READ_ALONG) if ended else texts.unknown(), notes.home()))
    try:
        return Whisper(_link(session, now, event.who.identity, digest))
    except InvalidInput as error:
        return Whisper(notes.note(str(error), notes.home()))


def write_here(session: Session, now: datetime, event: Pressed) -> Reply:
    """Write to somebody by the identity they press from, wherever they have others; what waits comes here, too."""
    del now
    who = event.who.identity
    mine = members.of(session, who)
    if not members.accounts(session, who, mine).several:
        return Whisper(texts.only())
    for member in mine:
        pairings.prefer(session, who, member.id)
        deliveries.redirect(session, member.id, who.lane)
    return Whisper(texts.written_here())


def confirm_forgetting(session: Session, now: datetime, event: Pressed) -> Reply:
    """Say what forgetting means."""
    del now
    who = event.who.identity
    mine = members.of(session, who)
    known = members.identities(session, (member.id for member in mine))
    forgotten = [member for member in mine if len(known[member.id]) > 1]
    if not forgotten:
        return Whisper(texts.only())
    staying = [member for member in mine if member not in forgotten]
    others = ([each for each in known[member.id] if each != who] for member in forgotten)
    return Show(
        texts.forgetting(_named(session, forgotten), _named(session, staying), Accounts.seen_from(who, others))
    )


def forget(session: Session, now: datetime, event: Submitted) -> Reply:
    """Take the identity from each member who has another one; what waits for them goes there, and its codes end."""
    del now
    who = event.who.identity
    forgotten = [member for member in members.of(session, who) if pairings.unlink(session, who, member.id)]
    if not forgotten:
        return Whisper(texts.only())
    pairings.withdraw(session, who)
    remaining = members.identities(session, (member.id for member in forgotten))
    for member in forgotten:
        deliveries.redirect(session, member.id, remaining[member.id][0].lane)
    accounts = members.accounts(session, who, forgotten)
    return Whisper(texts.forgotten(_named(session, forgotten), accounts))


def _link(session: Session, now: datetime, who: Identity, digest: str) -> Message:
    """Make this identity one of the members that the code's own identity is; all of them or none.

    Raises:
        InvalidInput: why not, and what to do; nothing has changed.
    """
    issuer = pairings.issuer(session, digest, now)
    if issuer is None:
        raise InvalidInput({_FIELD: texts.unknown()})
    if issuer == who:
        raise InvalidInput({_FIELD: _(texts.OWN)})
    theirs = members.of(session, issuer)
    if not theirs:
        raise InvalidInput({_FIELD: _(texts.NOBODY)})
    mine = {member.partnership: member for member in members.of(session, who)}
    apart = [mine[each.partnership] for each in theirs if mine.get(each.partnership, each).id != each.id]
    if apart:
        raise InvalidInput({_FIELD: texts.already(_named(session, apart))})
    # Two may enter it at once, each in a process of their own: it works for one of them.
    if not pairings.end(session, digest):
        raise InvalidInput({_FIELD: texts.unknown()})
    new = [member for member in theirs if member.partnership not in mine]
    for member in new:
        pairings.link(session, who, member.id, member.partnership)
    return texts.linked(_named(session, theirs), members.accounts(session, who, theirs), anew=bool(new))


def _named(session: Session, some: Iterable[Member]) -> list[tuple[str, str]]:
    """What each of them is called and where, by partnership."""
    named = [(member.name, partnerships.get(session, member.partnership).name) for member in some]
    return sorted(named, key=lambda each: each[1])
