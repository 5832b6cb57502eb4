"""Copies the database while Weft runs, and looks at the copy before it counts."""

import asyncio
import hashlib
import json
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from bot import settings
from bot.app import utc_now
from bot.cli import dumps
from bot.cli.clearly import clearly
from bot.cli.files import database_file
from bot.domain.audit import BACKED_UP
from bot.errors import Declined, StoreUnavailable
from bot.settings import Settings
from bot.store import copying
from bot.store.copying import Look
from bot.store.database import Database
from bot.usecases import auditing


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Write over FILE where it is there already.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clearly
def backup(file: Path | None, *, force: bool, as_json: bool) -> None:
    """Copy the database to FILE while Weft runs, and check the copy.

    FILE is one of today's date in the folder "backups" beside the SQLite database if left out. It is there whole or
    not at all, only its owner can read it, and it has been opened and every page looked at. A PostgreSQL database is
    copied by its own pg_dump, which must be here, to a file that pg_restore can read. The secret that links are
    signed with is not in it: keep data/secret elsewhere.

    While a check-in is open the database holds the key to who answered what, and so does a copy. The command says
    so, and until when: delete that copy then, and make another one. That a copy was made is put on record in the
    audit of each partnership.

    \b
    With --json, the object has
      file, bytes, sha256, revision, partnerships
      open_check_ins, evaluations  whose keys the copy holds
      holds_keys, keys_until       whether it holds any, and until when Weft does
    """  # noqa: D301  click's sign that what follows stays as it is written
    os.umask(0o077)
    chosen = settings.read()
    if dumps.on_server(chosen):
        target, found = dumps.dump(chosen.database_url, file, force=force)
        _warn(_record(chosen, found))
        _say(target, found, as_json=as_json)
        return
    source = database_file(chosen)
    if not source.is_file():
        raise StoreUnavailable(f"there is no database at {source}: nothing to copy")
    target = source.parent / "backups" / f"weft-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.db" if file is None else file
    if target.exists() and not force:
        raise Declined(f"{target} is there already: choose another name, or say --force")
    if target.exists() and target.samefile(source):
        raise Declined(f"{target} is the database itself: choose another name")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {target.parent} cannot be made: {error.strerror}") from None
    found = copying.copy(source, target)
    _warn(_record(chosen, found))
    _say(target, found, as_json=as_json)


def _say(target: Path, found: Look, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_values(target, found), indent=2))
        return
    what = "1 partnership" if found.partnerships == 1 else f"{found.partnerships} partnerships"
    click.echo(f"{target} holds {what}, and was opened and checked (revision {found.revision or 'none'}).")
    if found.holds_keys:
        click.echo(warning(found), err=True)


def _warn(why: str | None) -> None:
    if why is not None:
        click.echo(f"Warning: that it was made is not on record: {why}", err=True)


def _record(chosen: Settings, found: Look) -> str | None:
    """Put on record in the audit of each partnership that a copy of it was made, or say why that cannot be."""
    known = copying.revisions()
    if found.revision != known[-1]:
        # A copy is made before a database is brought up to date, and must not do that itself.
        age = "an older" if not found.revision or found.revision in known else "a newer"
        return f"the database is of {age} revision ({found.revision or 'none'})" if found.partnerships else None
    try:
        with Database(chosen.database_url) as database:
            asyncio.run(database.write(partial(auditing.note_everywhere, now=utc_now(), deed=BACKED_UP)))
    except StoreUnavailable as error:
        return str(error)
    return None


def warning(found: Look) -> str:
    """What holding keys means for a copy."""
    checks = f"{found.open_check_ins} open check-in{'s' * (found.open_check_ins != 1)}"
    goes_on = (
        f"{found.evaluations} evaluation{'s' * (found.evaluations != 1)} that go{'es' * (found.evaluations == 1)} on"
    )
    of = " and of ".join([checks] * bool(found.open_check_ins) + [goes_on] * bool(found.evaluations))
    until = f"; delete it after {found.keys_until:%Y-%m-%d %H:%M} UTC, when Weft has none" if found.keys_until else ""
    return f"Warning: it holds the keys of {of}: with them answers can be led back to people{until}"


def _values(target: Path, found: Look) -> dict[str, object]:
    with target.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {
        "file": str(target),
        "bytes": target.stat().st_size,
        "sha256": digest,
        "revision": found.revision,
        "partnerships": found.partnerships,
        "open_check_ins": found.open_check_ins,
        "evaluations": found.evaluations,
        "holds_keys": found.holds_keys,
        "keys_until": found.keys_until.isoformat() if found.keys_until else None,
    }
