"""A token that was renewed and not kept: Slack gives no second one for it, so it is not let go of, or it is told."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters.slack import book, exchange, register, renewing
from bot.errors import Disconnected, StoreUnavailable
from bot.store.grants import SealedGrants
from tests.slack.test_installing import WORDS, Replica, Replicas, replicas
from tests.slack.test_many import SPACE
from tests.slack.test_renewing import renewed
from tests.stubs.slack import TEAM

__all__ = ["replicas"]

WAY_OUT = "install Weft again, by /slack/install"


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a minute until a replica looks into the register again, nor for another one to renew."""
    monkeypatch.setattr(book, "_LATELY", 0)
    monkeypatch.setattr(book, "_JUST_NOW", 0)
    monkeypatch.setattr(register, "_HELD", timedelta())
    monkeypatch.setattr(renewing, "_PAUSE", 0)


async def installed(replicas: Replicas) -> Replica:
    """A workspace whose token is to be renewed, and whose next one lasts."""
    weft = await replicas.start()
    replicas.stub.oauth.life = exchange.MARGIN - 60
    assert (await weft.install(replicas.stub.oauth.offer(TEAM))).status_code == 200
    replicas.stub.oauth.life = 43_200
    return weft


async def test_a_new_token_that_cannot_be_kept_just_now_is_used_and_kept_later(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    weft = await installed(replicas)

    async def full(*_: object) -> None:
        raise StoreUnavailable("the database refused: DiskFull")

    with monkeypatch.context() as patch, capture_logs() as logged:
        patch.setattr(SealedGrants, "renew", full)
        for _ in range(3):
            await weft.platform.post(SPACE, WORDS)
            await renewed(weft)
    assert "token.not_kept" in [line["event"] for line in logged]
    # The old one is at its end, and whoever still had it would be left with nothing.
    for old in [token for token in replicas.stub.tokens if token.startswith("xoxe")][:-1]:
        del replicas.stub.tokens[old]
    await weft.platform.post(SPACE, WORDS)
    await renewed(weft)
    other = await replicas.start()
    await other.platform.post(SPACE, WORDS)
    assert replicas.stub.oauth.refreshes == 1


async def test_installing_anew_goes_before_what_could_not_be_kept(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    weft = await installed(replicas)

    async def full(*_: object) -> None:
        raise StoreUnavailable("the database refused: DiskFull")

    with monkeypatch.context() as patch:
        patch.setattr(SealedGrants, "renew", full)
        await weft.platform.post(SPACE, WORDS)
        await renewed(weft)
    other = await replicas.start()
    await other.install(replicas.stub.oauth.offer(TEAM))
    for old in [token for token in replicas.stub.tokens if token.startswith("xoxe")][:-1]:
        del replicas.stub.tokens[old]
    for each in (weft, other):
        await each.platform.post(SPACE, WORDS)


async def test_whoever_died_before_it_was_kept_leaves_a_word_of_the_way_out(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    weft = await installed(replicas)

    async def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(SealedGrants, "renew", die)
        await weft.platform.post(SPACE, WORDS)
        with pytest.raises(Killed):
            await renewed(weft)
    after = await replicas.start()
    with capture_logs() as logged:
        # The old token still counts for two hours: time to be told.
        await after.platform.post(SPACE, WORDS)
        await renewed(after)
    [line] = [line for line in logged if line["event"] == "token.used_up"]
    assert line["log_level"] == "error"
    assert WAY_OUT in line["way_out"]
    monkeypatch.setattr(exchange.Exchange, "is_over", lambda *_: True)
    with pytest.raises(Disconnected, match=WAY_OUT):
        await after.platform.post(SPACE, WORDS)
    monkeypatch.undo()
    assert (await after.install(replicas.stub.oauth.offer(TEAM))).status_code == 200
    await after.platform.post(SPACE, WORDS)
