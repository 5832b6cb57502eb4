"""Setting a partnership up: start it, give roles, time the digest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from datetime import time as clock_time

from babel.dates import format_time, get_day_names
from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.chat.form import Form
from bot.chat.names import Identity
from bot.domain import record
from bot.domain.host import Host
from bot.domain.partnership import DigestTime, Member, Partnership, Role
from bot.domain.permission import Deed
from bot.domain.typed import Typed
from bot.errors import NotAllowed
from bot.speech import gettext as _
from bot.speech import language, locale, noop
from bot.store import languages, members, partnerships, rights
from bot.texts import convening as texts
from bot.texts import handing, notes
from bot.texts.joining import NAME_LENGTH
from bot.texts.room import MOST_CHOICES

_NOW: Mapping[frozenset[Role], str] = {
    frozenset(): noop("{name} is now member without a further role."),
    frozenset({Role.LEAD}): noop("{name} is now lead."),
    frozenset({Role.CONVENER}): noop("{name} is now convener."),
    frozenset({Role.LEAD, Role.CONVENER}): noop("{name} is now lead and convener."),
}


def offer_start(session: Session, now: datetime, event: Pressed, host: Host) -> Reply:
    """Show the form of a new partnership."""
    del session, now
    _require_starter(event.who.identity, host)
    return Show(texts.start_form(event.who.name, event.who.zone))


def start(session: Session, now: datetime, event: Submitted, host: Host) -> Reply:
    """Keep a new partnership; whoever starts it becomes its convener."""
    _require_starter(event.who.identity, host)
    typed = Typed(event.values)
    title = typed.line("partnership", texts.TITLE_LENGTH)
    zone = typed.zone("zone")
    name = typed.line("name", NAME_LENGTH)
    spoken = typed.language("language")
    own = record.read(typed)
    if own is None:
        return Reject(texts.start_form(event.who.name, event.who.zone), typed.errors)
    partnership = partnerships.start(session, title, zone, spoken or language())
    first = partnerships.add_organisation(
        session,
        partnership.id,
        own.name,
        own.sector,
        own.contact,
        basis=own.basis,
        retention_days=own.retention_days,
        domains=own.domains,
    )
    convener = members.join(
        session,
        event.who.identity,
        partnership=partnership.id,
        organisation=first.id,
        name=name,
        roles={Role.CONVENER},
        zone=zone,
        now=now,
    )
    if spoken:
        languages.choose(session, (each.id for each in members.of(session, event.who.identity)), spoken)
    rights.opt_in(session, convener.id, now, texts.start_form(event.who.name, event.who.zone).intro)
    return _done(_("{title} has started, and you are its convener. Add the other organisations next.", title=title))


def offer_role(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show who might do what; of a great many people, first ask for their organisation."""
    del now
    partnership = _tended(session, event, Deed.GIVE_ROLE)
    present = members.present(session, partnership.id)
    if len(present) > MOST_CHOICES:
        organisations = partnerships.organisations(session, partnership.id)
        return Show(texts.role_organisation_form(partnership, organisations))
    return Show(_role_form(session, partnership, present))


def give_role(session: Session, now: datetime, event: Submitted) -> Reply:
    """Set somebody's roles; a partnership keeps at least one convener."""
    partnership = _tended(session, event, Deed.GIVE_ROLE)
    present = members.present(session, partnership.id)
    typed = Typed(event.values)
    if len(present) > MOST_CHOICES and (theirs := _of_organisation(typed, present)):
        return Show(_role_form(session, partnership, theirs))
    chosen = typed.one_of("member", {member.id for member in present})
    roles = {Role(role) for role in typed.some_of("roles", set(texts.ROLES))}
    if not typed.errors and Role.CONVENER not in roles:
        others = (member for member in present if member.id != chosen and Role.CONVENER in member.roles)
        if next(others, None) is None:
            typed.errors["roles"] = _("A partnership keeps at least one convener.")
    if typed.errors:
        return Reject(_role_form(session, partnership, present), typed.errors)
    member = members.give_roles(session, chosen, roles, now)
    return _done(_(_NOW[member.roles - {Role.MEMBER}], name=member.name))


def offer_handing_over(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show to whom the partnership can be handed over; of a great many people, to those of a role first."""
    del now
    convener = members.acting(session, event.who.identity, event.action.subject, Deed.GIVE_ROLE)
    return _handing_over(session, convener)


def hand_over(session: Session, now: datetime, event: Submitted) -> Reply:
    """Make somebody else a convener, and let go of it oneself if one wants to."""
    convener = members.acting(session, event.who.identity, event.action.subject, Deed.GIVE_ROLE)
    others = {each.id: each for each in _others(session, convener)}
    typed = Typed(event.values)
    if len(others) > MOST_CHOICES and not typed.choice("member"):
        return _found(session, convener, list(others.values()), typed.text("find"))
    chosen = typed.one_of("member", others)
    own = typed.one_of("own", {texts.KEEP, texts.LEAVE})
    if typed.errors:
        shown = _handing_over(session, convener)
        return Reject(shown.form, typed.errors) if isinstance(shown, Show) else shown
    heir = members.give_roles(session, chosen, others[chosen].roles | {Role.CONVENER}, now)
    if own == texts.KEEP:
        return _done(_("{name} is now a convener, and so are you.", name=heir.name))
    members.give_roles(session, convener.id, convener.roles - {Role.CONVENER}, now)
    return _done(_("{name} is now a convener. You are one no more.", name=heir.name))


def _handing_over(session: Session, convener: Member) -> Reply:
    if not (others := _others(session, convener)):
        return _done(_("There is nobody else in this partnership yet. Invite somebody first."))
    partnership = partnerships.get(session, convener.partnership)
    if len(others) > MOST_CHOICES:
        return Show(handing.find_form(partnership))
    return Show(texts.handing_over_form(partnership, others))


def _found(session: Session, convener: Member, others: Sequence[Member], part: str) -> Reply:
    """Those whose name has this part, whatever they think of capitals."""
    partnership = partnerships.get(session, convener.partnership)
    wanted = " ".join(part.split()).casefold()
    found = [each for each in others if wanted and wanted in " ".join(each.name.split()).casefold()]
    if 1 <= len(found) <= MOST_CHOICES:
        return Show(texts.handing_over_form(partnership, found))
    return Reject(handing.find_form(partnership, part), {"find": handing.wrong(wanted, len(found))})


def _others(session: Session, convener: Member) -> Sequence[Member]:
    """Whom it can be handed to: conveners and leads first."""
    others = [each for each in members.present(session, convener.partnership) if each.id != convener.id]
    return sorted(others, key=lambda each: (each.roles == {Role.MEMBER}, each.name))


def offer_digest_time(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show when somebody's digest comes."""
    del now
    member = members.acting(session, event.who.identity, event.action.subject, Deed.TIME_DIGEST)
    return Show(texts.digest_form(partnerships.get(session, member.partnership), member.digest))


def time_digest(session: Session, now: datetime, event: Submitted) -> Reply:
    """Set when somebody's digest comes."""
    member = members.acting(session, event.who.identity, event.action.subject, Deed.TIME_DIGEST)
    typed = Typed(event.values)
    weekday = typed.one_of("weekday", {str(day) for day in range(7)})
    hour = typed.one_of("hour", {str(hour) for hour in range(24)})
    zone = typed.zone("zone")
    if typed.errors:
        return Reject(texts.digest_form(partnerships.get(session, member.partnership), member.digest), typed.errors)
    time = DigestTime(int(weekday), int(hour), zone)
    members.time_digest(session, member.id, time, now)
    comes = get_day_names("wide", locale=locale())[time.weekday]
    at = format_time(clock_time(time.hour), "short", locale=locale())
    return _done(_("Your digest comes on {weekday} at {time}.", weekday=comes, time=at))


def _require_starter(who: Identity, host: Host) -> None:
    if not host.lets_start(who):
        raise NotAllowed(_("Whoever runs Weft here decides who may start a partnership. Please ask them."))


def _tended(session: Session, event: Pressed | Submitted, deed: Deed) -> Partnership:
    member = members.acting(session, event.who.identity, event.action.subject, deed)
    return partnerships.get(session, member.partnership)


def _role_form(session: Session, partnership: Partnership, people: Sequence[Member]) -> Form:
    names = {each.id: each.name for each in partnerships.organisations(session, partnership.id)}
    return texts.role_form(partnership, people, names)


def _of_organisation(typed: Typed, people: Sequence[Member]) -> list[Member]:
    """The people of the organisation that was chosen in the step before; none when it was not that step."""
    organisation = typed.choice("organisation")
    return [member for member in people if member.organisation == organisation]


def _done(sentence: str) -> Reply:
    return Whisper(notes.note(sentence, notes.home()))
