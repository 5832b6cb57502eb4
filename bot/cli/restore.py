"""Puts a backup in the place of the database: looked at first, all at once, and not over anything by mistake."""

import asyncio
import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from bot import settings
from bot.app import utc_now
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.cli.confirming import confirm
from bot.cli.files import database_file
from bot.domain.audit import RESTORED
from bot.errors import Declined, FileInvalid, StoreUnavailable
from bot.store import copying
from bot.store.copying import Look
from bot.store.database import Database
from bot.usecases import auditing


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Also over a database that is newer, damaged, or in use.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; goes with --yes.")
@clearly
def restore(file: Path, *, force: bool, yes: bool, as_json: bool) -> None:
    """Put the backup FILE in the place of the SQLite database.

    FILE is opened and checked first. A database that is in use, or that tells of anything later than FILE does, is
    only written over with --force. All of it is put back or nothing is. What was erased since FILE was made is
    there again, and a check-in that closed since is open again: the command says so. An older database is brought up
    to date, and each partnership's audit says from then on that it was put back. Start Weft afterwards.

    \b
    With --json, the object has
      file, database, revision, partnerships
      notes  what is to be known, in words
    """  # noqa: D301  click's sign that what follows stays as it is written
    if as_json and not yes:
        raise click.UsageError("--json goes with --yes: a machine cannot be asked")
    os.umask(0o077)
    target = database_file(settings.read(), "pg_restore --clean with what pg_dump has made")
    if not file.is_file():
        raise FileInvalid(f"there is no file {file}")
    if target.exists() and target.samefile(file):
        raise Declined(f"{file} is the database itself")
    found = _usable(file)
    if target.exists() and not force:
        _require_older(target, found)
    notes = list(_notes(found))
    if not as_json:
        for note in notes:
            click.echo(f"  note: {note}", err=True)
    confirm(f"Put {file} in the place of {target}?" if target.exists() else f"Make {target} from {file}?", yes=yes)
    _put_back(file, target, found)
    with Database(begin().database_url) as database:
        asyncio.run(database.write(partial(auditing.note_everywhere, now=utc_now(), deed=RESTORED)))
    if as_json:
        known = {"revision": copying.revisions()[-1], "partnerships": found.partnerships, "notes": notes}
        click.echo(json.dumps({"file": str(file), "database": str(target), **known}, indent=2))
    else:
        click.echo(f"{target} holds what {file} does, and was opened and checked. Start Weft now.")


def _usable(file: Path) -> Look:
    """What a backup holds.

    Raises:
        FileInvalid: it is none, it is damaged, or a newer Weft has written it.
    """
    found = copying.look(file)
    if not found.revision:
        raise FileInvalid(f"{file} is no backup of Weft: it has none of its tables")
    if found.revision not in copying.revisions():
        raise FileInvalid(f"{file} was written by a newer Weft (revision {found.revision}): restore it with that one")
    return found


def _require_older(target: Path, found: Look) -> None:
    if copying.is_used(target):
        raise Declined(f"{target} is in use: stop Weft first, or say --force")
    try:
        there = copying.look(target)
    except FileInvalid:
        raise Declined(f"{target} is damaged: put it aside to have what can be saved, or say --force") from None
    known = copying.revisions()
    if there.revision and (there.revision not in known or known.index(there.revision) > known.index(found.revision)):
        raise Declined(f"{target} is of a newer revision ({there.revision}) than the backup: say --force to go back")
    if there.latest and (found.latest is None or there.latest > found.latest):
        last = f"{found.latest:%Y-%m-%d %H:%M} UTC" if found.latest else "nothing"
        what = f"{target} tells of {there.latest:%Y-%m-%d %H:%M} UTC, and the backup only of {last}"
        raise Declined(f"{what}: what came since would be lost; say --force to go back")


def _put_back(file: Path, target: Path, found: Look) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copying.put_back(file, target)
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}") from None
    if copying.look(target).revision != found.revision:
        raise StoreUnavailable(f"{target} does not hold what {file} does: stop Weft and do it again")


def _notes(found: Look) -> Iterator[str]:
    when = f"{found.latest:%Y-%m-%d %H:%M} UTC" if found.latest else "its making"
    yield f"whoever was erased after {when} is there again: erase them again"
    if found.revision != copying.revisions()[-1]:
        yield f"it is of an older revision ({found.revision}), and is brought up to date as it is put back"
    yield "messages that went out since may go out again, where they were still waiting in the backup"
    if found.open_check_ins:
        yield f"check-ins that are open in it: {found.open_check_ins}; whichever has closed since is released anew"
