"""Letting go is safe to repeat, and a platform names itself in all that it hands out."""

from tests.contract.driver import Driver
from tests.contract.play import posted


async def test_a_platform_can_be_closed_twice(driver: Driver) -> None:
    await posted(driver)
    await driver.platform.aclose()
    await driver.platform.aclose()


async def test_a_platform_names_itself(driver: Driver) -> None:
    stage = await posted(driver)
    name = driver.platform.name
    assert {lane.platform for lane in driver.platform.lanes} == {name}
    assert stage.who.identity.platform == stage.post.address.platform == name
