"""Sets a partnership up, or brings it up to date, as a TOML file says: the difference first, then all or nothing."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from bot.app import utc_now
from bot.cli import wanted
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.cli.confirming import confirm
from bot.domain.audit import APPLIED
from bot.domain.wanted import Change, Complaint, Wanted
from bot.errors import Declined, FileInvalid
from bot.settings import Settings
from bot.store.database import Database
from bot.usecases import auditing
from bot.usecases.applying import whole
from bot.usecases.applying.outcome import Outcome

_MOST = 5_000_000
"""Bytes of a file: far more than any partnership needs."""


class _Looked(Exception):
    """Carries out what would have come of it, and undoes it by being raised."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; goes with --yes or --dry-run.")
@clearly
def apply(file: Path, *, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Make a partnership what the TOML file FILE says (- reads standard input).

    Says first what would change, and asks. What is not in the file stays as it is: nothing is ever taken away but
    the roles, cohorts and sites of people whose lists name fewer. Whoever has left stays away. All is done or
    nothing is; the same file again changes nothing. The README has an example.

    \b
    With --json, the object has
      applied  whether it was done
      changes  [{new, kind, name, details}]
      notes    what else is to be known
      links    [{name, link}]: ways into the web inbox for people without accounts
    """  # noqa: D301  click's sign that what follows stays as it is written
    if as_json and not (yes or dry_run):
        raise click.UsageError("--json goes with --yes or --dry-run: a machine cannot be asked")
    asked = read(file)
    chosen = begin()
    with Database(chosen.database_url) as database:
        carry_out(chosen, database, asked, str(file), yes=yes, dry_run=dry_run, as_json=as_json)


def carry_out(
    chosen: Settings, database: Database, asked: Wanted, file: str, *, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Say what would change, ask, and do it; print the links that have come of it."""
    outcome = asyncio.run(look(database, asked, file))
    if not as_json:
        click.echo("\n".join(lines(outcome)))
    if dry_run or not outcome.changes:
        links: list[dict[str, str | None]] = []
    else:
        confirm("Do this?", yes=yes)
        done = asyncio.run(database.write(partial(_do, asked=asked, shown=outcome.changes, file=file)))
        links = _links(chosen, database, done)
    applied = not dry_run and bool(outcome.changes)
    if as_json:
        told = {"changes": [asdict(each) for each in outcome.changes], "notes": outcome.notes}
        click.echo(json.dumps({"applied": applied, **told, "links": links}, indent=2, ensure_ascii=False))
    elif applied:
        click.echo("Done.")
        for each in links:
            click.echo(f"  {each['name']}: {each['link'] or 'the web inbox is switched off (WEFT_WEB)'}")


def read(file: Path) -> Wanted:
    """What a file wants.

    Raises:
        FileInvalid: with a line for everything that cannot be, and where it stands.
    """
    try:
        found, complaints = wanted.read(text_of(file))
    except ValueError as error:
        raise FileInvalid(f"{file}: {error}") from None
    if found is None:
        raise invalid(str(file), complaints)
    return found


def text_of(file: Path) -> str:
    """What is written in a file.

    Raises:
        FileInvalid: it cannot be read, is too large or no text.
    """
    try:
        with click.open_file(str(file), "rb") as opened:
            content = opened.read(_MOST + 1)
        text: str = content.decode()
    except OSError as error:
        raise FileInvalid(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FileInvalid(f"{file} is not text in UTF-8") from None
    if len(content) > _MOST:
        raise FileInvalid(f"{file} is too large: a partnership needs a few kilobytes")
    return text


async def look(database: Database, asked: Wanted, file: str) -> Outcome:
    """What would come of it; nothing is kept.

    Raises:
        FileInvalid: it cannot be done as things are.
    """

    def work(session: Session) -> None:
        raise _Looked(whole.apply(session, utc_now(), asked))

    try:
        await database.write(work)
    except _Looked as looked:
        if looked.outcome.complaints:
            raise invalid(file, looked.outcome.complaints) from None
        return looked.outcome
    raise AssertionError("it always says what came of it")


def _do(session: Session, asked: Wanted, shown: Sequence[Change], file: str) -> Outcome:
    now = utc_now()
    about = partial(whole.about, wanted=asked)
    work = partial(whole.apply, now=now, wanted=asked)
    outcome = auditing.of_operator(session, now, about, APPLIED, work)
    if outcome.complaints:
        raise invalid(file, outcome.complaints)
    if outcome.changes != shown:
        raise Declined("nothing was done: something changed meanwhile; look again")
    return outcome


def lines(outcome: Outcome) -> Iterator[str]:
    """What changes, for people to read."""
    for each in outcome.changes:
        yield f"{'+' if each.new else '~'} {each.kind} {each.name}"
        yield from (f"    {_printable(detail)}" for detail in each.details)
    yield from (f"  note: {each}" for each in outcome.notes)
    if not outcome.changes:
        yield "Nothing to do: all is as the file says."


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def invalid(file: str, complaints: Sequence[Complaint]) -> FileInvalid:
    """A line for everything that cannot be, and where it stands."""
    ordered = sorted(complaints, key=lambda each: each.line)
    return FileInvalid("\n".join(f"{file}:{each.line}: {each.what}" for each in ordered))


def _links(chosen: Settings, database: Database, done: Outcome) -> list[dict[str, Any]]:
    if not done.invited:
        return []
    from bot.cli.build import build  # noqa: PLC0415  only where a link is made do the adapters need to be there

    weft = build(chosen, database)
    return [{"name": name, "link": weft.link(user, generation)} for name, user, generation in done.invited]
