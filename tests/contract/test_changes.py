"""What was changed can be read on every platform, whatever stands there, and turned over page by page."""

from hypothesis import given

from bot.chat.events import Pressed, Replace
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.texts import changes
from bot.texts.verbs import Verb
from tests.contract.core import Core
from tests.contract.driver import Driver
from tests.contract.play import EXAMPLES, posted
from tests.contract.seen import assert_shows
from tests.texts.changed import VIEWS

LABEL, FENLAND = "What was changed", "f" * 32
TEND = Message("People", (Text("People"), Buttons((Button(LABEL, Action(Verb.CHANGES, FENLAND)),))))


@EXAMPLES
@given(view=VIEWS)
async def test_every_page_of_it_is_shown_where_the_button_was(driver: Driver, core: Core, view: changes.View) -> None:
    stage = await posted(driver, TEND)
    page = changes.message(view, latest=True)
    core.reply = Replace(page)
    core.received.clear()
    outcome = await driver.press(stage.who, LABEL, stage.post)
    [pressed] = core.deeds
    assert isinstance(pressed, Pressed)
    assert pressed.action == Action(Verb.CHANGES, FENLAND)
    assert_shows(outcome.replaced, page)


@EXAMPLES
@given(view=VIEWS)
async def test_it_is_turned_over_from_a_convener_s_home(driver: Driver, core: Core, view: changes.View) -> None:
    who = await driver.person("Ada")
    core.home = TEND
    await driver.open_home(who)
    first, second = (changes.message(view, latest=latest) for latest in (True, False))
    core.reply = Replace(first)
    assert_shows((await driver.press_home(who, LABEL)).whispered, first)
    if not view.entries or view.entries[-1].number == 1:
        return
    core.reply = Replace(second)
    core.received.clear()
    await driver.press_whisper(who, "Earlier changes")
    [pressed] = core.deeds
    assert isinstance(pressed, Pressed)
    assert pressed.action == Action(Verb.CHANGES, f"{view.partnership.id}:{view.entries[-1].number}")
