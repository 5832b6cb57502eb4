"""Bringing people in from a table that a convener pastes: what it says is shown first, and nothing typed is lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.chat import limits
from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.chat.names import Identity, Lane
from bot.domain import mail, roll
from bot.domain.group import Group
from bot.domain.host import Host
from bot.domain.partnership import Member, Organisation, Partnership
from bot.domain.permission import Deed
from bot.domain.rights import mark
from bot.domain.roll import Line, Misread
from bot.domain.typed import Typed
from bot.speech import gettext as _
from bot.store import groups, inbox, members, partnerships
from bot.texts import enrolling as texts
from bot.texts import notes

_INBOX = Lane("web", "web")
_SHORT = 40


@dataclass(frozen=True, slots=True)
class _New:
    """Somebody to be made a member."""

    name: str
    organisation: str
    groups: tuple[str, ...]


def offer(session: Session, now: datetime, event: Pressed, host: Host) -> Reply:
    """Show the form that takes the table."""
    del now
    partnership = _tended(session, event)
    if host.web_link is None:
        return Whisper(notes.note(texts.linkless(), notes.home()))
    return Show(texts.form(partnership))


def take(session: Session, now: datetime, event: Submitted, host: Host) -> Reply:
    """Say what the table says; and, once the convener has seen that, make members of those who are new in it."""
    partnership = _tended(session, event)
    if host.web_link is None:
        return Whisper(notes.note(texts.linkless(), notes.home()))
    typed = Typed(event.values)
    table = typed.text("table")
    if not table.strip():
        return Reject(texts.form(partnership), {"table": texts.nothing()})
    new, reading = _read(session, partnership, table)
    form = texts.form(partnership, table[: limits.LONG], reading)
    if typed.choice("next") != texts.DO:
        return Show(form)
    if not new:
        return Reject(form, {"table": texts.told(reading)})
    # A link is as long as any other of them.
    link = len(host.web_link("0" * 32, 1)) + 2
    fitting = max(texts.ROOM // (max(len(each.name) for each in new) + link + 1), 1)
    if len(new) > fitting:
        return Reject(form, {"table": texts.too_many(len(new), fitting)})
    # What was changed since it was looked at is looked at again before anybody becomes a member by it.
    if event.action.subject.partition(":")[2] != mark(table):
        return Show(form)
    links = [(each.name, host.web_link(*_enrol(session, now, partnership, each))) for each in new]
    return Whisper(texts.brought(links, reading.misread))


def _enrol(session: Session, now: datetime, partnership: Partnership, new: _New) -> tuple[str, int]:
    user, generation = inbox.enrol(session, new.name)
    member = members.join(
        session,
        Identity(*_INBOX, user),
        partnership=partnership.id,
        organisation=new.organisation,
        name=new.name,
        roles=(),
        zone=partnership.zone,
        now=now,
    )
    for group in new.groups:
        groups.set_belonging(session, group, [member.id], [member.id])
    return user, generation


def _read(session: Session, partnership: Partnership, table: str) -> tuple[Sequence[_New], texts.Reading]:
    read = roll.read(table)
    organisations = partnerships.organisations(session, partnership.id)
    by_name = {each.name.casefold(): each for each in organisations}
    there = {(each.name.casefold(), each.organisation) for each in members.present(session, partnership.id)}
    known = groups.of_partnership(session, partnership.id)
    new: dict[tuple[str, str], _New] = {}
    misread, present = list(read.misread), 0
    for line in read.lines:
        organisation = by_name.get(line.organisation.casefold())
        if organisation is None:
            misread.append(Misread(line.number, line.text, _unknown(line, organisations)))
            continue
        if missing := _missing(line, known):
            misread.append(Misread(line.number, line.text, missing))
            continue
        key = (line.name.casefold(), organisation.id)
        if key in there:
            present += 1
        elif _namesakes(session, partnership.id, organisation.id, line.name):
            why = _("{name} has left the partnership. Use Invite somebody if they want to be back", name=line.name)
            misread.append(Misread(line.number, line.text, why))
        elif key in new:
            why = _("{name} stands above already. Give each of two people a name of their own", name=line.name)
            misread.append(Misread(line.number, line.text, why))
        else:
            new[key] = _New(line.name, organisation.id, _ids(line, known))
    misread.sort(key=lambda each: each.number)
    return list(new.values()), texts.Reading(len(new), present, read.merged, misread)


def _unknown(line: Line, organisations: Sequence[Organisation]) -> str:
    names: Mapping[str, str] = {each.id: each.name for each in organisations}
    suggested = [names[each] for each in mail.proposed(organisations, line.email or None)]
    if line.organisation:
        said = _("there is no organisation “{name}” here", name=line.organisation[:_SHORT])
    else:
        said = _("there is no organisation")
    if not suggested:
        return said
    return _("{problem}; the e-mail address suggests {name}: write it in", problem=said, name=suggested[0])


def _missing(line: Line, known: Collection[Group]) -> str:
    names = {each.name.casefold() for each in known}
    missing = [each for each in line.groups if each.casefold() not in names]
    return _("there is no cohort or site “{name}” here", name=missing[0][:_SHORT]) if missing else ""


def _ids(line: Line, known: Collection[Group]) -> tuple[str, ...]:
    wanted = {each.casefold() for each in line.groups}
    return tuple(each.id for each in known if each.name.casefold() in wanted)


def _namesakes(session: Session, partnership: str, organisation: str, name: str) -> list[Member]:
    return [each for each in members.named(session, partnership, name) if each.organisation == organisation]


def _tended(session: Session, event: Pressed | Submitted) -> Partnership:
    subject = event.action.subject.partition(":")[0]
    member = members.acting(session, event.who.identity, subject, Deed.INVITE)
    return partnerships.get(session, member.partnership)
