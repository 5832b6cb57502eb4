"""Writes what may leave Weft: of a partnership what was released, or of a person what is held about themselves."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from bot.app import utc_now
from bot.cli import naming
from bot.cli.beginning import begin
from bot.cli.clearly import clearly
from bot.cli.releases import PARTNERSHIP, PUBLISHED, every
from bot.cli.sheets import Sheets
from bot.domain.audit import EXPORTED, HANDED_OVER
from bot.errors import Declined, StoreUnavailable
from bot.store import groups, partnerships, schedules
from bot.store.database import Database
from bot.texts import outlines, spreadsheets
from bot.texts.exports import exported
from bot.usecases import auditing, rights


@click.command()
@click.argument("partnership", required=False)
@click.option("--person", help="What is held about this person: a name, a member's id or an account.")
@click.option(
    "--audience",
    type=click.Choice([PUBLISHED, PARTNERSHIP]),
    default=PUBLISHED,
    show_default=True,
    help="For whom: everybody, or only people of the partnership.",
)
@click.option("--csv", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write CSV files here.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write JSON here, not to the screen.")
@click.option("--force", is_flag=True, help="Write over files that are there already.")
@clearly
def export(
    partnership: str | None,
    person: str | None,
    audience: str,
    folder: Path | None,
    output: Path | None,
    *,
    force: bool,
) -> None:
    """Write what may leave Weft of PARTNERSHIP (its name or id), as JSON or with --csv for spreadsheets.

    That is its organisations, cohorts, sites and check-ins, and every release as "published" allows: nothing of
    fewer than 10 people, counts to the nearest 5, no words. --audience partnership writes what everybody in it is
    shown, for them alone. Never a list of people, and never an answer that was not released.

    With --person, all that is held about somebody, for you to hand to them: in all their partnerships, or in the one
    that is named. Answers without their name are not in it: they alone can download these, while they are open.

    \b
    With --csv, for a partnership: figures.csv, counts.csv, words.csv and pairs.csv, and partnership.json
    beside them; for a person: answers.csv, and person.json beside it.
    """  # noqa: D301  click's sign that what follows stays as it is written
    if (partnership, person) == (None, None):
        raise click.UsageError("Name a partnership, or a person with --person")
    if folder is not None and output is not None:
        raise click.UsageError("Choose --csv or --output, not both")
    os.umask(0o077)
    chosen = begin()
    with Database(chosen.database_url) as database:
        if person is None:
            asyncio.run(_partnership(database, str(partnership), audience, folder, output, force=force))
        else:
            told = asyncio.run(database.read_answers(partial(_person, said=person, partnership=partnership)))
            where = sorted({str(each["partnership"]["id"]) for each in told})
            record = partial(_record, where=where, deed=HANDED_OVER)
            _write_person(told, folder, output, lambda: asyncio.run(database.write(record)), force=force)


async def _partnership(
    database: Database, said: str, audience: str, folder: Path | None, output: Path | None, *, force: bool
) -> None:
    id_ = naming.partnership(await database.read(partnerships.names), said)
    outline = {"audience": audience, **await database.read(partial(_outline, partnership=id_))}
    told = (exported(release, of, kind) async for release, of, kind in every(database, id_) if of == audience)
    # What leaves Weft this way is on record before it does.
    record = partial(_record, where=[id_], deed=EXPORTED)
    if folder is None:
        await _write_json(outline, told, output, partial(database.write, record), force=force)
        return
    with Sheets(folder, spreadsheets.COLUMNS, "partnership.json", force=force) as sheets:
        await database.write(record)
        sheets.describe(outline)
        async for each in told:
            for name, row in spreadsheets.rows(each):
                sheets.add(name, row)
    click.echo(f"{folder} holds {sheets.told}.", err=True)


def _record(session: Session, where: Sequence[str], deed: str) -> None:
    now = utc_now()
    for partnership in where:
        auditing.note(session, now, partnership, deed)


async def _write_json(
    outline: dict[str, Any],
    told: AsyncIterator[Any],
    output: Path | None,
    record: Callable[[], Awaitable[None]],
    *,
    force: bool,
) -> None:
    passing = None if output is None else _passing(output, force=force)
    await record()
    # One by one: all that was ever released need not fit into memory.
    try:
        with click.open_file("-" if passing is None else str(passing), "w", encoding="utf-8") as file:
            file.write(json.dumps(outline, indent=2, ensure_ascii=False).removesuffix("\n}") + ',\n  "releases": [')
            first = True
            async for each in told:
                file.write(("" if first else ",") + "\n" + json.dumps(each, indent=2, ensure_ascii=False))
                first = False
            file.write("\n  ]\n}\n")
        if passing is not None and output is not None:
            passing.replace(output)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreUnavailable(f"{output or 'the output'} cannot be written: {error.strerror}") from None
    finally:
        if passing is not None:
            passing.unlink(missing_ok=True)


def _outline(session: Session, partnership: str) -> outlines.Values:
    return outlines.outline(
        partnerships.get(session, partnership),
        partnerships.organisations(session, partnership),
        groups.of_partnership(session, partnership),
        schedules.running(session, partnership),
    )


def _person(session: Session, said: str, partnership: str | None) -> Sequence[Any]:
    within = None if partnership is None else naming.partnership(partnerships.names(session), partnership)
    return rights.of_person(session, naming.person(session, said, within))


def _write_person(
    told: Sequence[Any], folder: Path | None, output: Path | None, record: Callable[[], object], *, force: bool
) -> None:
    without = sum(each["check_ins"]["answered_without_it_and_open"] for each in told)
    if folder is not None:
        columns = ("partnership", "check_in", "asked", "question", "answer", "sharing")
        with Sheets(folder, {"answers": columns}, "person.json", force=force) as sheets:
            record()
            sheets.describe(told)
            for each in told:
                for answer in each["answers"]:
                    sheets.add("answers", {"partnership": each["partnership"]["name"], **answer})
        click.echo(f"{folder} holds {sheets.told}.", err=True)
    else:
        text = json.dumps(told, indent=2, ensure_ascii=False)
        if output is None:
            record()
            click.echo(text)
        else:
            passing = _passing(output, force=force)
            record()
            try:
                passing.write_text(text + "\n", encoding="utf-8")
                passing.replace(output)
            except OSError as error:
                raise StoreUnavailable(f"{output} cannot be written: {error.strerror}") from None
            finally:
                passing.unlink(missing_ok=True)
    if without:
        said = f"{without} open check-in{'s' * (without > 1)} answered without a name"
        click.echo(f"Not in it: {said}. Only they themselves can download these (My data).", err=True)


def _passing(output: Path, *, force: bool) -> Path:
    """Where a file is written before it stands, whole, under its name."""
    if output.exists() and not force:
        raise Declined(f"{output} is there already: choose another name, or say --force")
    return output.with_name(f".{output.name}.{os.getpid()}")
