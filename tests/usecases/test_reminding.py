"""Reminders: two at most, at hours of one's own, in no quiet hour, and none to who ignores them."""

from datetime import timedelta

from bot.texts.verbs import Verb
from tests.replied import asked, buttons, occurrence_of, rejected, words
from tests.world import ADA, LENA, MO, ONE_SCALE, World, at, member_id

OPENS, REMINDS, CLOSES = "2026-05-05 08:30Z", "2026-05-06 08:30Z", "2026-05-07 08:30Z"
WEEK = timedelta(days=7)


def reminders(world: World) -> int:
    """How many Mo got."""
    return sum(post.message.summary.startswith("A reminder") for post in world.chat.to(MO))


async def known_hours(world: World, *moments: str) -> None:
    """Mo answers a check-in at each of these moments, which then closes."""
    schedule = await world.schedule(
        ONE_SCALE, title="Earlier", remind="0", starts="2026-05-04", weekdays=("0",), open="72"
    )
    await world.tick("2026-05-04 08:30Z")
    occurrence = occurrence_of(world.asked_of(MO).message)
    for moment in moments:
        world.now = at(moment)
        await world.answer(MO, occurrence)
    await world.submit(ADA, Verb.STOP, {}, schedule)


async def test_two_come_at_the_hours_at_which_somebody_answered_before(world: World) -> None:
    await known_hours(world, "2026-05-04 13:10Z", "2026-05-05 07:40Z")
    assert sorted(row["hour"] for row in (await world.dump())["answering_hour"]) == [8, 14]
    await world.schedule()
    await world.tick(OPENS)
    for moment, so_far in (
        (REMINDS, 0),
        ("2026-05-06 12:59Z", 0),
        ("2026-05-06 13:00Z", 1),
        ("2026-05-07 06:59Z", 1),
        ("2026-05-07 07:00Z", 2),
        ("2026-05-07 08:29Z", 2),
    ):
        await world.tick(moment)
        assert reminders(world) == so_far, moment


async def test_the_second_one_does_not_come_to_who_has_answered(world: World) -> None:
    await known_hours(world, "2026-05-04 13:10Z", "2026-05-05 07:40Z")
    await world.schedule()
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    await world.tick(REMINDS)
    await world.tick("2026-05-06 13:00Z")
    await world.answer(MO, occurrence)
    await world.tick("2026-05-07 07:00Z")
    assert reminders(world) == 1


async def test_what_would_be_posted_when_it_is_quiet_is_not_posted(world: World) -> None:
    """Weft was down at the moment, and comes up in the evening."""
    await world.schedule()
    await world.tick(OPENS)
    await world.bot().remind_due()
    world.now = at(REMINDS)
    await world.bot().remind_due()
    await world.tick("2026-05-06 18:00Z")
    await world.tick("2026-05-07 07:30Z")
    assert reminders(world) == 0


async def test_a_convener_chooses_the_quiet_hours(world: World) -> None:
    form = asked(await world.press(ADA, Verb.QUIET, world.partnership))
    wrong = rejected(await world.submit(ADA, form.action, {"starts": "25", "weekends": "perhaps"}))
    assert wrong.keys() == {"starts", "ends", "weekends"}
    reply = await world.submit(ADA, form.action, {"starts": "8", "ends": "14", "weekends": "no"})
    assert "From now on nobody is reminded from 08:00 to 14:00." in words(reply)
    await world.schedule()
    await world.tick(OPENS)
    await world.tick(REMINDS)
    await world.tick("2026-05-06 12:59Z")
    assert reminders(world) == 0
    await world.tick("2026-05-06 13:00Z")
    assert reminders(world) == 1


async def test_after_three_in_vain_they_stop_and_one_question_is_asked(world: World) -> None:
    await world.schedule()
    for week in range(5):
        for moment in (OPENS, REMINDS, CLOSES):
            world.now = at(moment) + week * WEEK
            await world.bot().tick()
        await world.bot().tick()
    assert reminders(world) == 3
    questions = [post for post in world.chat.to(MO) if "still want" in post.message.summary]
    assert len(questions) == 1
    assert "Do you still want these?" in words(questions[0].message)
    assert "get reminders again" in words(
        await world.press(MO, buttons(questions[0].message)["Yes, remind me"].action)
    )
    for moment in (OPENS, REMINDS):
        await world.tick(str(at(moment) + 5 * WEEK))
    assert reminders(world) == 4
    assert "no more reminders" in words(await world.press(MO, buttons(questions[0].message)["No reminders"].action))
    for moment in (OPENS, REMINDS):
        await world.tick(str(at(moment) + 6 * WEEK))
    assert reminders(world) == 4


async def test_one_that_is_answered_or_skipped_starts_the_count_anew(world: World) -> None:
    await world.schedule()
    for week in range(4):
        world.now = at(OPENS) + week * WEEK
        await world.bot().tick()
        occurrence = occurrence_of(world.asked_of(MO).message)
        world.now = at(REMINDS) + week * WEEK
        await world.bot().tick()
        if week == 1:
            await world.press(MO, Verb.SKIP, occurrence)
        world.now = at(CLOSES) + week * WEEK
        await world.bot().tick()
    assert reminders(world) == 4
    rows = {row["id"]: row["ignored"] for row in (await world.dump())["member"]}
    assert rows[await member_id(world, MO)] == 2


async def test_the_hours_are_gone_when_somebody_leaves(world: World, asking: str) -> None:
    for who in (MO, LENA):
        await world.answer(who, asking)
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    left = [row["member"] for row in (await world.dump())["answering_hour"]]
    assert left == [await member_id(world, LENA)]


async def test_changing_an_answer_leaves_no_trace_of_when_or_how_often(world: World, asking: str) -> None:
    """An hour is kept once, and nothing that tells of which check-in it is."""
    for _ in range(3):
        await world.answer(MO, asking)
    (row,) = (await world.dump())["answering_hour"]
    assert row == {"member": await member_id(world, MO), "hour": 9}
