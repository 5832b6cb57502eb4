"""Knocks on the inbound doors with what nobody should send, in rounds that each begin with the same house."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic

from bot.store import copying
from bot.store.database import Database
from tests import databases
from tests.soak import house as houses
from tests.soak import story, web_room
from tests.soak.ear import Ear
from tests.soak.files_room import HUSH, FilesRoom
from tests.soak.house import House
from tests.soak.knocks import Answer, Fault, Knock, Knocks, Room
from tests.soak.mutations import Mutations
from tests.soak.slack_pages import SlackPages
from tests.soak.slack_room import SlackRoom
from tests.soak.teams_room import TeamsRoom
from tests.soak.wire_room import on_the_wire
from tests.stubs.slack import APP_TOKEN, BOT_TOKEN, NEXT_TOKEN, SECRET
from tests.stubs.slack_oauth import CLIENT_SECRET
from tests.stubs.teams import SECRET as TEAMS_SECRET

ROUND = 400
"""Inputs until all is put back, so that what is knocked at stays whole, and a fault can be had again soon."""
WEIGHTS: Mapping[str, int] = {"slack": 34, "pages": 5, "teams": 24, "web": 26, "addresses": 4, "wire": 4, "files": 3}
SECRETS = (
    *(SECRET, BOT_TOKEN, NEXT_TOKEN, APP_TOKEN, CLIENT_SECRET, TEAMS_SECRET, "xoxe.xoxb-", "xoxe-1-", "let-in-"),
    *(houses.WEB_SECRET, HUSH, *story.ANSWERS),
)
_MOST_FAULTS = 300


def knock(inputs: int, seed: int, *, only: int | None = None) -> Knocks:
    """Knock so many times, with this seed; or play one round of it again."""
    knocks = Knocks()
    ear = Ear(SECRETS)
    with databases.sqlite() as made, made.fresh() as url, ear.listening():
        asyncio.run(_knock(url, inputs, seed, knocks, ear, only))
    knocks.deeds, knocks.events = ear.deeds, ear.events
    return knocks


async def _knock(url: str, inputs: int, seed: int, knocks: Knocks, ear: Ear, only: int | None) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="weft-")))
        database = stack.enter_context(Database(url))
        template = folder / "template.db"
        house = await stack.enter_async_context(houses.open_house(database, file, template))
        rooms = await _rooms(house, ear, folder, template, stack)
        ear.hear_of(asyncio.get_running_loop())
        # What the story had to say is no fault of a door.
        list(ear.faults(None))
        house.told()
        ear.deeds.clear()
        rounds = range(-(-inputs // ROUND)) if only is None else [only]
        for number in rounds:
            await _round(house, rooms, min(ROUND, inputs - number * ROUND), seed, number, knocks, ear)
            copying.put_back(template, file)
            house.start_over()
            if len(knocks.faults) >= _MOST_FAULTS:
                return


async def _rooms(house: House, ear: Ear, folder: Path, template: Path, stack: AsyncExitStack) -> Mapping[str, Room]:
    mutations = Mutations(house.ids)
    return {
        "slack": SlackRoom(house, mutations),
        "pages": SlackPages(house, mutations),
        "teams": TeamsRoom(house, mutations),
        "web": web_room.WebRoom(house, mutations, await web_room.browsers(house)),
        "addresses": web_room.AddressRoom(house, mutations),
        "wire": await stack.enter_async_context(on_the_wire(house, mutations)),
        "files": FilesRoom(folder / "a" / "b" / "c", template, mutations, ear),
    }


async def _round(
    house: House, rooms: Mapping[str, Room], inputs: int, seed: int, number: int, knocks: Knocks, ear: Ear
) -> None:
    dice = Random(f"{seed}:{number}")
    order: Sequence[str] = dice.choices(list(WEIGHTS), list(WEIGHTS.values()), k=inputs)
    for place, name in enumerate(order):
        made = rooms[name].think(dice)
        begun = monotonic()
        answer, faults = await attempt(made, ear, house)
        knocks.note(made, answer, monotonic() - begun)
        for why in faults:
            knocks.faults.append(Fault(made.door, made.place, seed, number, place, why, repr(made.what)[:3_000]))


async def attempt(made: Knock, ear: Ear, house: House) -> tuple[Answer | None, list[str]]:
    """Send one input; the answer, and what is wrong with what came of it."""
    answer, faults = None, []
    try:
        answer = await made.send()
    except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
        faults.append(f"{type(error).__name__} came out of the door: {error}"[:600])
    return answer, [*faults, *ear.faults(answer, house.told())]
