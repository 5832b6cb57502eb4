"""Who comes and who leaves is told to the core by the same identity that they act by, on every platform."""

from bot.chat.events import Arrived, Departed
from tests.contract.core import Core
from tests.contract.driver import Driver


async def test_who_leaves_a_space_is_noticed_and_who_comes_back(driver: Driver, core: Core) -> None:
    who = await driver.person("Ada")
    _, *spaces = await driver.places()
    for space in spaces:
        if who.identity not in [member.identity for member in await driver.platform.members(space)]:
            await driver.come(who, space)
        core.received.clear()
        await driver.leave(who, space)
        assert core.deeds == [Departed(who.identity, space)]
        assert who.identity not in [member.identity for member in await driver.platform.members(space)]
        core.received.clear()
        await driver.come(who, space)
        assert core.deeds == [Arrived(who.identity, space)]
        assert who.identity in [member.identity for member in await driver.platform.members(space)]


async def test_an_account_that_ends_is_noticed_where_the_vendor_tells(driver: Driver, core: Core) -> None:
    who = await driver.person("Ada")
    core.received.clear()
    told = await driver.end_account(who)
    assert core.deeds == ([Departed(who.identity)] if told else [])
