"""What is forged, stale, replayed or malformed is refused at the door."""

from tests.contract.core import Core
from tests.contract.driver import Driver


async def test_nothing_forged_reaches_the_core(driver: Driver, core: Core) -> None:
    refused = await driver.forge()
    assert len(refused) >= 5
    assert {kind: status for kind, status in refused.items() if not 400 <= status < 500} == {}
    assert core.deeds == []
