"""People with several accounts, who say to the bot what makes their accounts one."""

from bot.chat.events import Reply
from bot.chat.names import Person
from tests.replied import asked, buttons, words
from tests.world import ON_RECORD, World, somebody

ADA_WEB, MO_WEB, MO_TEAMS = somebody("Ada-w", "web", "web"), somebody("Mo-w", "web", "web"), somebody("Mo-t", "teams")
UNKNOWN = (
    "Weft does not know this code. A code works once, for 15 minutes. Look whether you typed all of it, or get a new "
    "one with “Use Weft elsewhere, too” on the other platform."
)
WARM_HOMES = {
    "partnership": "Warm Homes",
    "zone": "Europe/London",
    "name": "Ada",
    "organisation": "City Trust",
    "sector": "nhs",
    "contact": "data@city.example",
    **ON_RECORD,
}
"""The form by which another partnership starts."""


async def code_of(world: World, who: Person) -> str:
    """Press the button on the home page and read the code."""
    button = buttons(await world.home(who))["Use Weft elsewhere, too"]
    return words(await world.press(who, button.action)).splitlines()[0]


async def enter(world: World, who: Person, code: str) -> Reply:
    """Press the button on the home page and fill in the form."""
    form = asked(await world.press(who, buttons(await world.home(who))["I have a code"].action))
    return await world.submit(who, form.action, {"code": code})


async def link(world: World, who: Person, *more: Person) -> None:
    """Let somebody use further accounts."""
    for other in more:
        assert words(await enter(world, other, await code_of(world, who))).startswith("From now on you are ")
