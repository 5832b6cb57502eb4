"""The forms by which people are brought in, and the message that asks them, on every platform."""

import pytest

from bot.chat.events import Pressed, Reject, Replace, Show, Submitted
from bot.chat.message import Action
from bot.chat.names import Address, Identity, Person
from bot.domain.partnership import Basis, Organisation, Partnership, Sector, Space
from bot.domain.roll import Misread
from bot.texts import bringing, enrolling, joining
from bot.texts.verbs import Verb
from tests.contract.core import Core
from tests.contract.driver import Driver
from tests.contract.play import opened, posted
from tests.contract.seen import assert_asks, assert_shows

FENLAND = Partnership("f" * 32, "Fenland", "Europe/London")
TRUST = Organisation("a" * 32, FENLAND.id, "Fen Trust", Sector.NHS, "dpo@fen.example", Basis.PUBLIC_TASK, 730)
SPACE = Space("5" * 32, Address("slack", "T1", "C1"), "#fenland", FENLAND.id)
PEOPLE = [Person(Identity("slack", "T1", f"U{number:03}"), f"Person {number:03}") for number in range(250)]
TABLE = 'name;e-mail;organisation\n"Lovelace; Ada";ada@x.example;Fen Trust\n\tBo;;Fen Trust'


@pytest.mark.parametrize("many", [3, 250])
async def test_a_convener_chooses_whom_to_ask(driver: Driver, core: Core, many: int) -> None:
    stage = await posted(driver)
    new = [(f"{number:024x}", person) for number, person in enumerate(PEOPLE[:many])]
    form = bringing.people_form(bringing.Circle(SPACE, 12, 1, 2, 3, 4, new))
    shown = await opened(driver, core, stage, form)
    core.received.clear()
    chosen = (new[0][0], new[2][0])
    await driver.submit(stage.who, shown, {"whom": "chosen", "people": chosen})
    [submitted] = core.deeds
    assert isinstance(submitted, Submitted)
    assert submitted.action == Action(Verb.ASK_IN, SPACE.id)
    assert dict(submitted.values) == {"whom": "chosen", "people": chosen}


async def test_a_table_arrives_as_it_was_pasted_and_stays_when_it_is_refused(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    shown = await opened(driver, core, stage, enrolling.form(FENLAND))
    reading = enrolling.Reading(1, 0, 0, [Misread(3, "Bo", "there is no organisation")])
    second = enrolling.form(FENLAND, TABLE, reading)
    core.reply = Show(second)
    core.received.clear()
    outcome = await driver.submit(stage.who, shown, {"table": TABLE})
    [submitted] = core.deeds
    assert isinstance(submitted, Submitted)
    assert submitted.values == {"table": TABLE}
    shown = assert_asks(outcome.form, second)
    core.reply = Reject(second, {"table": "There are too many."})
    outcome = await driver.submit(stage.who, shown, {"table": TABLE, "next": "do"})
    assert outcome.form is not None
    assert outcome.form.errors == {"table": "There are too many."}
    assert outcome.form.initial == {"table": TABLE, "next": "do"}


async def test_who_is_asked_reads_what_holds_and_says_yes_or_no(driver: Driver, core: Core) -> None:
    asked = bringing.invitation(FENLAND, [TRUST], "mark")
    stage = await posted(driver, asked)
    assert_shows(await driver.shown(stage.post), asked)
    form = joining.form(FENLAND, [TRUST], "Ada", FENLAND.id)
    core.reply = Show(form)
    assert_asks((await driver.press(stage.who, "Join", stage.post)).form, form)
    core.reply = Replace(bringing.declined(FENLAND))
    core.received.clear()
    outcome = await driver.press(stage.who, "No, thank you", stage.post)
    assert_shows(outcome.replaced, bringing.declined(FENLAND))
    [pressed] = core.deeds
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.origin) == (Action(Verb.DECLINE, FENLAND.id), stage.post)
