"""Events: check-ins that count their days from one, and what becomes of them when it moves."""

import pytest

from bot.chat.events import Pressed
from bot.chat.message import Action
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, initial, rejected, shown, words
from tests.world import ADA, LENA, MO, ONE_SCALE, World

LAUNCH = {"name": "Launch", "day": "2026-06-01"}
"""A Monday, a month from the world's beginning."""


@pytest.fixture
async def launch(world: World) -> str:
    """An event."""
    reply = await world.submit(ADA, Verb.EVENT, LAUNCH, world.partnership)
    assert "“Launch” is on 1 June 2026" in words(reply)
    return str((await world.dump())["event"][0]["id"])


async def hang(world: World, launch: str, days: str = "T-28, T-14, T+1 at 9", **plan: str) -> str:
    """A check-in that hangs on it."""
    return await world.schedule(ONE_SCALE, title="Before we start", sentence=days, event=launch, **plan)


async def slots(world: World) -> list[str]:
    """The slots at which people were asked."""
    return sorted(row["slot"] for row in (await world.dump())["occurrence"] if row["state"] != "missed")


async def test_days_are_counted_from_an_event(world: World, launch: str) -> None:
    await hang(world, launch)
    await world.tick("2026-05-03 16:59Z")
    assert await slots(world) == []
    await world.tick("2026-05-04 08:00Z")
    await world.tick("2026-05-18 08:00Z")
    await world.tick("2026-06-02 08:00Z")
    await world.tick("2027-06-02 08:00Z")
    assert await slots(world) == ["2026-05-04T09:00:00", "2026-05-18T09:00:00", "2026-06-02T09:00:00"]


async def test_what_has_not_gone_out_moves_with_its_event(world: World, launch: str) -> None:
    await hang(world, launch)
    await world.tick("2026-05-04 08:00Z")
    form = asked(await world.press(ADA, Verb.MOVE_EVENT, launch))
    moved = words(await world.submit(ADA, form.action, {**initial(form), "day": "2026-07-01"}))
    assert "“Launch” is on 1 July 2026 now." in moved
    assert "14 days before on Wednesday 17 June, 09:00; 1 day after on Thursday 2 July, 09:00." in moved
    assert "28 days" not in moved, "it has gone out"
    for moment in ("2026-05-18 08:00Z", "2026-06-03 08:00Z", "2026-06-17 08:00Z", "2026-07-02 08:00Z"):
        await world.tick(moment)
    assert await slots(world) == ["2026-05-04T09:00:00", "2026-06-17T09:00:00", "2026-07-02T09:00:00"]


async def test_what_is_only_open_since_the_evening_before_moves_too(world: World, launch: str) -> None:
    await hang(world, launch)
    await world.tick("2026-05-03 18:00Z")
    assert await slots(world) == ["2026-05-04T09:00:00"]
    await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-06-08"}, launch)
    assert await slots(world) == [], "nobody was asked yet"
    await world.tick("2026-05-11 08:00Z")
    assert await slots(world) == ["2026-05-11T09:00:00"]


async def test_what_a_move_puts_in_the_past_does_not_go_out_unless_it_moves_on(world: World, launch: str) -> None:
    await hang(world, launch)
    moved = words(await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-05-20"}, launch))
    assert "28 days before would have been before today and does not go out" in moved
    await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-06-01"}, launch)
    await world.tick("2026-05-04 08:00Z")
    assert await slots(world) == ["2026-05-04T09:00:00"]


async def test_editing_sends_nothing_once_more(world: World, launch: str) -> None:
    schedule = await hang(world, launch)
    await world.tick("2026-05-04 08:00Z")
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    assert initial(form)["sentence"] == "T-28, T-14, T+1"
    form = asked(await world.submit(ADA, form.action, {**initial(form), "time": "11:00"}))
    assert "Monday 4 May" not in form.intro
    assert "Monday 18 May, 11:00" in form.intro
    assert "28 days before, 14 days before and 1 day after the event at 11:00" in form.intro
    assert "Counted from Launch on 1 June 2026." in form.intro
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick("2026-05-04 10:00Z")
    await world.tick("2026-05-18 10:00Z")
    assert await slots(world) == ["2026-05-04T09:00:00", "2026-05-18T11:00:00"]


async def test_a_paused_one_moves_and_stays_paused(world: World, launch: str) -> None:
    schedule = await hang(world, launch)
    await world.press(ADA, Verb.PAUSE, schedule)
    await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-07-01"}, launch)
    await world.tick("2026-06-03 08:00Z")
    assert await slots(world) == []
    assert "Wednesday 17 June, 09:00" in words(await world.press(ADA, Verb.RESUME, schedule))


async def test_working_days_hold_for_events_too(world: World, launch: str) -> None:
    await hang(world, launch, "T-7, T at 9", working="next", holidays="GB-ENG")
    await world.tick("2026-05-25 08:00Z")
    assert await slots(world) == [], "a bank holiday"
    await world.tick("2026-05-26 08:00Z")
    await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-06-08"}, launch)
    await world.tick("2026-06-01 08:00Z")
    await world.tick("2026-06-08 08:00Z")
    assert await slots(world) == ["2026-05-26T09:00:00", "2026-06-08T09:00:00"]


async def test_the_page_of_events_shows_what_hangs_on_them(world: World, launch: str) -> None:
    page = await world.press(
        ADA, buttons(shown(await world.press(ADA, Verb.TEND, world.partnership)))["Events"].action
    )
    assert "Launch: 1 June 2026" in words(page)
    await hang(world, launch)
    page = await world.press(ADA, Verb.EVENTS, world.partnership)
    assert "Before we start: 28 days before on Monday 4 May, 09:00" in words(page)
    assert asked(await world.press(ADA, buttons(shown(page))["Move or rename"].action)).title == "Move an event"


async def test_an_empty_page_says_what_events_are_for(world: World) -> None:
    assert "No event yet" in words(await world.press(ADA, Verb.EVENTS, world.partnership))
    form = asked(await world.press(ADA, Verb.EVENT, world.partnership))
    assert form.title == "Add an event"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"name", "day"}),
        ({"name": " ", "day": "soon"}, {"name", "day"}),
        ({"name": "x" * 61, "day": "2026-06-01"}, {"name"}),
        ({"name": "Launch", "day": "2031-06-01"}, {"day"}),
        ({"name": "Launch", "day": "2020-06-01"}, {"day"}),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field(
    world: World, launch: str, values: dict[str, str], wrong: set[str]
) -> None:
    for verb, subject in ((Verb.EVENT, world.partnership), (Verb.MOVE_EVENT, launch)):
        assert rejected(await world.submit(ADA, verb, values, subject)).keys() == wrong


async def test_there_are_not_more_events_than_a_form_can_offer(world: World) -> None:
    for number in range(20):
        await world.submit(ADA, Verb.EVENT, {**LAUNCH, "name": f"Event {number}"}, world.partnership)
    refused = rejected(await world.submit(ADA, Verb.EVENT, LAUNCH, world.partnership))
    assert "There are 20 events already" in refused["name"]
    page = words(await world.press(ADA, Verb.EVENTS, world.partnership))
    assert "10 earlier ones are not shown" in page
    asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "trust.said_it"}, world.partnership))


async def test_an_event_that_is_not_there(world: World) -> None:
    assert "no longer here" in words(await world.bot().receive(Pressed(ADA, Action(Verb.MOVE_EVENT, "x"), None)))


@pytest.mark.parametrize(
    ("plan", "field", "why"),
    [
        ({"sentence": "T-14"}, "event", "Choose the event"),
        ({"sentence": "every Tuesday", "event": "launch"}, "event", "T-14, T+1"),
        ({"event": "launch"}, "sentence", "how many days from the event"),
        ({"sentence": "T-14", "event": "another"}, "event", "Choose one of the options"),
    ],
)
async def test_days_and_event_belong_together(
    world: World, launch: str, plan: dict[str, str], field: str, why: str
) -> None:
    plan = {name: launch if value == "launch" else value for name, value in plan.items()}
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "trust.said_it"}, world.partnership))
    refused = rejected(await world.submit(ADA, form.action, {**initial(form), **plan}))
    assert why in refused[field]


async def test_nobody_else_moves_events(world: World, launch: str) -> None:
    for who in (LENA, MO):
        reply = await world.submit(who, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-07-01"}, launch)
        assert "Only a convener" in words(reply)


async def test_what_hangs_on_an_event_is_told_before_it_is_deleted_and_then_stops(world: World, launch: str) -> None:
    hung = await hang(world, launch)
    await world.tick("2026-05-04 08:00Z")
    form = asked(await world.press(ADA, Verb.DELETE_EVENT, launch))
    assert "1 check-in counts its days from it. It is stopped" in form.intro
    assert "Before we start: 14 days before on Monday 18 May, 09:00" in form.intro
    assert "28 days" not in form.intro, "it has gone out"
    assert "“Launch” is deleted, and 1 check-in is stopped." in words(await world.submit(ADA, form.action, {}))
    rows = await world.dump()
    assert rows["event"] == []
    assert [(row["id"], row["status"], row["event"]) for row in rows["schedule"]] == [(hung, "stopped", None)]
    assert [row["state"] for row in rows["occurrence"]] == ["open"], "what is open stays open"
    await world.tick("2026-05-18 08:00Z")
    assert len(await slots(world)) == 1
    assert "no longer here" in words(await world.press(ADA, Verb.DELETE_EVENT, launch))
    assert "No event yet" in words(await world.press(ADA, Verb.EVENTS, world.partnership))


async def test_an_event_on_which_nothing_hangs_is_deleted_with_what_has_stopped_long_since(
    world: World, launch: str
) -> None:
    stopped = await hang(world, launch)
    await world.submit(ADA, Verb.STOP, {}, stopped)
    form = asked(await world.press(ADA, Verb.DELETE_EVENT, launch))
    assert "No check-in counts its days from it." in form.intro
    assert "“Launch” is deleted." in words(await world.submit(ADA, form.action, {}))
    assert [row["event"] for row in (await world.dump())["schedule"]] == [None]
    told = words(await world.press(ADA, Verb.CHANGES, world.partnership))
    assert "Ada deleted an event." in told
    assert "is no longer here" in told


async def test_nobody_else_deletes_events(world: World, launch: str) -> None:
    for who in (LENA, MO):
        assert "Only a convener" in words(await world.press(who, Verb.DELETE_EVENT, launch))
        assert "Only a convener" in words(await world.submit(who, Verb.DELETE_EVENT, {}, launch))
    assert (await world.dump())["event"]


async def adjust(world: World, schedule: str, **values: str) -> None:
    form = asked(await world.press(ADA, Verb.ADJUST, schedule))
    assert "“Before we start”" in words(await world.submit(ADA, form.action, values))


async def test_what_was_skipped_stays_skipped_when_the_event_moves(world: World, launch: str) -> None:
    schedule = await hang(world, launch)
    await adjust(world, schedule, what="skip")
    told = words(await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-06-08"}, launch))
    assert "28 days" not in told
    for moment in ("2026-05-04 08:00Z", "2026-05-11 08:00Z", "2026-05-18 08:00Z", "2026-05-25 08:00Z"):
        await world.tick(moment)
    assert await slots(world) == ["2026-05-25T09:00:00"]


async def test_what_was_moved_goes_out_once_however_the_event_moves(world: World, launch: str) -> None:
    schedule = await hang(world, launch)
    await adjust(world, schedule, what="move", day="2026-05-06", time="10:00")
    told = words(await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-06-08"}, launch))
    assert "28 days before on Wednesday 13 May, 10:00" in told
    for moment in ("2026-05-04 08:00Z", "2026-05-06 09:00Z", "2026-05-11 08:00Z", "2026-05-13 09:00Z"):
        await world.tick(moment)
    assert await slots(world) == ["2026-05-13T10:00:00"]
    await world.tick("2026-05-25 08:00Z")
    await world.tick("2026-06-09 08:00Z")
    await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-08-03"}, launch)
    for moment in ("2026-07-06 08:00Z", "2026-07-08 09:00Z", "2026-07-20 08:00Z", "2026-08-04 08:00Z"):
        await world.tick(moment)
    assert await slots(world) == ["2026-05-13T10:00:00", "2026-05-25T09:00:00", "2026-06-09T09:00:00"]


async def test_what_was_changed_once_stays_so_when_the_event_moves(world: World, launch: str) -> None:
    schedule = await hang(world, launch)
    form = asked(await world.press(ADA, Verb.ADJUST, schedule))
    form = asked(await world.submit(ADA, form.action, {"what": "this"}))
    await world.submit(ADA, form.action, {**initial(form), "questions": "How was it? [1-5]"})
    await world.submit(ADA, Verb.MOVE_EVENT, {**LAUNCH, "day": "2026-06-08"}, launch)
    await world.tick("2026-05-11 08:00Z")
    assert "How was it?" in words(world.asked_of(MO).message)
    await world.tick("2026-05-25 08:00Z")
    assert "How well do we listen?" in words(world.asked_of(MO).message)


async def test_what_was_moved_and_has_gone_out_stays_so_when_edited(world: World, launch: str) -> None:
    schedule = await hang(world, launch)
    await adjust(world, schedule, what="move", day="2026-05-02", time="10:00")
    await world.tick("2026-05-02 09:00Z")
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    form = asked(await world.submit(ADA, form.action, {**initial(form), "open": "72"}))
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick("2026-05-04 08:00Z")
    assert await slots(world) == ["2026-05-02T10:00:00"]
