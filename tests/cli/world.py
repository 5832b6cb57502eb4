"""A partnership with something of everything that can be exported, erased and copied."""

from datetime import timedelta
from itertools import cycle

from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.replied import occurrence_of, words
from tests.world import ADA, LENA, MO, ON_RECORD, World, fenland, somebody

CROWD = [somebody(f"Person {number}") for number in range(12)]
ASKED = "How well do we listen? [1-5]\nWhat did you notice?"
MOS_WORDS = "=Mo wrote this, and nobody else"
"""What Mo answers by name, and shares; a spreadsheet would take it for a formula."""
MOS_SECRET = "what Mo keeps to himself"
"""What Mo answers without a name, in check-ins that are still to close and waves of an evaluation that goes on."""
EVALUATION = {"waves": "baseline, midpoint, endline", "ends": "2026-06-30"}


async def play(database: Database) -> World:
    """A week in which all is answered and closes, and one that has begun."""
    world = await fenland(database)
    for name in ("Soham Care", "March Mind"):
        more = {"organisation": name, "sector": "voluntary", "contact": "data@more.example", **ON_RECORD}
        await world.submit(ADA, Verb.ORGANISATION, more, world.partnership)
    world.organisations = {row["name"]: row["id"] for row in (await world.dump())["organisation"]}
    for who, organisation in zip(CROWD, cycle(world.organisations), strict=False):
        await world.join(who, organisation=organisation)
    await world.schedule(ASKED, title="Without a name")
    await world.schedule(ASKED, title="By name", visibility="attributed")
    await world.schedule(ASKED, title="In waves", **EVALUATION)
    await _week(world, "2026-05-05 08:30Z", first=True)
    await world.pass_by(timedelta(days=2))
    await _week(world, "2026-05-12 08:30Z")
    return world


async def _week(world: World, moment: str, *, first: bool = False) -> None:
    await world.tick(moment)
    for post in world.chat.to(MO)[-3:]:
        told = words(post.message)
        named = "By name" in told
        # Once one without a name has closed, nothing leads from what he said to him.
        secret = "Some tea" if first and "Without" in told else MOS_SECRET
        for number, who in enumerate((ADA, LENA, MO, *CROWD)):
            said = "Some tea" if who is not MO else MOS_WORDS if named else secret
            share = "no" if who is MO and not named else "named" if named else "unnamed"
            occurrence, point = occurrence_of(post.message), str(number % 5 + 1)
            answered = await world.answer(who, occurrence, q1=point, q2=said, share=share)
            assert "is saved" in words(answered)
