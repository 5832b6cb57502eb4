"""Evaluations: named waves whose answers can be matched until the last day is over, and by nobody after it."""

from datetime import timedelta

from bot.chat.events import Replace, Whisper
from bot.store import programmes
from bot.texts.verbs import Verb
from bot.usecases import ending
from tests.replied import buttons, shown, words
from tests.usecases.waves import FIRST, LAST_MINUTE, OVER, SECOND, THIRD, WAVES, rows, wave
from tests.world import ADA, MO, ONE_SCALE, World, at, somebody


async def test_waves_are_asked_in_order_and_then_it_stops_by_itself(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule(ONE_SCALE, **WAVES)
    for moment in (FIRST, SECOND):
        await world.tick(moment)
    assert [row["status"] for row in await rows(world, "schedule")] == ["active"]
    await world.tick(THIRD)
    assert [row["wave"] for row in sorted(await rows(world, "occurrence"), key=lambda row: str(row["slot"]))] == [
        "baseline",
        "midpoint",
        "endline",
    ]
    assert [(row["status"], row["next_slot"]) for row in await rows(world, "schedule")] == [("stopped", None)]
    tend = shown(await world.press(ADA, Verb.TEND, world.partnership))
    assert "It has come to its end." in words(tend)
    assert "Close now" in buttons(tend)
    assert not {"Edit", "Stop"} & buttons(tend).keys()
    await world.tick("2026-05-26 08:30Z")
    assert len(await rows(world, "occurrence")) == 3
    assert "Listening" not in words(await world.press(ADA, Verb.TEND, world.partnership))


async def test_a_wave_that_nobody_was_asked_is_asked_the_next_time(world: World) -> None:
    await world.schedule(ONE_SCALE, **{**WAVES, "waves": "baseline, endline"})
    await world.tick(SECOND)
    await world.tick(THIRD)
    found = sorted((str(row["slot"]), row["state"], row["wave"]) for row in await rows(world, "occurrence"))
    assert [(state, name) for _, state, name in found] == [
        ("missed", None),
        ("closed", "baseline"),
        ("open", "endline"),
    ]


async def put_off(world: World) -> None:
    """An evaluation of two weeks whose first wave goes out a week late."""
    schedule = await world.schedule(ONE_SCALE, waves="baseline, endline", ends="2026-05-19", open="168")
    await world.press(ADA, Verb.PAUSE, schedule)
    await world.tick("2026-05-06 08:30Z")
    await world.press(ADA, Verb.RESUME, schedule)
    await world.tick(SECOND)


async def test_a_wave_that_was_put_off_closes_when_its_evaluation_ends(both_worlds: World) -> None:
    world = both_worlds
    await put_off(world)
    await wave(world, THIRD, "4", "5")
    _, last = sorted(await rows(world, "occurrence"), key=lambda row: str(row["slot"]))
    assert (last["wave"], last["state"], last["remind_at"]) == ("endline", "open", None)
    await world.tick("2026-05-19 22:59Z")
    assert [row["key"] is None for row in await rows(world, "programme")] == [False]
    assert "is saved" in words(await world.answer(MO, last["id"], q1="1"))
    await world.tick("2026-05-19 23:00Z")
    assert {row["state"] for row in await rows(world, "occurrence")} == {"closed"}
    assert [row["key"] for row in await rows(world, "programme")] == [None]


async def test_a_wave_that_would_come_after_the_end_is_not_asked(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE, waves="baseline, endline", ends="2026-05-14")
    await world.press(ADA, Verb.PAUSE, schedule)
    await world.tick("2026-05-06 08:30Z")
    await world.press(ADA, Verb.RESUME, schedule)
    await world.tick(SECOND)
    await world.tick(THIRD)
    assert [row["wave"] for row in await rows(world, "occurrence")] == ["baseline"]
    assert [row["status"] for row in await rows(world, "schedule")] == ["stopped"]


async def test_an_evaluation_with_a_wave_that_is_still_open_waits_for_it(world: World) -> None:
    await put_off(world)
    await world.tick(THIRD)
    world.now = at("2026-05-19 23:00Z")
    assert await world.database.write(lambda session: ending.end_due(session, world.now)) == 0
    await world.tick()
    assert [row["key"] for row in await rows(world, "programme")] == [None]


async def test_the_same_person_has_one_token_in_all_waves_and_others_have_others(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule(ONE_SCALE, **WAVES)
    await wave(world, FIRST, "2", "3")
    await wave(world, SECOND, "4", "3")
    tokens: dict[str, set[str]] = {}
    for row in await rows(world, "response"):
        tokens.setdefault(row["occurrence"], set()).add(row["token"])
    (first, second) = tokens.values()
    assert first == second
    assert len(first) == 2
    (made,) = await rows(world, "programme")
    assert await world.database.read_answers(lambda session: programmes.key(session, made["id"])) == bytes.fromhex(
        made["key"]
    )


async def test_while_a_wave_is_open_its_author_sees_and_changes_their_answer_and_never_after(world: World) -> None:
    await world.schedule(ONE_SCALE, **WAVES)
    occurrence = await wave(world, FIRST, "2")
    assert "is saved" in words(await world.answer(MO, occurrence, q1="4"))
    assert len(await rows(world, "response")) == 1
    assert "4" in words(await world.press(MO, Verb.MINE, occurrence))
    assert "Listening" in words(await world.press(MO, Verb.ANSWERS, world.partnership))
    await world.tick("2026-05-07 08:30Z")
    before = await world.dump()
    for reply in (
        await world.press(MO, Verb.SKIP, occurrence),
        await world.answer(MO, occurrence, q1="1"),
        await world.press(MO, Verb.TAP, f"{occurrence}:1"),
    ):
        assert "has closed" in words(reply)
    closed = await world.press(MO, Verb.MINE, occurrence)
    assert isinstance(closed, Whisper | Replace)
    assert "4 " not in words(closed)
    assert "Listening" not in words(await world.press(MO, Verb.ANSWERS, world.partnership))
    assert await world.dump() == before


async def test_after_the_last_day_nothing_can_be_matched_any_more(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule(ONE_SCALE, **WAVES)
    for moment, points in ((FIRST, ("2", "3")), (SECOND, ("4", "3")), (THIRD, ("5", "1"))):
        await wave(world, moment, *points)
    await world.tick("2026-05-21 08:30Z")
    await world.tick(LAST_MINUTE)
    kept = await rows(world, "response")
    assert len({row["token"] for row in kept}) == 2
    await world.tick(OVER)
    anew = await rows(world, "response")
    assert not {row["token"] for row in kept} & {row["token"] for row in anew}
    assert len({row["token"] for row in anew}) == len(anew) == 6
    assert sorted((row["occurrence"], row["answers"]) for row in anew) == sorted(
        (row["occurrence"], row["answers"]) for row in kept
    )
    assert {row["groups"] for row in anew} == {""}
    assert [row["key"] for row in await rows(world, "programme")] == [None]
    once = await world.dump()
    await world.tick()
    assert await world.dump() == once


async def test_named_answers_are_matched_by_name_and_stay_as_they_are(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule(ONE_SCALE, visibility="attributed", **WAVES)
    await wave(world, FIRST, "2", "3")
    await wave(world, SECOND, "4", "3")
    before = sorted(await rows(world, "response"), key=lambda row: str(row["token"]))
    assert len({row["token"] for row in before}) == 4, "no token leads from a name to answers without one"
    assert len({row["member"] for row in before}) == 2
    await world.tick(THIRD)
    await world.tick(OVER)
    assert sorted(await rows(world, "response"), key=lambda row: str(row["token"])) == before
    assert [row["key"] for row in await rows(world, "programme")] == [None]


async def test_where_the_organisation_is_kept_it_stays_for_those_who_are_enough(world: World) -> None:
    crowd = [somebody(f"Person{number}") for number in range(5)]
    for who in crowd[:4]:
        await world.join(who)
    await world.join(crowd[4], organisation="Ely Council")
    await world.schedule(ONE_SCALE, visibility="organisation", **WAVES)
    occurrence = await wave(world, FIRST, "2")
    for who in crowd[:4]:
        await world.answer(who, occurrence, q1="3")
    later = await wave(world, SECOND, "2", "4")
    await world.answer(crowd[4], later, q1="3")
    await world.tick(OVER)
    kept = {(row["occurrence"], row["groups"]) for row in await rows(world, "response")}
    assert kept == {(occurrence, f"organisation:{world.organisations['Fen Trust']} sector:nhs"), (later, "")}


async def test_two_processes_end_it_once(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule(ONE_SCALE, **WAVES)
    await wave(world, FIRST, "2", "3")
    await world.tick("2026-05-07 08:30Z")
    world.now = at(OVER) + timedelta(minutes=1)
    first, second = world.bot(), world.bot()
    await first.close_due()
    after = await world.dump()
    await second.close_due()
    assert await world.dump() == after
    assert [row["key"] for row in after["programme"]] == [None]
