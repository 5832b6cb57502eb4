"""Brings people in from a CSV file: the difference first, then all or nothing, and a link for each who is new."""

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import click
from sqlmodel import Session

from bot.cli import naming
from bot.cli.apply import carry_out, invalid, text_of
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.domain import roll
from bot.domain.group import Group, Margin
from bot.domain.roll import Line, Roll
from bot.domain.wanted import Complaint, Wanted, WantedPerson
from bot.store import groups, partnerships
from bot.store.database import Database


@click.group()
def people() -> None:
    """Bring people in from a CSV file."""


@people.command("import")
@click.argument("partnership")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; goes with --yes or --dry-run.")
@clearly
def import_(partnership: str, file: Path, *, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Bring the people of the CSV file FILE (- reads standard input) into PARTNERSHIP (its name or its id).

    A line holds a name, an e-mail address, an organisation and, if you like, cohorts or sites, with commas,
    semicolons or tabs between; a heading may say which column is which. Who is there already stays as they are.
    Everybody new gets a way into the web inbox. E-mail addresses are used to find doubles, and are not kept.
    """
    if as_json and not (yes or dry_run):
        raise click.UsageError("--json goes with --yes or --dry-run: a machine cannot be asked")
    read = roll.read(text_of(file))
    chosen = begin()
    with Database(chosen.database_url) as database:
        wanted, complaints = asyncio.run(database.read(partial(_wanted, said=partnership, read=read)))
        if complaints:
            raise invalid(str(file), complaints)
        carry_out(chosen, database, wanted, str(file), yes=yes, dry_run=dry_run, as_json=as_json)


def _wanted(session: Session, said: str, read: Roll) -> tuple[Wanted, list[Complaint]]:
    """The people of a table as a file would want them, and what is not understood of it."""
    there = partnerships.get(session, naming.partnership(partnerships.names(session), said))
    names = {each.name.casefold(): each.name for each in partnerships.organisations(session, there.id)}
    known = groups.of_partnership(session, there.id)
    complaints = [Complaint(each.number, each.why) for each in read.misread]
    if not read.lines and not complaints:
        complaints.append(Complaint(1, "there is nobody in this file"))
    people: list[WantedPerson] = []
    for line in read.lines:
        found = {each.name.casefold(): each for each in known if each.name.casefold() in set(_called(line))}
        complaints += _complaints(line, names, found)
        people.append(_person(line, names, found))
    wanted = Wanted(
        line=1,
        name=there.name,
        zone=there.zone,
        thresholds=None,
        thresholds_line=1,
        organisations=(),
        groups=(),
        people=tuple(people),
        check_ins=(),
    )
    return wanted, complaints


def _called(line: Line) -> list[str]:
    return [each.casefold() for each in line.groups]


def _complaints(line: Line, names: Mapping[str, str], found: Mapping[str, Group]) -> Iterator[Complaint]:
    if not line.organisation:
        yield Complaint(line.number, f"{line.name} has no organisation")
    elif line.organisation.casefold() not in names:
        there = ", ".join(sorted(names.values()))
        yield Complaint(line.number, f"there is no organisation {line.organisation!r}; there are: {there}")
    for each in line.groups:
        if each.casefold() not in found:
            yield Complaint(line.number, f"there is no cohort or site {each!r}")


def _person(line: Line, names: Mapping[str, str], found: Mapping[str, Group]) -> WantedPerson:
    def of(margin: Margin) -> frozenset[str] | None:
        named = frozenset(each.name for each in found.values() if each.margin is margin)
        return named or None

    return WantedPerson(
        line=line.number,
        name=line.name,
        organisation=names.get(line.organisation.casefold(), line.organisation),
        cohorts=of(Margin.COHORT),
        sites=of(Margin.SITE),
    )
