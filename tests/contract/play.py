"""How the contract's scenes begin, and how many examples hypothesis plays of each."""

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, settings

from bot.chat.events import Show
from bot.chat.form import Form
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.chat.names import Person, Receipt
from tests.contract.core import Core
from tests.contract.driver import Driver, ShownForm
from tests.contract.seen import assert_asks

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    # To shrink an example plays its scene hundreds of times; to explain it, more often still.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    # One driver serves every example of a test, as one platform serves many people.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
ANSWER = Action("check_in.answer", "17")
CARD = Message("A check-in", (Text("How was your week?"), Buttons((Button("Answer", ANSWER, opens_form=True),))))
CLOSED = Message("Closed", (Text("This check-in is closed."),))


@dataclass(frozen=True, slots=True)
class Stage:
    """Somebody, and the post that lies before them."""

    who: Person
    post: Receipt


async def posted(driver: Driver, message: Message = CARD) -> Stage:
    """A message to somebody new, in private."""
    who = await driver.person("Ada")
    return Stage(who, await driver.platform.post(await driver.platform.direct(who.identity), message))


async def opened(driver: Driver, core: Core, stage: Stage, form: Form) -> ShownForm:
    """The form that the card's button opens."""
    core.reply = Show(form)
    return assert_asks((await driver.press(stage.who, "Answer", stage.post)).form, form)
