"""Whoever acts is told of by their platform: by the same identity, and with an address that no log ever shows."""

from bot.errors import PlatformError
from tests.contract.driver import Driver


async def test_what_a_platform_tells_of_somebody_is_of_that_very_identity(driver: Driver) -> None:
    who = await driver.person("Ada")
    for place in (await driver.platform.direct(who.identity), *(await driver.places())[1:]):
        try:
            told = await driver.platform.about(who, place)
        except PlatformError:
            # They are not there.
            continue
        assert told.identity == who.identity
        assert told.name == who.name
        assert told.email is None or told.email.endswith("@example.org")
        assert "example.org" not in f"{told!r} {told}"


async def test_a_roster_tells_of_people_whose_addresses_no_log_ever_shows(driver: Driver) -> None:
    await driver.person("Ada")
    for place in (await driver.places())[1:]:
        people = await driver.platform.members(place)
        assert people
        assert not any(person.guest for person in people)
        assert "example.org" not in repr(people)
