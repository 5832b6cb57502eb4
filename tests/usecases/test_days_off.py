"""Part-timers and people on leave: asked on their next working day, and never said to have ignored anything."""

from datetime import datetime
from typing import Any

import pytest

from bot.chat.names import Person
from bot.texts.verbs import Verb
from tests.replied import asked, initial, occurrence_of, rejected, words
from tests.world import ADA, LENA, MO, ONE_SCALE, World, member_id

TUESDAY, WEDNESDAY, THURSDAY = "2026-05-05", "2026-05-06", "2026-05-07"
"""Check-ins are planned for Tuesdays at 09:30."""


async def settle(world: World, who: Person, **values: str | tuple[str, ...]) -> str:
    return words(await world.submit(who, Verb.SETTINGS, {"zone": "Europe/London", **values}))


async def member(world: World, who: Person) -> dict[str, Any]:
    id_ = await member_id(world, who)
    return next(row for row in (await world.dump())["member"] if row["id"] == id_)


async def asked_ones(world: World) -> int:
    return len((await world.dump())["participation"])


def times(world: World, who: Person) -> int:
    """How often somebody was asked or reminded."""
    return sum("Listening" in post.message.summary for post in world.chat.to(who))


async def test_who_does_not_work_that_day_is_asked_on_the_next(world: World) -> None:
    assert "You do not work on: Monday and Tuesday." in await settle(world, MO, days_off=("0", "1"))
    await world.schedule(ONE_SCALE, remind="0")
    await world.tick(f"{TUESDAY} 08:30Z")
    assert (times(world, LENA), times(world, MO)) == (1, 0)
    assert await asked_ones(world) == 3
    await world.tick(f"{WEDNESDAY} 07:59Z")
    assert times(world, MO) == 0
    await world.tick(f"{WEDNESDAY} 08:00Z")
    assert times(world, MO) == 1


async def test_who_is_away_all_the_while_is_not_asked_at_all(world: World) -> None:
    told = await settle(world, MO, leave_begins="2026-05-04", leave_ends="2026-05-08")
    assert "You are on leave from 4 May 2026 to 8 May 2026." in told
    await world.schedule(ONE_SCALE, open="24", remind="4")
    for moment in (f"{TUESDAY} 08:30Z", f"{WEDNESDAY} 04:30Z", f"{WEDNESDAY} 08:30Z", "2026-05-11 08:00Z"):
        await world.tick(moment)
    assert times(world, MO) == 0
    assert await asked_ones(world) == 2, "who could not answer is not counted as silent"


async def test_who_is_away_may_still_answer_from_home(world: World) -> None:
    await settle(world, MO, leave_begins="2026-05-04", leave_ends="2026-05-08")
    await world.schedule(ONE_SCALE)
    await world.tick(f"{TUESDAY} 08:30Z")
    assert "is saved" in words(await world.answer(MO, occurrence_of(await world.home(MO))))
    assert await asked_ones(world) == 3


async def test_reminders_move_to_the_next_working_day_if_it_is_still_open(world: World) -> None:
    await settle(world, MO, days_off=("2",))
    await settle(world, LENA, days_off=("2", "3"))
    await world.schedule(ONE_SCALE, open="72", remind="24")
    await world.tick(f"{TUESDAY} 08:30Z")
    assert [times(world, who) for who in (ADA, LENA, MO)] == [1, 1, 1]
    await world.tick(f"{THURSDAY} 08:30Z")
    assert [times(world, who) for who in (ADA, LENA, MO)] == [2, 1, 2]
    await world.tick("2026-05-08 08:00Z")
    assert [times(world, who) for who in (ADA, LENA, MO)] == [2, 2, 2]


async def test_a_reminder_before_a_day_off_is_never_counted_as_ignored(world: World) -> None:
    await settle(world, MO, days_off=("3",))
    await world.schedule(ONE_SCALE, open="48", remind="24")
    for moment in (f"{TUESDAY} 08:30Z", f"{WEDNESDAY} 08:30Z", f"{THURSDAY} 08:30Z"):
        await world.tick(moment)
    assert times(world, MO) == 2
    assert ((await member(world, MO))["ignored"], (await member(world, ADA))["ignored"]) == (0, 1)


async def test_leave_that_is_said_while_one_waits_moves_it(world: World) -> None:
    await settle(world, MO, quiet_begins="08:00", quiet_ends="12:00")
    await world.schedule(ONE_SCALE, open="168")
    await world.tick(f"{TUESDAY} 08:30Z")
    await settle(world, MO, leave_begins=TUESDAY, leave_ends=THURSDAY)
    await world.tick(f"{TUESDAY} 12:00Z")
    assert times(world, MO) == 0
    await world.tick("2026-05-08 08:00Z")
    assert times(world, MO) == 1


async def test_the_digest_waits_for_the_next_working_day(world: World) -> None:
    await world.submit(
        LENA, Verb.DIGEST_TIME, {"weekday": "1", "hour": "7", "zone": "Europe/London"}, world.partnership
    )
    await settle(world, LENA, days_off=("1",))
    await world.tick(f"{TUESDAY} 06:00Z")
    assert len(world.chat.to(LENA)) == 0
    await world.tick(f"{WEDNESDAY} 08:00Z")
    assert len(world.chat.to(LENA)) == 1
    await settle(world, LENA, leave_begins="2026-05-11", leave_ends="2026-05-22")
    for moment in ("2026-05-12 06:00Z", "2026-05-19 06:00Z", "2026-05-25 08:00Z"):
        await world.tick(moment)
    assert len(world.chat.to(LENA)) == 2, "of two weeks away, the last one's only"


async def test_whoever_puts_something_off_hears_of_it_on_a_working_day(world: World) -> None:
    await settle(world, MO, days_off=("2",))
    await world.schedule(ONE_SCALE, open="72", remind="0")
    await world.tick(f"{TUESDAY} 08:30Z")
    reply = await world.submit(MO, Verb.SNOOZE, {"until": "tomorrow"}, occurrence_of(world.asked_of(MO).message))
    assert "Thursday 7 May, 09:00" in words(reply)


async def test_leave_that_is_over_is_forgotten(world: World) -> None:
    await settle(world, MO, days_off=("0",), leave_begins="2026-05-04", leave_ends="2026-05-08")
    await world.tick("2026-05-09 12:00Z")
    assert (await world.dump())["clock"][0]["leave_ends"] == "2026-05-08", "on some clock it is still that day"
    await world.tick("2026-05-10 12:00Z")
    (clock,) = (await world.dump())["clock"]
    assert (clock["leave_begins"], clock["leave_ends"], clock["days_off"]) == (None, None, "0")


async def test_the_form_keeps_what_was_said_and_my_data_tells_it(world: World) -> None:
    await settle(world, MO, days_off=("0", "4"), leave_begins="2026-06-01", leave_ends="2026-06-14")
    kept = initial(asked(await world.press(MO, Verb.SETTINGS)))
    assert kept["days_off"] == ("0", "4")
    assert (kept["leave_begins"], kept["leave_ends"]) == ("2026-06-01", "2026-06-14")
    assert "You are on leave from 1 June 2026" in words(await world.press(MO, Verb.MY_DATA))
    await settle(world, MO)
    left = initial(asked(await world.press(MO, Verb.SETTINGS)))
    assert not {"days_off", "leave_begins", "leave_ends"} & left.keys()


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"days_off": tuple("0123456")}, {"days_off"}),
        ({"days_off": ("7",)}, {"days_off"}),
        ({"leave_begins": "2026-06-01"}, {"leave_ends"}),
        ({"leave_ends": "2026-06-01"}, {"leave_begins"}),
        ({"leave_begins": "soon", "leave_ends": "later"}, {"leave_begins", "leave_ends"}),
        ({"leave_begins": "2026-06-02", "leave_ends": "2026-06-01"}, {"leave_ends"}),
        ({"leave_begins": "2026-06-02", "leave_ends": "2028-06-01"}, {"leave_ends"}),
        ({"leave_begins": "9999-12-31", "leave_ends": "9999-12-31"}, {"leave_begins"}),
        ({"leave_begins": "0001-01-01", "leave_ends": "0001-01-01"}, {"leave_begins"}),
        ({"leave_begins": "2026-04-01", "leave_ends": "2026-04-02"}, {"leave_begins"}),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field(
    world: World, values: dict[str, str | tuple[str, ...]], wrong: set[str]
) -> None:
    reply = await world.submit(MO, Verb.SETTINGS, {"zone": "Europe/London", **values})
    assert rejected(reply).keys() == wrong
    assert not (await world.dump())["clock"]


async def test_another_clock_moves_what_waits(world: World) -> None:
    await world.submit(MO, Verb.SETTINGS, {"zone": "America/New_York"})
    await world.submit(LENA, Verb.SETTINGS, {"zone": "Asia/Tokyo"})
    await world.schedule(ONE_SCALE, clock="own", open="48")
    await world.tick(f"{TUESDAY} 00:30Z")
    await world.submit(MO, Verb.SETTINGS, {"zone": "America/Los_Angeles"})
    await world.tick(f"{TUESDAY} 13:30Z")
    assert times(world, MO) == 0
    await world.tick(f"{TUESDAY} 16:30Z")
    assert times(world, MO) == 1


async def test_another_clock_moves_reminders_that_wait(world: World) -> None:
    await world.schedule(ONE_SCALE, open="72", remind="24")
    await world.tick(f"{TUESDAY} 08:30Z")
    await settle(world, MO, quiet_begins="08:00", quiet_ends="15:00")
    await world.tick(f"{THURSDAY} 08:30Z")
    assert [times(world, who) for who in (LENA, MO)] == [2, 1]
    await settle(world, MO, quiet_begins="08:00", quiet_ends="11:00")
    await world.tick(f"{THURSDAY} 09:59Z")
    assert times(world, MO) == 1
    await world.tick(f"{THURSDAY} 10:00Z")
    assert times(world, MO) == 2


async def test_another_clock_moves_a_digest_that_waits(world: World) -> None:
    when = {"weekday": "1", "hour": "7", "zone": "Europe/London"}
    await world.submit(LENA, Verb.DIGEST_TIME, when, world.partnership)
    await settle(world, LENA, days_off=("1",))
    await world.tick(f"{TUESDAY} 06:00Z")
    await settle(world, LENA, quiet_begins="18:00", quiet_ends="10:00")
    await world.tick(f"{TUESDAY} 08:59Z")
    assert len(world.chat.to(LENA)) == 0
    await world.tick(f"{TUESDAY} 09:00Z")
    assert len(world.chat.to(LENA)) == 1


async def test_a_reminder_for_which_no_moment_is_left_is_not_sent(world: World) -> None:
    await world.schedule(ONE_SCALE, open="72", remind="24")
    await world.tick(f"{TUESDAY} 08:30Z")
    await settle(world, MO, quiet_begins="08:00", quiet_ends="15:00")
    await world.tick(f"{THURSDAY} 08:30Z")
    await settle(world, MO, leave_begins=THURSDAY, leave_ends="2026-05-08")
    for moment in (f"{THURSDAY} 14:00Z", "2026-05-08 08:30Z", "2026-05-11 08:00Z"):
        await world.tick(moment)
    assert times(world, MO) == 1


async def test_what_was_put_off_comes_when_they_said(world: World) -> None:
    await world.schedule(ONE_SCALE, remind="0")
    await world.tick(f"{TUESDAY} 08:30Z")
    await world.submit(MO, Verb.SNOOZE, {"until": "hour"}, occurrence_of(world.asked_of(MO).message))
    await settle(world, MO, days_off=("0",))
    await world.tick(f"{TUESDAY} 09:30Z")
    assert times(world, MO) == 2


async def test_reminders_keep_to_the_quiet_hours_on_their_own_clock(world: World) -> None:
    await world.submit(MO, Verb.SETTINGS, {"zone": "America/New_York"})
    await world.schedule(ONE_SCALE, open="48", remind="24")
    await world.tick(f"{TUESDAY} 08:30Z")
    await world.tick(f"{WEDNESDAY} 08:30Z")
    assert (times(world, LENA), times(world, MO)) == (2, 1), "half past four in the morning"
    await world.tick(f"{WEDNESDAY} 12:00Z")
    assert times(world, MO) == 2, "eight in the morning"


async def test_the_hour_of_an_answer_is_told_by_their_own_clock(world: World) -> None:
    await world.submit(MO, Verb.SETTINGS, {"zone": "America/New_York"})
    await world.schedule(ONE_SCALE)
    await world.tick(f"{TUESDAY} 08:30Z")
    for who in (MO, LENA):
        await world.answer(who, occurrence_of(world.asked_of(who).message))
    hours = {row["member"]: row["hour"] for row in (await world.dump())["answering_hour"]}
    assert (hours[await member_id(world, MO)], hours[await member_id(world, LENA)]) == (4, 9)
    assert datetime.fromisoformat(f"{TUESDAY} 08:30Z") == world.now
