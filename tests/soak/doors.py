"""Knocks on the inbound doors with what nobody should send, in rounds that each begin with the same house."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic

from bot.store.database import Database
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
"""How often each room has its turn."""
SECRETS = (
    *(SECRET, BOT_TOKEN, NEXT_TOKEN, APP_TOKEN, CLIENT_SECRET, TEAMS_SECRET, "xoxe.xoxb-", "xoxe-1-", "let-in-"),
    *(houses.WEB_SECRET, HUSH, *story.ANSWERS),
)
_MOST_FAULTS = 20
"""More of them would only be the same again."""


@dataclass(slots=True)
class Knocking:
    """The house, who knocks at it, and who listens."""

    house: House
    rooms: Mapping[str, Room]
    mutations: Mutations
    ear: Ear
    seed: int
    knocks: Knocks

    async def round(self, number: int, inputs: int) -> None:
        """Knock so many times at a house in which nothing has happened yet."""
        self.house.start_over()
        self.mutations.begin()
        for room in self.rooms.values():
            room.begin()
        dice = Random(f"{self.seed}:{number}")
        weights = {name: weight for name, weight in WEIGHTS.items() if name in self.rooms}
        for place, name in enumerate(dice.choices(list(weights), list(weights.values()), k=inputs)):
            made = self.rooms[name].think(dice)
            begun = monotonic()
            answer, faults = await self.attempt(made)
            self.knocks.note(made, answer, monotonic() - begun)
            for why in faults:
                what = repr(made.what)[:3_000]
                self.knocks.faults.append(Fault(made.door, made.place, self.seed, number, place, why, what))

    async def attempt(self, made: Knock) -> tuple[Answer | None, list[str]]:
        """Send one input; the answer, and what is wrong with what came of it."""
        answer, faults = None, []
        try:
            answer = await made.send()
        except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
            faults.append(f"{type(error).__name__} came out of the door: {error}"[:600])
        return answer, [*faults, *self.ear.faults(answer, self.house.told())]


def knock(url: str, inputs: int, seed: int, *, only: int | None = None) -> Knocks:
    """Knock so many times with this seed, over a database without a row; or play one round of it again."""
    ear = Ear(SECRETS)
    knocks = Knocks(deeds=ear.deeds, events=ear.events)

    async def go() -> None:
        async with AsyncExitStack() as stack:
            knocking = await begin(stack, url, ear, seed, knocks)
            for number in range(-(-inputs // ROUND)) if only is None else [only]:
                await knocking.round(number, min(ROUND, inputs - number * ROUND))
                if len(knocks.faults) >= _MOST_FAULTS:
                    return

    with ear.listening():
        asyncio.run(go())
    return knocks


async def begin(stack: AsyncExitStack, url: str, ear: Ear, seed: int, knocks: Knocks) -> Knocking:
    """Furnish a house; the rooms round it lie beside a file only, which the command line copies."""
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="weft-")))
    database = stack.enter_context(Database(url))
    house = await stack.enter_async_context(houses.open_house(database, url, folder))
    mutations = Mutations(house.ids)
    rooms: dict[str, Room] = {
        "slack": SlackRoom(house, mutations),
        "pages": SlackPages(house, mutations),
        "teams": TeamsRoom(house, mutations),
        "web": web_room.WebRoom(house, mutations, await web_room.browsers(house)),
        "addresses": web_room.AddressRoom(house, mutations),
        "wire": await stack.enter_async_context(on_the_wire(house, mutations)),
    }
    if url.startswith("sqlite"):
        rooms["files"] = FilesRoom(folder / "a" / "b" / "c", folder / "template.db", mutations, ear)
    ear.hear_of(asyncio.get_running_loop())
    # What the story had to say is no fault of a door.
    list(ear.faults(None))
    house.told()
    ear.deeds.clear()
    ear.events.clear()
    return Knocking(house, rooms, mutations, ear, seed, knocks)
