"""A post is found again by its mark, and only by it: nobody is asked twice, nobody is left out."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from tests.contract.driver import Driver
from tests.contract.play import CARD, CLOSED, EXAMPLES, posted
from tests.words import texts

_MARKS = st.lists(texts(limits.SUBJECT), min_size=2, max_size=2, unique=True)


@EXAMPLES
@given(marks=_MARKS)
async def test_a_mark_finds_its_own_post(driver: Driver, marks: list[str]) -> None:
    mark, other = marks
    stage = await posted(driver, replace(CARD, mark=mark))
    assert await driver.platform.find(stage.post.address, mark) == stage.post
    assert await driver.platform.find(stage.post.address, other) is None
    assert await driver.platform.find(await driver.platform.direct(stage.who.identity), mark) == stage.post


async def test_a_mark_is_found_in_every_sort_of_place(driver: Driver) -> None:
    for place in await driver.places():
        assert await driver.platform.find(place, "mine") is None
        receipt = await driver.platform.post(place, replace(CARD, mark="mine"))
        assert await driver.platform.find(place, "mine") == receipt


async def test_a_mark_is_found_where_it_was_left_and_nowhere_else(driver: Driver) -> None:
    here, there = await posted(driver, replace(CARD, mark="mine")), await posted(driver)
    assert await driver.platform.find(there.post.address, "mine") is None
    assert await driver.platform.find(here.post.address, "mine") == here.post


async def test_a_mark_is_found_below_many_posts(driver: Driver) -> None:
    stage = await posted(driver, replace(CARD, mark="the first"))
    place = stage.post.address
    for n in range(30):
        await driver.platform.post(place, replace(CLOSED, mark=f"later {n}") if n % 2 else CLOSED)
    assert await driver.platform.find(place, "the first") == stage.post
    assert await driver.platform.find(place, "never posted") is None


async def test_a_mark_is_found_after_an_update(driver: Driver) -> None:
    stage = await posted(driver, replace(CARD, mark="mine"))
    await driver.platform.update(stage.post, replace(CLOSED, mark="mine"))
    assert await driver.platform.find(stage.post.address, "mine") == stage.post
