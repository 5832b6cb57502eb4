"""Prints the audit of a partnership, and looks whether anything in it was changed or taken out."""

import asyncio
import json
import re
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import click
from sqlmodel import Session

from bot.cli import naming
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.domain.audit import Entry, Verdict, load, readable, verify
from bot.errors import OperatorError
from bot.store import audit as chain
from bot.store import partnerships
from bot.store.database import Database
from bot.texts import changes as texts

_ZONE = "UTC"


@click.group()
def audit() -> None:
    """Who changed what: print it, and prove that nothing of it was changed or taken out."""


@audit.command()
@click.argument("partnership")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object for each entry.")
@clearly
def show(partnership: str, *, as_json: bool) -> None:
    """Print all that was changed in PARTNERSHIP (its name or its id), oldest first.

    \b
    With --json, an object has
      number, at, deed  which entry, when, and what was done
      by         a pseudonym, "weft" (the clock), "operator" (whoever runs Weft)
                 or "" (somebody who is not to be told)
      name       of who it is now; null once they are erased
      changes    [{of, id, before, after}]: what stands otherwise; words are "…";
                 null where the entry is damaged
      previous, hash    what binds it to the entry before it, and its own
    """  # noqa: D301  click's sign that what follows stays as it is written
    chosen = begin()
    with Database(chosen.database_url) as database:
        asyncio.run(_show(database, partnership, as_json=as_json))


@audit.command("verify")
@click.argument("partnership", required=False)
@click.option("--head", help="A head that was printed earlier; it must still stand in the audit of PARTNERSHIP.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object for each partnership.")
@clearly
def verify_(partnership: str | None, head: str | None, *, as_json: bool) -> None:
    """Look through the audit of PARTNERSHIP, or of all, for the first entry that is not as it was written.

    An edited, added or deleted entry is found by the hashes. What was cut off at the end is found with --head: keep
    the head that this prints (the log has it once a day, too) where nobody who can write to the database can.

    Ends with 1 where something is broken.
    """
    if head is not None and partnership is None:
        raise OperatorError("a head belongs to one partnership: say which, as in weft audit verify NAME --head …")
    if head is not None and not re.fullmatch("[0-9a-f]{64}", head):
        raise OperatorError("a head is 64 digits from 0 to 9 and a to f, as weft audit verify prints it")
    chosen = begin()
    with Database(chosen.database_url) as database:
        verdicts = asyncio.run(_verify(database, partnership, head))
    if as_json:
        click.echo(json.dumps([_verdict(*each) for each in verdicts], indent=2))
    for _, name, verdict in () if as_json else verdicts:
        click.echo(_said(name, verdict))
    if not as_json and not verdicts:
        click.echo("There is no partnership yet.")
    if any(verdict.broken for *_, verdict in verdicts):
        sys.exit(1)


async def _show(database: Database, partnership: str, *, as_json: bool) -> None:
    found = naming.partnership(await database.read(partnerships.names), partnership)
    people = await database.read(partial(chain.named, partnership=found))
    last, first = 0, True
    while entries := await database.read(partial(chain.entries, partnership=found, after=last)):
        last = entries[-1].number
        if as_json:
            for entry in entries:
                click.echo("[" if first else ",", nl=first)
                click.echo(json.dumps(_entry(entry, people), indent=2, ensure_ascii=False), nl=False)
                first = False
            continue
        ids = texts.ids(readable(entries))
        names = {**await database.read(partial(chain.names, ids=ids)), **people}
        for entry in entries:
            click.echo("\n".join(map(_plain, f"{entry.number}. {texts.sentence(entry, names, _ZONE)}".split("\n"))))
    if as_json:
        click.echo("[]" if first else "\n]")
    elif not last:
        click.echo("Nothing has been changed yet.")


async def _verify(database: Database, partnership: str | None, head: str | None) -> list[tuple[str, str, Verdict]]:
    names = await database.read(partnerships.names)
    wanted: Sequence[str] = sorted(names) if partnership is None else [naming.partnership(names, partnership)]

    def work(session: Session, of: str) -> Verdict:
        return verify(chain.every(session, of), head)

    return [(each, names[each], await database.read(partial(work, of=each))) for each in wanted]


def _said(name: str, verdict: Verdict) -> str:
    if verdict.broken is not None:
        return _plain(f"{name}: broken at entry {verdict.broken.number}: {verdict.broken.why}")
    entries = "1 entry" if verdict.entries == 1 else f"{verdict.entries} entries"
    return _plain(f"{name}: {entries}, unbroken. Head: {verdict.head}")


def _verdict(partnership: str, name: str, verdict: Verdict) -> dict[str, Any]:
    broken = verdict.broken and {"number": verdict.broken.number, "why": verdict.broken.why}
    return {
        "partnership": partnership,
        "name": name,
        "entries": verdict.entries,
        "head": verdict.head,
        "broken": broken,
    }


def _entry(entry: Entry, people: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "deed": entry.deed,
        "by": entry.by,
        "name": people.get(entry.by),
        "changes": _changes(entry),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _changes(entry: Entry) -> object:
    try:
        load(entry.changes)
    except ValueError:
        return None
    return json.loads(entry.changes)


def _plain(line: str) -> str:
    """What people wrote must not steer a terminal."""
    return "".join(each if each.isprintable() else " " for each in line)
