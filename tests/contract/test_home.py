"""A home page shows what the core says whenever somebody looks, and is shown anew after each press on it."""

from hypothesis import given

from bot.chat.events import Nothing, Opened, Pressed, Replace, Show, Submitted, Whisper
from bot.chat.form import Form, ShortText
from bot.chat.message import Message
from bot.chat.names import Person
from tests.contract.core import Core
from tests.contract.driver import Driver, Outcome
from tests.contract.play import ANSWER, CARD, CLOSED, EXAMPLES
from tests.contract.seen import assert_asks, assert_shows
from tests.strategies import MESSAGES

_FORM = Form("Your week", ANSWER, (ShortText(name="word", label="In a word"),))


async def _at_home(driver: Driver, core: Core) -> Person:
    """Somebody who has the card on their home page."""
    who = await driver.person("Ada")
    core.home = CARD
    assert_shows((await driver.open_home(who)).home, CARD)
    core.received.clear()
    return who


async def _press(driver: Driver, core: Core, who: Person) -> Outcome:
    """Press the card's button on the home page; it arrives without an origin."""
    outcome = await driver.press_home(who, "Answer")
    [pressed] = core.deeds
    assert isinstance(pressed, Pressed)
    assert (pressed.who.identity, pressed.action, pressed.origin) == (who.identity, ANSWER, None)
    return outcome


@EXAMPLES
@given(message=MESSAGES)
async def test_every_message_can_be_a_home_page(driver: Driver, core: Core, message: Message) -> None:
    who = await driver.person("Ada")
    core.home = message
    core.received.clear()
    assert_shows((await driver.open_home(who)).home, message)
    [seen] = core.received
    assert isinstance(seen, Opened)
    assert seen.who.identity == who.identity


async def test_home_is_shown_anew_after_a_press(driver: Driver, core: Core) -> None:
    who = await _at_home(driver, core)
    core.home, core.reply = CLOSED, Nothing()
    outcome = await _press(driver, core, who)
    assert_shows(outcome.home, CLOSED)


async def test_a_message_in_reply_is_shown_to_the_person(driver: Driver, core: Core) -> None:
    for reply in (Whisper(CLOSED), Replace(CLOSED)):
        who = await _at_home(driver, core)
        core.reply = reply
        assert_shows((await _press(driver, core, who)).whispered, CLOSED)


async def test_a_form_opens_from_home_and_comes_back(driver: Driver, core: Core) -> None:
    who = await _at_home(driver, core)
    core.reply = Show(_FORM)
    shown = assert_asks((await _press(driver, core, who)).form, _FORM)
    core.reply = Nothing()
    core.received.clear()
    await driver.submit(who, shown, {"word": "fine"})
    [submitted] = core.deeds
    assert isinstance(submitted, Submitted)
    assert submitted.who.identity == who.identity
    assert (submitted.action, submitted.values, submitted.origin) == (ANSWER, {"word": "fine"}, None)
