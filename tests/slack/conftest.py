"""A Slack workspace with the adapter in it, for every test here."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.core import Core
from tests.contract.slack import SlackDriver


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def slack(core: Core) -> AsyncIterator[SlackDriver]:
    driver = SlackDriver()
    await driver.start(core.receive)
    yield driver
    await driver.stop()
