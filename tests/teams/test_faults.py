"""Whatever Teams or the way to it does wrong is one of our errors, and only what does no harm is tried again."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx
import pytest

from adapters.teams.connector import TRIES
from adapters.teams.faults import NOT_DONE, RETRY_AFTER, Answered, SentAway, TooLarge, fault, seconds
from adapters.teams.hosts import ServiceHosts
from bot.chat.message import Message, Text
from bot.chat.names import Address, Receipt
from bot.errors import Disconnected, Gone, PlatformError, Refused, Throttled, Unavailable, Uncertain, Unreachable
from tests.contract.core import Core
from tests.contract.teams import TeamsDriver
from tests.stubs.teams import Stumble
from tests.teams.scenes import heard_from

WORDS = Message("Words", (Text("Some words"),))
LOST = Stumble(lost=True)


async def space(teams: TeamsDriver) -> Address:
    """A group chat that the bot has heard from."""
    return await heard_from(teams, teams.spaces[0])


@pytest.mark.parametrize(
    ("stumble", "error"),
    [
        (Stumble.code(403, "MessageWritesBlocked"), SentAway),
        (Stumble.code(403, "ConversationBlockedByUser"), SentAway),
        (Stumble.code(403, "BotDisabledByAdmin"), Unreachable),
        (Stumble.code(403, "SomeNewWord"), Unreachable),
        (Stumble.code(403, "BotNotInConversationRoster"), Gone),
        (Stumble(403, "<h1>Forbidden</h1>"), Unreachable),
        (Stumble.code(404, "ConversationNotFound"), Gone),
        (Stumble(404, '{"message": "no such route"}'), Gone),
        (Stumble(410, "[]"), Gone),
        (Stumble.code(400, "BadSyntax"), Refused),
        (Stumble(400, '{"errorCode": "BotNotRegistered"}'), Gone),
        (Stumble.code(400, "MessageSizeTooBig"), TooLarge),
        (Stumble.code(413, "RequestEntityTooLarge"), TooLarge),
        (Stumble.code(405, "MethodNotAllowed"), Refused),
        (Stumble(302, "", {"Location": "https://evil.example/"}), Refused),
        (Stumble(401, ""), Disconnected),
        (Stumble(500, "<h1>Trouble</h1>"), Uncertain),
        (Stumble(501, "{}"), Uncertain),
        (Stumble(502, "<h1>Bad gateway</h1>"), Uncertain),
        (Stumble(502, "", done=True), Uncertain),
        (Stumble(504, "<h1>Gateway timeout</h1>"), Uncertain),
        (Stumble(504, "", done=True), Uncertain),
        (Stumble(204, ""), Uncertain),
        (Stumble(200, ""), Uncertain),
        (Stumble(200, "{}"), Uncertain),
        (Stumble(200, '{"id"'), Uncertain),
        (Stumble(200, "[1]"), Uncertain),
        (Stumble(200, "<h1>Maintenance</h1>", done=True), Uncertain),
        (LOST, Uncertain),
        (replace(LOST, done=True), Uncertain),
    ],
)
async def test_an_answer_becomes_an_error_and_a_post_is_not_made_twice(
    teams: TeamsDriver, stumble: Stumble, error: type[PlatformError]
) -> None:
    to = await space(teams)
    # Too large a post is tried in smaller parts, which is no second try of the same.
    teams.stub.stumbles += [stumble] * (4 if error is TooLarge else 1)
    with pytest.raises(PlatformError) as caught:
        await teams.platform.post(to, WORDS)
    assert type(caught.value) is error
    assert teams.stub.stumbles == []
    assert await teams.count(to) == int(stumble.done)


@pytest.mark.parametrize("status", sorted(NOT_DONE - {429}))
async def test_what_certainly_was_not_done_is_tried_again(teams: TeamsDriver, status: int) -> None:
    to = await space(teams)
    teams.stub.stumbles += [Stumble(status)] * (TRIES - 1)
    await teams.platform.post(to, WORDS)
    assert teams.stub.stumbles == []
    teams.stub.stumbles += [Stumble(status)] * (TRIES + 1)
    with pytest.raises(Unavailable):
        await teams.platform.post(to, WORDS)
    assert len(teams.stub.stumbles) == 1
    assert await teams.count(to) == 1


async def test_each_pause_is_longer_than_the_one_before_and_never_quite_the_same(
    teams: TeamsDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = await space(teams)
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def note(delay: float) -> None:
        if delay:
            pauses.append(delay)
        await sleep(0)

    monkeypatch.setattr("adapters.teams.connector.asyncio.sleep", note)
    for _ in range(20):
        teams.stub.stumbles += [Stumble(503)] * (TRIES - 1)
        await teams.platform.post(to, WORDS)
    first, second = pauses[::2], pauses[1::2]
    assert all(0.01 <= pause < 0.02 for pause in first)
    assert all(0.02 <= pause < 0.04 for pause in second)
    assert len(set(pauses)) > 2


Harmless = Callable[[TeamsDriver, Receipt], Awaitable[object]]
HARMLESS: dict[str, Harmless] = {
    "PUT": lambda teams, post: teams.platform.update(post, WORDS),
    "DELETE": lambda teams, post: teams.platform.update(replace(post, post=f"{post.post},17"), WORDS),
    "GET": lambda teams, post: teams.platform.members(post.address),
}


@pytest.mark.parametrize("method", HARMLESS)
@pytest.mark.parametrize(
    "stumble", [*(Stumble(status) for status in (500, 502, 503, 504)), LOST, replace(LOST, done=True)]
)
async def test_what_does_no_harm_twice_is_tried_again(teams: TeamsDriver, method: str, stumble: Stumble) -> None:
    post = await teams.platform.post(await space(teams), WORDS)
    teams.stub.stumbles += [replace(stumble, only=method)] * (TRIES - 1)
    await HARMLESS[method](teams, post)
    assert teams.stub.stumbles == []
    teams.stub.stumbles += [replace(stumble, only=method, done=False)] * (TRIES + 1)
    with pytest.raises(Unavailable if stumble.status in NOT_DONE else Uncertain):
        await HARMLESS[method](teams, post)
    assert len(teams.stub.stumbles) == 1


@pytest.mark.parametrize("method", HARMLESS)
async def test_what_is_refused_is_not_tried_again(teams: TeamsDriver, method: str) -> None:
    post = await teams.platform.post(await space(teams), WORDS)
    teams.stub.stumbles += [Stumble(400, only=method)] * 2
    with pytest.raises(Refused):
        await HARMLESS[method](teams, post)
    assert len(teams.stub.stumbles) == 1


@pytest.mark.parametrize("status", [429, 503, 500])
async def test_where_teams_says_how_long_to_wait_nobody_asks_before(teams: TeamsDriver, status: int) -> None:
    post = await teams.platform.post(await space(teams), WORDS)
    teams.stub.stumbles += [Stumble(status, headers={"Retry-After": "60"})] * 2
    with pytest.raises(PlatformError):
        await teams.platform.update(post, WORDS)
    assert len(teams.stub.stumbles) == 1


async def test_after_a_wait_was_asked_for_nothing_is_asked_of_that_tenant(teams: TeamsDriver) -> None:
    post = await teams.platform.post(await space(teams), WORDS)
    other = await heard_from(teams, teams.spaces[2])
    teams.stub.stumbles.append(Stumble(429, "<h1>Too many</h1>", {"Retry-After": "60"}))
    for _ in range(2):
        with pytest.raises(Throttled) as caught:
            await teams.platform.post(post.address, WORDS)
        assert 50 < caught.value.retry_after <= 60
        with pytest.raises(Throttled):
            await teams.platform.update(post, WORDS)
    assert [method for method, *_ in teams.stub.calls] == ["POST"]
    await teams.platform.post(other, WORDS)


async def test_a_roster_in_words_that_are_none_of_teams_is_not_taken_for_nobody(teams: TeamsDriver) -> None:
    to = await space(teams)
    for text in ("", "<h1>Maintenance</h1>", "[1]", '{"members": 5}'):
        teams.stub.stumbles.append(Stumble(200, text))
        with pytest.raises(Uncertain):
            await teams.platform.members(to)
    told = '{"members": [null, {"name": "Nobody"}, {"id": "29:ada", "objectId": "the id of ada"}]}'
    teams.stub.stumbles.append(Stumble(200, told))
    assert [member.identity.user for member in await teams.platform.members(to)] == ["the id of ada"]


async def test_somebody_without_an_id_of_their_own_is_not_taken_for_a_stranger(teams: TeamsDriver) -> None:
    to = await space(teams)
    teams.stub.stumbles.append(Stumble(200, '{"members": [{"id": "29:ada"}]}'))
    with pytest.raises(Uncertain):
        await teams.platform.members(to)


async def test_nobody_there_is_unavailable(teams: TeamsDriver, core: Core) -> None:
    to = await space(teams)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        where = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        teams.notebook.pages[f"teams:{to.tenant}:conversation:{to.place}"] = where
        await teams.close()
        await teams.open(core.receive, hosts=ServiceHosts(loopback=True))
        with pytest.raises(Unavailable):
            await teams.platform.post(to, WORDS)


def test_a_connection_never_made_is_told_from_one_that_broke() -> None:
    for never in (httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")):
        assert type(fault(never)) is Unavailable
    for broken in (httpx.ReadTimeout("x"), httpx.WriteError("x"), httpx.RemoteProtocolError("x")):
        assert type(fault(broken)) is Uncertain


def test_a_fault_tells_the_code_that_is_known_and_nothing_else() -> None:
    assert str(fault(Answered(404, "ConversationNotFound", None))) == "Teams answered 404 ConversationNotFound"
    assert str(fault(Answered(404, "19:somebody's words", None))) == "Teams answered 404"
    assert str(Answered(404, "19:somebody's words", None)) == "status 404"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", 0.0),
        ("1.5", 1.5),
        ("-1", 0.0),
        ("90000", 3_600.0),
        (None, RETRY_AFTER),
        ("", RETRY_AFTER),
        ("a while", RETRY_AFTER),
        ("Tue, 24 Nov 2026 06:35:00 GMT", RETRY_AFTER),
        ("nan", RETRY_AFTER),
        ("inf", RETRY_AFTER),
    ],
)
def test_a_wait_has_a_length_whatever_is_said(header: str | None, wait: float) -> None:
    assert seconds(header) == wait
