"""Who is in a space is asked there, and whoever is not, in private; the platform is asked who that is."""

import asyncio
from collections.abc import MutableMapping, Sequence
from typing import Any

import pytest

from bot.chat.events import Joined
from bot.chat.names import Address, Identity, Person
from bot.errors import Disconnected, PlatformError, Throttled, Unavailable
from bot.texts.verbs import Verb
from tests.replied import words
from tests.stubs.chat import ChatPlatform
from tests.usecases.test_elsewhere import also_known_as
from tests.usecases.test_opening import in_space, states
from tests.world import ADA, LENA, MO, SPACE, ZOE, World, at, member_id, somebody

SCHEDULED = "2026-05-05 08:30Z"


def asked_in_private(world: World) -> list[str]:
    """Who was asked in private, by user id and in order."""
    places = (post.receipt.address.place for post in world.chat.posts)
    return sorted(place.removeprefix("with ") for place in places if place.startswith("with "))


def looked_up(world: World) -> list[str]:
    """Whose rosters were asked for."""
    return [place for call, place in world.chat.calls if call == "members"]


async def test_whoever_is_not_in_the_space_is_asked_in_private_and_nobody_else(both_worlds: World) -> None:
    world = both_worlds
    world.chat.rosters[SPACE.place] = [ADA, LENA, ZOE]
    await world.schedule(audience=await in_space(world))
    await world.tick(SCHEDULED)
    await world.tick()
    assert len(world.chat.at(SPACE.place)) == 1
    assert asked_in_private(world) == ["mo"]
    assert len((await world.dump())["participation"]) == 3


async def test_an_outsider_in_the_space_is_asked_there_and_not_twice(world: World) -> None:
    olga, otto = somebody("Olga", tenant="T2"), somebody("Otto", tenant="T2")
    await world.join(olga, otto)
    namesake = Person(Identity("chat", "T3", "otto"), "Otto")
    world.chat.rosters[SPACE.place] = [ADA, LENA, MO, olga, namesake]
    await world.schedule(audience=await in_space(world))
    await world.tick(SCHEDULED)
    assert asked_in_private(world) == ["otto"]


async def test_who_is_in_the_space_by_one_of_their_accounts_is_asked_there_alone(world: World) -> None:
    second = Identity("chat", "T2", "mo-2")
    await also_known_as(world, await member_id(world, MO), second)
    await also_known_as(world, await member_id(world, LENA), Identity("web", "web", "lena-2"))
    world.chat.rosters[SPACE.place] = [ADA, LENA, Person(second, "Mo")]
    await world.schedule(audience=await in_space(world))
    web = ChatPlatform("web")
    await world.tick(SCHEDULED, web)
    assert len(world.chat.at(SPACE.place)) == 1
    assert asked_in_private(world) == []
    assert not web.posts


async def test_people_of_the_web_inbox_are_asked_there_whoever_is_in_the_space(world: World) -> None:
    await world.submit(
        ADA, Verb.INVITE, {"name": "Wil", "organisation": world.organisations["Fen Trust"]}, world.partnership
    )
    world.chat.rosters[SPACE.place] = [ADA, LENA]
    await world.schedule(audience=await in_space(world))
    web = ChatPlatform("web")
    await world.tick(SCHEDULED, web)
    assert len(web.posts) == 1
    assert asked_in_private(world) == ["mo"]


async def test_who_is_in_a_space_is_only_asked_when_something_is_due_there(world: World) -> None:
    await world.bot().receive(Joined(Address("chat", "T1", "another"), "#another"))
    another = next(row["id"] for row in (await world.dump())["space"] if row["partnership"] is None)
    await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, another)
    space = next(row["id"] for row in (await world.dump())["space"] if row["place"] == SPACE.place)
    await world.schedule(time="09:00")
    await world.schedule(audience=f"space:{space}")
    await world.schedule(audience=f"space:{space}", title="And another")
    await world.schedule(audience=f"space:{another}", time="10:30")
    await world.tick("2026-05-05 08:00Z")
    assert looked_up(world) == [], "what is due is asked of everybody in private"
    await world.tick(SCHEDULED)
    assert looked_up(world) == [SPACE.place], "once for both"
    await world.tick("2026-05-05 08:31Z")
    assert looked_up(world) == [SPACE.place]
    await world.tick("2026-05-05 09:30Z")
    assert looked_up(world) == [SPACE.place, "another"]


@pytest.mark.parametrize("error", [Unavailable("down"), Throttled(60), Disconnected("revoked"), RuntimeError("Mo!")])
async def test_where_a_platform_cannot_tell_who_is_there_all_of_its_people_count_as_there(
    world: World, error: PlatformError | RuntimeError, logged: list[MutableMapping[str, Any]]
) -> None:
    world.chat.rosters[SPACE.place] = [ADA]
    world.chat.fail("members", error)
    audience = await in_space(world)
    await world.schedule(audience=audience)
    await world.tick(SCHEDULED)
    assert len(world.chat.at(SPACE.place)) == 1
    assert asked_in_private(world) == []
    (line,) = [line for line in logged if line["event"] == "roster.not_looked_up"]
    assert line.keys() == {"event", "log_level", "space", "fault"}
    assert (f"space:{line['space']}", line["fault"]) == (audience, type(error).__name__)


async def test_a_space_of_a_platform_that_is_not_connected_is_not_looked_up(world: World) -> None:
    await also_known_as(world, await member_id(world, MO), Identity("web", "web", "mo-2"))
    await world.schedule(audience=await in_space(world))
    world.now = at(SCHEDULED)
    other, world.chat = world.chat, ChatPlatform("web")
    await world.bot().open_due()
    assert not other.posts
    rows = (await world.dump())["delivery"]
    assert sorted((row["platform"], row["member"] is None) for row in rows) == [("chat", True), ("web", False)]


class Hanging(ChatPlatform):
    """Of one space it never says who is there."""

    async def members(self, space: Address) -> Sequence[Person]:
        """Satisfies `Platform`."""
        if space == SPACE:
            await asyncio.Event().wait()
        return await ChatPlatform.members(self, space)


async def test_a_platform_that_hangs_keeps_nobody_waiting_for_long(
    world: World, logged: list[MutableMapping[str, Any]]
) -> None:
    await world.bot().receive(Joined(Address("chat", "T1", "another"), "#another"))
    rows = (await world.dump())["space"]
    another = next(row["id"] for row in rows if row["partnership"] is None)
    space = next(row["id"] for row in rows if row["partnership"])
    await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, another)
    await world.schedule(audience=f"space:{space}")
    await world.schedule(audience=f"space:{another}", title="Elsewhere")
    await world.schedule(audience="role:lead", title="For leads")
    world.chat, world.now = Hanging(rosters={"another": [ADA, LENA]}), at(SCHEDULED)
    bot = world.bot()
    async with asyncio.timeout(5):
        await bot.open_due(patience=0.05)
        await bot.deliver()
    assert [len(world.chat.at(place)) for place in (SPACE.place, "another")] == [1, 1]
    assert asked_in_private(world) == ["lena", "mo"], "the lead on her own, and Mo who is not in the other space"
    assert "Elsewhere" in words(world.asked_of(MO).message)
    (line,) = [line for line in logged if line["event"] == "roster.not_looked_up"]
    assert (line["space"], line["fault"]) == (space, "TimeoutError")


async def test_what_is_stopped_while_people_are_looked_up_is_not_opened(world: World) -> None:
    schedule = await world.schedule(audience=await in_space(world))

    class Slow(ChatPlatform):
        """Somebody stops the check-in before it has answered."""

        async def members(self, space: Address) -> Sequence[Person]:
            """Satisfies `Platform`."""
            await world.submit(ADA, Verb.STOP, {}, schedule)
            return await ChatPlatform.members(self, space)

    world.chat = Slow(rosters={SPACE.place: [ADA]})
    await world.tick(SCHEDULED)
    assert await states(world) == []
    assert not world.chat.posts
