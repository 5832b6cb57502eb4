"""Two tenants with the adapter in them, for every test here."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.core import Core
from tests.contract.teams import TeamsDriver


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def teams(core: Core) -> AsyncIterator[TeamsDriver]:
    driver = TeamsDriver()
    await driver.start(core.receive)
    yield driver
    await driver.stop()
