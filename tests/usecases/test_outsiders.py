"""Somebody of a workspace without Weft is written to by another one's installation, and waits for that one only."""

from datetime import timedelta

import pytest

from bot.chat.names import Address, Identity, Lane, Person
from bot.errors import Disconnected, PlatformError, Throttled, Unavailable
from tests.stubs.chat import ChatPlatform
from tests.usecases.test_elsewhere import also_known_as
from tests.world import ADA, LENA, MO, World, at, member_id

OPENS = "2026-05-05 08:30Z"
HOME, AWAY, NEXT = Lane("chat", "T1"), Lane("chat", "TX"), Lane("chat", "T2")
ZOE, YAN = (Person(Identity("chat", "TX", name), name.title()) for name in ("zoe", "yan"))


@pytest.fixture
async def shared(both_worlds: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Zoe is met by the installation of everybody else, and Yan by one in a third workspace; all are to be asked."""
    world, real = both_worlds, both_worlds.chat.direct
    await world.join(ZOE, YAN)

    async def direct(who: Identity) -> Address:
        known = await real(who)
        met = {ZOE.identity: HOME, YAN.identity: NEXT}.get(who, who.lane)
        return Address("chat", met.tenant, known.place)

    monkeypatch.setattr(ChatPlatform, "direct", lambda _, who: direct(who))
    await world.schedule(open="168")
    world.now = at(OPENS)
    await world.bot().open_due()
    return world


def asked(world: World) -> list[int]:
    """How often each of them was asked."""
    return [len(world.chat.to(who)) for who in (ADA, LENA, MO, ZOE, YAN)]


@pytest.mark.parametrize("error", [Throttled(120), Unavailable("502"), Disconnected("revoked")])
async def test_what_stops_an_installation_stops_whoever_it_writes_to_and_nobody_else(
    shared: World, error: PlatformError
) -> None:
    shared.chat.always_fail("with zoe", error)
    await shared.bot().drain(AWAY)
    assert asked(shared) == [0, 0, 0, 0, 1], "Yan is of the same workspace, and another installation's"
    await shared.bot().drain(HOME)
    assert asked(shared) == [0, 0, 0, 0, 1], "theirs was told to wait, whoever it wrote to"
    holds = {(row["tenant"], row["lost_at"] is not None) for row in (await shared.dump())["hold"]}
    assert holds == {("T1", isinstance(error, Disconnected))}
    shared.chat.heal("with zoe")
    shared.now += timedelta(seconds=121)
    await shared.bot().deliver()
    assert asked(shared) == [1, 1, 1, 1, 1]
    assert not (await shared.dump())["hold"]


async def test_an_installation_that_was_told_to_wait_is_not_asked_for_an_outsider(shared: World) -> None:
    shared.chat.fail("post", Throttled(120))
    await shared.bot().drain(HOME)
    before = len(shared.chat.calls)
    await shared.bot().drain(AWAY)
    assert [call for call in shared.chat.calls[before:] if call[0] == "post"] == [("post", "with yan")]
    shared.now += timedelta(seconds=121)
    await shared.bot().deliver()
    assert asked(shared) == [1, 1, 1, 1, 1]
    rows = (await shared.dump())["delivery"]
    assert {row["attempts"] for row in rows} == {1}, "waiting is no attempt"


async def test_a_convener_hears_of_an_installation_that_is_lost_where_only_outsiders_wait_for_it(
    shared: World,
) -> None:
    await shared.bot().drain(HOME)
    await also_known_as(shared, await member_id(shared, ADA), Identity("web", "W", "ada-w"))
    shared.chat.always_fail("with zoe", Disconnected("revoked"))
    web = ChatPlatform("web")
    for _ in range(8):
        await shared.bot(web).deliver()
        shared.now += timedelta(minutes=30)
    (post,) = web.posts
    assert "Weft cannot write to some people of Fenland" in post.message.summary
