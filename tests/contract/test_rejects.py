"""A form that is not accepted stays open with every word that was typed, and says what is wrong where."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from bot.chat.events import Nothing, Reject, Submitted
from bot.chat.form import Form, LongText, Values
from tests.contract.core import Core
from tests.contract.driver import Driver
from tests.contract.play import ANSWER, EXAMPLES, opened, posted
from tests.strategies import FILLED
from tests.words import texts

_FORM = Form(
    "Your week",
    ANSWER,
    (
        LongText(name="good", label="What went well?", initial="As last week"),
        LongText(name="bad", label="What did not?"),
    ),
)


@composite
def _refused(draw: DrawFn) -> tuple[Form, Values, dict[str, str]]:
    form, values = draw(FILLED)
    names = st.sampled_from(["", *(field.name for field in form.fields)])
    return form, values, draw(st.dictionaries(names, texts(150, lines=False), min_size=1))


@EXAMPLES
@given(refused=_refused())
async def test_nothing_typed_is_lost(
    driver: Driver, core: Core, refused: tuple[Form, Values, dict[str, str]]
) -> None:
    form, values, errors = refused
    stage = await posted(driver)
    shown = await opened(driver, core, stage, form)
    core.reply = Reject(form, errors)
    again = (await driver.submit(stage.who, shown, values)).form
    assert again is not None
    assert again.title == form.title
    assert again.labels == tuple(field.label for field in form.fields)
    assert again.initial == values
    assert again.errors == errors

    core.reply = Nothing()
    await driver.submit(stage.who, again, again.initial)
    first, second = core.deeds[-2:]
    assert first == second
    assert isinstance(second, Submitted)
    assert (second.action, second.values, second.origin) == (form.action, values, stage.post)


async def test_a_form_can_be_refused_twice_each_time_with_its_own_complaint(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    shown = await opened(driver, core, stage, _FORM)
    for errors in ({"good": "Say more.", "": "Half of it is missing."}, {"bad": "Say less."}):
        core.reply = Reject(_FORM, errors)
        again = (await driver.submit(stage.who, shown, {"good": "Much", "bad": " Little\n"})).form
        assert again is not None
        assert again.errors == errors
        assert again.initial == {"good": "Much", "bad": " Little\n"}
        shown = again


async def test_a_press_can_be_answered_with_a_form_that_complains(driver: Driver, core: Core) -> None:
    stage = await posted(driver)
    core.reply = Reject(_FORM, {"bad": "This was not answered."})
    shown = (await driver.press(stage.who, "Answer", stage.post)).form
    assert shown is not None
    assert shown.errors == {"bad": "This was not answered."}
    assert shown.initial == {"good": "As last week"}
