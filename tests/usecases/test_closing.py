"""Reminding and closing: once, to the silent alone; one release, and the key is destroyed."""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.chat.message import Action
from bot.domain.occurrence import Occurrence
from bot.texts.verbs import Verb
from bot.usecases import closing
from tests.replied import buttons, occurrence_of, shown, words
from tests.world import ADA, LENA, MO, ONE_SCALE, World, at, member_id, somebody

OPENS, REMINDS, CLOSES = "2026-05-05 08:30Z", "2026-05-06 08:30Z", "2026-05-07 08:30Z"
TEN = [somebody(name) for name in ("Bea", "Cai", "Dee", "Eli", "Fay", "Gil", "Hal", "Ivy", "Jon", "Kit")]
"""With Mo as many as words need, and one more."""


async def test_a_reminder_comes_once_in_private_to_the_silent_and_names_nobody(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule()
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    await world.answer(LENA, occurrence)
    await world.press(ADA, Verb.SKIP, occurrence)
    await world.tick("2026-05-06 08:29Z")
    assert len(world.chat.posts) == 3
    for _ in range(3):
        await world.tick(REMINDS)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 2]
    reminder = words(world.asked_of(MO).message)
    assert "Only you see this, and it comes twice at most" in reminder
    assert "open until Thursday 7 May, 09:30" in reminder
    assert not any(who.name in reminder for who in (ADA, LENA, MO))
    assert {post.receipt.address.place for post in world.chat.posts} <= {"with ada", "with lena", "with mo"}


@pytest.mark.parametrize("late", ["2026-05-07 08:30Z", "2026-05-20 08:30Z"])
async def test_a_reminder_that_is_too_late_does_not_come(world: World, late: str) -> None:
    await world.schedule()
    await world.tick(OPENS)
    await world.tick(late)
    assert not any(post.message.summary.startswith("A reminder") for post in world.chat.posts)


async def test_none_is_sent_where_none_was_planned_or_somebody_left(world: World) -> None:
    await world.schedule(remind="0")
    await world.schedule(title="With a reminder")
    await world.tick(OPENS)
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    await world.tick(REMINDS)
    reminders = [post for post in world.chat.posts if post.message.summary.startswith("A reminder")]
    assert {post.message.summary for post in reminders} == {"A reminder: With a reminder"}
    assert {post.receipt.address.place for post in reminders} == {"with ada", "with lena"}


async def test_closing_makes_one_release_and_destroys_the_key(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule()
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    await world.answer(MO, occurrence)
    (row,) = (await world.dump())["occurrence"]
    key = row["key"]
    assert key
    for _ in range(2):
        await world.tick(CLOSES)
    rows = await world.dump()
    assert [row["state"] for row in rows["occurrence"]] == ["closed"]
    assert len(rows["release"]) == 1
    assert key not in str(rows)
    assert [row["settled"] for row in rows["occurrence"]] in ([1], [True])


async def test_a_convener_closes_early_and_once(world: World, asking: str) -> None:
    assert "Close this check-in" in words(await world.press(ADA, Verb.CLOSE, asking))
    closed = await world.submit(ADA, Verb.CLOSE, {}, asking)
    assert "What came of it is here within a minute or two, and in the next digest." in words(closed)
    assert buttons(shown(closed))["See what came of it"].action == Action(Verb.RESULTS, asking)
    before = await world.dump()
    assert "closed already" in words(await world.submit(ADA, Verb.CLOSE, {}, asking))
    assert await world.dump() == before
    assert "has closed" in words(await world.answer(MO, asking))
    await world.tick()
    assert "Closed." in words(world.asked_of(MO).message)


async def test_closing_by_hand_what_was_over_counts_from_its_end(world: World, asking: str) -> None:
    world.now = at(CLOSES) + timedelta(hours=3)
    assert "closed already" in words(await world.submit(ADA, Verb.CLOSE, {}, asking))
    await world.tick()
    (row,) = (await world.dump())["release"]
    assert str(row["closed_at"]).startswith("2026-05-07 08:30")


@pytest.mark.parametrize("visibility", ["anonymous", "organisation", "attributed"])
async def test_one_s_own_answer_is_seen_while_open_and_after_only_where_it_is_attributed(
    world: World, visibility: str
) -> None:
    await world.schedule(visibility=visibility)
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    assert "You have not answered" in words(await world.press(MO, Verb.MINE, occurrence))
    await world.submit(MO, Verb.ANSWER, {"q1": "4", "q3": "Less hurry."}, occurrence)
    assert "Less hurry." in words(await world.press(MO, Verb.MINE, occurrence))
    assert "Listening" in words(await world.press(MO, Verb.ANSWERS, world.partnership))
    assert "Less hurry." not in words(await world.press(LENA, Verb.MINE, occurrence))
    await world.tick(CLOSES)
    own, listed = (
        words(await world.press(MO, Verb.MINE, occurrence)),
        words(await world.press(MO, Verb.ANSWERS, world.partnership)),
    )
    assert ("Less hurry." in own) is (visibility == "attributed")
    assert ("Listening" in listed) is (visibility == "attributed")
    assert ("Change my answer" in own) is False


@pytest.mark.parametrize("visibility", ["anonymous", "organisation"])
async def test_no_row_ties_an_answer_to_its_author(world: World, visibility: str) -> None:
    await world.join(*TEN)
    await world.schedule(visibility=visibility)
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for who in (MO, *TEN):
        values = {"q1": "4", "q3": f"The words of {who.name[::-1]}.", "share": "named"}
        await world.submit(who, Verb.ANSWER, values, occurrence)
    for moment in (None, CLOSES, "2026-05-11 08:30Z"):
        await world.tick(moment)
        rows = await world.dump()
        for who in (MO, *TEN):
            member, said = await member_id(world, who), f"The words of {who.name[::-1]}."
            of_member = [
                table for table, each in rows.items() for row in each if member in str(row) and occurrence in str(row)
            ]
            assert set(of_member) <= {"participation", "delivery"}
            held = [(table, row) for table, each in rows.items() for row in each if said in str(row)]
            assert {table for table, _ in held} <= {"response", "release"}
            for _, row in held:
                assert member not in str(row)
                assert who.identity.user not in str(row).lower().split()
        groups = f"organisation:{world.organisations['Fen Trust']} sector:nhs"
        kept = groups if moment is None or visibility == "organisation" else ""
        assert {row["groups"] for row in rows["response"]} == {kept}, "known while it is open, for the counts alone"
    digest = world.chat.to(LENA)[-1].message
    assert words(digest).count("The words of") == 2, "a digest has room for two"
    assert not any(f"— {who.name}" in words(digest) for who in (MO, *TEN))


async def test_words_stand_with_a_name_only_where_their_author_said_so(world: World) -> None:
    await world.join(*TEN)
    await world.schedule(visibility="attributed")
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for who, share in zip((MO, *TEN), ("no", "named", "unnamed", *("no",) * 8), strict=True):
        await world.submit(who, Verb.ANSWER, {"q3": f"Said {share} {who.name[::-1]}", "share": share}, occurrence)
    await world.tick(CLOSES)
    await world.tick("2026-05-11 08:30Z")
    digest = words(world.chat.to(LENA)[-1].message)
    assert "Said named aeB\n— Bea" in digest
    assert "Said unnamed iaC" in digest
    assert "Cai" not in digest
    assert "Said no" not in digest


async def test_closing_writes_answers_anew_so_that_no_token_leads_to_an_author(world: World) -> None:
    await world.join(*TEN)
    await world.schedule()
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for number, who in enumerate((MO, *TEN)):
        await world.answer(who, occurrence, q1=str(number % 5 + 1))
    before = (await world.dump())["response"]
    await world.tick(CLOSES)
    after = (await world.dump())["response"]
    assert not {row["token"] for row in before} & {row["token"] for row in after}
    assert sorted(row["answers"] for row in after) == sorted(row["answers"] for row in before)


async def test_with_two_organisations_nothing_is_shown_and_it_says_why(world: World) -> None:
    """Six answer of each; but either knows what its own people said, and so would learn what the other's did."""
    await world.join(*TEN[:5])
    await world.join(*TEN[5:], organisation="Ely Council")
    await world.schedule(ONE_SCALE)
    await world.tick(OPENS)
    occurrence = occurrence_of(world.asked_of(MO).message)
    for number, who in enumerate((LENA, MO, *TEN)):
        await world.answer(who, occurrence, q1=str(number % 5 + 1))
    await world.tick(CLOSES)
    await world.tick("2026-05-11 08:30Z")
    digest = words(world.chat.to(LENA)[-1].message)
    assert "Listening (hidden: too few answers besides one organisation's)\n" in digest
    assert "Hidden: everybody together, NHS and Local authority (too few answers)." in digest
    assert "n = " not in digest


async def test_one_that_cannot_be_released_holds_up_no_other_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: list[MutableMapping[str, Any]]
) -> None:
    for title in ("First", "Second"):
        await world.schedule(title=title)
    await world.tick("2026-05-05 08:30Z")
    make = closing.make

    def first_fails(session: Session, occurrence: Occurrence) -> closing.Made:
        made = make(session, occurrence)
        if made.release.title == "First":
            raise ValueError("what Ada said")
        return made

    with monkeypatch.context() as patched:
        patched.setattr(closing, "make", first_fails)
        await world.tick("2026-05-07 08:31Z")
    states = {row["state"] for row in (await world.dump())["occurrence"]}
    assert states == {"open", "closed"}
    (told,) = [line for line in logged if line["event"] == "occurrence.not_closed"]
    assert "Ada" not in str(told)
    await world.tick("2026-05-07 08:32Z")
    assert {row["state"] for row in (await world.dump())["occurrence"]} == {"closed"}
