"""The commands that put the whole of Weft together: serving, the example, and links into the web inbox."""

import asyncio
import sys
from functools import partial
from typing import get_args

import click
import uvloop

from bot import logs
from bot.app import utc_now
from bot.cli import timing
from bot.cli.beginning import begin
from bot.cli.build import build
from bot.cli.clearly import clearly
from bot.cli.serving import Only, fit_to_serve, say_where, serve_until_stopped
from bot.cli.watching import watching
from bot.errors import SettingsInvalid
from bot.settings import Settings
from bot.store import inbox, partnerships
from bot.store.database import Database


@click.command()
@click.option("--example/--no-example", default=None, help="Load the example partnership first, or do not ask.")
@click.option(
    "--only",
    type=click.Choice(get_args(Only)),
    help="With PostgreSQL: only take in what people do, or only do what Weft does by itself.",
)
@clearly
def serve(example: bool | None, only: Only | None) -> None:  # noqa: FBT001  click hands flags over by position
    """Bring the database up, then serve every platform that has settings."""
    chosen = begin(partial(fit_to_serve, only=only))
    with watching(chosen) as watch, Database(chosen.database_url, around=watch.tracer.span) as database:
        weft = build(chosen, database, timing.begun(database) if chosen.is_shared else utc_now, watch.tracer)
        empty = asyncio.run(database.read(partnerships.count)) == 0
        if example is None:
            example = empty and weft.web is not None and sys.stdin.isatty() and click.confirm(_OFFER, default=True)
        if example:
            _play_example(chosen, database)
        tell = partial(say_where, weft, empty=empty, example=example, only=only)
        uvloop.run(serve_until_stopped(weft, tell, watch=watch, only=only))


@click.command()
@clearly
def migrate() -> None:
    """Bring the database up to this version."""
    begin()
    click.echo("The database is up to date.")


@click.command()
@clearly
def example() -> None:
    """Play six months of an example partnership, up to now."""
    chosen = begin()
    with Database(chosen.database_url) as database:
        _play_example(chosen, database)


@click.command()
@click.argument("name")
@clearly
def link(name: str) -> None:
    """Make a link into the web inbox for somebody new, and print it."""
    chosen = begin()
    with Database(chosen.database_url) as database:
        weft = build(chosen, database)
        user, generation = asyncio.run(database.write(partial(inbox.enrol, name=name)))
        click.echo(weft.link(user, generation) or "The web inbox is switched off (WEFT_WEB).")


_OFFER = "There is no partnership yet. Load the example (13 organisations, 60 people, six months)?"


def _play_example(chosen: Settings, database: Database) -> None:
    from jobs.example.play import SimulatedClock, play, played_before  # noqa: PLC0415  only who loads the example pays for it

    now = utc_now()
    clock = SimulatedClock(now)
    weft = build(chosen, database, clock)
    if weft.web is None:
        raise SettingsInvalid("the example is played in the web inbox: set WEFT_WEB=true")
    cast = asyncio.run(played_before(database))
    if cast:
        click.echo("The example is here already. To play it anew, begin with an empty database.")
    else:
        with logs.quiet(), click.progressbar(length=100, label="Six months of an example partnership") as bar:
            cast = asyncio.run(play(weft.bot, database, clock, now, lambda done: bar.update(done - bar.pos)))
    for role, user in cast.items():
        _, generation = asyncio.run(database.write(partial(inbox.enrol, name=role, user=user)))
        click.echo(f"  as {role}: {weft.link(user, generation)}")
