"""What a runner holds: renewed while it works, handed back when it is cut off, and lost to whoever took over."""

import asyncio
from datetime import timedelta

import pytest

from bot.chat import deadline
from bot.chat.message import Message
from bot.chat.names import Address, Identity, Receipt
from bot.domain.delivery import LEASE
from bot.errors import Disconnected
from bot.usecases.delivering import leasing
from tests.stubs.chat import ChatPlatform
from tests.usecases.test_delivering import OPENS, counts, progress
from tests.world import World, at


async def test_a_process_that_stood_still_past_its_lease_posts_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands still after its last look, with the words in its hand, while another takes over."""
    await world.schedule()
    stood, real = [0.0], leasing.steady
    monkeypatch.setattr(leasing, "steady", lambda: real() + stood[0])
    direct, first = world.chat.direct, [True]

    async def freeze(who: Identity) -> Address:
        address = await direct(who)
        if first:
            first.clear()
            world.now += LEASE
            await world.bot().deliver()
            stood[0] = LEASE.total_seconds()
        return address

    monkeypatch.setattr(ChatPlatform, "direct", lambda _, who: freeze(who))
    await world.tick(OPENS)
    assert counts(world) == [1, 1, 1]
    assert await progress(world) == ["sent"] * 3


async def test_a_lease_is_renewed_while_work_goes_on_and_lost_to_whoever_took_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.schedule()
    monkeypatch.setattr(leasing, "_RENEW", 0.005)
    real, leases = world.chat.post, set[str]()

    async def slow(to: Address, message: Message) -> Receipt:
        world.now += timedelta(seconds=5)
        await asyncio.sleep(0.1)
        leases.update(row["lease_until"] for row in (await world.dump())["delivery"] if row["lease_until"])
        return await real(to, message)

    monkeypatch.setattr(ChatPlatform, "post", lambda _, to, message: slow(to, message))
    await world.tick(OPENS)
    assert counts(world) == [1, 1, 1]
    assert max(leases) >= f"{world.now + LEASE - timedelta(seconds=5):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("begun", [True, False])
async def test_whoever_is_cut_off_hands_back_what_was_not_begun(
    world: World, monkeypatch: pytest.MonkeyPatch, *, begun: bool
) -> None:
    await world.schedule()

    async def hang(*_: object) -> Receipt:
        if begun:
            deadline.check()
        await asyncio.Event().wait()
        raise AssertionError

    with monkeypatch.context() as hung:
        hung.setattr(ChatPlatform, "post", hang)
        hung.setattr(deadline, "PATIENCE", 0.1)
        world.now = at(OPENS)
        await world.bot().open_due()
        delivering = asyncio.create_task(world.bot().deliver())
        await asyncio.sleep(0.2)
        delivering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivering
    assert await progress(world) == ["pending", "pending", "sending" if begun else "pending"]
    await world.bot().deliver()
    assert sorted(counts(world)) == [0 if begun else 1, 1, 1]
    await world.pass_by(LEASE)
    assert counts(world) == [1, 1, 1]


async def test_what_is_on_the_wire_as_work_is_cut_off_comes_to_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.schedule()
    real = world.chat.post

    async def slow(to: Address, message: Message) -> Receipt:
        deadline.check()
        await asyncio.sleep(0.4)
        return await real(to, message)

    monkeypatch.setattr(ChatPlatform, "post", lambda _, to, message: slow(to, message))
    world.now = at(OPENS)
    await world.bot().open_due()
    delivering = asyncio.create_task(world.bot().deliver())
    await asyncio.sleep(0.2)
    delivering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivering
    assert await progress(world) == ["pending", "pending", "sent"]
    assert sorted(counts(world)) == [0, 0, 1]


async def test_a_workspace_that_lets_us_in_no_more_waits_as_a_whole_and_goes_on_where_it_was(world: World) -> None:
    await world.schedule(open="168")
    world.chat.fail("post", *[Disconnected("revoked")] * 40)
    await world.tick(OPENS)
    for _ in range(60):
        await world.pass_by(timedelta(hours=1))
    assert {row["attempts"] for row in (await world.dump())["delivery"]} == {1}, "it was no fault of theirs"
    assert counts(world) == [1, 1, 1]
    assert (await world.dump())["hold"] == []
