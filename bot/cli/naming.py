"""Partnerships and people as somebody names them on a command line."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from bot.domain.partnership import Member
from bot.errors import Unknown
from bot.store import finding, partnerships


def partnership(names: Mapping[str, str], said: str) -> str:
    """The id of the partnership with this id or name.

    Raises:
        Unknown: there is none, or several.
    """
    if said in names:
        return said
    found = [id_ for id_, name in names.items() if name.casefold() == said.strip().casefold()]
    if len(found) > 1:
        raise Unknown(f"several partnerships are called {said!r}; write an id: {', '.join(sorted(found))}")
    if not found:
        there = ", ".join(sorted(names.values())) or "none yet"
        raise Unknown(f"there is no partnership {said!r}; there are: {there}")
    return found[0]


def person(session: Session, said: str, within: str | None = None) -> Sequence[Member]:
    """Somebody as all the members who they are or were, or as the one of one partnership.

    Raises:
        Unknown: there is nobody, or there are several.
    """
    people = [
        mine
        for person in finding.people(session, said)
        if (mine := [member for member in person if within in {None, member.partnership}])
    ]
    if not people:
        raise Unknown(f"there is nobody {said!r}; write a name, a member's id, or an account such as slack:T01:U01")
    if len(people) > 1:
        told = "; ".join(f"{each[0].id} ({_where(session, each)})" for each in people)
        raise Unknown(f"{said!r} is the name of several; write one of these ids: {told}")
    return people[0]


def _where(session: Session, person: Sequence[Member]) -> str:
    return ", ".join(
        f"{partnerships.organisation(session, each.organisation).name} in "
        f"{partnerships.get(session, each.partnership).name}"
        for each in person
    )
