"""Every form that can be built can be opened and filled in, and comes back exactly."""

from datetime import date, time

from hypothesis import given

from bot.chat import limits
from bot.chat.events import Nothing, Show, Submitted
from bot.chat.form import Day, Field, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time, Values
from tests.contract.core import Core
from tests.contract.driver import Driver, ShownForm
from tests.contract.play import ANSWER, EXAMPLES, Stage, opened, posted
from tests.contract.seen import assert_asks
from tests.strategies import FILLED, FORMS

_NOTE = Form("Anything else?", ANSWER, (LongText(name="note", label="A note"),))


async def _sent(driver: Driver, core: Core, stage: Stage, shown: ShownForm, values: Values) -> Submitted:
    """What arrives, once, when these values are sent."""
    before = len(core.deeds)
    await driver.submit(stage.who, shown, values)
    [submitted] = core.deeds[before:]
    assert isinstance(submitted, Submitted)
    assert submitted.who.identity == stage.who.identity
    assert submitted.origin == stage.post
    return submitted


@EXAMPLES
@given(form=FORMS)
async def test_every_form_is_shown_as_it_was_built(driver: Driver, core: Core, form: Form) -> None:
    await opened(driver, core, await posted(driver), form)


@EXAMPLES
@given(filled=FILLED)
async def test_a_filled_in_form_comes_back_exactly(driver: Driver, core: Core, filled: tuple[Form, Values]) -> None:
    form, values = filled
    stage = await posted(driver)
    shown = await opened(driver, core, stage, form)
    core.reply = Nothing()
    submitted = await _sent(driver, core, stage, shown, values)
    assert submitted.values == values
    assert submitted.action == form.action


@EXAMPLES
@given(form=FORMS)
async def test_what_was_filled_in_already_comes_back_untouched(driver: Driver, core: Core, form: Form) -> None:
    stage = await posted(driver)
    shown = await opened(driver, core, stage, form)
    core.reply = Nothing()
    assert (await _sent(driver, core, stage, shown, shown.initial)).values == shown.initial


async def test_a_form_can_follow_a_form(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    first = await opened(driver, core, stage, _NOTE)
    following = Form("And then?", ANSWER, (ShortText(name="note", label="In a word", initial="again"),))
    core.reply = Show(following)
    outcome = await driver.submit(stage.who, first, {"note": "The first words"})
    second = assert_asks(outcome.form, following)
    core.reply = Nothing()
    assert (await _sent(driver, core, stage, second, {"note": "The second"})).values == {"note": "The second"}


async def test_a_form_of_many_fields_comes_back_exactly(driver: Driver, core: Core) -> None:
    long = [
        LongText(name=f"n{n:02}" + "a" * 57, label="q" * limits.FIELD_LABEL, hint="h" * limits.HINT, most=860)
        for n in range(limits.FIELDS)
    ]
    form = Form("t" * limits.FORM_TITLE, ANSWER, tuple(long), "i" * 700, "s" * limits.SUBMIT)
    values = {field.name: f"{field.name} {'ö' * 799}" for field in long}
    stage = await posted(driver)
    shown = await opened(driver, core, stage, form)
    core.reply = Nothing()
    assert (await _sent(driver, core, stage, shown, values)).values == values


async def test_a_form_of_long_fields_comes_back_exactly(driver: Driver, core: Core) -> None:
    options = tuple(Option(f"{n:03}" + "v" * 72, f"{n:03}" + "l" * 72) for n in range(limits.OPTIONS))
    every = tuple(option.value for option in options)
    fields: tuple[Field, ...] = (
        LongText(name="long", label="Story", initial="i" * limits.LONG),
        ShortText(name="short", label="Title", initial="i" * limits.SHORT),
        PickOne(name="one", label="Zone", options=options, initial=every[-1]),
        PickMany(name="many", label="Themes", options=options, initial=every[50:]),
        Scale(
            name="scale", label="Trust", low=-999, high=-989, low_label="n" * 65, high_label="f" * 65, initial=-995
        ),
        Day(name="day", label="When", initial=date.min),
        Time(name="time", label="At", initial=time(23, 59)),
    )
    values: Values = {
        "long": "ö" * limits.LONG,
        "short": "ö" * limits.SHORT,
        "one": every[0],
        "many": every,
        "scale": "-989",
        "day": str(date.max),
        "time": "00:00",
    }
    stage = await posted(driver)
    shown = await opened(driver, core, stage, Form("Everything", ANSWER, fields))
    core.reply = Nothing()
    assert (await _sent(driver, core, stage, shown, values)).values == values
