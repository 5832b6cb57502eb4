"""Prints every release that was ever made of a partnership, as each audience is shown it."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial

import click

from bot.app import utc_now
from bot.cli import naming
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.domain.audit import RELEASES
from bot.domain.disclosure.published import published
from bot.domain.disclosure.release import Release
from bot.store import addenda, digests, history, partnerships
from bot.store.database import Database
from bot.texts.exports import exported
from bot.texts.listings import listing
from bot.usecases import auditing

PARTNERSHIP, PUBLISHED = "partnership", "published"
"""The audiences: everybody in the partnership, and everybody else."""


@click.command()
@click.argument("partnership")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON array, an object for each release and audience."
)
@clearly
def releases(partnership: str, *, as_json: bool) -> None:
    """Print every release ever made of PARTNERSHIP (its name or its id), oldest first.

    Each comes once for each audience: "partnership", what everybody in it is shown, and "published", what may go
    outside it: figures of fewer than 10 people (or the threshold for words) are hidden, counts are rounded to the
    nearest 5, and there are no words.

    \b
    With --json, an object has
      audience, addendum ("late": what late answers say, "skipped": why
        people skipped, each of other people than the release; or null),
      occurrence, schedule, title, kind, wave, closed_at, visibility,
      thresholds    {scores, words}: fewest people behind what is shown
      rows          one for each question, margin and group:
        question, text, margin, group, group_id,
        asked, answered, response_rate (of the group, in per cent), or
        response_rate_hidden (why not, in words),
        n, counts [{answer, count}], mean, agree, strongly_agree (per cent), or
        agree_from, agree_to (per cent, where only bounds are shown), or
        hidden (why nothing is shown, in words) and reason (few, alone,
        others, alike, telling or refused)
      words         [{question, text, author}]: what their authors let be shared
      pairs         [{question, earlier, n, agree, strongly_agree}]: the same people
        in an earlier occurrence and now; of each {before, now} in people, and
        points with {from, to}, its 95 % interval
    What is not there is null.
    """  # noqa: D301  click's sign that what follows stays as it is written
    chosen = begin()
    with Database(chosen.database_url) as database:
        asyncio.run(_print(database, partnership, as_json=as_json))


async def _print(database: Database, partnership: str, *, as_json: bool) -> None:
    found = naming.partnership(await database.read(partnerships.names), partnership)
    # What leaves Weft this way is on record before it does.
    await database.write(partial(auditing.note, now=utc_now(), partnership=found, deed=RELEASES))
    told = every(database, found)
    if as_json:
        # One by one: all that was ever released need not fit into memory.
        first = True
        async for release, audience, addendum in told:
            click.echo("[" if first else ",", nl=first)
            click.echo(json.dumps(exported(release, audience, addendum), indent=2), nl=False)
            first = False
        click.echo("[]" if first else "\n]")
        return
    nothing = True
    async for release, audience, addendum in told:
        click.echo(("" if nothing else "\n") + listing(release, audience, addendum))
        nothing = False
    if nothing:
        click.echo("Nothing has been released yet: that happens as a check-in closes.")


async def every(database: Database, partnership: str) -> AsyncIterator[tuple[Release, str, str | None]]:
    """Each release of a partnership once for each audience, oldest first, and its addenda, which nobody publishes."""
    for occurrence in await database.read(partial(history.closed, partnership=partnership)):
        if (release := await database.read(partial(digests.of, occurrence=occurrence))) is not None:
            yield release, PARTNERSHIP, None
            yield published(release), PUBLISHED, None
            beside = await database.read(partial(addenda.of, occurrence=occurrence))
            for kind in sorted(beside):
                yield beside[kind], PARTNERSHIP, kind.value
