"""Planning an evaluation and changing it: until its first wave all of it, and after that what nobody was promised."""

import pytest

from bot.texts.verbs import Verb
from tests.replied import asked, initial, rejected, words
from tests.usecases.waves import FIRST, WAVES, edited, rows
from tests.world import ADA, ONE_SCALE, World


async def test_it_is_planned_in_words_with_the_days_of_its_waves(world: World) -> None:
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
    form = asked(await world.submit(ADA, form.action, {"title": "Listening", "questions": ONE_SCALE}))
    form = asked(await world.submit(ADA, form.action, {**initial(form), **WAVES}))
    assert form.intro.splitlines()[-4:] == [
        "It goes out on:",
        "baseline: Tuesday 5 May, 09:30",
        "midpoint: Tuesday 12 May, 09:30",
        "endline: Tuesday 19 May, 09:30",
    ]
    assert "Until the end of 31 May 2026 whoever runs Weft could work out whose code it is." in form.intro
    await world.submit(ADA, form.action, {"next": "save"})
    ((made,), (schedule,)) = (await rows(world, "programme"), await rows(world, "schedule"))
    assert (made["waves"], made["partnership"]) == ("baseline\nmidpoint\nendline", world.partnership)
    assert len(bytes.fromhex(made["key"])) == 32
    assert schedule["programme"] == made["id"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"waves": "one", "ends": "2026-05-31"}, "waves"),
        ({"waves": "one, two"}, "ends"),
        ({"ends": "2026-05-31"}, "waves"),
        ({"waves": "one, two", "ends": "2026-05-13"}, "ends"),
        ({"waves": "x" * 500, "ends": "2026-05-31"}, "waves"),
        ({"waves": "a,\nb, \x00c", "ends": "x"}, "ends"),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field(world: World, wrong: dict[str, str], field: str) -> None:
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
    form = asked(await world.submit(ADA, form.action, {"title": "Listening", "questions": ONE_SCALE}))
    reply = await world.submit(ADA, form.action, {**initial(form), **wrong})
    assert list(rejected(reply)) == [field]
    assert await rows(world, "programme") == []


async def test_a_reflection_is_not_asked_in_waves(world: World) -> None:
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.reflection"}, world.partnership))
    form = asked(await world.submit(ADA, form.action, {"title": "Listening", "questions": "How?"}))
    assert not {"waves", "ends"} & {each.name for each in form.fields}
    reply = await world.submit(ADA, form.action, {**initial(form), **WAVES})
    assert rejected(reply) == {"waves": "Only a pulse can be asked in waves. Leave them out, or choose a pulse."}


async def test_editing_keeps_the_evaluation_and_may_change_it_until_the_first_wave(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE, **WAVES)
    (made,) = await rows(world, "programme")
    form = asked(await edited(world, schedule, open="72"))
    await world.submit(ADA, form.action, {"next": "save"})
    assert await rows(world, "programme") == [made]
    form = asked(await edited(world, schedule, waves="before, after", ends="2026-06-30"))
    assert form.intro.endswith("before: Tuesday 5 May, 09:30\nafter: Tuesday 12 May, 09:30")
    await world.submit(ADA, form.action, {"next": "save"})
    (changed,) = await rows(world, "programme")
    assert changed == {**made, "waves": "before\nafter", "ends_at": changed["ends_at"]}
    assert changed["ends_at"] != made["ends_at"]
    form = asked(await edited(world, schedule, waves="", ends=""))
    await world.submit(ADA, form.action, {"next": "save"})
    assert [row["programme"] for row in await rows(world, "schedule")] == [None]
    assert [row["key"] for row in await rows(world, "programme")] == [None]
    await world.tick(FIRST)
    assert [(row["programme"], row["wave"]) for row in await rows(world, "occurrence")] == [(None, None)]


async def test_an_ordinary_check_in_becomes_an_evaluation_when_it_is_edited(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE)
    form = asked(await edited(world, schedule, **WAVES))
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick(FIRST)
    assert [row["wave"] for row in await rows(world, "occurrence")] == ["baseline"]


async def test_once_the_first_wave_is_asked_waves_and_visibility_stay(world: World) -> None:
    schedule = await world.schedule(ONE_SCALE, **WAVES)
    await world.tick(FIRST)
    before = (await rows(world, "programme"), await rows(world, "schedule"))
    for changes in ({"waves": "one, two"}, {"ends": "2026-06-30"}, {"waves": "", "ends": ""}):
        assert "The first wave has been asked" in rejected(await edited(world, schedule, **changes))["waves"]
    assert list(rejected(await edited(world, schedule, visibility="attributed"))) == ["visibility"]
    assert (await rows(world, "programme"), await rows(world, "schedule")) == before
    form = asked(await edited(world, schedule, time="09:00"))
    assert form.intro.endswith("midpoint: Tuesday 12 May, 09:00\nendline: Tuesday 19 May, 09:00")
    assert "is saved" in words(await world.submit(ADA, form.action, {"next": "save"}))
    assert await rows(world, "programme") == before[0]
