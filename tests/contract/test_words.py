"""What people write to the bot arrives as they wrote it; where they cannot write, they are at home."""

import pytest

from bot.chat.events import Opened, Said, Whisper
from tests.contract.core import Core
from tests.contract.driver import Driver
from tests.contract.play import CLOSED
from tests.contract.seen import assert_shows


@pytest.mark.parametrize("text", ["help", "home & <away>", "*what* is `this`?", "שלום 🎉"])
async def test_what_people_write_arrives_and_is_answered(driver: Driver, core: Core, text: str) -> None:
    who = await driver.person("Ada")
    core.home, core.reply = CLOSED, Whisper(CLOSED)
    outcome = await driver.say(who, text)
    [heard] = core.received
    assert isinstance(heard, Said | Opened)
    assert heard.who.identity == who.identity
    if isinstance(heard, Said):
        assert heard.text == text
        assert heard.where.lane in driver.platform.lanes
    assert_shows(outcome.whispered or outcome.home, CLOSED)
