"""What comes next of a check-in is skipped, moved, paused and put back, and a partnership is handed over."""

import pytest

from bot.chat.form import PickOne
from bot.texts.verbs import Verb
from bot.usecases import convening
from tests.replied import asked, buttons, initial, rejected, shown, words
from tests.world import ADA, LENA, MO, World, member_id, somebody


async def changed(world: World, schedule: str, **values: str) -> str:
    """What a convener is told who changes what comes next."""
    form = asked(await world.press(ADA, Verb.ADJUST, schedule))
    return words(await world.submit(ADA, form.action, values))


async def refused(world: World, schedule: str, **values: str) -> set[str]:
    """The fields that are wrong."""
    form = asked(await world.press(ADA, Verb.ADJUST, schedule))
    return set(rejected(await world.submit(ADA, form.action, values)))


async def opened(world: World) -> list[str]:
    return sorted(str(row["slot"]) for row in (await world.dump())["occurrence"] if row["state"] != "missed")


async def test_the_next_one_is_skipped_and_the_one_after_goes_out(world: World) -> None:
    schedule = await world.schedule()
    told = await changed(world, schedule, what="skip")
    assert "on Tuesday 5 May, 09:30 is skipped. It goes out next on Tuesday 12 May, 09:30." in told
    await world.tick("2026-05-05 08:31Z")
    assert await opened(world) == []
    await world.tick("2026-05-12 08:31Z")
    assert await opened(world) == ["2026-05-12T09:30:00"]
    assert not [row for row in (await world.dump())["occurrence"] if row["state"] == "missed"]


async def test_the_next_one_is_moved_and_once_more(world: World) -> None:
    schedule = await world.schedule()
    told = await changed(world, schedule, what="move", day="2026-05-07")
    assert "on Tuesday 5 May, 09:30 goes out on Thursday 7 May, 09:30 instead." in told
    told = await changed(world, schedule, what="move", day="2026-05-06", time="14:00")
    assert "on Thursday 7 May, 09:30 goes out on Wednesday 6 May, 14:00 instead." in told
    await world.tick("2026-05-05 08:31Z")
    assert await opened(world) == []
    await world.tick("2026-05-06 13:01Z")
    await world.tick("2026-05-07 08:31Z")
    assert await opened(world) == ["2026-05-06T14:00:00"]
    await world.tick("2026-05-12 08:31Z")
    assert len(await opened(world)) == 2


async def test_it_is_paused_until_a_day_and_goes_on_by_itself(world: World) -> None:
    schedule = await world.schedule()
    assert "is paused. It goes out next on Tuesday 26 May, 09:30." in await changed(
        world, schedule, what="pause", day="2026-05-20"
    )
    page = words(await world.press(ADA, Verb.TEND, world.partnership))
    assert "Paused: nothing goes out before 20 May 2026." in page
    await world.tick("2026-05-12 08:31Z")
    assert await opened(world) == []
    await world.tick("2026-05-26 08:31Z")
    assert await opened(world) == ["2026-05-26T09:30:00"]


async def test_all_that_was_changed_can_be_undone(world: World) -> None:
    schedule = await world.schedule()
    await changed(world, schedule, what="skip")
    await changed(world, schedule, what="pause", day="2026-06-20")
    told = await changed(world, schedule, what="undo")
    assert "goes out as it was planned. It goes out next on Tuesday 5 May, 09:30." in told
    form = asked(await world.press(ADA, Verb.ADJUST, schedule))
    (what, *_) = form.fields
    assert isinstance(what, PickOne)
    assert [option.value for option in what.options] == ["skip", "move", "this", "pause"]


async def test_undoing_asks_nobody_again_what_went_out_early(world: World) -> None:
    schedule = await world.schedule()
    await changed(world, schedule, what="move", day="2026-05-04", time="18:00")
    await world.tick("2026-05-04 17:01Z")
    assert await opened(world) == ["2026-05-04T18:00:00"]
    assert "next on Tuesday 12 May" in await changed(world, schedule, what="pause", day="2026-05-06")
    assert "next on Tuesday 12 May" in await changed(world, schedule, what="undo")


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, {"what"}),
        ({"what": "explode"}, {"what"}),
        ({"what": "undo"}, set()),
        ({"what": "move"}, {"day"}),
        ({"what": "move", "day": "2026-04-01"}, {"day"}),
        ({"what": "move", "day": "9999-12-31"}, {"day"}),
        ({"what": "move", "day": "2026-05-06", "time": "25:00"}, {"time"}),
        ({"what": "move", "day": "2026-05-12"}, {"day"}),
        ({"what": "pause"}, {"day"}),
        ({"what": "pause", "day": "0001-01-01"}, {"day"}),
        ({"what": "pause", "day": "2026-05-01"}, {"day"}),
        ({"what": "pause", "day": "2030-05-01"}, {"day"}),
    ],
)
async def test_a_change_that_cannot_be_is_told_beside_its_field(
    world: World, values: dict[str, str], fields: set[str]
) -> None:
    schedule = await world.schedule()
    before = (await world.dump())["schedule"]
    if fields:
        assert await refused(world, schedule, **values) == fields
        assert (await world.dump())["schedule"] == before


async def test_a_form_that_was_left_open_too_long_changes_no_other_one(world: World) -> None:
    schedule = await world.schedule()
    form = asked(await world.press(ADA, Verb.ADJUST, schedule))
    await world.tick("2026-05-05 08:31Z")
    assert rejected(await world.submit(ADA, form.action, {"what": "skip"})).keys() == {"what"}


async def test_what_is_paused_or_stopped_has_nothing_that_comes_next(world: World) -> None:
    schedule = await world.schedule()
    await world.press(ADA, Verb.PAUSE, schedule)
    assert "Resume it before" in words(await world.press(ADA, Verb.ADJUST, schedule))
    assert "What comes next" not in buttons(shown(await world.press(ADA, Verb.TEND, world.partnership)))


async def test_editing_keeps_a_pause_until_a_day(world: World) -> None:
    schedule = await world.schedule()
    await changed(world, schedule, what="pause", day="2026-05-20")
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    form = asked(await world.submit(ADA, form.action, initial(form)))
    assert "Tuesday 26 May" in form.intro.splitlines()[-5]
    assert "first on Tuesday 26 May" in words(await world.submit(ADA, form.action, {"next": "save"}))


async def test_a_copy_is_a_check_in_of_its_own(world: World) -> None:
    schedule = await world.schedule()
    form = asked(await world.press(ADA, Verb.COPY, schedule))
    assert initial(form)["title"] == "Copy of Listening"
    form = asked(await world.submit(ADA, form.action, initial(form)))
    form = asked(await world.submit(ADA, form.action, {**initial(form), "time": "11:00"}))
    await world.submit(ADA, form.action, {"next": "save"})
    rows = (await world.dump())["schedule"]
    assert sorted(row["starts"][-8:] for row in rows) == ["09:30:00", "11:00:00"]


async def test_a_partnership_is_handed_over(world: World) -> None:
    lena = await member_id(world, LENA)
    form = asked(await world.press(ADA, Verb.HAND_OVER, world.partnership))
    told = words(await world.submit(ADA, form.action, {"member": lena, "own": "leave"}))
    assert "Lena is now a convener. You are one no more." in told
    assert "Only a convener" in words(await world.press(ADA, Verb.TEND, world.partnership))
    assert "Fenland" in words(await world.press(LENA, Verb.TEND, world.partnership))
    ada = await member_id(world, ADA)
    assert "and so are you" in words(
        await world.submit(LENA, Verb.HAND_OVER, {"member": ada, "own": "keep"}, world.partnership)
    )


async def test_of_a_great_many_people_one_is_found_by_a_part_of_their_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convening, "MOST_CHOICES", 2)
    await world.join(somebody("Max  Moss"), somebody("Maud"))
    form = asked(await world.press(ADA, Verb.HAND_OVER, world.partnership))
    assert [field.name for field in form.fields] == ["find"]
    for part, why in (("", "Write a part"), (" ", "Write a part"), ("x y", "Nobody else"), ("M", "Write more of it")):
        assert why in rejected(await world.submit(ADA, form.action, {"find": part}))["find"]
    assert "Nobody else" in rejected(await world.submit(ADA, form.action, {"find": "ada"}))["find"]
    form = asked(await world.submit(ADA, form.action, {"find": "max MOSS"}))
    choice = form.fields[0]
    assert isinstance(choice, PickOne)
    (found,) = choice.options
    told = words(await world.submit(ADA, form.action, {"member": found.value, "own": "keep"}))
    assert "is now a convener, and so are you" in told
    assert rejected(await world.submit(ADA, form.action, {"member": "nobody", "own": "keep"})).keys() == {"member"}


async def test_it_is_handed_to_somebody_else_who_is_there(world: World) -> None:
    values = {"member": await member_id(world, ADA), "own": "keep"}
    assert rejected(await world.submit(ADA, Verb.HAND_OVER, values, world.partnership)).keys() == {"member"}
    for who in (LENA, MO):
        await world.submit(who, Verb.LEAVE, {}, world.partnership)
    assert "nobody else" in words(await world.press(ADA, Verb.HAND_OVER, world.partnership))
    assert "nobody else" in words(await world.submit(ADA, Verb.HAND_OVER, values, world.partnership))
