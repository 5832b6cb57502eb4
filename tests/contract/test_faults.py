"""Whatever the vendor does wrong becomes one of our errors, and the next call starts afresh."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.chat import deadline
from bot.chat.message import Message, Text
from bot.errors import Disconnected, Gone, PlatformError, Throttled, TooLate, Unavailable, Uncertain
from tests.contract.driver import Driver, Fault
from tests.contract.play import CARD, posted
from tests.contract.seen import assert_shows

_PRIVATE = Message("A private summary", (Text("Some private words"),), "a private mark")
_LOOKING: Mapping[Fault, type[PlatformError]] = {
    "throttled": Throttled,
    # What only reads did nothing, so it may be done again.
    "timed_out": Unavailable,
    "failing": Unavailable,
    "not_json": Unavailable,
    "revoked": Disconnected,
    # These will stay so.
    "blocked": Uncertain,
    "gone": Uncertain,
    "refused": Uncertain,
}
"""What a look that failed this way is."""


async def test_each_failure_becomes_the_right_error_and_tells_nothing(driver: Driver) -> None:
    assert driver.faults
    for fault, error in driver.faults.items():
        stage = await posted(driver)
        driver.fail(fault)
        with pytest.raises(PlatformError) as caught:
            await driver.platform.post(stage.post.address, _PRIVATE)
        assert isinstance(caught.value, error), fault
        told = f"{caught.value} {caught.value!r}"
        for secret in ("private", stage.post.address.place, stage.post.address.tenant, stage.who.identity.user):
            assert secret not in told, fault
        receipt = await driver.platform.post(stage.post.address, CARD)
        assert_shows(await driver.shown(receipt), CARD)


async def test_a_mark_says_whether_an_uncertain_post_was_made(driver: Driver) -> None:
    for fault in (fault for fault, error in driver.faults.items() if error is Uncertain):
        stage = await posted(driver)
        driver.fail(fault)
        with pytest.raises(Uncertain):
            await driver.platform.post(stage.post.address, replace(CARD, mark="mine"))
        if not driver.looks:
            # Nobody can know: that is said, and never taken for a yes or a no.
            with pytest.raises(Uncertain):
                await driver.platform.find(stage.post.address, "mine")
            continue
        made = await driver.count(stage.post.address) == 2
        assert (await driver.platform.find(stage.post.address, "mine") is not None) == made


async def test_a_look_that_fails_is_never_taken_for_a_no_nor_given_up_before_it_has_to_be(driver: Driver) -> None:
    """A platform that need not ask its vendor finds it all the same."""
    stages = [(fault, await posted(driver, replace(CARD, mark="mine"))) for fault in driver.faults]
    for fault, stage in stages:
        driver.fail(fault)
        try:
            found = await driver.platform.find(stage.post.address, "mine")
        except _LOOKING[fault]:
            continue
        assert found == stage.post, fault


async def test_a_look_that_comes_too_late_is_left_to_whoever_took_over(driver: Driver) -> None:
    stage = await posted(driver, replace(CARD, mark="mine"))
    with deadline.only_while(lambda: False):
        try:
            found = await driver.platform.find(stage.post.address, "mine")
        except TooLate:
            return
    assert found == stage.post


async def test_a_post_that_is_not_there_cannot_be_updated(driver: Driver) -> None:
    stage = await posted(driver)
    with pytest.raises(Gone):
        await driver.platform.update(replace(stage.post, post="1700000000.000001"), CARD)
    assert_shows(await driver.shown(stage.post), CARD)
