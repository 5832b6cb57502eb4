"""An evaluation for tests: its waves, their moments, and what people do with it."""

from typing import Any

from bot.chat.events import Reply
from bot.texts.verbs import Verb
from tests.replied import asked, initial, occurrence_of, words
from tests.world import ADA, LENA, MO, World

WAVES = {"waves": "baseline, midpoint, endline", "ends": "2026-05-31"}
FIRST, SECOND, THIRD = "2026-05-05 08:30Z", "2026-05-12 08:30Z", "2026-05-19 08:30Z"
LAST_MINUTE, OVER = "2026-05-31 22:59Z", "2026-05-31 23:00Z"


async def rows(world: World, table: str) -> list[dict[str, Any]]:
    return (await world.dump())[table]


async def wave(world: World, moment: str, *answers: str) -> str:
    """One wave opens, and Lena and Mo answer it; its id."""
    await world.tick(moment)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for who, point in zip((MO, LENA), answers, strict=False):
        assert "is saved" in words(await world.answer(who, occurrence, q1=point))
    return occurrence


async def edited(world: World, schedule: str, **changes: str) -> Reply:
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    values = {name: value for name, value in {**initial(form), **changes}.items() if value}
    return await world.submit(ADA, form.action, values)
