"""Runs the contract over every platform that has a driver."""

from collections.abc import AsyncIterator, Mapping

import pytest

from tests.contract.core import Core
from tests.contract.driver import Driver
from tests.contract.slack import SlackDriver
from tests.contract.teams import TeamsDriver
from tests.contract.web import WebDriver

DRIVERS: Mapping[str, type[Driver]] = {"slack": SlackDriver, "teams": TeamsDriver, "web": WebDriver}


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture(params=DRIVERS)
async def driver(request: pytest.FixtureRequest, core: Core) -> AsyncIterator[Driver]:
    driver = DRIVERS[request.param]()
    await driver.start(core.receive)
    yield driver
    await driver.stop()
