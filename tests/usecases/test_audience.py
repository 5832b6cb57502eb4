"""Whom a check-in is for is changed while one is open: that one stays as it was asked, and the next one is new."""

from typing import Any

from bot.chat.names import Person
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, initial, occurrence_of, words
from tests.world import ADA, LENA, MO, ONE_SCALE, World, member_id, somebody

OPENS, REMINDS, CLOSES = "2026-05-05 08:30Z", "2026-05-06 08:30Z", "2026-05-07 08:30Z"


async def rows(world: World, table: str) -> list[dict[str, Any]]:
    return (await world.dump())[table]


async def readdress(world: World, schedule: str, audience: str) -> None:
    """The convener asks other people from now on."""
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    form = asked(await world.submit(ADA, form.action, {**initial(form), "audience": audience}))
    assert "is saved" in words(await world.submit(ADA, form.action, {"next": "save"}))


def times(world: World, *people: Person) -> list[int]:
    """How often each of them was written to about it."""
    return [sum("Listening" in post.message.summary for post in world.chat.to(who)) for who in people]


async def test_who_was_asked_is_reminded_and_answers_and_nobody_else(world: World) -> None:
    ely = f"organisation:{world.organisations['Ely Council']}"
    schedule = await world.schedule(ONE_SCALE, audience=f"organisation:{world.organisations['Fen Trust']}")
    await world.tick(OPENS)
    assert times(world, ADA, MO, LENA) == [1, 1, 0]
    (first,) = await rows(world, "occurrence")
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    assert "stays as it was asked" not in words(await world.submit(ADA, form.action, initial(form)))
    preview = words(await world.submit(ADA, form.action, {**initial(form), "audience": ely}))
    assert "The one that is open stays as it was asked, with those who were asked." in preview
    await readdress(world, schedule, ely)
    await world.tick()
    assert times(world, ADA, MO, LENA) == [1, 1, 0], "who comes new is asked the next time"
    await world.tick(REMINDS)
    assert times(world, ADA, MO, LENA) == [2, 2, 0]
    assert "is saved" in words(await world.answer(MO, first["id"]))
    assert "for other people" in words(await world.answer(LENA, first["id"]))
    assert "Later" not in buttons(await world.home(LENA))
    await world.tick(CLOSES)
    (release,) = await rows(world, "release")
    assert {row["member"] for row in await rows(world, "participation")} == {
        await member_id(world, ADA),
        await member_id(world, MO),
    }
    await world.tick("2026-05-12 08:30Z")
    assert times(world, ADA, MO, LENA) == [2, 2, 1]
    assert release["occurrence"] == first["id"]


async def test_what_waits_to_be_posted_still_comes(world: World) -> None:
    await world.submit(MO, Verb.SETTINGS, {"zone": "America/New_York"})
    schedule = await world.schedule(ONE_SCALE, clock="own")
    await world.tick(OPENS)
    assert times(world, LENA, MO) == [1, 0]
    await readdress(world, schedule, "role:lead")
    await world.tick("2026-05-05 13:30Z")
    assert times(world, LENA, MO) == [1, 1], "he counts among those who were asked, so he is"
    assert "is saved" in words(await world.answer(MO, occurrence_of(world.asked_of(MO).message)))
    await world.tick("2026-05-12 13:30Z")
    assert times(world, MO) == [1]


async def test_what_is_open_since_the_evening_before_goes_to_the_new_ones_unless_somebody_has_answered(
    world: World,
) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await world.tick("2026-05-04 17:30Z")
    await readdress(world, schedule, "role:lead")
    await world.tick(OPENS)
    assert times(world, LENA, MO) == [1, 0]
    await readdress(world, schedule, "everybody")
    await world.tick("2026-05-11 17:30Z")
    early = next(row["id"] for row in await rows(world, "occurrence") if row["slot"] == "2026-05-12T09:30:00")
    await world.answer(LENA, early)
    await readdress(world, schedule, "role:convener")
    await world.tick("2026-05-12 08:30Z")
    assert times(world, ADA, LENA, MO) == [1, 1, 1], "as it was when she answered: for everybody"


async def test_a_channel_in_the_place_of_people_and_back(world: World) -> None:
    (space,) = [row["id"] for row in await rows(world, "space")]
    schedule = await world.schedule(ONE_SCALE, audience=f"space:{space}")
    await world.tick(OPENS)
    posts = len(world.chat.posts)
    await readdress(world, schedule, "everybody")
    await world.tick()
    assert len(world.chat.posts) == posts
    await world.tick(REMINDS)
    assert times(world, ADA, LENA, MO) == [1, 1, 1], "reminders go to those of the channel"
    await world.tick("2026-05-12 08:30Z")
    assert times(world, ADA, LENA, MO) == [2, 2, 2]


async def test_who_was_asked_may_answer_although_their_role_is_another_one(world: World) -> None:
    await world.schedule(ONE_SCALE, audience="role:lead")
    await world.tick(OPENS)
    card = world.asked_of(LENA).message
    await world.submit(ADA, Verb.ROLE, {"member": await member_id(world, LENA), "roles": ()}, world.partnership)
    assert "Later" in buttons(card)
    put_off = await world.submit(LENA, Verb.SNOOZE, {"until": "hour"}, occurrence_of(card))
    assert "put off" in words(put_off)
    assert "is saved" in words(await world.answer(LENA, occurrence_of(card)))
    assert "for other people" in words(await world.answer(MO, occurrence_of(card)))


async def test_results_are_of_those_who_were_asked(world: World) -> None:
    people = [somebody(f"P{number}") for number in range(18)]
    await world.fill(*people)
    schedule = await world.schedule(ONE_SCALE)
    await world.tick(OPENS)
    (first,) = await rows(world, "occurrence")
    for who in people:
        await world.answer(who, first["id"])
    await readdress(world, schedule, "role:lead")
    await world.tick(CLOSES)
    (release,) = await rows(world, "release")
    # Eighteen of the twenty-one who were asked, although it is for one person from now on.
    assert '"asked":21' in release["content"].replace(" ", "")
    results = words(await world.press(ADA, Verb.RESULTS, first["id"]))
    assert "18" in results
    await world.tick("2026-05-12 08:30Z")
    second = next(row["id"] for row in await rows(world, "occurrence") if row["id"] != first["id"])
    await world.answer(LENA, second)
    await world.tick("2026-05-14 08:30Z")
    hidden = words(await world.press(ADA, Verb.RESULTS, second))
    assert "No answer to this can be shown." in hidden
