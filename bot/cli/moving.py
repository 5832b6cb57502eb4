"""Moves Weft from a SQLite file to PostgreSQL, and looks at what arrived before it counts."""

import asyncio
import json
from functools import partial
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from bot import settings
from bot.app import utc_now
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.cli.confirming import confirm
from bot.domain.audit import CARRIED_OVER
from bot.errors import Declined, FileInvalid, OperatorError
from bot.store import copying, moving
from bot.store.database import Database
from bot.usecases import auditing


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Also while FILE is in use: what comes later stays behind.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; goes with --yes.")
@clearly
def copy(file: Path, *, force: bool, yes: bool, as_json: bool) -> None:
    """Copy the SQLite database FILE into the PostgreSQL database that DATABASE_URL names.

    Stop Weft first. The tables are made where DATABASE_URL has none; it may hold no row. Every table is counted and
    its rows are summed up on both sides. All of it arrives or nothing does, and FILE is only read. What members hold
    by links keeps working if WEFT_SECRET is set to what is in the file "secret" beside FILE. Start Weft afterwards
    with this DATABASE_URL, and delete FILE once you trust it: it holds what people wrote.

    \b
    With --json, the object has
      file, revision, rows
      tables  for each, its rows and the checksum that both sides came to
    """  # noqa: D301  click's sign that what follows stays as it is written
    if as_json and not yes:
        raise click.UsageError("--json goes with --yes: a machine cannot be asked")
    if not file.is_file():
        raise FileInvalid(f"there is no file {file}")
    if copying.is_used(file) and not force:
        raise Declined(f"{file} is in use: stop Weft first, or say --force to leave behind what comes later")
    _require_a_server(settings.read().database_url)
    url = begin().database_url
    confirm(f"Copy all of {file} to {make_url(url).render_as_string()}?", yes=yes)
    sums = moving.move(file, url)
    with Database(url) as database:
        asyncio.run(database.write(partial(auditing.note_everywhere, now=utc_now(), deed=CARRIED_OVER)))
    rows, revision = sum(each.rows for each in sums.values()), copying.revisions()[-1]
    if as_json:
        told = {name: {"rows": each.rows, "checksum": each.checksum} for name, each in sums.items()}
        click.echo(json.dumps({"file": str(file), "revision": revision, "rows": rows, "tables": told}, indent=2))
        return
    click.echo(
        f"{rows} rows of {len(sums)} tables were copied, counted and summed up on both sides: they are the same."
    )
    if (secret := file.with_name("secret")).exists():
        click.echo(f"Set WEFT_SECRET to what is in {secret}, or everybody needs a new link.", err=True)


def _require_a_server(url: str) -> None:
    if make_url(url).get_backend_name() == "sqlite":
        raise OperatorError("DATABASE_URL names a SQLite file: set it to the PostgreSQL database to copy to")
