"""What has happened before anybody knocks: two partnerships, people on each platform, and something of everything."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.events import Joined
from bot.chat.names import Address, Person
from bot.chat.platform import Platform
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.cli.world import MOS_SECRET, MOS_WORDS, play
from tests.replied import words
from tests.world import ADA, ON_RECORD, World, member_id, somebody

ROB = somebody("Rob")
"""Convener of the other partnership."""
ANSWERS = (MOS_SECRET, MOS_WORDS)
"""What somebody answered, whom nobody else of the story is."""
_MARSHLAND = {
    "partnership": "Marshland",
    "zone": "UTC",
    "name": "Rob",
    "organisation": "Marsh Trust",
    "sector": "nhs",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """On each platform somebody who tends the partnership, a lead or member, and a stranger."""

    slack: tuple[Person, Person, Person]
    teams: tuple[Person, Person, Person]
    web: tuple[Person, Person, Person]

    @property
    def platforms(self) -> tuple[tuple[Person, Person, Person], ...]:
        """The three of each platform."""
        return self.slack, self.teams, self.web


async def tell(database: Database, cast: Cast, spaces: Sequence[Address], platforms: Sequence[Platform]) -> World:
    """Play it up to a morning on which check-ins are open, others have closed, and digests have gone out."""
    world = await play(database)
    organisations = list(world.organisations)
    for convener, lead, _ in cast.platforms:
        await world.join(convener, organisation=organisations[0])
        await world.join(lead, organisation=organisations[1])
        for who, role in ((convener, "convener"), (lead, "lead")):
            given: dict[str, str | tuple[str, ...]] = {"member": await member_id(world, who), "roles": (role,)}
            await world.submit(ADA, Verb.ROLE, given, world.partnership)
    for number, space in enumerate(spaces):
        await world.bot(*platforms).receive(Joined(space, f"#space {number}", cast.slack[0]))
    for row in (await world.dump())["space"]:
        if row["partnership"] is None and row["platform"] in {"slack", "teams"}:
            await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, row["id"])
    await world.submit(ADA, Verb.GROUP, {"margin": "cohort", "name": "Spring"}, world.partnership)
    await world.submit(ADA, Verb.GROUP, {"margin": "site", "name": "Ely"}, world.partnership)
    await world.submit(ADA, Verb.EVENT, {"name": "Launch", "day": "2026-06-02"}, world.partnership)
    await world.schedule("What helps?", title="In the open", visibility="attributed")
    started = await world.submit(ROB, Verb.START, {**_MARSHLAND, **ON_RECORD, "contact": "data@marsh.example"})
    assert "has started" in words(started), words(started)
    for moment in ("2026-05-14 09:00Z", "2026-05-18 09:00Z", "2026-05-19 08:30Z", "2026-05-19 09:00Z"):
        await world.tick(moment, *platforms)
    return world


def ids(dump: dict[str, list[dict[str, object]]]) -> list[str]:
    """Every id that the database knows, and the moments that a subject may hold."""
    columns = ("id", "member", "slot")
    # By table, so that dice choose an id of the same kind in every run.
    found = (str(row[key]) for table in sorted(dump) for row in dump[table] for key in columns if row.get(key))
    return list(dict.fromkeys(found))
