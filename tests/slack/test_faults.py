"""Whatever Slack or the way to it does wrong is one of our errors, and none of them tells a secret."""

import asyncio
import socket

import aiohttp
import pytest

from adapters.slack.api import WebApi
from adapters.slack.faults import RETRY_AFTER, fault
from adapters.slack.pace import Pace
from adapters.slack.platform import SlackPlatform
from bot.chat.events import Whisper
from bot.chat.message import Message, Text
from bot.chat.names import Address
from bot.errors import Disconnected, Gone, PlatformError, Refused, Throttled, Unavailable, Uncertain, Unreachable
from tests.contract.core import Core
from tests.contract.driver import Outcome
from tests.contract.slack import SlackDriver
from tests.contract.slack_reading import shown_in
from tests.slack.test_render import CHART
from tests.stubs import slack_people as people
from tests.stubs.slack import CHANNEL, TEAM, Stumble

SPACE = Address("slack", TEAM, CHANNEL)
WORDS = Message("Words", (Text("Some words"),))


@pytest.mark.parametrize(
    ("stumble", "error"),
    [
        (Stumble.code("is_archived"), Gone),
        (Stumble.code("not_in_channel"), Gone),
        (Stumble.code("user_disabled"), Unreachable),
        (Stumble.code("restricted_action"), Unreachable),
        (Stumble.code("account_inactive"), Disconnected),
        (Stumble.code("missing_scope"), Disconnected),
        (Stumble.code("too_many_attachments"), Refused),
        (Stumble.code("service_unavailable"), Unavailable),
        (Stumble.code("internal_error"), Uncertain),
        (Stumble(503, '{"ok": false, "error": "some_new_word"}'), Uncertain),
        (Stumble(200, '{"ok": false'), Uncertain),
        (Stumble(200, '{"ok": false}'), Uncertain),
        (Stumble(429, "<h1>Too many</h1>"), Throttled),
    ],
)
async def test_an_answer_becomes_an_error(slack: SlackDriver, stumble: Stumble, error: type[PlatformError]) -> None:
    slack.stub.stumbles.append(stumble)
    with pytest.raises(error):
        await slack.platform.post(SPACE, WORDS)


async def test_a_wait_without_a_length_has_one(slack: SlackDriver) -> None:
    slack.stub.stumbles.append(Stumble(429, "{}", {"Retry-After": "a while"}))
    with pytest.raises(Throttled) as caught:
        await slack.platform.post(SPACE, WORDS)
    assert caught.value.retry_after == RETRY_AFTER


async def test_after_a_long_wait_was_asked_for_nobody_asks_again(slack: SlackDriver) -> None:
    slack.stub.stumbles.append(Stumble(429, "{}", {"Retry-After": "60"}))
    for _ in range(2):
        with pytest.raises(Throttled) as caught:
            await slack.platform.post(SPACE, WORDS)
        assert 55 < caught.value.retry_after <= 60
    assert slack.stub.stumbles == []
    assert await slack.count(SPACE) == 0


async def test_while_slack_says_wait_no_card_is_updated_either(slack: SlackDriver) -> None:
    receipt = await slack.platform.post(SPACE, WORDS)
    slack.stub.stumbles.append(Stumble(429, "{}", {"Retry-After": "12"}))
    for _ in range(2):
        with pytest.raises(Throttled) as caught:
            await slack.platform.update(receipt, WORDS)
        assert 7 < caught.value.retry_after <= 12
    assert slack.stub.stumbles == []
    assert "chat.update" not in [method for method, _ in slack.stub.calls]


async def test_nobody_there_is_unavailable(slack: SlackDriver) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        platform = SlackPlatform(
            bot_tokens=["xoxb-made-up"],
            signing_secret=None,
            app_token=None,
            api_url=f"http://127.0.0.1:{taken.getsockname()[1]}/",
            seen=slack.seen,
        )
        with pytest.raises(Unavailable):
            await platform.start(Core().receive)


async def test_an_answer_broken_off_is_uncertain(slack: SlackDriver, core: Core) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"ok":')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        platform = SlackPlatform(
            bot_tokens=["xoxb-made-up"],
            signing_secret=None,
            app_token=None,
            api_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/",
            seen=slack.seen,
        )
        with pytest.raises(Uncertain):
            await platform.start(core.receive)


def test_a_connection_never_made_is_told_from_one_that_broke() -> None:
    assert isinstance(fault(aiohttp.ConnectionTimeoutError()), Unavailable)
    assert isinstance(fault(aiohttp.ServerDisconnectedError()), Uncertain)
    assert isinstance(fault(TimeoutError()), Uncertain)


async def test_a_workspace_without_charts_gets_them_in_words(slack: SlackDriver, core: Core) -> None:
    message = Message("Trust", (CHART,))
    slack.stub.stumbles.append(Stumble.code("invalid_blocks"))
    receipt = await slack.platform.post(SPACE, message)
    shown = slack.stub.posts[CHANNEL][receipt.post]["blocks"]
    assert [block["type"] for block in shown] == ["rich_text", "rich_text"]
    assert shown_in(shown).texts == tuple(message.texts())
    slack.stub.stumbles += [Stumble.code("invalid_blocks")] * 2
    with pytest.raises(Refused):
        await slack.platform.post(SPACE, message)
    assert core.received == []


@pytest.mark.parametrize(
    ("stumble", "told"),
    [
        (None, 1),
        (Stumble(400, "invalid_blocks", only="response_url"), 1),
        (Stumble(404, "used_url", only="response_url"), 0),
        (Stumble(500, "", only="response_url"), 0),
    ],
)
async def test_a_response_url_can_be_used_up(
    slack: SlackDriver, core: Core, stumble: Stumble | None, told: int
) -> None:
    core.reply = Whisper(Message("Trust", (CHART,)))
    user = slack.someone("Ada").identity.user
    slack.stub.stumbles += [] if stumble is None else [stumble]
    await slack.interact(people.command("", user, CHANNEL, f"{slack.stub.url}respond/key"))
    assert len(slack.stub.responses) == told


async def test_a_response_url_can_be_out_of_reach(slack: SlackDriver, core: Core) -> None:
    core.reply = Whisper(WORDS)
    user = slack.someone("Ada").identity.user
    assert await slack.interact(people.command("", user, CHANNEL, "http://127.0.0.1:9/")) == Outcome()


async def test_what_was_never_opened_says_so(slack: SlackDriver) -> None:
    api = WebApi("xoxb-made-up", slack.stub.api_url, timeout=1, pace=Pace(0))
    with pytest.raises(Disconnected):
        await api.say("chat.postMessage", {"channel": CHANNEL}, WORDS)


async def test_what_is_closed_says_so(slack: SlackDriver, core: Core) -> None:
    await slack.platform.aclose()
    with pytest.raises(Disconnected):
        await slack.platform.post(SPACE, WORDS)
    core.reply = Whisper(WORDS)
    user = slack.someone("Ada").identity.user
    assert await slack.interact(people.command("", user, CHANNEL, slack.stub.url)) == Outcome()
    await slack.platform.start(core.receive)
    await slack.platform.start(core.receive)
    await slack.platform.post(SPACE, WORDS)
