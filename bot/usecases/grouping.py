"""Cohorts and sites: adding them, and saying who belongs to them and who leads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.form import Form
from bot.domain.group import Group, Margin
from bot.domain.partnership import Member, Partnership
from bot.domain.permission import Deed
from bot.domain.typed import Typed
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.speech import ngettext
from bot.store import groups, members, partnerships
from bot.texts import grouping as texts
from bot.texts import moments
from bot.texts.room import MOST_CHOICES
from bot.texts.verbs import Verb

_MOST = 100
"""Cohorts and sites of one partnership."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """The people that a form is about: those of one organisation where all would be too many."""

    partnership: Partnership
    group: Group
    people: Sequence[Member]
    of: str

    @property
    def offered(self) -> set[str]:
        """The ids of those whom a form has room for."""
        return {member.id for member in self.people[:MOST_CHOICES]}


def show(session: Session, now: datetime, event: Pressed) -> Reply:
    """One page of a partnership's cohorts and sites."""
    del now
    subject, _colon, page = event.action.subject.partition(":")
    partnership = _tended(session, event, subject)
    present = members.present(session, subject)
    standing = [_standing(session, group, present) for group in groups.of_partnership(session, subject)]
    return Replace(texts.message(partnership, standing, int(page) if page.isdecimal() else 0))


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the form of one more cohort or site."""
    del now
    return Show(texts.add_form(_tended(session, event, event.action.subject)))


def add(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep one more cohort or site."""
    del now
    partnership = _tended(session, event, event.action.subject)
    typed = Typed(event.values)
    margin = typed.one_of("margin", set(texts.MARGINS))
    name = typed.line("name", texts.NAME_LENGTH)
    if len(groups.of_partnership(session, partnership.id)) >= _MOST:
        typed.errors["name"] = _("A partnership has at most {most} cohorts and sites.", most=_MOST)
    if typed.errors:
        return Reject(texts.add_form(partnership), typed.errors)
    try:
        group = groups.add(session, partnership.id, Margin(margin), name)
    except InvalidInput as error:
        return Reject(texts.add_form(partnership), error.errors)
    return Whisper(texts.added(partnership, group))


def offer_belonging(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show who may belong; of a great many people, first ask for their organisation."""
    del now
    choice = _choice(session, event)
    if len(choice.people) > MOST_CHOICES and not choice.of:
        return Show(_whose(session, choice, Verb.BELONG))
    return Show(_belonging_form(session, choice))


def belong(session: Session, now: datetime, event: Submitted) -> Reply:
    """Set who belongs, of those who were shown."""
    choice = _choice(session, event)
    typed = Typed(event.values)
    if narrowed := _narrowed(choice, typed):
        return Show(_belonging_form(session, narrowed))
    if len(choice.people) > MOST_CHOICES and not choice.of:
        return Reject(_whose(session, choice, Verb.BELONG), {"organisation": _("Choose one of the organisations.")})
    chosen = typed.some_of("members", choice.offered)
    if typed.errors:
        return Reject(_belonging_form(session, choice), typed.errors)
    for member in groups.set_belonging(session, choice.group.id, choice.offered, chosen):
        members.line_up_digests(session, member, now)
    people = _standing(session, choice.group, members.present(session, choice.partnership.id)).people
    said = ngettext("{count} person now belongs to it.", "{count} people now belong to it.", people)
    return Whisper(texts.set_(choice.partnership, choice.group, said))


def offer_leads(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show who may lead: those who belong."""
    del now
    choice = _of_those_who_belong(session, _choice(session, event))
    if not choice.people:
        return Whisper(texts.nobody(choice.group))
    if len(choice.people) > MOST_CHOICES and not choice.of:
        return Show(_whose(session, choice, Verb.LEADERS))
    return Show(_leads_form(session, choice))


def lead(session: Session, now: datetime, event: Submitted) -> Reply:
    """Set who leads, of those who were shown; each reads the digest from now on."""
    choice = _of_those_who_belong(session, _choice(session, event))
    typed = Typed(event.values)
    if narrowed := _narrowed(choice, typed):
        return Show(_leads_form(session, narrowed))
    if not choice.people:
        return Whisper(texts.nobody(choice.group))
    if len(choice.people) > MOST_CHOICES and not choice.of:
        return Reject(_whose(session, choice, Verb.LEADERS), {"organisation": _("Choose one of the organisations.")})
    chosen = typed.some_of("members", choice.offered)
    if typed.errors:
        return Reject(_leads_form(session, choice), typed.errors)
    for member in groups.set_leads(session, choice.group.id, choice.offered, chosen):
        members.line_up_digests(session, member, now)
    leads = _standing(session, choice.group, members.present(session, choice.partnership.id)).leads
    said = (
        _("now led by {names}.", names=moments.enumeration(list(leads[:20]))) if leads else _("nobody leads it now.")
    )
    return Whisper(texts.set_(choice.partnership, choice.group, said))


def _tended(session: Session, event: Pressed | Submitted, partnership: str) -> Partnership:
    members.acting(session, event.who.identity, partnership, Deed.TEND_GROUPS)
    return partnerships.get(session, partnership)


def _choice(session: Session, event: Pressed | Submitted) -> _Choice:
    subject, _colon, organisation = event.action.subject.partition(":")
    partnership, group = groups.get(session, subject)
    tended = _tended(session, event, partnership)
    people = members.present(session, partnership)
    if organisation:
        people = [member for member in people if member.organisation == organisation]
    return _Choice(tended, group, people, organisation)


def _of_those_who_belong(session: Session, choice: _Choice) -> _Choice:
    belonging = groups.belonging(session, choice.group.id)
    people = [member for member in choice.people if member.id in belonging]
    return _Choice(choice.partnership, choice.group, people, choice.of)


def _narrowed(choice: _Choice, typed: Typed) -> _Choice | None:
    """The people of the organisation that was chosen in the step before; None when it was not that step."""
    organisation = typed.choice("organisation")
    people = [member for member in choice.people if member.organisation == organisation]
    return _Choice(choice.partnership, choice.group, people, organisation) if people and not choice.of else None


def _whose(session: Session, choice: _Choice, verb: Verb) -> Form:
    organisations = partnerships.organisations(session, choice.partnership.id)
    present = {member.organisation for member in choice.people}
    return texts.whose(verb, choice.group, choice.partnership, [each for each in organisations if each.id in present])


def _belonging_form(session: Session, choice: _Choice) -> Form:
    chosen = groups.belonging(session, choice.group.id)
    return texts.belonging_form(choice.group, choice.people, _names(session, choice), chosen, choice.of)


def _leads_form(session: Session, choice: _Choice) -> Form:
    chosen = [member for member, leads in groups.belonging(session, choice.group.id).items() if leads]
    return texts.leads_form(choice.group, choice.people, _names(session, choice), chosen, choice.of)


def _names(session: Session, choice: _Choice) -> dict[str, str]:
    return {each.id: each.name for each in partnerships.organisations(session, choice.partnership.id)}


def _standing(session: Session, group: Group, present: Sequence[Member]) -> texts.Standing:
    belonging = groups.belonging(session, group.id)
    people = [member for member in present if member.id in belonging]
    return texts.Standing(group, len(people), [member.name for member in people if belonging[member.id]])
