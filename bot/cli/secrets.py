"""The keys that seal tokens in the database: makes one, and seals everything anew with the newest."""

import asyncio
import json
from functools import partial

import click

from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.errors import SettingsInvalid
from bot.store import grants, sealing
from bot.store.database import Database
from bot.store.sealing import Keys


@click.group()
def secrets() -> None:
    """The keys that seal tokens in the database: make one, and change to it."""


@secrets.command()
@clearly
def new() -> None:
    """Print a new key, to be put first in WEFT_TOKEN_KEYS."""
    click.echo(sealing.new_key())


@secrets.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clearly
def rotate(*, as_json: bool) -> None:
    """Seal every token anew with the first key of WEFT_TOKEN_KEYS, while Weft runs.

    Put a new key first, before the old ones, start every replica with that, and run this; then the old keys can be
    taken away. Exits with 1 where a token is sealed with a key that is not there: that workspace has to install the
    app again, or its key has to come back.

    \b
    With --json, the object has
      rotated     how many had been sealed with an older key
      newest      how many are sealed with the newest one now
      unreadable  how many no key opens
    """  # noqa: D301  click's sign that what follows stays as it is written
    chosen = begin()
    keys = Keys(chosen.token_keys)
    with Database(chosen.database_url) as database:
        before = asyncio.run(database.write(partial(grants.rotate, keys=keys)))
    newest = before.newest + before.older
    if as_json:
        click.echo(json.dumps({"rotated": before.older, "newest": newest, "unreadable": before.unreadable}, indent=2))
    else:
        click.echo(f"Sealed anew: {before.older}. With the newest key now: {newest}.")
    if before.unreadable:
        raise SettingsInvalid(f"tokens that no key in WEFT_TOKEN_KEYS opens: {before.unreadable}")
