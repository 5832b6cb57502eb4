"""One check-in only is changed: what it asks, how long it is open, when it comes; all others stay as they were."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chat.events import Submitted
from bot.chat.form import Form
from bot.chat.message import Action
from bot.texts.verbs import Verb
from tests.replied import asked, initial, occurrence_of, rejected, words
from tests.world import ADA, MO, ONE_SCALE, World, member_id

OTHER = "How was the visit? [1-5]"
at = datetime.fromisoformat


async def offered(world: World, schedule: str) -> Form:
    """The form by which the one that comes next is changed."""
    ways = asked(await world.press(ADA, Verb.ADJUST, schedule))
    return asked(await world.submit(ADA, ways.action, {"what": "this"}))


async def change(world: World, schedule: str, **values: str) -> str:
    """What the convener is told who changes it."""
    form = await offered(world, schedule)
    return words(await world.submit(ADA, form.action, {**initial(form), **values}))


async def occurrences(world: World) -> list[dict[str, Any]]:
    rows = [row for row in (await world.dump())["occurrence"] if row["state"] != "missed"]
    return sorted(rows, key=lambda row: str(row["slot"]))


async def test_its_questions_are_others_this_once(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    told = await change(world, schedule, title="The visit", questions=OTHER)
    assert "“The visit” goes out on Tuesday 5 May, 09:30, this one only." in told
    assert "It asks other questions than usual.\nIt is open for 2 days." in told
    await world.tick("2026-05-05 08:30Z")
    assert "How was the visit?" in words(world.asked_of(MO).message)
    await world.answer(MO, occurrence_of(world.asked_of(MO).message))
    await world.tick("2026-05-07 08:30Z")
    await world.tick("2026-05-12 08:30Z")
    assert "How well do we listen?" in words(world.asked_of(MO).message)
    first, second = await occurrences(world)
    assert (first["schedule"], second["schedule"]) == (schedule, schedule)
    assert first["prompt"] != second["prompt"]
    (kept,) = (await world.dump())["schedule"]
    assert kept["prompt"] == second["prompt"]
    (release,) = (await world.dump())["release"]
    assert "How was the visit?" in release["content"]
    assert "How well do we listen?" not in release["content"], "it is told of as what it asked, not as the usual one"


async def test_how_long_it_is_open_and_when_it_comes(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    told = await change(world, schedule, open="4", day="2026-05-06", time="14:00")
    assert "“Listening” goes out on Wednesday 6 May, 14:00, this one only.\nIt asks what it always asks." in told
    assert "It is open for 4 hours.\nThat is too short for a reminder" in told
    await world.tick("2026-05-05 08:30Z")
    assert await occurrences(world) == []
    await world.tick("2026-05-06 13:00Z")
    await world.tick("2026-05-12 08:30Z")
    first, second = await occurrences(world)
    assert at(first["closes_at"]) - at(first["due_at"]) == timedelta(hours=4)
    assert first["remind_at"] is None
    assert at(second["closes_at"]) - at(second["due_at"]) == timedelta(hours=48)
    assert first["prompt"] == second["prompt"]


async def test_it_is_told_of_wherever_what_comes_is_told(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await change(world, schedule, title="The visit", questions=OTHER, open="4")
    page = words(await world.press(ADA, Verb.TEND, world.partnership))
    assert "Next: Tuesday 5 May, 09:30 (this one only: “The visit”)." in page
    calendar = words(await world.press(ADA, Verb.CALENDAR, world.partnership))
    assert "Tue 5 May, 09:30: The visit, for everybody, in private (this one only)" in calendar
    assert "Tue 12 May, 09:30: Listening, for everybody, in private\n" in f"{calendar}\n"
    feed = await world.bot().calendar(await member_id(world, ADA), 1)
    assert feed is not None
    told = feed.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:The visit" in told
    assert told.count("This one only") == 1
    assert "DTEND:20260505T123000Z" in told
    digest = words(await world.press(ADA, Verb.DIGEST, world.partnership))
    assert "The visit" in digest


async def test_moving_keeps_it_and_undoing_takes_it_back(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await change(world, schedule, title="The visit", questions=OTHER)
    ways = asked(await world.press(ADA, Verb.ADJUST, schedule))
    await world.submit(ADA, ways.action, {"what": "move", "day": "2026-05-07"})
    form = await offered(world, schedule)
    assert initial(form)["title"] == "The visit"
    assert initial(form)["day"] == "2026-05-07"
    ways = asked(await world.press(ADA, Verb.ADJUST, schedule))
    assert "goes out as it was planned" in words(await world.submit(ADA, ways.action, {"what": "undo"}))
    assert initial(await offered(world, schedule))["title"] == "Listening"


async def test_whoever_puts_it_back_has_changed_nothing(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await change(world, schedule, title="The visit", questions=OTHER, open="4")
    told = await change(world, schedule, title="Listening", questions=ONE_SCALE, open="48")
    assert "“Listening” goes out on Tuesday 5 May, 09:30, as it was planned." in told
    await world.tick("2026-05-05 08:30Z")
    (first,) = await occurrences(world)
    (kept,) = (await world.dump())["schedule"]
    assert first["prompt"] == kept["prompt"]


async def test_editing_from_now_on_leaves_it(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await change(world, schedule, title="The visit", questions=OTHER)
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    form = asked(await world.submit(ADA, form.action, {**initial(form), "open": "72"}))
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick("2026-05-05 08:30Z")
    assert "How was the visit?" in words(world.asked_of(MO).message)
    (first,) = await occurrences(world)
    assert at(first["closes_at"]) - at(first["due_at"]) == timedelta(hours=72), "what it does not say it takes over"


async def test_other_days_lose_it_and_say_so_beforehand(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await change(world, schedule, title="The visit", questions=OTHER)
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    form = asked(await world.submit(ADA, form.action, {**initial(form), "time": "10:00"}))
    assert "What was skipped, moved or changed once is planned as all others again" in form.intro
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick("2026-05-05 09:00Z")
    assert "How well do we listen?" in words(world.asked_of(MO).message)


async def test_what_is_open_since_the_evening_before_is_changed_while_nobody_has_answered(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await world.tick("2026-05-04 17:30Z")
    (early,) = await occurrences(world)
    await change(world, schedule, title="The visit", questions=OTHER)
    await world.tick()
    (again,) = await occurrences(world)
    assert again["id"] != early["id"]
    form = await offered(world, schedule)
    await world.answer(MO, again["id"])
    reply = await world.submit(ADA, form.action, {**initial(form), "title": "Later"})
    assert "Somebody has answered this one" in words(reply)
    await world.tick("2026-05-05 08:30Z")
    assert [row["id"] for row in await occurrences(world)] == [again["id"]]


async def test_a_form_that_was_left_open_too_long_changes_no_other_one(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    form = await offered(world, schedule)
    await world.tick("2026-05-05 08:30Z")
    before = (await world.dump())["schedule"]
    assert "another one comes next" in words(await world.submit(ADA, form.action, initial(form)))
    assert "another one comes next" in words(await world.submit(ADA, Verb.THIS_ONE, initial(form), schedule))
    assert (await world.dump())["schedule"] == before


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"title": " "}, {"title"}),
        ({"questions": ""}, {"questions"}),
        ({"questions": "How? [1-99]"}, {"questions"}),
        ({"open": "7"}, {"open"}),
        ({"day": ""}, {"day"}),
        ({"day": "2026-04-01"}, {"day"}),
        ({"day": "2026-05-12"}, {"day"}),
        ({"time": "25:00"}, {"time"}),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field(world: World, values: dict[str, str], fields: set[str]) -> None:
    schedule = await world.schedule(ONE_SCALE)
    form = await offered(world, schedule)
    before = await world.dump()
    assert rejected(await world.submit(ADA, form.action, {**initial(form), **values})).keys() == fields
    assert await world.dump() == before


async def test_a_span_that_no_form_offers_stays(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    await change(world, schedule, open="4")
    form = await offered(world, schedule)
    assert initial(form)["open"] == "4"
    reply = await world.bot().receive(Submitted(ADA, Action(form.action.verb, form.action.subject), initial(form)))
    assert "It is open for 4 hours" in words(reply)


async def test_a_wave_of_an_evaluation_stays_a_wave(world: World) -> None:
    plan = {"waves": "baseline, endline", "ends": "2026-06-30"}
    schedule = await world.schedule(ONE_SCALE, title="Trust", **plan)
    await change(world, schedule, title="Trust at the start", questions=OTHER)
    await world.tick("2026-05-05 08:30Z")
    (first,) = await occurrences(world)
    assert first["wave"] == "baseline"
    assert "How was the visit?" in words(world.asked_of(MO).message)
