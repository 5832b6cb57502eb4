"""Reads what a TOML file wants of a partnership, and says of everything that cannot be on which line it stands."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from typing import TypeVar

from bot.chat.names import Identity
from bot.cli import rules, toml
from bot.cli.tables import Table
from bot.domain import mail
from bot.domain.draft import OPEN_HOURS, REMIND_HOURS
from bot.domain.group import Margin
from bot.domain.partnership import LEAST_THRESHOLD, LEAST_WORDS, RETENTION_DAYS, THRESHOLDS, Basis, Role, Sector
from bot.domain.partnership import Thresholds as Least
from bot.domain.prompt import TITLE_LENGTH, Kind, Question, parse_questions
from bot.domain.record import CONTACT_LENGTH, NAME_LENGTH, Record
from bot.domain.schedule import Status, Visibility, Whom
from bot.domain.wanted import (
    Complaint,
    Wanted,
    WantedCheckIn,
    WantedGroup,
    WantedOrganisation,
    WantedPerson,
)
from bot.errors import InvalidInput
from bot.texts import library

T = TypeVar("T")
_PLATFORMS = ("slack", "teams")
_ROLES = tuple(role.value for role in (Role.LEAD, Role.CONVENER))


def read(text: str) -> tuple[Wanted | None, list[Complaint]]:
    """What the file wants; None where anything in it cannot be.

    Raises:
        ValueError: it is no TOML; with the line and what is wrong there.
    """
    complaints: list[Complaint] = []
    document = toml.read(text)
    file = Table(document, (), document.values, complaints)
    if not file.has("partnership"):
        file.complain("", "the file needs a table [partnership] with a name and a zone")
    partnership = file.table("partnership")
    name, zone = partnership.words("name", NAME_LENGTH), partnership.zone("zone")
    thresholds = _thresholds(partnership) if partnership.has("thresholds") else None
    partnership.end("thresholds")
    wanted = Wanted(
        line=partnership.line,
        name=name,
        zone=zone,
        thresholds=thresholds,
        thresholds_line=document.line("partnership", "thresholds"),
        organisations=tuple(map(_organisation, file.tables("organisation"))),
        groups=tuple(_group(margin, each) for margin in _MARGINS for each in file.tables(margin.value)),
        people=tuple(map(_person, file.tables("person"))),
        check_ins=tuple(_check_in(each, zone) for each in file.tables("check_in")),
    )
    file.end()
    complaints += _twice(wanted)
    return (None if complaints else wanted), sorted(set(complaints), key=lambda each: each.line)


_MARGINS = (Margin.COHORT, Margin.SITE)


def _thresholds(partnership: Table) -> Least:
    table = partnership.table("thresholds")
    scores = table.number("scores", THRESHOLDS, LEAST_THRESHOLD)
    words = table.number("words", [each for each in THRESHOLDS if each >= LEAST_WORDS], LEAST_WORDS)
    table.end()
    if words < scores:
        table.complain("words", "words need at least as many people behind them as scores")
    return Least(scores, words)


def _organisation(table: Table) -> WantedOrganisation:
    found = Record(
        name=table.words("name", NAME_LENGTH),
        sector=Sector(table.choice("sector", list(Sector))),
        contact=table.words("contact", CONTACT_LENGTH),
        basis=Basis(table.choice("basis", list(Basis))),
        retention_days=table.number("retention_days", RETENTION_DAYS),
        domains=_domains(table),
    )
    table.end()
    return WantedOrganisation(table.line, found)


def _domains(table: Table) -> frozenset[str] | None:
    given = table.several("domains")
    if given is None:
        return None
    domains, problem = mail.read(" ".join(given))
    if problem:
        table.complain("domains", problem)
    return domains


def _group(margin: Margin, table: Table) -> WantedGroup:
    found = WantedGroup(table.line, margin, table.words("name", NAME_LENGTH))
    table.end()
    return found


def _person(table: Table) -> WantedPerson:
    def named(key: str) -> frozenset[str] | None:
        given = table.several(key)
        return None if given is None else frozenset(given)

    roles = table.several("roles")
    if roles is not None and (unknown := [each for each in roles if each not in _ROLES]):
        table.complain(
            "roles", f"{unknown[0]!r} is no role; there are {', '.join(_ROLES)}, and everybody is a member"
        )
        roles = None
    found = WantedPerson(
        line=table.line,
        name=table.words("name", NAME_LENGTH),
        organisation=table.words("organisation", NAME_LENGTH),
        accounts=tuple(_account(table, each) for each in table.several("accounts") or ()),
        roles=None if roles is None else frozenset(map(Role, roles)),
        cohorts=named("cohorts"),
        sites=named("sites"),
        leads=named("leads"),
    )
    table.end()
    return found


def _account(table: Table, text: str) -> Identity:
    platform, _, rest = text.partition(":")
    tenant, _, user = rest.partition(":")
    if platform == "web":
        table.complain("accounts", "people of the web inbox have no account to write here: leave accounts out")
    elif platform not in _PLATFORMS or not tenant or not user:
        what = f"{text!r} is no account; write platform:tenant:user, such as slack:T012AB3CD:U012AB3CD"
        table.complain("accounts", what)
    return Identity(platform, tenant, user)


def _check_in(table: Table, zone: str) -> WantedCheckIn:
    title, kind, theme, questions = _asked(table)
    rule, starts = table.words("rule", 200), table.local("starts")
    where = table.zone("zone", zone)
    rhythm = rules.ANY
    try:
        rhythm = rules.read(rule, starts, where) if rule else rhythm
    except ValueError as error:
        table.complain("rule", str(error))
    whom, of = _audience(table)
    hours, remind = table.number("open_hours", OPEN_HOURS, 48), table.number("remind_hours", REMIND_HOURS, 0)
    if remind >= hours:
        table.complain("remind_hours", "the reminder would come before the check-in opens")
    visibility = Visibility(table.choice("visibility", list(Visibility)))
    status = Status(table.choice("status", (Status.ACTIVE, Status.PAUSED), Status.ACTIVE))
    table.end()
    return WantedCheckIn(
        line=table.line,
        title=title,
        kind=kind,
        theme=theme,
        questions=questions,
        rhythm=rhythm,
        whom=whom,
        of=of,
        open_for=timedelta(hours=hours),
        remind_before=timedelta(hours=remind) if remind else None,
        visibility=visibility,
        status=status,
    )


def _asked(table: Table) -> tuple[str, Kind, str, tuple[Question, ...]]:
    """Title, kind, theme and questions: the file's own, or those of a prompt of the library."""
    key = table.text("library")
    if not key:
        title, kind = table.words("title", TITLE_LENGTH), Kind(table.choice("kind", list(Kind)))
        return title, kind, "", _questions(table, kind)
    shipped = library.find(key)
    if shipped is None:
        table.complain("library", f"the library has no prompt {key!r}")
        return "", Kind.REFLECTION, "", ()
    for name in ("kind", "questions"):
        if table.has(name):
            table.complain(name, f"{name} comes from the library: leave it out, or leave out library")
    title = table.words("title", TITLE_LENGTH) if table.has("title") else shipped.title
    return title, shipped.kind, shipped.theme, shipped.questions


def _questions(table: Table, kind: Kind) -> tuple[Question, ...]:
    try:
        return parse_questions(table.text("questions"), kind)
    except InvalidInput as error:
        table.complain("questions", "; ".join(error.errors.values()))
        return ()


def _audience(table: Table) -> tuple[Whom, str]:
    said = table.words("audience", NAME_LENGTH + 20) if table.has("audience") else Whom.EVERYBODY.value
    sort, _, of = (part.strip() for part in said.partition(":"))
    if sort not in set(Whom) or bool(of) is (sort == Whom.EVERYBODY) or (sort == Whom.ROLE and of not in _ROLES):
        ways = f"everybody, {', '.join(f'role:{each}' for each in _ROLES)}, organisation:NAME or space:NAME"
        table.complain("audience", f"audience is {ways}, not {said!r}")
        return Whom.EVERYBODY, ""
    return Whom(sort), of


def _twice(wanted: Wanted) -> Iterable[Complaint]:
    """Whatever would be known by the same name as something above it."""
    yield from _again(wanted.organisations, lambda each: [each.record.name], "an organisation")
    yield from _again(wanted.groups, lambda each: [(each.margin, each.name)], "a cohort or site")
    yield from _again(wanted.check_ins, lambda each: [each.title], "a check-in")
    yield from _again(wanted.people, _known_by, "a person")


def _known_by(person: WantedPerson) -> Collection[object]:
    return person.accounts or [(person.name, person.organisation)]


def _again(things: Iterable[T], known_by: Callable[[T], Collection[object]], what: str) -> Iterable[Complaint]:
    seen: dict[object, int] = {}
    for each in things:
        line: int = each.line  # type: ignore[attr-defined]  # all that is wanted has one
        for key in known_by(each):
            if (first := seen.setdefault(key, line)) != line:
                yield Complaint(line, f"this is {what} that stands on line {first} already")
