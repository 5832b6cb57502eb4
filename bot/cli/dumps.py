"""Backups of a database on a PostgreSQL server, for the commands that make them and put them back."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.errors import Declined, FileInvalid, StoreUnavailable
from bot.settings import Settings
from bot.store import copying, dumping
from bot.store.copying import Look


def on_server(chosen: Settings) -> bool:
    """Whether the database is on a server, and not in a file."""
    return make_url(chosen.database_url).get_backend_name() != "sqlite"


def dump(url: str, file: Path | None, *, force: bool) -> tuple[Path, Look]:
    """Copy the database to a file; which, and what it holds."""
    dumping.require("pg_dump", "pg_restore")
    target = Path("backups", f"weft-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.dump") if file is None else file
    if target.exists() and not force:
        raise Declined(f"{target} is there already: choose another name, or say --force")
    found = dumping.look(url)
    if not found.revision:
        raise StoreUnavailable("the database has no table yet: nothing to copy")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {target.parent} cannot be made: {error.strerror}") from None
    dumping.dump(url, target)
    return target, found


def usable(file: Path, url: str, *, force: bool) -> str:
    """The revision of a backup that can be put in the place of the database.

    Raises:
        FileInvalid: it is no backup, is damaged, or of a newer Weft.
        Declined: the database is in use or holds something, or has tables that the backup has not.
    """
    dumping.require("pg_restore")
    revision, tables = dumping.contents(file)
    if revision not in copying.revisions():
        raise FileInvalid(f"{file} was written by a newer Weft (revision {revision}): restore it with that one")
    held = dumping.look(url)
    if more := dumping.there(url) - tables:
        raise Declined(f"the database has tables that {file} has not, such as {min(more)}: use an empty database")
    if dumping.others(url) and not force:
        raise Declined("the database is in use: stop Weft first, or say --force")
    if held.partnerships and not force:
        last = f", and tells of {held.latest:%Y-%m-%d %H:%M} UTC" if held.latest else ""
        raise Declined(f"the database holds partnerships: {held.partnerships}{last}; say --force to go back")
    return revision
