"""Comforts of answering: later, not this one again, a pause, reasons for skipping, and the evening before."""

import pytest

from bot.texts.verbs import Verb
from tests.replied import asked, buttons, occurrence_of, rejected, shown, words
from tests.world import ADA, LENA, MO, ONE_SCALE, World, at, somebody

OPENS, REMINDS, CLOSES = "2026-05-05 08:30Z", "2026-05-06 08:30Z", "2026-05-07 08:30Z"
CROWD = [somebody(f"P{number:02}") for number in range(12)]


def asks(world: World) -> set[str]:
    """Where people were asked in private; digests aside."""
    return {post.receipt.address.place for post in world.chat.posts if "asks" in post.message.summary}


async def test_later_asks_again_then_alone_and_keeps_the_reminder_away_meanwhile(world: World, asking: str) -> None:
    card = world.asked_of(MO).message
    form = asked(await world.press(MO, buttons(card)["Later"].action))
    assert "open until Thursday 7 May, 09:30" in form.intro
    world.now = at("2026-05-05 15:00Z")
    reply = await world.submit(MO, form.action, {"until": "tomorrow"})
    assert "You are asked again on Wednesday 6 May, 09:00 (London time)" in words(reply)
    # A second time moves it.
    await world.submit(MO, form.action, {"until": "working_day"})
    await world.tick("2026-05-06 07:59Z")
    assert len(world.chat.to(MO)) == 1
    await world.tick("2026-05-06 08:00Z")
    assert "you asked to be reminded now" in words(world.asked_of(MO).message)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 2]
    world.now = at("2026-05-06 08:10Z")
    await world.submit(MO, Verb.SNOOZE, {"until": "hour"}, asking)
    await world.tick(REMINDS)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [2, 2, 2]
    await world.tick("2026-05-06 09:10Z")
    assert len(world.chat.to(MO)) == 3


async def test_what_is_answered_skipped_closed_or_too_late_is_not_put_off(world: World, asking: str) -> None:
    world.now = at("2026-05-07 08:00Z")
    assert rejected(await world.submit(MO, Verb.SNOOZE, {"until": "hour"}, asking)) == {
        "until": "It will have closed by then. Choose an earlier time, or answer it now."
    }
    assert rejected(await world.submit(MO, Verb.SNOOZE, {"until": "never"}, asking)) == {
        "until": "Choose one of the options."
    }
    world.now = at(OPENS)
    await world.submit(LENA, Verb.SNOOZE, {"until": "hour"}, asking)
    await world.answer(LENA, asking)
    assert "answered or skipped this check-in already" in words(await world.press(LENA, Verb.SNOOZE, asking))
    await world.tick("2026-05-05 09:30Z")
    assert len(world.chat.to(LENA)) == 1
    world.now = at(CLOSES)
    assert "nothing to put off" in words(await world.press(MO, Verb.SNOOZE, asking))


async def test_not_this_one_again_holds_until_it_is_taken_up_again(world: World, asking: str) -> None:
    del asking
    reply = await world.press(MO, buttons(world.asked_of(MO).message)["Not this one again"].action)
    assert "You are not asked “Listening” again" in words(reply)
    assert "Open until" not in words(await world.home(MO))
    await world.tick(REMINDS)
    await world.tick("2026-05-12 08:30Z")
    assert [len(world.chat.to(who)) for who in (ADA, MO)] == [3, 1]
    page = shown(await world.press(MO, buttons(await world.home(MO))["Reminders and pauses"].action))
    assert "You are not asked: Listening" in words(page)
    assert "again, from the next time on" in words(await world.press(MO, buttons(page)["Ask me again"].action))
    await world.tick("2026-05-19 08:30Z")
    assert len(world.chat.to(MO)) == 2


async def test_a_pause_holds_back_everything_until_its_day(world: World, asking: str) -> None:
    del asking
    page = shown(await world.press(LENA, Verb.RESTS, world.partnership))
    form = asked(await world.press(LENA, buttons(page)["Pause everything"].action))
    for day, why in (("2026-05-05", "after today"), ("2027-06-01", "within a year"), ("soon", "Choose a day")):
        assert why in rejected(await world.submit(LENA, form.action, {"until": day}))["until"]
    reply = await world.submit(LENA, form.action, {"until": "2026-05-19"})
    assert "until 19 May 2026" in words(reply)
    for moment in (REMINDS, CLOSES, "2026-05-11 08:00Z", "2026-05-12 08:30Z", "2026-05-18 08:00Z"):
        await world.tick(moment)
    assert len(world.chat.to(LENA)) == 1, "neither a reminder, nor a digest, nor the next check-in"
    assert "Nothing is sent to you until 19 May 2026" in words(await world.press(LENA, Verb.RESTS, world.partnership))
    await world.tick("2026-05-19 08:30Z")
    assert len(world.chat.to(LENA)) == 2


async def test_a_pause_can_be_ended_at_once(world: World) -> None:
    await world.schedule()
    await world.submit(MO, Verb.REST, {"until": "2026-06-01"}, world.partnership)
    page = shown(await world.press(MO, Verb.RESTS, world.partnership))
    assert "pause is over" in words(await world.press(MO, buttons(page)["Go on now"].action))
    await world.tick(OPENS)
    assert len(world.chat.to(MO)) == 1


async def test_a_reason_is_kept_without_a_name_and_told_as_a_count_or_not_at_all(world: World) -> None:
    await world.fill(*CROWD)
    await world.schedule(ONE_SCALE)
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    assert "You have not skipped" in words(await world.press(MO, Verb.WHY, occurrence))
    for place, who in enumerate(CROWD):
        reply = shown(await world.press(who, Verb.SKIP, occurrence))
        form = asked(await world.press(who, buttons(reply)["Say why"].action))
        assert "you need not say" in form.intro
        assert "without your name" in words(await world.submit(who, form.action, {"why": str(place % 3)}))
    assert rejected(await world.submit(CROWD[0], Verb.WHY, {"why": "9"}, occurrence))
    await world.submit(CROWD[0], Verb.WHY, {"why": "1"}, occurrence)
    # Who answers after all has no reason any more.
    await world.answer(CROWD[1], occurrence)
    kept = (await world.dump())["reason"]
    assert len(kept) == len(CROWD)
    members = {row["id"] for row in (await world.dump())["member"]}
    assert not any(member in str(kept) for member in members)
    await world.tick(CLOSES)
    rows = await world.dump()
    assert rows["reason"] == []
    page = shown(await world.press(ADA, Verb.RESULTS, occurrence))
    told = words(await world.press(ADA, buttons(page)["Why people skipped"].action))
    assert "I had no time" in told
    assert "11 of 11" in told


async def test_few_reasons_are_told_to_nobody(world: World, asking: str) -> None:
    for who in (MO, LENA):
        await world.press(who, Verb.SKIP, asking)
        await world.submit(who, Verb.WHY, {"why": "0"}, asking)
    await world.tick(CLOSES)
    rows = await world.dump()
    assert (rows["reason"], rows["addendum"]) == ([], [])
    assert "closed" in words(await world.press(MO, Verb.WHY, asking))


async def test_in_the_evening_before_it_can_be_answered_from_home_and_nobody_is_asked(world: World) -> None:
    await world.schedule()
    await world.tick("2026-05-04 16:59Z")
    assert "Listening" not in words(await world.home(MO))
    await world.tick("2026-05-04 17:00Z")
    home = await world.home(MO)
    assert "It comes on Tuesday 5 May, 09:30 (London time); you may answer it now." in words(home)
    assert not world.chat.to(MO)
    form = asked(await world.press(MO, buttons(home)["Answer"].action))
    assert "is saved" in words(await world.submit(MO, form.action, {"q1": "4"}))
    await world.tick("2026-05-05 08:29Z")
    assert not asks(world)
    for _ in range(2):
        await world.tick(OPENS)
    assert asks(world) == {"with ada", "with lena"}, "Mo has answered already"
    rows = await world.dump()
    assert len(rows["occurrence"]) == 1
    assert sorted(row["part"] for row in rows["participation"]) == ["answered", "asked", "asked"]


async def test_what_is_edited_in_the_evening_goes_out_as_it_is_then(world: World) -> None:
    schedule = await world.schedule()
    await world.tick("2026-05-04 17:00Z")
    form = asked(await world.press(ADA, Verb.REWRITE, schedule))
    form = asked(await world.submit(ADA, form.action, {"title": "Hearing", "questions": ONE_SCALE}))
    plan = {field.name: getattr(field, "initial", "") for field in form.fields}
    sent = {key: value for key, value in plan.items() if value} | {"time": "09:30", "starts": "2026-05-01"}
    form = asked(await world.submit(ADA, form.action, sent))
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick("2026-05-04 17:01Z")
    assert "Hearing" in words(await world.home(MO))
    await world.tick(OPENS)
    assert "Hearing" in words(world.asked_of(MO).message)


@pytest.mark.parametrize("verb", [Verb.PAUSE, Verb.STOP])
async def test_what_is_paused_or_stopped_in_the_evening_asks_nobody(world: World, verb: Verb) -> None:
    schedule = await world.schedule()
    await world.tick("2026-05-04 17:00Z")
    if verb is Verb.STOP:
        await world.submit(ADA, verb, {}, schedule)
    else:
        await world.press(ADA, verb, schedule)
    await world.tick(OPENS)
    assert not asks(world)
    assert "Open until" not in words(await world.home(MO))


async def test_the_waves_of_an_evaluation_open_at_their_slot(world: World) -> None:
    await world.schedule(ONE_SCALE, waves="before, after", ends="2026-06-30", every="4", starts="2026-05-05")
    await world.tick("2026-05-04 17:00Z")
    assert (await world.dump())["occurrence"] == []
