"""Looking back: everybody of a partnership sees the same releases, and nobody anything else."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from bot.chat.events import Replace, Whisper
from bot.chat.message import Chart, Table
from bot.store import history
from bot.texts.verbs import Verb
from tests.replied import buttons, occurrence_of, shown, words
from tests.world import ADA, LENA, MO, ONE_SCALE, ZOE, World, somebody

CROWD = [somebody(name) for name in ("Bea", "Cai", "Dee", "Eli", "Fay", "Gil")]
TWO = "How well do we listen? [1-5]\nHow well do we share? [1-7: never / always]\nWhy?"


@pytest.fixture
async def crowded(world: World) -> World:
    """Fenland with a few more people in three organisations."""
    await fill(world)
    return world


async def fill(world: World) -> None:
    await world.fill(*CROWD)


async def week(world: World, moment: str, points: Sequence[int], q2: str = "") -> str:
    """A check-in opens, people answer, and it closes."""
    await world.tick(moment)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for who, each in zip((MO, LENA, *CROWD), points, strict=False):
        assert "is saved" in words(await world.answer(who, occurrence, q1=str(each), q2=q2))
    await world.pass_by(timedelta(days=2))
    return occurrence


FIRST, SECOND = (1, 2, 4, 4, 4, 3, 3, 2), (4, 4, 2, 3, 4, 5, 4, 3)


async def test_everybody_reaches_it_from_home_and_sees_the_same(crowded: World) -> None:
    await crowded.schedule(ONE_SCALE)
    await week(crowded, "2026-05-05 08:30Z", FIRST)
    await week(crowded, "2026-05-12 08:30Z", SECOND)
    pages = []
    for who in (MO, LENA, ADA):
        action = buttons(await crowded.home(who))["History"].action
        reply = await crowded.press(who, action)
        assert isinstance(reply, Whisper)
        pages.append(reply.message)
    assert pages[0] == pages[1] == pages[2]
    (drawn,) = [block for block in pages[0].blocks if isinstance(block, Chart)]
    assert [each.values for each in drawn.series] == [(38, 63), (0, 13)]
    assert (
        "All who answered, since 7 May 2026 (n = 8, then 8; different people or not known)\n"
        "Agree: 38 % to 63 %, up 25 points; could be chance (95 % interval"
    ) in words(pages[0])


async def test_questions_come_page_by_page_from_pulse_to_pulse(crowded: World) -> None:
    await crowded.schedule(TWO, title="Older")
    await week(crowded, "2026-05-05 08:30Z", FIRST, q2="6")
    older = (await crowded.dump())["schedule"][0]["id"]
    await crowded.press(ADA, Verb.PAUSE, older)
    await crowded.schedule(ONE_SCALE, title="Newer")
    await week(crowded, "2026-05-12 08:30Z", SECOND)
    page = shown(await crowded.press(MO, Verb.HISTORY, crowded.partnership))
    assert "Newer · question 1 of 1 · check-in 1 of 2" in words(page)
    seen = []
    for label in ("Next check-in", "Next question", "Earlier question", "Previous check-in"):
        reply = await crowded.press(MO, buttons(page)[label].action)
        assert isinstance(reply, Replace)
        page = reply.message
        seen.append(words(page).splitlines()[1])
    assert seen == [
        "Older · question 1 of 2 · check-in 2 of 2",
        "Older · question 2 of 2 · check-in 2 of 2",
        "Older · question 1 of 2 · check-in 2 of 2",
        "Newer · question 1 of 1 · check-in 1 of 2",
    ]


@pytest.mark.parametrize("page", [":", ":gone:0", ":gone:last", ":::", ":x:" + "9" * 90, ":\x00"])
async def test_a_page_that_is_not_there_is_the_first(crowded: World, page: str) -> None:
    await crowded.schedule(ONE_SCALE)
    await week(crowded, "2026-05-05 08:30Z", FIRST)
    if "\x00" in page:
        assert "How well do we listen?" in words(await crowded.press(MO, Verb.HISTORY, crowded.partnership + ":0"))
        return
    assert "How well do we listen?" in words(await crowded.press(MO, Verb.HISTORY, f"{crowded.partnership}{page}"))


async def test_nothing_has_closed_yet(world: World) -> None:
    assert "No pulse has closed yet." in words(await world.press(MO, Verb.HISTORY, world.partnership))
    await world.schedule("How?", title="A reflection")
    await world.tick("2026-05-05 08:30Z")
    await world.tick("2026-05-07 08:30Z")
    assert "No pulse has closed yet." in words(await world.press(MO, Verb.HISTORY, world.partnership))
    await world.schedule("Which? [a / b]", title="Choices")
    await world.tick("2026-05-12 08:30Z")
    await world.tick("2026-05-14 08:30Z")
    assert "This pulse asks nothing on a scale." in words(await world.press(MO, Verb.HISTORY, world.partnership))


async def test_too_few_answers_are_a_gap_without_a_figure(world: World) -> None:
    await world.schedule(ONE_SCALE)
    await world.tick("2026-05-05 08:30Z")
    await world.answer(MO, occurrence_of(world.asked_of(MO).message), q1="4")
    await world.tick("2026-05-07 08:30Z")
    page = shown(await world.press(MO, Verb.HISTORY, world.partnership))
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert table.rows == (("7 May 2026", "hidden: too few answers", *["not shown"] * 4),)


async def test_who_is_not_in_it_sees_nothing(world: World) -> None:
    assert "You are not a member" in words(await world.press(ZOE, Verb.HISTORY, world.partnership))
    assert "You are not a member" in words(await world.press(MO, Verb.HISTORY, "elsewhere:x:0"))
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    assert "You are not a member" in words(await world.press(MO, Verb.HISTORY, world.partnership))


async def test_it_reads_the_latest_of_one_schedule_on_every_database(both_worlds: World) -> None:
    world = both_worlds
    await fill(world)
    await world.schedule(ONE_SCALE, title="Older")
    await world.schedule(ONE_SCALE, title="Another")
    world.now += timedelta(days=4)
    await week(world, "2026-05-05 08:30Z", FIRST)
    await week(world, "2026-05-12 08:30Z", SECOND)
    pulses = await world.database.read(lambda session: history.pulses(session, world.partnership))
    assert len(pulses) == 2
    every = [await world.database.read(partial(history.releases, schedule=each)) for each in pulses]
    for told in every:
        assert [each.closed_at for each in told] == sorted(each.closed_at for each in told)
        assert len(told) == 2
    last = await world.database.read(lambda session: history.releases(session, pulses[0], most=1))
    assert list(last) == list(every[0][-1:])
    assert await world.database.read(lambda session: history.pulses(session, "elsewhere")) == []
