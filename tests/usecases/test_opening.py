"""Opening what is due: once, by whoever comes first, and never in a burst."""

import asyncio
from datetime import timedelta

import pytest

from bot.chat.events import Left
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.replied import asked, initial, words
from tests.world import ADA, LENA, MO, SPACE, World, at, fenland

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
    await world.tick("2026-05-04 16:59Z")
    assert await states(world) == []
    # From the evening before on whoever likes to may answer; nobody is asked.
    await world.tick("2026-05-05 08:29Z")
    assert not world.chat.to(MO)
    await world.tick(SCHEDULED)
    assert len(world.chat.to(MO)) == 1
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
    assert not world.chat.to(MO)
    await world.tick("2027-03-28 01:30Z")
    assert len(world.chat.to(MO)) == 1
    assert len(await states(world)) == 1


async def test_a_plan_that_is_edited_goes_out_at_its_new_time_only(world: World) -> None:
    schedule = await world.schedule()
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    form = asked(await world.submit(ADA, form.action, {**initial(form), "time": "15:00"}))
    assert "Tuesday 5 May, 15:00" in form.intro
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick("2026-05-05 13:59Z")
    assert not world.chat.to(MO)
    await world.tick("2026-05-05 14:00Z")
    assert len(world.chat.to(MO)) == 1
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


async def test_whoever_joins_later_is_not_asked_but_may_answer(world: World) -> None:
    await world.schedule()
    await world.tick(SCHEDULED)
    await world.pass_by(timedelta(minutes=1))
    assert len((await world.dump())["participation"]) == 3
