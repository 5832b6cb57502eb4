"""Tokens that change: renewed in time, by one replica for all, and while nobody waits for it."""

import asyncio
from datetime import timedelta
from time import monotonic

import pytest

from adapters.slack import exchange, renewing
from adapters.slack.book import Book
from bot.errors import Disconnected, Unavailable
from tests.slack.test_installing import WORDS, Replica, Replicas, replicas
from tests.slack.test_many import SPACE, look_at_once, pressed
from tests.stubs.slack import TEAM

__all__ = ["look_at_once", "replicas"]


def of(replica: Replica) -> Book:
    """The installations as this replica has them open."""
    book = replica.platform._installs._book  # noqa: SLF001
    assert book is not None
    return book


async def renewed(replica: Replica) -> None:
    """Wait for the renewals that are under way."""
    await asyncio.gather(*of(replica)._renewing._under_way.values())  # noqa: SLF001


async def _kept(replicas: Replicas) -> str:
    [grant] = await replicas.grants().all()
    return grant.text


async def test_a_token_is_renewed_in_time_by_one_replica_for_all(replicas: Replicas) -> None:
    first, second = await replicas.start(), await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    await first.install(replicas.stub.oauth.offer(TEAM))
    old = next(token for token, team in replicas.stub.tokens.items() if token.startswith("xoxe") and team == TEAM)
    replicas.stub.oauth.life = 43_200
    await first.platform.post(SPACE, WORDS)
    await renewed(first)
    # The old one is at its end.
    del replicas.stub.tokens[old]
    for each in (second, first, second):
        await each.platform.post(SPACE, WORDS)
    assert replicas.stub.oauth.refreshes == 1


async def test_a_token_is_renewed_while_nobody_does_anything(replicas: Replicas) -> None:
    first, second = await replicas.start(), await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    await first.install(replicas.stub.oauth.offer(TEAM))
    replicas.stub.oauth.life = 43_200
    for each in (first, second):
        await each.platform._installs.tend()  # noqa: SLF001  a minute has passed
        await renewed(each)
    assert replicas.stub.oauth.refreshes == 1


async def test_nobody_waits_for_a_renewal_while_the_token_counts(replicas: Replicas) -> None:
    weft = await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    await weft.install(replicas.stub.oauth.offer(TEAM))
    replicas.stub.oauth.lag = 60
    ada = replicas.stub.join("Ada")
    async with asyncio.timeout(5):
        for number in (1, 2):
            assert await pressed(weft, ada) == 200
            await weft.platform.post(SPACE, WORDS)
            assert len(weft.core.received) == number


async def test_a_renewal_that_comes_to_nothing_is_tried_again_after_a_while(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    weft = await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    await weft.install(replicas.stub.oauth.offer(TEAM))
    replicas.stub.oauth.refusals += ["internal_error"]
    ada = replicas.stub.join("Ada")
    for _ in range(3):
        assert await pressed(weft, ada) == 200
        await renewed(weft)
    assert replicas.stub.oauth.asked == 0
    [row] = await replicas.rows()
    held = row.held_until
    await weft.platform.post(SPACE, WORDS)
    [row] = await replicas.rows()
    assert row.held_until == held, "and nothing is written meanwhile"
    monkeypatch.setattr(renewing, "_PAUSE", 0)
    await replicas.grants().renew(row.tenant, (await _kept(replicas)))
    await weft.platform.post(SPACE, WORDS)
    await renewed(weft)
    assert replicas.stub.oauth.refreshes == 1


async def test_a_press_with_a_token_that_has_run_out_is_answered_in_time(replicas: Replicas) -> None:
    first, second = await replicas.start(), await replicas.start()
    replicas.stub.oauth.life = -1
    await first.install(replicas.stub.oauth.offer(TEAM))
    replicas.stub.oauth.lag, replicas.stub.oauth.life = 4, 43_200
    ada = replicas.stub.join("Ada")
    began = monotonic()
    assert await pressed(first, ada) == 503, "Slack says so at the button"
    assert monotonic() - began < 3
    with pytest.raises(Unavailable, match="another replica renews it"):
        await second.platform.post(SPACE, WORDS)
    # It had tried while the token still counted.
    of(second)._renewing._last[TEAM].fault = None  # noqa: SLF001
    with pytest.raises(Unavailable, match="in a moment"):
        await second.platform.post(SPACE, WORDS)
    await renewed(first)
    assert await pressed(first, ada) == 200
    await second.platform.post(SPACE, WORDS)


async def test_who_comes_while_another_renews_goes_on_with_what_there_is(replicas: Replicas) -> None:
    first = await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    await first.install(replicas.stub.oauth.offer(TEAM))
    [row] = await replicas.rows()
    grants = replicas.grants()
    assert await grants.hold(row.tenant, timedelta(seconds=30))
    assert not await grants.hold(row.tenant, timedelta(seconds=30))
    await first.platform.post(SPACE, WORDS)
    assert replicas.stub.oauth.refreshes == 0


async def test_a_refresh_that_is_refused_matters_once_the_token_has_run_out(replicas: Replicas) -> None:
    weft = await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    await weft.install(replicas.stub.oauth.offer(TEAM))
    replicas.stub.oauth.refreshing.clear()
    await weft.platform.post(SPACE, WORDS)
    replicas.stub.oauth.life = -1
    await weft.install(replicas.stub.oauth.offer(TEAM))
    replicas.stub.oauth.refreshing.clear()
    with pytest.raises(Disconnected, match="the token has run out, and Slack gives no new one"):
        await weft.platform.post(SPACE, WORDS)
