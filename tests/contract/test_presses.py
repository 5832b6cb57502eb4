"""A pressed button arrives once and exactly, and whoever pressed it sees the reply."""

from hypothesis import given

from bot.chat import limits
from bot.chat.events import Nothing, Pressed, Replace, Whisper
from bot.chat.form import Form, ShortText
from bot.chat.message import Action, Button, Buttons, Message, Text
from tests.contract.core import Core
from tests.contract.driver import Driver, Outcome
from tests.contract.play import ANSWER, CARD, CLOSED, EXAMPLES, opened, posted
from tests.contract.seen import assert_shows
from tests.strategies import ACTIONS, MESSAGES
from tests.words import texts

_FORM = Form("Your week", ANSWER, (ShortText(name="word", label="In a word"),))


@EXAMPLES
@given(label=texts(limits.LABEL), action=ACTIONS)
async def test_a_press_arrives_once_and_exactly(driver: Driver, core: Core, label: str, action: Action) -> None:
    stage = await posted(driver, Message("Press", (Buttons((Button(label, action),)),)))
    core.received.clear()
    await driver.press(stage.who, label, stage.post)
    [pressed] = core.deeds
    assert isinstance(pressed, Pressed)
    assert pressed.who.identity == stage.who.identity
    assert pressed.action == action
    assert pressed.origin == stage.post


async def test_each_press_is_its_own(driver: Driver, core: Core) -> None:
    first, second = await posted(driver), await posted(driver)
    for stage in (first, second, first):
        await driver.press(stage.who, "Answer", stage.post)
    arrived = [(each.who.identity, each.origin) for each in core.deeds if isinstance(each, Pressed)]
    assert arrived == [(stage.who.identity, stage.post) for stage in (first, second, first)]


async def test_nothing_shows_nothing(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    core.reply = Nothing()
    assert await driver.press(stage.who, "Answer", stage.post) == Outcome()
    assert_shows(await driver.shown(stage.post), CARD)


@EXAMPLES
@given(message=MESSAGES)
async def test_replace_puts_the_message_where_the_button_was(driver: Driver, core: Core, message: Message) -> None:
    stage = await posted(driver)
    core.reply = Replace(message)
    outcome = await driver.press(stage.who, "Answer", stage.post)
    assert_shows(outcome.replaced, message)
    assert_shows(await driver.shown(stage.post), message)
    assert await driver.count(stage.post.address) == 1


@EXAMPLES
@given(message=MESSAGES)
async def test_a_whisper_leaves_the_post_alone(driver: Driver, core: Core, message: Message) -> None:
    stage = await posted(driver)
    core.reply = Whisper(message)
    outcome = await driver.press(stage.who, "Answer", stage.post)
    assert_shows(outcome.whispered, message)
    assert outcome.replaced is None
    assert_shows(await driver.shown(stage.post), CARD)
    assert await driver.count(stage.post.address) == 1


async def test_a_button_of_a_whisper_changes_no_post(driver: Driver, core: Core) -> None:
    """What one person alone is shown must not come to stand where everybody reads."""
    stage = await posted(driver)
    core.reply = Whisper(Message("Welcome", (Text("Welcome."), Buttons((Button("Home", Action("home")),)))))
    await driver.press(stage.who, "Answer", stage.post)
    core.reply = Replace(CLOSED)
    assert_shows((await driver.press_whisper(stage.who, "Home")).whispered, CLOSED)
    assert_shows(await driver.shown(stage.post), CARD)
    assert await driver.count(stage.post.address) == 1


async def test_in_a_space_everybody_sees_a_replacement_and_one_person_a_whisper(driver: Driver, core: Core) -> None:
    _, *spaces = await driver.places()
    for space in spaces:
        who, post = await driver.person("Ada"), await driver.platform.post(space, CARD)
        posts = await driver.count(space)
        core.reply = Whisper(CLOSED)
        assert_shows((await driver.press(who, "Answer", post)).whispered, CLOSED)
        assert_shows(await driver.shown(post), CARD)
        pressed = core.deeds[-1]
        assert isinstance(pressed, Pressed)
        assert (pressed.who.identity, pressed.origin) == (who.identity, post)
        core.reply = Replace(CLOSED)
        assert_shows((await driver.press(who, "Answer", post)).replaced, CLOSED)
        assert_shows(await driver.shown(post), CLOSED)
        assert await driver.count(space) == posts
        assert who.identity in [member.identity for member in await driver.platform.members(space)]


async def test_a_sent_form_can_replace_the_post_that_it_came_from(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    shown = await opened(driver, core, stage, _FORM)
    core.reply = Replace(CLOSED)
    outcome = await driver.submit(stage.who, shown, {"word": "fine"})
    assert outcome.form is None
    assert_shows(await driver.shown(stage.post), CLOSED)


async def test_a_sent_form_can_be_answered_with_a_whisper(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    shown = await opened(driver, core, stage, _FORM)
    core.reply = Whisper(CLOSED)
    outcome = await driver.submit(stage.who, shown, {"word": "fine"})
    assert_shows(outcome.whispered, CLOSED)
    assert_shows(await driver.shown(stage.post), CARD)


async def test_a_sent_form_can_be_answered_with_nothing(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    shown = await opened(driver, core, stage, _FORM)
    core.reply = Nothing()
    assert await driver.submit(stage.who, shown, {"word": "fine"}) == Outcome()
    assert_shows(await driver.shown(stage.post), CARD)
