"""Posting: once each, also when the platform fails or the process dies in between."""

from datetime import timedelta

import pytest

from bot.chat.message import Message
from bot.chat.names import Address, Receipt
from bot.domain.card import Card
from bot.domain.delivery import LEASE, MOST_ATTEMPTS
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import Prompt
from bot.errors import (
    Disconnected,
    PlatformError,
    Refused,
    StoreUnavailable,
    Throttled,
    Unavailable,
    Unbuildable,
    Uncertain,
)
from bot.texts import asking
from bot.texts.verbs import Verb
from tests.replied import words
from tests.stubs.chat import ChatPlatform
from tests.world import ADA, LENA, MO, World, at

OPENS = "2026-05-05 08:30Z"
PRIVATE = (ADA, LENA, MO)


class PowerCut(BaseException):
    """The process ends here, whatever it was doing."""


async def progress(world: World) -> list[str]:
    """How far each delivery has come, but for those that tell the convener of trouble."""
    return sorted(row["progress"] for row in (await world.dump())["delivery"] if row["purpose"] != "doubt")


def counts(world: World) -> list[int]:
    """How many posts each of the three has."""
    return [len(world.chat.to(who)) for who in PRIVATE]


async def test_everybody_is_asked_once_on_either_database(both_worlds: World) -> None:
    await both_worlds.schedule()
    await both_worlds.tick(OPENS)
    await both_worlds.tick()
    assert counts(both_worlds) == [1, 1, 1]
    assert await progress(both_worlds) == ["sent"] * 3


async def test_a_crash_between_posting_and_recording_asks_nobody_twice(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule()
    world.chat.fail("post", PowerCut(), after=True)
    with pytest.raises(PowerCut):
        await world.tick(OPENS)
    assert sum(counts(world)) == 1
    await world.tick()
    assert sum(counts(world)) == 1, "the lease of whoever died still holds"
    await world.pass_by(LEASE)
    assert counts(world) == [1, 1, 1]
    assert await progress(world) == ["sent"] * 3
    looked = [call for call, _ in world.chat.calls if call == "find"]
    assert len(looked) == 3, "all three were claimed, so each is looked for"


async def test_a_database_that_fails_to_record_asks_nobody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.schedule()
    world.now = at(OPENS)
    await world.bot().open_due()
    real, failing = world.database.write, {"on": True}

    async def write(work: object) -> object:
        if failing["on"] and world.chat.posts:
            raise StoreUnavailable("the database refused: disk I/O error")
        return await real(work)  # type: ignore[arg-type]  # handed through as it came

    monkeypatch.setattr(type(world.database), "write", lambda _, work: write(work))
    with pytest.raises(StoreUnavailable):
        await world.bot().deliver()
    failing["on"] = False
    await world.pass_by(LEASE)
    assert counts(world) == [1, 1, 1]


async def test_a_post_that_may_have_been_made_is_looked_for(world: World) -> None:
    await world.schedule()
    world.chat.fail("post", Uncertain("timed out"), after=True)
    world.chat.fail("post", Uncertain("timed out"))
    await world.tick(OPENS)
    assert sum(counts(world)) == 2
    await world.pass_by(LEASE)
    assert counts(world) == [1, 1, 1]
    assert await progress(world) == ["sent"] * 3


async def test_nobody_is_asked_twice_where_the_mark_cannot_be_looked_for(world: World) -> None:
    await world.schedule()
    world.chat.fail("post", Uncertain("timed out"), after=True)
    await world.tick(OPENS)
    world.chat.fail("find", Uncertain("cannot look"))
    await world.pass_by(LEASE)
    await world.pass_by(LEASE)
    assert counts(world) == [1, 1, 1]
    assert await progress(world) == ["sent", "sent", "unknown"]


async def test_a_failing_look_forgets_nothing(world: World) -> None:
    """What may have been posted still may have been after the platform asked to wait."""
    await world.schedule()
    world.chat.fail("post", Uncertain("timed out"), after=True)
    await world.tick(OPENS)
    for error in (Throttled(60), Unavailable("down"), Disconnected("revoked")):
        world.chat.fail("find", error)
        await world.pass_by(timedelta(minutes=2))
    await world.pass_by(timedelta(minutes=2))
    assert counts(world) == [1, 1, 1]
    assert await progress(world) == ["sent"] * 3


async def test_a_lane_that_is_asked_to_wait_waits_as_a_whole_and_keeps_its_order(world: World) -> None:
    people = [f"P{number:02}" for number in range(30)]
    for name in people:
        await world.submit(
            ADA, Verb.INVITE, {"name": name, "organisation": world.organisations["Fen Trust"]}, world.partnership
        )
    world.chat.name = "web"
    await world.schedule()
    await world.schedule(title="Second", time="09:31")
    world.now = at(OPENS)
    world.chat.fail("post", Throttled(120))
    await world.bot().open_due()
    await world.bot().deliver()
    assert not world.chat.posts
    world.now += timedelta(seconds=60)
    await world.bot().deliver()
    assert not world.chat.posts, "two minutes were asked for, and not by the first ten alone"
    world.now += timedelta(seconds=61)
    await world.bot().open_due()
    await world.bot().deliver()
    titles = [words(post.message).splitlines()[0] for post in world.chat.posts]
    assert titles == ["Listening"] * 30 + ["Second"] * 30
    rows = (await world.dump())["delivery"]
    assert {row["attempts"] for row in rows if row["platform"] == "web"} == {1}, "waiting is no attempt"


async def test_one_that_cannot_be_posted_is_left_alone_ever_longer_and_then_given_up(world: World) -> None:
    await world.schedule(open="168")
    world.chat.always_fail("with mo", Unavailable("down"))
    await world.tick(OPENS)
    gaps = []
    while waits := [row["not_before"] for row in (await world.dump())["delivery"] if row["progress"] == "pending"]:
        moment = max(at(f"{waits[0]}Z"), world.now + timedelta(seconds=10))
        gaps.append(moment - world.now)
        world.now = moment
        await world.bot().deliver()
    assert await progress(world) == ["failed", "sent", "sent"]
    assert counts(world) == [1, 1, 0]
    assert [call for call in world.chat.calls if call == ("post", "with mo")] == [("post", "with mo")] * MOST_ATTEMPTS
    assert gaps[-1] == timedelta(hours=1)


async def test_an_outage_of_a_morning_costs_nothing(world: World) -> None:
    await world.schedule()
    world.chat.fail("post", *[Unavailable("down")] * 9)
    await world.tick(OPENS)
    for _ in range(18):
        await world.pass_by(timedelta(minutes=20))
    assert counts(world) == [1, 1, 1]


@pytest.mark.parametrize("error", [Disconnected("revoked"), Unavailable("502")])
async def test_a_lost_connection_stops_the_lane_once(world: World, error: PlatformError) -> None:
    await world.schedule()
    world.chat.fail("post", error)
    await world.tick(OPENS)
    assert [call for call, _ in world.chat.calls].count("post") == 1
    await world.pass_by(timedelta(seconds=11))
    assert counts(world) == [1, 1, 1]


async def test_what_is_refused_is_not_sent_again_and_holds_nobody_up(world: World) -> None:
    await world.schedule()
    world.chat.fail("post", Refused("no_text"))
    await world.tick(OPENS)
    await world.pass_by(LEASE)
    assert sum(counts(world)) == 2
    assert await progress(world) == ["failed", "sent", "sent"]


async def test_a_fault_that_nobody_foresaw_holds_up_nobody_else(world: World) -> None:
    await world.schedule()
    world.chat.fail("post", KeyError("surprise"), after=True)
    await world.tick(OPENS)
    assert sum(counts(world)) == 3
    await world.pass_by(LEASE)
    assert counts(world) == [1, 1, 1]


async def test_a_batch_that_took_too_long_is_left_to_whoever_took_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first call hangs for as long as the lease; what was claimed with it is looked at again before it goes."""
    await world.schedule()
    real, hangs = world.chat.post, [True]

    async def slow(to: Address, message: Message) -> Receipt:
        receipt = await real(to, message)
        if hangs:
            hangs.clear()
            world.now += LEASE
            await world.bot().deliver()
        return receipt

    monkeypatch.setattr(ChatPlatform, "post", lambda _, to, message: slow(to, message))
    await world.tick(OPENS)
    assert counts(world) == [1, 1, 1]
    assert await progress(world) == ["sent"] * 3


async def test_a_batch_whose_lease_is_about_to_end_is_handed_back_untried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.schedule()
    real = world.chat.post

    async def slow(to: Address, message: Message) -> Receipt:
        world.now += timedelta(seconds=60)
        return await real(to, message)

    monkeypatch.setattr(ChatPlatform, "post", lambda _, to, message: slow(to, message))
    await world.tick(OPENS)
    assert counts(world) == [1, 1, 1]
    assert {row["attempts"] for row in (await world.dump())["delivery"]} == {1}


async def test_what_cannot_be_said_is_not_sent_and_holds_nobody_up(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, object]]
) -> None:
    await world.schedule()
    await world.schedule(title="Unsayable")
    real = asking.card

    def card(name: str, prompt: Prompt, occurrence: Occurrence, face: Card, mark: str) -> Message:
        if prompt.title == "Unsayable":
            raise Unbuildable("a text has 3000 characters")
        return real(name, prompt, occurrence, face, mark)

    monkeypatch.setattr(asking, "card", card)
    world.now = at(OPENS)
    await world.bot().open_due()
    await world.bot().deliver()
    assert counts(world) == [1, 1, 1]
    assert await progress(world) == ["failed"] * 3 + ["sent"] * 3
    assert {line["why"] for line in logged if line["event"] == "delivery.ended"} == {"Unbuildable"}


async def test_what_can_never_be_told_apart_is_left_in_the_end(world: World) -> None:
    await world.schedule(open="168")
    world.chat.fail("post", *[Uncertain("timed out")] * 3 * MOST_ATTEMPTS)
    await world.tick(OPENS)
    for _ in range(MOST_ATTEMPTS):
        await world.pass_by(LEASE)
    assert await progress(world) == ["unknown"] * 3
