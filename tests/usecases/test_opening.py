"""Opening what is due: once, by whoever comes first, and never in a burst."""

import asyncio
from collections.abc import MutableMapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.events import Joined, Left
from bot.chat.names import Address, Identity, Person
from bot.errors import Disconnected, PlatformError, Throttled, Unavailable
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.stubs.chat import ChatPlatform
from tests.usecases.test_elsewhere import also_known_as
from tests.world import (
    ADA,
    LENA,
    MO,
    SPACE,
    ZOE,
    World,
    asked,
    at,
    fenland,
    initial,
    member_id,
    somebody,
    words,
)

SCHEDULED = "2026-05-05 08:30Z"


async def states(world: World) -> list[tuple[str, str]]:
    """Slot and state of every occurrence."""
    rows = (await world.dump())["occurrence"]
    return sorted((row["slot"], row["state"]) for row in rows)


async def in_space(world: World) -> str:
    """The space as an audience."""
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    return f"space:{space}"


async def test_nothing_opens_before_its_time(world: World) -> None:
    await world.schedule()
    await world.tick("2026-05-05 08:29Z")
    assert await states(world) == []
    await world.tick(SCHEDULED)
    assert await states(world) == [("2026-05-05T09:30:00", "open")]


async def test_two_processes_open_and_post_once(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        await world.schedule()
        rival = World(other, chat=world.chat)
        world.now = rival.now = at(SCHEDULED)
        for _ in range(2):
            await asyncio.gather(*(each.bot().open_due() for each in (world, rival, world, rival)))
        assert await states(world) == [("2026-05-05T09:30:00", "open")]
        for _ in range(2):
            await asyncio.gather(*(each.bot().deliver() for each in (world, rival, world, rival)))
        assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]
        assert len((await world.dump())["participation"]) == 3


async def test_two_processes_remind_close_and_digest_once(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        rival = World(other, chat=world.chat)
        await world.schedule()
        for moment in (SCHEDULED, "2026-05-06 08:30Z", "2026-05-07 08:30Z", "2026-05-11 08:30Z"):
            world.now = rival.now = at(moment)
            await asyncio.gather(*(each.bot().tick() for each in (world, rival)))
            await world.tick()
        posts = [post.message.summary for post in world.chat.to(LENA)]
        assert len(posts) == 3, posts
        assert len((await world.dump())["release"]) == 1


@pytest.mark.parametrize(
    ("up_again", "opened"),
    [
        ("2026-05-19 10:00Z", [("2026-05-05T09:30:00", "missed"), ("2026-05-12T09:30:00", "missed")]),
        ("2026-05-14 08:29Z", [("2026-05-05T09:30:00", "missed")]),
    ],
)
async def test_after_downtime_only_the_latest_is_asked(
    world: World, up_again: str, opened: list[tuple[str, str]]
) -> None:
    await world.schedule()
    await world.tick(up_again)
    *passed, latest = await states(world)
    assert passed == opened
    assert latest[1] == "open"
    await world.tick()
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]


async def test_after_long_downtime_nobody_is_asked_and_the_rhythm_goes_on(world: World) -> None:
    await world.schedule()
    await world.tick("2026-05-15 09:00Z")
    assert await states(world) == [("2026-05-05T09:30:00", "missed"), ("2026-05-12T09:30:00", "missed")]
    assert not world.chat.to(MO)
    await world.tick("2026-05-19 08:30Z")
    assert (await states(world))[-1] == ("2026-05-19T09:30:00", "open")
    assert len(world.chat.to(MO)) == 1


async def test_whoever_is_asked_late_is_not_reminded_in_the_same_breath(world: World) -> None:
    await world.schedule()
    await world.tick("2026-05-06 09:00Z")
    await world.tick("2026-05-06 09:01Z")
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]


async def test_paused_it_is_silent_and_resumed_it_goes_on_with_what_is_to_come(world: World) -> None:
    schedule = await world.schedule()
    assert "is paused" in words(await world.press(ADA, Verb.PAUSE, schedule))
    await world.tick(SCHEDULED)
    await world.tick("2026-05-12 08:30Z")
    resumed = words(await world.press(ADA, Verb.RESUME, schedule))
    assert "next on Tuesday 19 May, 09:30" in resumed
    await world.tick("2026-05-13 08:30Z")
    assert await states(world) == []
    await world.tick("2026-05-19 08:30Z")
    assert await states(world) == [("2026-05-19T09:30:00", "open")]


async def test_stopped_it_never_goes_out_again(world: World) -> None:
    schedule = await world.schedule()
    await world.tick(SCHEDULED)
    assert "This cannot be undone" in asked(await world.press(ADA, Verb.STOP, schedule)).intro
    assert "is stopped" in words(await world.submit(ADA, Verb.STOP, {}, schedule))
    await world.press(ADA, Verb.RESUME, schedule)
    await world.tick("2026-05-12 08:30Z")
    assert len(await states(world)) == 1
    assert "Listening" not in words(await world.press(ADA, Verb.TEND, world.partnership))


async def test_an_hour_that_comes_twice_asks_once(world: World) -> None:
    """In London 01:30 comes at 00:30 and at 01:30 UTC on 25 October 2026."""
    world.now = at("2026-10-20 12:00Z")
    await world.schedule(weekdays=("6",), time="01:30", open="4", remind="0")
    for moment in ("2026-10-25 00:29Z", "2026-10-25 00:30Z", "2026-10-25 01:30Z", "2026-10-25 01:31Z"):
        await world.tick(moment)
    assert await states(world) == [("2026-10-25T01:30:00", "open")]
    assert len(world.chat.to(MO)) == 1


async def test_an_hour_that_is_left_out_asks_all_the_same(world: World) -> None:
    world.now = at("2027-03-22 12:00Z")
    await world.schedule(weekdays=("6",), time="01:30", open="4", remind="0", starts="2027-03-22")
    await world.tick("2027-03-28 01:29Z")
    assert await states(world) == []
    await world.tick("2027-03-28 01:30Z")
    assert len(await states(world)) == 1


async def test_a_plan_that_is_edited_goes_out_at_its_new_time_only(world: World) -> None:
    schedule = await world.schedule()
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    form = asked(await world.submit(ADA, form.action, {**initial(form), "time": "15:00"}))
    assert "Tuesday 5 May, 15:00" in form.intro
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick("2026-05-05 13:59Z")
    assert await states(world) == []
    await world.tick("2026-05-05 14:00Z")
    assert await states(world) == [("2026-05-05T15:00:00", "open")]


async def test_where_the_bot_was_removed_people_are_asked_in_private(world: World) -> None:
    await world.schedule(audience=await in_space(world))
    await world.bot().receive(Left(SPACE.lane, SPACE))
    await world.tick(SCHEDULED)
    assert not world.chat.at(SPACE.place)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]


async def test_whoever_has_no_account_where_the_space_is_is_asked_in_private(world: World) -> None:
    await world.submit(
        ADA, Verb.INVITE, {"name": "Wil", "organisation": world.organisations["Fen Trust"]}, world.partnership
    )
    await world.schedule(audience=await in_space(world))
    web = type(world.chat)("web")
    await world.tick(SCHEDULED, web)
    assert len(world.chat.at(SPACE.place)) == 1
    assert len(web.posts) == 1
    assert not world.chat.to(MO)


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


async def test_whoever_joins_later_is_not_asked_but_may_answer(world: World) -> None:
    await world.schedule()
    await world.tick(SCHEDULED)
    await world.pass_by(timedelta(minutes=1))
    assert len((await world.dump())["participation"]) == 3
