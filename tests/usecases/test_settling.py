"""A member's own clock and quiet hours: asked for, kept, and gone by."""

import pytest

from bot.chat.events import Said
from bot.chat.names import Person
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, initial, rejected, shown, words
from tests.world import ADA, LENA, MO, ONE_SCALE, SPACE, ZOE, World, at

TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
SLOT = "2026-05-05"
"""A Tuesday; check-ins are planned for 09:30."""


async def settle(world: World, who: Person, zone: str, begins: str = "", ends: str = "") -> str:
    """Somebody says their clock."""
    values = {"zone": zone, "quiet_begins": begins, "quiet_ends": ends}
    return words(await world.submit(who, Verb.SETTINGS, {name: each for name, each in values.items() if each}))


def in_channel(world: World) -> int:
    """How often the channel was asked."""
    return sum(post.receipt.address == SPACE for post in world.chat.posts)


def times(world: World) -> dict[str, int]:
    """How often each of them was asked or reminded in private."""
    return {
        who.name: sum("Listening" in post.message.summary for post in world.chat.to(who)) for who in (ADA, LENA, MO)
    }


async def test_everybody_is_asked_at_that_time_on_their_own_clock(world: World) -> None:
    assert "Your time zone is Asia/Tokyo" in await settle(world, LENA, TOKYO)
    await settle(world, MO, NEW_YORK)
    await world.schedule(ONE_SCALE, clock="own", open="24", remind="0")
    seen = []
    for moment in ("00:29", "00:30", "08:29", "08:30", "13:29", "13:30"):
        await world.tick(f"{SLOT} {moment}Z")
        seen.append((moment, tuple(times(world).values())))
    assert seen == [
        ("00:29", (0, 0, 0)),
        ("00:30", (0, 1, 0)),
        ("08:29", (0, 1, 0)),
        ("08:30", (1, 1, 0)),
        ("13:29", (1, 1, 0)),
        ("13:30", (1, 1, 1)),
    ]
    (occurrence,) = (await world.dump())["occurrence"]
    assert at(occurrence["due_at"]).replace(tzinfo=None) == at("2026-05-05 00:30")
    assert at(occurrence["closes_at"]).replace(tzinfo=None) == at("2026-05-06 13:30"), "open a day for the last one"
    await world.tick("2026-05-06 13:30Z")
    assert (await world.dump())["occurrence"][0]["state"] == "closed"


async def test_a_week_later_it_is_the_same_again(world: World) -> None:
    await settle(world, LENA, TOKYO)
    await world.schedule(ONE_SCALE, clock="own")
    for moment in ("2026-05-05 00:30Z", "2026-05-05 08:30Z", "2026-05-12 00:29Z"):
        await world.tick(moment)
    assert times(world) == {"Ada": 1, "Lena": 1, "Mo": 1}
    await world.tick("2026-05-12 00:30Z")
    assert times(world) == {"Ada": 1, "Lena": 2, "Mo": 1}


async def test_who_moves_east_before_it_opens_is_not_too_late(world: World) -> None:
    await world.schedule(ONE_SCALE, clock="own")
    await world.tick("2026-05-04 20:00Z")
    assert times(world) == {"Ada": 0, "Lena": 0, "Mo": 0}
    await settle(world, MO, "Pacific/Auckland")
    await world.tick("2026-05-04 21:30Z")
    assert times(world) == {"Ada": 0, "Lena": 0, "Mo": 1}


async def test_without_their_own_clock_everybody_is_asked_at_one_moment(world: World) -> None:
    await settle(world, LENA, TOKYO)
    await world.schedule(ONE_SCALE)
    await world.tick(f"{SLOT} 08:29Z")
    assert times(world) == {"Ada": 0, "Lena": 0, "Mo": 0}
    await world.tick(f"{SLOT} 08:30Z")
    assert times(world) == {"Ada": 1, "Lena": 1, "Mo": 1}


async def test_a_channel_is_asked_at_the_time_of_its_schedule(world: World) -> None:
    await settle(world, LENA, TOKYO)
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    world.chat.rosters["fenland"] = [ADA, MO]
    await world.schedule(ONE_SCALE, clock="own", audience=f"space:{space}")
    await world.tick(f"{SLOT} 00:30Z")
    assert (in_channel(world), times(world)["Lena"]) == (0, 1)
    await world.tick(f"{SLOT} 08:30Z")
    assert (in_channel(world), times(world)["Lena"]) == (1, 1)


async def test_nothing_comes_in_quiet_hours(world: World) -> None:
    assert "It is quiet from 08:00 to 11:15." in await settle(world, LENA, "Europe/London", "08:00", "11:15")
    await world.schedule(ONE_SCALE, open="24", remind="4")
    await world.tick(f"{SLOT} 08:30Z")
    assert times(world) == {"Ada": 1, "Lena": 0, "Mo": 1}
    await world.tick(f"{SLOT} 10:14Z")
    assert times(world)["Lena"] == 0
    await world.tick(f"{SLOT} 10:15Z")
    assert times(world)["Lena"] == 1


async def test_reminders_wait_for_the_end_of_quiet_hours(world: World) -> None:
    await settle(world, LENA, "Europe/London", "11:00", "13:00")
    await world.schedule(ONE_SCALE, open="4", remind="2")
    await world.tick(f"{SLOT} 08:30Z")
    await world.tick(f"{SLOT} 10:30Z")
    assert times(world) == {"Ada": 2, "Lena": 1, "Mo": 2}
    await world.tick(f"{SLOT} 12:00Z")
    assert times(world) == {"Ada": 2, "Lena": 2, "Mo": 2}


async def test_what_closes_in_quiet_hours_is_not_sent(world: World) -> None:
    await settle(world, LENA, "Europe/London", "09:00", "20:00")
    await world.schedule(ONE_SCALE, open="4", remind="0")
    for moment in (f"{SLOT} 08:30Z", f"{SLOT} 12:30Z", f"{SLOT} 19:00Z"):
        await world.tick(moment)
    assert times(world) == {"Ada": 1, "Lena": 0, "Mo": 1}


async def test_the_form_proposes_and_keeps(world: World) -> None:
    traveller = Person(MO.identity, MO.name, NEW_YORK)
    form = asked(await world.press(traveller, buttons(await world.home(MO))["My settings"].action))
    assert initial(form) == {"language": "en", "zone": NEW_YORK}
    assert not (await world.dump())["clock"], "proposed is not said"
    assert initial(asked(await world.press(MO, Verb.SETTINGS))) == {"language": "en", "zone": "Europe/London"}
    await settle(world, MO, TOKYO, "20:00", "07:00")
    kept = {"language": "en", "zone": TOKYO, "quiet_begins": "20:00", "quiet_ends": "07:00"}
    assert initial(asked(await world.press(traveller, Verb.SETTINGS))) == kept
    assert "You have no quiet hours" in await settle(world, MO, TOKYO)
    assert len((await world.dump())["clock"]) == 1


async def test_people_write_for_their_settings(world: World) -> None:
    reply = await world.bot().receive(Said(MO, "My settings?", SPACE))
    assert "You have not said your time zone" in words(reply)
    assert asked(await world.press(MO, buttons(shown(reply))["My settings"].action)).title == "My settings"


async def test_who_is_in_no_partnership_has_nothing_to_set(world: World) -> None:
    for reply in (
        await world.press(ZOE, Verb.SETTINGS),
        await world.submit(ZOE, Verb.SETTINGS, {"zone": TOKYO}),
        await world.bot().receive(Said(ZOE, "my settings", SPACE)),
    ):
        assert "not in a partnership yet" in words(reply)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"zone"}),
        ({"zone": "Narnia"}, {"zone"}),
        ({"zone": TOKYO, "quiet_begins": "20:00"}, {"quiet_ends"}),
        ({"zone": TOKYO, "quiet_ends": "20:00"}, {"quiet_begins"}),
        ({"zone": TOKYO, "quiet_begins": "late", "quiet_ends": "early"}, {"quiet_begins", "quiet_ends"}),
        ({"zone": TOKYO, "quiet_begins": "20:00", "quiet_ends": "20:00"}, {"quiet_ends"}),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field(world: World, values: dict[str, str], wrong: set[str]) -> None:
    assert rejected(await world.submit(MO, Verb.SETTINGS, values)).keys() == wrong
    assert not (await world.dump())["clock"]


async def test_clocks_and_events_are_kept_on_either_database(both_worlds: World) -> None:
    world = both_worlds
    await settle(world, LENA, TOKYO, "20:00", "07:00")
    await world.submit(ADA, Verb.EVENT, {"name": "Launch", "day": "2026-05-06"}, world.partnership)
    (event,) = (await world.dump())["event"]
    await world.schedule(ONE_SCALE, clock="own", sentence="T-1, T+7 at 9:30", event=event["id"])
    await settle(world, MO, NEW_YORK)
    await world.tick(f"{SLOT} 00:30Z")
    assert times(world) == {"Ada": 0, "Lena": 1, "Mo": 0}
    await world.submit(ADA, Verb.MOVE_EVENT, {"name": "Launch", "day": "2026-06-03"}, event["id"])
    await world.tick(f"{SLOT} 13:30Z")
    assert times(world) == {"Ada": 1, "Lena": 1, "Mo": 1}
    await world.tick("2026-06-10 00:30Z")
    assert times(world) == {"Ada": 1, "Lena": 2, "Mo": 1}
    await world.submit(LENA, Verb.LEAVE, {}, world.partnership)
    assert len((await world.dump())["clock"]) == 1
