"""The digest: at each reader's own time, once, with no figure behind fewer than five."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.events import Replace, Whisper
from bot.chat.names import Person
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.databases import Databases
from tests.replied import asked, buttons, occurrence_of, rejected, shown, words
from tests.world import ADA, LENA, MO, Kept, World, fenland, kept, somebody

OPENS, CLOSES = "2026-05-05 08:30Z", "2026-05-07 08:30Z"
EIGHT = [ADA, LENA, MO, *(somebody(name) for name in ("Bea", "Cai", "Dee", "Eli", "Fay"))]
CHOICE = "How well? [1-5]\nWhich? [red / blue]\nWhy?"


def digests(world: World, who: Person = LENA) -> list[str]:
    """What a reader got, in words."""
    texts = [words(post.message) for post in world.chat.to(who)]
    return [text for text in texts if ": the week" in text]


async def set_time(world: World, weekday: int, hour: int, zone: str) -> None:
    """Lena chooses when her digest comes."""
    values = {"weekday": str(weekday), "hour": str(hour), "zone": zone}
    assert "Your digest comes on" in words(await world.submit(LENA, Verb.DIGEST_TIME, values, world.partnership))


async def test_it_comes_to_leads_and_conveners_once_at_their_own_time(both_worlds: World) -> None:
    world = both_worlds
    await world.tick("2026-05-04 07:59Z")
    assert not world.chat.posts
    for _ in range(2):
        await world.tick("2026-05-04 08:00Z")
    assert [len(digests(world, who)) for who in (ADA, LENA, MO)] == [1, 1, 0]
    assert "27 April 2026 to 4 May 2026" in digests(world)[0]
    await world.tick("2026-05-11 08:00Z")
    assert len(digests(world)) == 2


async def test_a_lead_in_new_york_gets_it_at_four_on_a_friday_there(world: World) -> None:
    assert asked(await world.press(LENA, Verb.DIGEST_TIME, world.partnership)).title == "Your weekly digest"
    await set_time(world, 4, 16, "America/New_York")
    await world.tick("2026-05-01 19:59Z")
    assert digests(world) == []
    await world.tick("2026-05-01 20:00Z")
    assert len(digests(world)) == 1
    # There the clocks go back on 1 November, and it is still four o'clock.
    await world.tick("2026-11-06 20:59Z")
    before = len(digests(world))
    await world.tick("2026-11-06 21:00Z")
    assert len(digests(world)) == before + 1


async def test_its_time_is_checked(world: World) -> None:
    reply = await world.submit(
        LENA, Verb.DIGEST_TIME, {"weekday": "7", "hour": "24", "zone": "Moon/Tycho"}, world.partnership
    )
    assert rejected(reply).keys() == {"weekday", "hour", "zone"}


@pytest.mark.parametrize(("up_again", "comes"), [("2026-05-05 07:59Z", 1), ("2026-05-05 08:01Z", 0)])
async def test_after_long_downtime_it_counts_as_missed(world: World, up_again: str, comes: int) -> None:
    await world.tick(up_again)
    await world.tick("2026-05-09 12:00Z")
    assert len(digests(world)) == comes
    assert [bool(row["missed"]) for row in (await world.dump())["digest"]] == [not comes] * 2
    await world.tick("2026-05-11 08:00Z")
    assert len(digests(world)) == comes + 1


async def test_whoever_is_no_longer_a_lead_gets_none(world: World) -> None:
    lena = next(row["id"] for row in (await world.dump())["member"] if row["name"] == "Lena")
    await world.submit(ADA, Verb.ROLE, {"member": lena, "roles": ()}, world.partnership)
    await world.tick("2026-05-04 08:00Z")
    assert not digests(world)
    assert len(digests(world, ADA)) == 1


async def test_whoever_cannot_be_reached_costs_nobody_else_theirs(world: World) -> None:
    world.chat.blocked.add("ada")
    await world.tick("2026-05-04 08:00Z")
    assert len(digests(world)) == 1
    world.chat.name = "web"
    await world.tick("2026-05-11 08:00Z")
    assert len(digests(world)) == 1


async def test_it_says_what_was_answered_what_moved_and_what_comes(world: World) -> None:
    await world.fill(*EIGHT[3:])
    await world.schedule(CHOICE)
    for week, points in ((5, "24424222"), (12, "55544222")):
        await answered(world, week, points, "11100011")
    await world.tick("2026-05-18 08:00Z")
    last = digests(world)[-1]
    assert "Listening: 8 of 8\n" in last
    assert "“How well?” 63 % agree (n = 8), up 25 points (95 % interval -" in last
    assert " since 7 May 2026: could be chance; n was 8, different people or not known." in last
    assert "blue: 5; red: 3 (n = 8)" in last
    assert "Tue 19 May, 09:30: Listening" in last
    now = words(await world.press(LENA, Verb.DIGEST, world.partnership))
    assert now == last, "looked at in the same moment it says the same"


async def answered(world: World, week: int, points: str, options: str) -> str:
    """A check-in on a day of May opens, all eight answer, and it closes; its id."""
    await world.tick(f"2026-05-{week:02} 08:30Z")
    occurrence = occurrence_of(world.asked_of(MO).message)
    for who, point, option in zip(EIGHT, points, options, strict=True):
        await world.answer(who, occurrence, q1=point, q2=option)
    await world.tick(f"2026-05-{week + 2:02} 08:30Z")
    return occurrence


async def test_results_by_group_are_a_press_away_question_by_question(world: World) -> None:
    await world.fill(*EIGHT[3:])
    await world.schedule(CHOICE)
    occurrence = await answered(world, 5, "24424222", "11100011")
    await world.tick("2026-05-11 08:00Z")
    press = buttons(world.asked_of(LENA).message)["See all"].action
    assert press.subject == occurrence
    reply = await world.press(LENA, press)
    assert isinstance(reply, Whisper), "the digest stays where it is"
    assert "question 1 of 3\nHow well?" in words(reply)
    assert "Everybody\n38 %\n8\n2.8\n8 of 8 (100 %)\n0, 5, 0, 3, 0" in words(reply)
    assert "Local government (yours)\nhidden: too few answers" in words(reply).replace("authority", "government")
    reply = await world.press(LENA, buttons(shown(reply))["Next question"].action)
    assert isinstance(reply, Replace), "pages are turned in place"
    assert "question 2 of 3\nWhich?" in words(reply)


@pytest.mark.parametrize(
    ("subject", "question"),
    [(":0", 1), (":2", 3), (":9", 3), (":x", 1), (":-1", 1), ("", 1), (":1:9", 2), (":1:x:7", 2)],
)
async def test_a_page_that_is_not_there_is_the_nearest(world: World, subject: str, question: int) -> None:
    await world.fill(*EIGHT[3:])
    await world.schedule(CHOICE)
    occurrence = await answered(world, 5, "24424222", "11100011")
    reply = await world.press(MO, Verb.RESULTS, f"{occurrence}{subject}")
    assert f"question {question} of 3" in words(reply)


async def test_there_are_no_results_before_it_has_closed(world: World) -> None:
    await world.schedule(CHOICE)
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    assert "The results of this check-in are not here yet." in words(await world.press(ADA, Verb.RESULTS, occurrence))


async def eight(database: Database) -> World:
    """Fenland with eight people of three organisations, who have just been asked."""
    world = await fenland(database)
    await world.fill(*EIGHT[3:])
    await world.schedule(CHOICE)
    await world.tick(OPENS)
    return world


@pytest.fixture(scope="module")
def kept_eight(chosen: Databases) -> Iterator[Kept]:
    with kept(chosen, eight) as made:
        yield made


ANSWER = st.fixed_dictionaries(
    {},
    optional={
        "q1": st.sampled_from("12345"),
        "q2": st.sampled_from("01"),
        "q3": st.just("Secret words of one."),
        "share": st.sampled_from(("no", "unnamed", "named")),
    },
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_answers=st.lists(ANSWER, max_size=8))
async def test_no_figure_stands_behind_fewer_than_five(kept_eight: Kept, given_answers: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder, kept_eight.copy(Path(folder)) as world:
        occurrence = occurrence_of(world.asked_of(MO).message)
        taken = [
            answer
            for who, answer in zip(EIGHT, given_answers, strict=False)
            if "is saved" in words(await world.submit(who, Verb.ANSWER, answer, occurrence))
        ]
        await world.tick(CLOSES)
        await world.tick("2026-05-11 08:00Z")
        (digest,) = digests(world)
    behind = {key: sum(key in answer for answer in taken) for key in ("q1", "q2", "q3")}
    assert all(int(n) >= 5 for n in re.findall(r"n = (\d+)", digest))
    # Whoever knows what one organisation's people said is left with five others only where all eight answered.
    assert "of 8 answered" not in digest or len(taken) == 8
    assert "% agree" not in digest or behind["q1"] == 8
    assert "red: " not in digest or behind["q2"] == 8
    assert "Secret words" not in digest, "words need ten"
    assert not any(who.name in digest for who in EIGHT)
