"""That Weft came into a channel, went or found it elsewhere is on record where the channel is linked, and once."""

from bot.chat.events import Joined, Left, Moved
from bot.chat.names import Address
from bot.domain.audit import CAME, MOVED, WENT, verify
from bot.store import audit
from bot.texts.verbs import Verb
from tests.replied import words
from tests.usecases.test_opening import in_space
from tests.world import ADA, SPACE, World

NEW = Address("chat", "T1", "shared")


async def deeds(world: World) -> list[str]:
    entries = await world.database.read(lambda session: audit.entries(session, world.partnership))
    assert verify(entries).broken is None
    return [entry.deed for entry in entries if entry.deed.startswith("space.") and entry.deed != Verb.LINK]


async def test_what_happens_to_a_linked_channel_is_on_record_once(both_worlds: World) -> None:
    world = both_worlds
    bot = world.bot()
    await bot.receive(Joined(SPACE, "#fenland"))
    assert await deeds(world) == [], "it was there already"
    for _ in range(2):
        await bot.receive(Left(SPACE.lane, SPACE))
    assert await deeds(world) == [WENT]
    for _ in range(2):
        await bot.receive(Joined(SPACE, "#fenland"))
    assert await deeds(world) == [WENT, CAME]
    for _ in range(2):
        await bot.receive(Moved(SPACE, NEW))
    await bot.receive(Moved(NEW, NEW))
    assert await deeds(world) == [WENT, CAME, MOVED]
    await bot.receive(Left(NEW.lane))
    assert await deeds(world) == [WENT, CAME, MOVED, WENT]
    told = words(await world.press(ADA, Verb.CHANGES, world.partnership))
    assert "Weft is no longer in a channel.\n• Channel “#fenland”: Weft left it: Friday 1 May, 13:00" in told
    assert "Weft came into a channel.\n• Channel “#fenland”: Weft left it: not set" in told
    assert "Weft found a channel at another address.\n• Channel “#fenland”: address changed" in told


async def test_of_a_channel_that_is_not_linked_nothing_is(world: World) -> None:
    bot, elsewhere = world.bot(), Address("chat", "T9", "new")
    for event in (Joined(elsewhere, "#new"), Moved(elsewhere, NEW), Left(NEW.lane, NEW), Left(elsewhere.lane)):
        await bot.receive(event)
    assert await deeds(world) == []


async def test_one_that_was_met_anew_under_a_linked_address_is_not_said_to_have_moved(world: World) -> None:
    await world.bot().receive(Joined(NEW, "#new"))
    (old,) = [row["id"] for row in (await world.dump())["space"] if row["place"] == "shared"]
    await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, old)
    await world.bot().receive(Moved(SPACE, NEW))
    assert await deeds(world) == []
    assert {row["place"] for row in (await world.dump())["space"]} == {"fenland", "shared"}


async def test_a_channel_that_is_found_gone_while_posting_is_on_record(world: World) -> None:
    await world.schedule(audience=await in_space(world))
    world.chat.gone.add(SPACE.place)
    await world.tick("2026-05-05 08:30Z")
    assert await deeds(world) == [WENT]
