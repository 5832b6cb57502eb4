"""Cohorts and sites: the page where a convener finds them, and who belongs to them and leads them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.chat.form import Form, Option, PickOne, ShortText
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.group import Group, Margin
from bot.domain.partnership import Member, Organisation, Partnership
from bot.speech import gettext as _
from bot.speech import noop
from bot.texts import moments, notes
from bot.texts.convening import whose_form
from bot.texts.room import pick_many, shorten
from bot.texts.verbs import Verb

NAME_LENGTH = 80
PAGE = 12
_MOST_NAMED = 5
MARGINS = {Margin.COHORT: noop("Cohort"), Margin.SITE: noop("Site")}
_MEANT = {
    Margin.COHORT: noop("Cohort: people who go through something together"),
    Margin.SITE: noop("Site: people who share a place"),
}
_ADDED_COHORT = noop("{group} is now a cohort of {partnership}. Say next who belongs to it.")
_ADDED_SITE = noop("{group} is now a site of {partnership}. Say next who belongs to it.")


@dataclass(frozen=True, slots=True)
class Standing:
    """A cohort or site with those who belong to it and have not left, and those of them who lead it."""

    group: Group
    people: int
    leads: Sequence[str]
    """Their names."""


def message(partnership: Partnership, standing: Sequence[Standing], page: int) -> Message:
    """One page of the cohorts and sites of a partnership."""
    shown = standing[page * PAGE : (page + 1) * PAGE]
    add = Button(_("Add a cohort or site"), Action(Verb.GROUP, partnership.id), "primary", opens_form=True)
    back = Button(_("Check-ins and people"), Action(Verb.TEND, partnership.id))
    blocks: list[Block] = [
        Text(_("Cohorts and sites"), "heading"),
        Text(_("Results are shown for each, too, where enough answered and no one can be singled out."), "note"),
        Buttons((add, back, notes.home())),
    ]
    for each in shown:
        blocks += [Text(f"{each.group.name}\n{_about(each)}"), Buttons(_buttons(each))]
    if not standing:
        blocks.append(Text(_("There are none yet.")))
    if len(standing) > (page + 1) * PAGE:
        blocks.append(Buttons((Button(_("More"), Action(Verb.GROUPS, f"{partnership.id}:{page + 1}")),)))
    return Message(shorten(_("Cohorts and sites of {partnership}", partnership=partnership.name), 300), tuple(blocks))


def add_form(partnership: Partnership) -> Form:
    """One more cohort or site."""
    return Form(
        title=_("Add a cohort or site"),
        action=Action(Verb.GROUP, partnership.id),
        fields=(
            PickOne(
                name="margin",
                label=_("What is it?"),
                options=tuple(Option(margin.value, _(meant)) for margin, meant in _MEANT.items()),
                initial=Margin.COHORT.value,
            ),
            ShortText(name="name", label=_("Its name"), most=NAME_LENGTH),
        ),
        intro=_("Choose a name that everybody in the partnership may read."),
        submit=_("Add"),
    )


def added(partnership: Partnership, group: Group) -> Message:
    """It is there; now people belong to it."""
    template = _ADDED_SITE if group.margin is Margin.SITE else _ADDED_COHORT
    said = _(template, group=group.name, partnership=partnership.name)
    return notes.note(said, _belong(group), _all(partnership), notes.home())


def belonging_form(
    group: Group, members: Sequence[Member], names: dict[str, str], chosen: Collection[str], of: str = ""
) -> Form:
    """Who belongs; `names` are those of organisations by id, `of` the one whose people alone are shown."""
    return Form(
        title=_("Who belongs"),
        action=_about_people(Verb.BELONG, group, of),
        fields=pick_many("members", _("Who belongs to {group}?", group=group.name), _named(members, names), chosen),
        intro=_(
            "{kind}: {group}. This counts for what is answered from now on. People may belong to several cohorts and "
            "sites, and to none.",
            kind=_(MARGINS[group.margin]),
            group=group.name,
        ),
    )


def leads_form(
    group: Group, members: Sequence[Member], names: dict[str, str], chosen: Collection[str], of: str = ""
) -> Form:
    """Who of those who belong leads."""
    return Form(
        title=_("Who leads"),
        action=_about_people(Verb.LEADERS, group, of),
        fields=pick_many("members", _("Who leads {group}?", group=group.name), _named(members, names), chosen),
        intro=_(
            "{kind}: {group}. Those who lead it get the weekly digest, like all leads.",
            kind=_(MARGINS[group.margin]),
            group=group.name,
        ),
    )


def whose(verb: Verb, group: Group, partnership: Partnership, organisations: Sequence[Organisation]) -> Form:
    """Where there are too many people for one form: whose people to choose from."""
    title = _("Who leads") if verb is Verb.LEADERS else _("Who belongs")
    return whose_form(title, Action(verb, group.id), partnership, organisations)


def set_(partnership: Partnership, group: Group, said: str) -> Message:
    """Who belongs, or leads, has changed."""
    return notes.note(f"{group.name}: {said}", _all(partnership), notes.home())


def nobody(group: Group) -> Message:
    """Nobody can lead what nobody belongs to."""
    said = _("Nobody belongs to {group} yet. Say who does, then who of them leads it.", group=group.name)
    return notes.note(said, _belong(group), notes.home())


def _about(each: Standing) -> str:
    about = f"{_(MARGINS[each.group.margin])}, {moments.people(each.people)}"
    if not each.leads:
        return about
    many = len(each.leads) > _MOST_NAMED
    more = [_("{count} more", count=len(each.leads) - _MOST_NAMED)] if many else []
    return _("{about}, led by {leads}", about=about, leads=moments.enumeration([*each.leads[:_MOST_NAMED], *more]))


def _buttons(each: Standing) -> tuple[Button, ...]:
    if not each.people:
        return (_belong(each.group),)
    return _belong(each.group), Button(_("Who leads"), Action(Verb.LEADERS, each.group.id), opens_form=True)


def _belong(group: Group) -> Button:
    return Button(_("Who belongs"), Action(Verb.BELONG, group.id), opens_form=True)


def _all(partnership: Partnership) -> Button:
    return Button(_("Cohorts and sites"), Action(Verb.GROUPS, partnership.id))


def _about_people(verb: Verb, group: Group, of: str) -> Action:
    return Action(verb, f"{group.id}:{of}" if of else group.id)


def _named(members: Sequence[Member], names: dict[str, str]) -> list[tuple[str, str]]:
    return [(each.id, f"{each.name}, {names[each.organisation]}") for each in members]
