"""Late answers: apart from the release, told of as one group or not at all, and the key lives exactly as promised."""

import pytest

from bot.chat.names import Person
from bot.cli.releases import every
from bot.texts.exports import exported
from bot.texts.listings import listing
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, occurrence_of, shown, words
from tests.world import ADA, LENA, MO, ONE_SCALE, World, member_id, somebody

OPENS, CLOSES, IN_BETWEEN, ENDS = (f"2026-05-{day} 08:30Z" for day in ("05", "07", "08", "10"))
CROWD = [somebody(f"P{number:02}") for number in range(18)]
"""Six of each of three organisations."""
IN_TIME, LATE = CROWD[:9], CROWD[9:]


async def begun(world: World, **plan: str) -> str:
    """A pulse with late answers for three days has opened, and nine people have answered it in time."""
    await world.fill(*CROWD)
    await world.schedule(ONE_SCALE, **{"late": "3", **plan})
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for place, who in enumerate(IN_TIME):
        await world.answer(who, occurrence, q1=str(1 + place % 5))
    return occurrence


async def answered_late(world: World, occurrence: str, people: list[Person]) -> None:
    for place, who in enumerate(people):
        assert "is saved" in words(await world.answer(who, occurrence, q1=str(5 - place % 5)))


async def state(world: World) -> tuple[str, bool]:
    """How the one occurrence stands, and whether its key is there."""
    (row,) = (await world.dump())["occurrence"]
    return row["state"], row["key"] is not None


async def test_late_answers_are_one_group_beside_a_release_that_stays(world: World) -> None:
    occurrence = await begun(world)
    await world.tick(CLOSES)
    assert await state(world) == ("late", True)
    before = (await world.dump())["release"]
    await world.tick(IN_BETWEEN)
    await answered_late(world, occurrence, LATE)
    assert [row["late"] for row in (await world.dump())["response"]].count("late") == 9
    await world.tick("2026-05-10 08:29Z")
    assert await state(world) == ("late", True)
    assert not (await world.dump())["addendum"]
    await world.tick(ENDS)
    rows = await world.dump()
    assert await state(world) == ("closed", False)
    assert rows["release"] == before
    assert [(row["kind"], row["closed_at"][:10]) for row in rows["addendum"]] == [("late", "2026-05-10")]
    assert not any(row["late"] for row in rows["response"])
    page = shown(await world.press(MO, Verb.RESULTS, occurrence))
    assert "9 of 21" in words(page)
    late = shown(await world.press(MO, buttons(page)["Late answers"].action))
    assert "late answers" in words(late)
    assert "9 of 9" in words(late)
    assert buttons(late)["All results"].action.subject == f"{occurrence}:0"
    told = [each async for each in every(world.database, world.partnership)]
    assert [(audience, addendum) for _, audience, addendum in told] == [
        ("partnership", None),
        ("published", None),
        ("partnership", "late"),
    ], "nobody publishes late answers"
    assert "Listening · Pulse · addendum: late" in listing(*told[-1])
    assert exported(*told[-1])["addendum"] == "late"
    await world.tick("2026-05-11 08:00Z")
    digest = words(world.asked_of(LENA).message)
    assert "Late answers, as a group of their own:\nListening: 9 more people" in digest


@pytest.mark.parametrize("visibility", ["anonymous", "organisation"])
async def test_too_few_late_answers_are_deleted_and_never_shown(world: World, visibility: str) -> None:
    occurrence = await begun(world, visibility=visibility)
    await world.tick(CLOSES)
    await answered_late(world, occurrence, LATE[:4])
    await world.tick(ENDS)
    rows = await world.dump()
    assert await state(world) == ("closed", False)
    assert rows["addendum"] == []
    assert len(rows["response"]) == len(IN_TIME)


async def test_late_answers_of_one_organisation_alone_are_never_shown(world: World) -> None:
    """Enough of them, but one who knows what their own people said would read the others."""
    occurrence = await begun(world)
    await world.tick(CLOSES)
    await answered_late(world, occurrence, [who for who in LATE if (CROWD.index(who) % 3) == 0] + LATE[1:3])
    await world.tick(ENDS)
    assert (await world.dump())["addendum"] == []


async def test_attributed_late_answers_stay_their_author_s_where_they_are_too_few(world: World) -> None:
    occurrence = await begun(world, visibility="attributed")
    await world.tick(CLOSES)
    await answered_late(world, occurrence, LATE[:2])
    await world.tick(ENDS)
    rows = await world.dump()
    assert rows["addendum"] == []
    late = await member_id(world, LATE[0])
    assert [row["late"] for row in rows["response"] if row["member"] == late] == ["late"]
    assert "Your answer" in words(await world.press(LATE[0], Verb.MINE, occurrence))


async def test_who_answered_in_time_can_change_it_no_more_and_still_sees_it(world: World) -> None:
    occurrence = await begun(world)
    await world.tick(CLOSES)
    before = await world.dump()
    for reply in (
        await world.press(IN_TIME[0], Verb.ANSWER, occurrence),
        await world.answer(IN_TIME[0], occurrence, q1="5"),
        await world.press(IN_TIME[0], Verb.SKIP, occurrence),
        await world.press(IN_TIME[0], Verb.TAP, f"{occurrence}:5"),
    ):
        assert "You answered in time" in words(reply)
    assert await world.dump() == before
    assert "Change my answer" not in buttons(shown(await world.press(IN_TIME[0], Verb.MINE, occurrence)))
    assert "Listening" not in words(await world.home(IN_TIME[0]))


async def test_a_late_answer_can_be_changed_and_taken_back_until_late_answers_end(world: World) -> None:
    occurrence = await begun(world)
    await world.tick(CLOSES)
    who = LATE[0]
    home = await world.home(who)
    assert "late answers are taken until Sunday 10 May, 09:30 (London time)" in words(home)
    form = asked(await world.press(who, buttons(home)["Answer late"].action))
    assert "until Sunday 10 May, 09:30" in form.intro
    assert "Else they are deleted unread." in form.intro
    reply = await world.submit(who, form.action, {"q1": "2"})
    assert "You can change it until Sunday 10 May, 09:30" in words(reply)
    await world.answer(who, occurrence, q1="3")
    assert [row["answers"] for row in (await world.dump())["response"] if row["late"]] == ['{"q1":3}']
    await world.press(who, Verb.SKIP, occurrence)
    assert not any(row["late"] for row in (await world.dump())["response"])
    await world.tick(ENDS)
    assert "has closed" in words(await world.answer(who, occurrence, q1="1"))


async def test_the_promise_names_the_day_on_which_the_key_really_goes(world: World) -> None:
    await begun(world)
    said = words(world.asked_of(MO).message)
    assert "After Sunday 10 May, 09:30 (London time) nobody can tell" in said
    assert "Until Thursday 7 May, 09:30 (London time) you can change it or take it back" in said


async def test_the_card_says_that_late_answers_are_taken_and_then_that_it_is_over(world: World) -> None:
    await begun(world)
    await world.tick(CLOSES)
    silent, answered = world.asked_of(LATE[0]).message, world.asked_of(IN_TIME[0]).message
    assert "Closed, and late answers are taken until Sunday 10 May" in words(silent)
    assert list(buttons(silent)) == ["Answer late"]
    assert "You have answered, thank you. Closed" in words(answered)
    assert not buttons(answered)
    await world.tick(ENDS)
    assert "Closed. What came of it" in words(world.asked_of(LATE[0]).message)
    (row,) = (await world.dump())["occurrence"]
    assert row["settled"]


async def test_while_it_is_being_counted_people_are_told_to_wait_a_minute(world: World) -> None:
    occurrence = await begun(world)
    world.now = world.now.fromisoformat(CLOSES)
    reply = await world.answer(LATE[0], occurrence, q1="4")
    assert "It takes late answers in a minute" in words(reply)
    await world.tick()
    assert "is saved" in words(await world.answer(LATE[0], occurrence, q1="4"))


async def test_closing_by_hand_ends_late_answers_too(world: World) -> None:
    occurrence = await begun(world)
    await world.submit(ADA, Verb.CLOSE, {}, occurrence)
    await world.tick()
    assert await state(world) == ("closed", False)
    assert "has closed" in words(await world.answer(LATE[0], occurrence, q1="4"))


async def test_waves_take_no_late_answers(world: World) -> None:
    await world.schedule(
        ONE_SCALE, late="3", waves="before, after", ends="2026-06-30", every="4", starts="2026-05-05"
    )
    await world.tick(OPENS)
    assert (await world.dump())["occurrence"][0]["late_until"] is None
    await world.tick(CLOSES)
    assert await state(world) == ("closed", False)


async def test_the_plan_says_so_and_an_unknown_stretch_is_refused(world: World) -> None:
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
    form = asked(await world.submit(ADA, form.action, {"title": "Late", "questions": ONE_SCALE}))
    plan = {field.name: getattr(field, "initial", "") for field in form.fields}
    assert plan["late"] == "3"
    plan |= {"time": "09:30", "starts": "2026-05-05"}
    sent = {name: value for name, value in plan.items() if value}
    preview = asked(await world.submit(ADA, form.action, sent))
    assert "Late answers are taken for another 3 days" in preview.intro
    reply = await world.submit(ADA, form.action, {**sent, "late": "99"})
    assert "Choose one of the options." in words(reply)


async def test_what_somebody_lets_stand_with_their_name_can_be_erased_out_of_an_addendum(world: World) -> None:
    await world.fill(*CROWD)
    await world.schedule("Why?", visibility="attributed", late="3")
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    await world.tick(CLOSES)
    for who in LATE:
        await world.answer(who, occurrence, q1=f"Words of {who.name}", share="named")
    await world.tick(ENDS)
    assert "Words of P09" in (await world.dump())["addendum"][0]["content"]
    await world.submit(LATE[0], Verb.ERASE, {}, world.partnership)
    content = (await world.dump())["addendum"][0]["content"]
    assert "Words of P09" not in content
    assert "Words of P10" in content


async def test_who_erased_what_they_answered_in_time_is_in_the_results_and_not_among_the_late(world: World) -> None:
    occurrence = await begun(world, visibility="attributed")
    await world.tick(CLOSES)
    await world.submit(IN_TIME[0], Verb.ERASE, {}, world.partnership)
    assert "You answered in time" in words(await world.answer(IN_TIME[0], occurrence, q1="1"))
    assert not any(row["late"] for row in (await world.dump())["response"])
