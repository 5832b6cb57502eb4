"""Backups of a PostgreSQL database by its own pg_dump and pg_restore, which come with PostgreSQL's client."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, NullPool, create_engine, func, inspect, make_url, select

from bot.errors import FileInvalid, OperatorError, StoreUnavailable
from bot.store import tables
from bot.store.copying import Look
from bot.store.engine import told
from bot.store.lookup import core

_MISMATCH = "server version mismatch"
_TABLE = re.compile(r"^\d+; \d+ \d+ TABLE \S+ (\S+) ", re.MULTILINE)
_REVISION = re.compile(r"^COPY \S*alembic_version .*?;\n(\S+)\n", re.MULTILINE)


def require(*tools: str) -> None:
    """See that these programs are here.

    Raises:
        OperatorError: one is not.
    """
    for each in tools:
        if shutil.which(each) is None:
            raise OperatorError(
                f"the database is on PostgreSQL: install its client beside Weft, for {each}, "
                "or use pg_dump --format=custom and pg_restore --clean where they are"
            )


def look(url: str) -> Look:
    """What the database holds.

    Raises:
        StoreUnavailable: it is out of reach.
    """
    made = create_engine(url, poolclass=NullPool)
    with told(), made.connect() as opened:
        if not inspect(opened).has_table("partnership"):
            return Look("", 0, None, 0, 0, None)
        return _look(opened)


def others(url: str) -> int:
    """How many connections of Weft there are to the database."""
    made = create_engine(url, poolclass=NullPool)
    counted = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'weft' AND pid <> pg_backend_pid()"
    )
    with told(), made.connect() as opened:
        return int(opened.exec_driver_sql(counted).scalar_one())


def there(url: str) -> frozenset[str]:
    """The tables of the database."""
    made = create_engine(url, poolclass=NullPool)
    with told(), made.connect() as opened:
        return frozenset(inspect(opened).get_table_names())


def dump(url: str, target: Path) -> str:
    """Copy the database to a file while others read and write; the revision that the file holds.

    Raises:
        StoreUnavailable: it could not be done, and there is no file.
    """
    passing = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        passing.touch(mode=0o600, exist_ok=False)
        # Who owns what, and who may read it, is the server's own: `weft migrate` sees to the readers' role.
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={passing}")
        revision, _ = contents(passing)
        passing.replace(target)
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}") from None
    finally:
        passing.unlink(missing_ok=True)
    return revision


def contents(file: Path) -> tuple[str, frozenset[str]]:
    """The revision that a backup is of, and the tables in it; every row of it has been read.

    Raises:
        FileInvalid: it is no backup, or is damaged.
    """
    listed = _read(file, "--list")
    names = frozenset(_TABLE.findall(listed))
    if not {"alembic_version", "partnership"} <= names:
        raise FileInvalid(f"{file} is no backup of Weft: it has none of its tables")
    # Written nowhere: only to see that all of it can be read.
    _read(file, f"--file={os.devnull}")
    found = _REVISION.search(_read(file, "--data-only", "--table=alembic_version", "--file=-"))
    if found is None:
        raise FileInvalid(f"{file} does not say of which revision it is")
    return found.group(1), names


def put_back(file: Path, url: str) -> None:
    """Put what a backup holds in the place of the database's tables, in one transaction.

    Raises:
        StoreUnavailable: it could not be done; the database holds what it held.
    """
    how = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run(url, "pg_restore", *how, str(file))


def _look(opened: Connection) -> Look:
    occurrence, programme = core(tables.Occurrence), core(tables.Programme)
    now = datetime.now(UTC)
    moments = (
        core(tables.Delivery).c.not_before,
        occurrence.c.due_at,
        core(tables.Release).c.closed_at,
        core(tables.Seen).c.at,
    )
    found = inspect(opened).get_table_names()
    latest = [
        opened.execute(select(func.max(each)).where(each <= now)).scalar()
        for each in moments
        if each.table.name in found
    ]
    keys = [(occurrence, occurrence.c.closes_at)]
    keys += [(programme, programme.c.ends_at)] if programme.name in found else []
    held = [
        opened.execute(select(func.count(), func.max(until)).where(table.c.key.is_not(None))).one()
        for table, until in keys
    ]
    return Look(
        revision=str(opened.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()),
        partnerships=opened.execute(select(func.count()).select_from(core(tables.Partnership))).scalar_one(),
        latest=max(filter(None, latest), default=None),
        open_check_ins=held[0][0],
        evaluations=sum(count for count, _ in held[1:]),
        keys_until=max(filter(None, (until for _, until in held)), default=None),
    )


def _read(file: Path, *how: str) -> str:
    done = _started(_found("pg_restore"), *how, str(file))
    if done.returncode:
        raise FileInvalid(f"{file} is no backup that can be read, or is damaged: do not use it")
    return done.stdout


def _run(url: str, tool: str, *how: str) -> None:
    # The password is handed over where other users of this machine cannot read it.
    password = make_url(url).password
    done = _started(_found(tool), "--dbname", _where(url), *how, **({"PGPASSWORD": password} if password else {}))
    if done.returncode:
        # Its own words may quote rows.
        why = "it is older than the server" if _MISMATCH in done.stderr else f"it ended with {done.returncode}"
        raise StoreUnavailable(f"{tool} could not do it: {why}; run it by hand to see more")


def _started(tool: str, *how: str, **secret: str) -> subprocess.CompletedProcess[str]:
    # Never by a shell: what is handed over is words, and no words of people's.
    return subprocess.run((tool, *how), capture_output=True, text=True, check=False, env={**os.environ, **secret})  # noqa: S603


def _found(tool: str) -> str:
    require(tool)
    return str(shutil.which(tool))


def _where(url: str) -> str:
    """The address as libpq takes it, without the password."""
    parsed = make_url(url)
    known = {"host": parsed.host, "port": parsed.port, "user": parsed.username, "dbname": parsed.database}
    query = {name: value if isinstance(value, str) else ",".join(value) for name, value in parsed.query.items()}
    return make_conninfo(**{name: str(value) for name, value in known.items() if value is not None}, **query)
