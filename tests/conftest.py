"""What any test may ask for: a database of its own, once on SQLite and once on PostgreSQL."""

from collections.abc import Iterator

import pytest

from bot.store.database import Database
from tests import compiled, databases
from tests.databases import KINDS, Databases, Postgresql, Sqlite

_LONGEST = ("tests/serving/test_replicas.py", "tests/attack/", "tests/usecases/test_bad_input.py")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """SQL is put into words once, and not for each test's engines."""
    with compiled.once():
        yield


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Sqlite]:
    """SQLite files, migrated once a test process."""
    with databases.sqlite() as made:
        yield made


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL server of this test process, started when the first test asks for it."""
    with databases.postgresql() as made:
        yield made


@pytest.fixture(scope="session")
def chosen(request: pytest.FixtureRequest) -> Databases:
    """Fresh databases of the kind that `--on` names: SQLite, unless this is the run for PostgreSQL."""
    made: Databases = request.getfixturevalue(request.config.getoption("--on"))
    return made


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever runs the tests say on which kind of database those run that take one."""
    parser.addoption("--on", choices=KINDS, default=KINDS[0], help="the database of tests that take one")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what would be on SQLite otherwise. What takes longest begins: no process is to end alone."""
    if config.getoption("--on") != KINDS[0]:
        chosen = [item for item in items if "chosen" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=list(set(items).difference(chosen)))
        items[:] = chosen
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))


@pytest.fixture(params=KINDS)
def both(request: pytest.FixtureRequest) -> Databases:
    """Fresh databases; whoever uses this runs on each kind."""
    made: Databases = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def database_url(both: Databases) -> Iterator[str]:
    """The URL of a migrated database without a row."""
    with both.fresh() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database without a row."""
    with Database(database_url) as made:
        yield made
