"""Every message that can be built can be posted, reads as it was written, and can be replaced."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.chat import deadline, limits
from bot.chat.message import Action, Block, Button, Buttons, Chart, Divider, Facts, Message, Series, Table, Text
from bot.errors import TooLate
from tests.contract.driver import Driver
from tests.contract.play import CARD, EXAMPLES, posted
from tests.contract.seen import assert_shows
from tests.strategies import MESSAGES


def _row(first: int) -> Buttons:
    buttons = (Button("b" * limits.LABEL, Action("v" * limits.VERB, f"{first}-{n}" + "s" * 170)) for n in range(5))
    return Buttons(tuple(buttons))


_CHART = Chart(
    "t" * limits.CHART_TITLE,
    "line",
    tuple(f"{n:02}" + "c" * 18 for n in range(limits.POINTS)),
    tuple(Series(f"{n}" + "s" * 19, (-1e9, 0.5) * 10) for n in range(limits.SERIES)),
    "w" * 500,
)
_FULLEST: dict[str, tuple[Block, ...]] = {
    "blocks": (*(Text("a" * 270),) * 38, Divider(), Divider()),
    "buttons": tuple(map(_row, range(limits.BLOCKS))),
    "charts": (_CHART, Text("x" * limits.TEXT), _CHART, Text("y" * limits.TEXT)),
    "columns": (Table("w" * limits.HEADING, ("h" * 40,) * limits.COLUMNS, (("c" * 40,) * limits.COLUMNS,) * 20),),
    "rows": (Table("n" * limits.HEADING, ("h" * 108,), (("c" * 108,),) * (limits.ROWS - 1)),),
    "facts": (Facts((("n" * limits.FACT_NAME, "v" * 190),) * limits.FACTS), Facts((("n", "v" * limits.FACT_VALUE),))),
    "texts": (
        Text("h" * limits.HEADING, "heading"),
        *(Text("😀" * limits.TEXT, "note"),) * 3,
        Text("q" * 2_150, "quote"),
    ),
}


@EXAMPLES
@given(message=MESSAGES)
async def test_every_message_is_shown_as_it_was_written(driver: Driver, message: Message) -> None:
    stage = await posted(driver, message)
    assert_shows(await driver.shown(stage.post), message)


@EXAMPLES
@given(before=MESSAGES, after=MESSAGES)
async def test_an_update_leaves_nothing_of_what_stood_there(driver: Driver, before: Message, after: Message) -> None:
    stage = await posted(driver, before)
    await driver.platform.update(stage.post, after)
    assert_shows(await driver.shown(stage.post), after)
    assert await driver.count(stage.post.address) == 1


@pytest.mark.parametrize("blocks", _FULLEST.values(), ids=_FULLEST)
async def test_the_fullest_messages_are_shown_whole(driver: Driver, blocks: tuple[Block, ...]) -> None:
    message = Message("s" * limits.SUMMARY, blocks, "m" * limits.SUBJECT)
    stage = await posted(driver, message)
    assert_shows(await driver.shown(stage.post), message)


async def test_every_sort_of_place_can_be_posted_to(driver: Driver) -> None:
    for place in await driver.places():
        before = await driver.count(place)
        receipt = await driver.platform.post(place, CARD)
        assert receipt.address == place
        assert place.lane in driver.platform.lanes
        assert await driver.count(place) == before + 1
        assert_shows(await driver.shown(receipt), CARD)


async def test_posts_are_told_apart(driver: Driver) -> None:
    stage = await posted(driver)
    second = await driver.platform.post(stage.post.address, CARD)
    assert second != stage.post
    await driver.platform.update(second, Message("Second", (Text("Only this one."),)))
    assert_shows(await driver.shown(stage.post), CARD)


async def test_what_is_no_longer_ours_to_post_never_reaches_the_wire(driver: Driver) -> None:
    for place in await driver.places():
        before, late = await driver.count(place), replace(CARD, mark="late")
        with deadline.only_while(lambda: False), pytest.raises(TooLate):
            await driver.platform.post(place, late)
        assert await driver.count(place) == before
        assert await driver.platform.find(place, "late") is None
        await driver.platform.post(place, late)
        assert await driver.count(place) == before + 1
