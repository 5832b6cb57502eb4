"""What is on record of a partnership: its organisations, and the thresholds behind all that is shown."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.domain import record
from bot.domain.partnership import MOST_ORGANISATIONS, THRESHOLDS, Organisation, Partnership
from bot.domain.permission import Deed
from bot.domain.typed import Typed
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.store import members, partnerships
from bot.texts import notes
from bot.texts import recording as texts


def offer_organisation(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the form of one more organisation."""
    del now
    return Show(texts.organisation_form(_tended(session, event, Deed.ADD_ORGANISATION)))


def add_organisation(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep one more organisation."""
    del now
    partnership = _tended(session, event, Deed.ADD_ORGANISATION)
    typed = Typed(event.values)
    form = texts.organisation_form(partnership)
    if len(partnerships.organisations(session, partnership.id)) >= MOST_ORGANISATIONS:
        typed.errors["organisation"] = _("A partnership has at most {most} organisations.", most=MOST_ORGANISATIONS)
    if (new := record.read(typed)) is None:
        return Reject(form, typed.errors)
    try:
        partnerships.add_organisation(
            session,
            partnership.id,
            new.name,
            new.sector,
            new.contact,
            basis=new.basis,
            retention_days=new.retention_days,
        )
    except InvalidInput as error:
        return Reject(form, error.errors)
    return _done(
        _("{organisation} now takes part in {partnership}.", organisation=new.name, partnership=partnership.name)
    )


def offer_organisations(session: Session, now: datetime, event: Pressed) -> Reply:
    """Ask whose record is to be changed."""
    del now
    partnership = _tended(session, event, Deed.EDIT_ORGANISATION)
    return Show(texts.choose_form(partnership, partnerships.organisations(session, partnership.id)))


def choose_organisation(session: Session, now: datetime, event: Submitted) -> Reply:
    """Show what is on record of the organisation that was chosen."""
    del now
    partnership = _tended(session, event, Deed.EDIT_ORGANISATION)
    known = {each.id: each for each in partnerships.organisations(session, partnership.id)}
    typed = Typed(event.values)
    chosen = typed.one_of("organisation", known)
    if typed.errors:
        return Reject(texts.choose_form(partnership, list(known.values())), typed.errors)
    return Show(texts.edit_form(known[chosen]))


def edit_organisation(session: Session, now: datetime, event: Submitted) -> Reply:
    """Put on record what was typed."""
    del now
    organisation = _edited(session, event)
    typed = Typed(event.values)
    form = texts.edit_form(organisation)
    if (new := record.read(typed)) is None:
        return Reject(form, typed.errors)
    try:
        partnerships.put_on_record(session, organisation.id, new)
    except InvalidInput as error:
        return Reject(form, error.errors)
    return _done(_("This is on record of {organisation} from now on.", organisation=new.name))


def offer_thresholds(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the fewest people behind anything that is shown."""
    del now
    return Show(texts.thresholds_form(_tended(session, event, Deed.RAISE_THRESHOLDS)))


def raise_thresholds(session: Session, now: datetime, event: Submitted) -> Reply:
    """Let them rise, for check-ins that open from now on."""
    del now
    partnership = _tended(session, event, Deed.RAISE_THRESHOLDS)
    form = texts.thresholds_form(partnership)
    typed = Typed(event.values)
    known = {str(each) for each in (*THRESHOLDS, partnership.thresholds.scores, partnership.thresholds.words)}
    scores, words = typed.one_of("scores", known), typed.one_of("words", known)
    if typed.errors:
        return Reject(form, typed.errors)
    try:
        thresholds = partnerships.raise_thresholds(session, partnership.id, int(scores), int(words))
    except InvalidInput as error:
        return Reject(form, error.errors)
    return _done(texts.raised(thresholds))


def _tended(session: Session, event: Pressed | Submitted, deed: Deed) -> Partnership:
    member = members.acting(session, event.who.identity, event.action.subject, deed)
    return partnerships.get(session, member.partnership)


def _edited(session: Session, event: Pressed | Submitted) -> Organisation:
    organisation = partnerships.organisation(session, event.action.subject)
    members.acting(session, event.who.identity, organisation.partnership, Deed.EDIT_ORGANISATION)
    return organisation


def _done(sentence: str) -> Reply:
    return Whisper(notes.note(sentence, notes.home()))
