"""Setting the example partnership up, form by form, as its convener would."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from bot.app import Bot
from bot.chat.events import Opened, Pressed, Reject, Replace, Reply, Show, Submitted
from bot.chat.form import Form, Values
from bot.chat.message import Action, Buttons
from bot.chat.names import Identity, Person
from bot.domain.partnership import Basis, Role, Sector
from bot.domain.prompt import written
from bot.errors import OperatorError
from bot.store import inbox, members, partnerships, schedules
from bot.store.database import Database
from bot.texts import library
from bot.texts.verbs import Verb
from jobs.example.cast import Cast, Party
from jobs.example.programme import ROUNDS, Calendar, Round

_FRIDAYS = 5
"""Every so many leads want their digest on Friday afternoon instead of Monday morning."""
_BASES = dict.fromkeys((Sector.NHS, Sector.LOCAL_AUTHORITY), Basis.PUBLIC_TASK)
"""Public bodies answer for a public task."""
_RETENTION = "730"
"""Days."""


@dataclass(frozen=True, slots=True)
class Played:
    """The partnership as it stands: who is who."""

    partnership: str
    convener: Person
    people: Mapping[str, Person]
    """By member id."""
    looking: frozenset[str]
    """The names of those whose inboxes a newcomer opens."""


async def set_up(bot: Bot, database: Database, cast: Cast, calendar: Calendar) -> Played:
    """Start the partnership, add its organisations and people, give roles and plan the check-ins.

    Raises:
        OperatorError: something of it is not allowed or not possible here.
    """
    user, _ = await database.write(partial(inbox.enrol, name=cast.convener))
    convener = Person(Identity("web", "web", user), cast.convener)
    own, *others = cast.parties
    start = {**_organisation(own), "partnership": cast.name, "zone": cast.zone, "name": cast.convener}
    await bot.receive(Submitted(convener, Action(Verb.START), start))
    started = await database.read(partial(members.of, who=convener.identity))
    if not started:
        raise OperatorError("the example needs somebody who may start a partnership: set WEFT_STARTERS=anyone")
    partnership = started[0].partnership
    for party in others:
        await bot.receive(Submitted(convener, Action(Verb.ORGANISATION, partnership), _organisation(party)))
    await _invite(bot, database, cast, convener, partnership)
    people = await database.read(partial(members_of, partnership=partnership))
    await asyncio.gather(*(_take_part(bot, person) for person in people.values()))
    await _give_roles(bot, cast, people, partnership, convener)
    for each in (each for each in ROUNDS if each.weeks(calendar)):
        await _schedule(bot, convener, partnership, each, calendar)
    return Played(partnership, convener, people, frozenset({cast.convener, cast.lead, cast.member}))


async def rewrite(bot: Bot, database: Database, played: Played, calendar: Calendar) -> None:
    """At half time the convener puts other questions in the place of those that have been asked enough."""
    running = await database.read(partial(schedules.running, partnership=played.partnership))
    ids = {prompt.title: schedule.id for schedule, prompt in running}
    for each in ROUNDS:
        before, after = library.find(each.prompt), library.find(each.later)
        if before is None or after is None or before is after or before.title not in ids:
            continue
        action = Action(Verb.REWRITE, ids[before.title])
        form = _form(await bot.receive(Pressed(played.convener, action)))
        questions = {"title": after.title, "questions": written(after.questions)}
        form = _form(await bot.receive(Submitted(played.convener, form.action, questions)))
        await _plan(bot, played.convener, form, each.planned(calendar))


def _organisation(party: Party) -> Values:
    return {
        "organisation": party.name,
        "sector": party.sector.value,
        "contact": party.contact,
        "basis": _BASES.get(party.sector, Basis.LEGITIMATE_INTERESTS),
        "retention": _RETENTION,
    }


async def _invite(bot: Bot, database: Database, cast: Cast, convener: Person, partnership: str) -> None:
    known = {
        each.name: each.id
        for each in await database.read(partial(partnerships.organisations, partnership=partnership))
    }
    invitations = (
        Submitted(convener, Action(Verb.INVITE, partnership), {"name": name, "organisation": known[party.name]})
        for party in cast.parties
        for name in party.people
        if name != cast.convener
    )
    await asyncio.gather(*map(bot.receive, invitations))


async def _take_part(bot: Bot, person: Person) -> None:
    """They open their link, read what holds for them and say that they take part."""
    page = await bot.receive(Opened(person))
    rows = page.message.blocks if isinstance(page, Replace) else ()
    for action in (button.action for row in rows if isinstance(row, Buttons) for button in row.buttons):
        if action.verb == Verb.OPT_IN:
            await bot.receive(Pressed(person, action))


async def _give_roles(bot: Bot, cast: Cast, people: Mapping[str, Person], partnership: str, convener: Person) -> None:
    ids = {person.name: member for member, person in people.items()}
    leads = [name for party in cast.parties if (name := party.people[0]) != cast.convener]
    give = Action(Verb.ROLE, partnership)
    await asyncio.gather(
        *(bot.receive(Submitted(convener, give, {"member": ids[name], "roles": (Role.LEAD,)})) for name in leads)
    )
    friday = {"weekday": "4", "hour": "15", "zone": cast.zone}
    for name in leads[::_FRIDAYS]:
        if name != cast.lead:
            await bot.receive(Submitted(people[ids[name]], Action(Verb.DIGEST_TIME, partnership), friday))


async def _schedule(bot: Bot, convener: Person, partnership: str, each: Round, calendar: Calendar) -> None:
    chosen = {"prompt": each.key(calendar, each.weeks(calendar)[0])}
    form = _form(await bot.receive(Submitted(convener, Action(Verb.CHOOSE, partnership), chosen)))
    await _plan(bot, convener, form, each.planned(calendar))


async def _plan(bot: Bot, convener: Person, form: Form, planned: Values) -> None:
    preview = _form(await bot.receive(Submitted(convener, form.action, planned)))
    await bot.receive(Submitted(convener, preview.action, {"next": "save"}))


def _form(reply: Reply) -> Form:
    match reply:
        case Show(form):
            return form
        case Reject(errors=errors):
            raise OperatorError(f"the example cannot be planned: {'; '.join(errors.values())}")
        case _:
            raise OperatorError("the example cannot be planned: a form was refused")


def members_of(session: Session, partnership: str) -> Mapping[str, Person]:
    """Member id to person, of everybody who is in the partnership."""
    present = members.present(session, partnership)
    identities = members.identities(session, (member.id for member in present))
    return {member.id: Person(identities[member.id][0], member.name) for member in present}
