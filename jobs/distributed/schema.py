"""Procrastinate's own tables, in a schema of their own beside Weft's.

They hold no truth: who is to be posted what stands in the delivery table. So each version of Procrastinate has a
schema under its own name, and replicas of two versions of Weft work side by side while one takes the other's place.
"""

from contextlib import suppress
from hashlib import sha256

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.store import migrate

_LIMITS = {"idle_in_transaction_session_timeout": "5s", "statement_timeout": "10s"}
"""A replica that stands still in the middle of a statement's transaction must not keep the others waiting for it."""


def name() -> str:
    """The schema of the version of Procrastinate that is installed."""
    return f"weft_engine_{sha256(SchemaManager.get_schema().encode()).hexdigest()[:8]}"


def build(url: str) -> None:
    """Make the tables unless they are there; safe when replicas start together.

    Where the database's user may make no schema they stand beside Weft's own, whose names are others.

    Raises:
        StoreUnavailable: the database is locked, read-only, full or out of reach; nothing was changed.
    """
    with migrate.connection(url) as opened:
        with suppress(DBAPIError), opened.begin_nested():
            opened.execute(text(f"CREATE SCHEMA IF NOT EXISTS {name()}"))
        before = opened.scalar(text("SELECT current_setting('search_path')"))
        opened.execute(text("SELECT set_config('search_path', :path, true)"), {"path": f"{name()}, {before}"})
        if opened.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
            _run(opened, SchemaManager.get_schema())


def conninfo(url: str) -> tuple[str, str]:
    """How a connection is opened that finds these tables: libpq's own URL, and its options."""
    parsed = make_url(url)
    given = parsed.query.get("options", "")
    before = given if isinstance(given, str) else " ".join(given)
    plain = parsed.set(drivername="postgresql").difference_update_query(["options"])
    ours = {"search_path": f"{name()},public", **_LIMITS}
    options = " ".join(f"-c {setting}={value}" for setting, value in ours.items())
    return plain.render_as_string(hide_password=False), f"{before} {options}".strip()


def _run(opened: Connection, statements: str) -> None:
    """By way of the driver: SQLAlchemy takes one statement at a time, and colons and percent signs for its own."""
    opened.connection.cursor().execute(statements)
