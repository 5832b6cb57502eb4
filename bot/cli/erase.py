"""Erases a person from every table, and from what SQLite would keep of them besides."""

import asyncio
import json
from dataclasses import asdict
from functools import partial

import click
from sqlmodel import Session

from bot.app import utc_now
from bot.cli import naming
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.cli.confirming import confirm
from bot.domain.partnership import Member
from bot.domain.rights import Gone
from bot.errors import Declined
from bot.store import partnerships
from bot.store.database import Database
from bot.usecases import erasing

_TRIES, _PAUSE = 10, 0.5
"""How often, and after how many seconds again, the log is to be emptied while somebody reads."""


@click.command()
@click.argument("person")
@click.option("--partnership", help="Erase what they are in this partnership only (its name or id).")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; goes with --yes.")
@clearly
def erase(person: str, partnership: str | None, *, yes: bool, as_json: bool) -> None:
    """Erase PERSON everywhere: a name, a member's id, or an account such as slack:T01:U01.

    Takes away who they are in every partnership, their accounts, their answers that have their name or can still be
    told to be theirs, and their words in what was released. Figures stay, and so do answers that nothing leads back
    from. What Slack and Microsoft keep of messages, and backups made before, are theirs and yours to delete.

    \b
    With --json, the object has
      answers, words  how many were erased
      rows            how many more rows, by table
      traces_gone     whether SQLite's file was written anew and its log emptied
    """  # noqa: D301  click's sign that what follows stays as it is written
    if as_json and not yes:
        raise click.UsageError("--json goes with --yes: a machine cannot be asked")
    chosen = begin()
    with Database(chosen.database_url) as database:
        members, where = asyncio.run(database.read(partial(_found, said=person, partnership=partnership)))
        if not as_json:
            click.echo(f"{members[0].name}: {where}", err=True)
        confirm("Erase them? This cannot be undone.", yes=yes)
        ids = {member.id for member in members}
        gone, emptied = asyncio.run(_erase(database, person, partnership, ids))
    if as_json:
        click.echo(json.dumps({**asdict(gone), "traces_gone": emptied}, indent=2))
        return
    click.echo(f"Erased: answers: {gone.answers}, words: {gone.words}, other rows: {sum(gone.rows.values())}.")
    if not emptied:
        click.echo("It was in use, so its files may hold traces: stop Weft, then sqlite3 data/weft.db VACUUM.")
    click.echo("Backups that were made before still hold them: delete those.")


async def _erase(database: Database, said: str, partnership: str | None, ids: set[str]) -> tuple[Gone, bool]:
    def work(session: Session) -> Gone:
        members, _ = _found(session, said, partnership)
        if {member.id for member in members} != ids:
            raise Declined("nothing was done: something changed meanwhile; look again")
        return erasing.erase_person(session, utc_now(), members)

    gone = await database.write(work)
    # Copies of rows may lie in the gaps of pages, where nothing overwrites them but writing the file anew.
    rewritten = await database.rewrite()
    for _ in range(_TRIES):
        if await database.forget():
            return gone, rewritten
        await asyncio.sleep(_PAUSE)
    return gone, False


def _found(session: Session, said: str, partnership: str | None) -> tuple[list[Member], str]:
    """Who is meant, and in words where they are or were members."""
    within = None if partnership is None else naming.partnership(partnerships.names(session), partnership)
    members = list(naming.person(session, said, within))
    places = (
        f"{partnerships.organisation(session, each.organisation).name} in "
        f"{partnerships.get(session, each.partnership).name}"
        for each in members
    )
    return members, ", ".join(places)
