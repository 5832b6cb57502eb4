"""Socket Mode: the same payloads through a WebSocket, each acknowledged by its envelope."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import structlog

from adapters.slack.platform import SlackPlatform
from bot.chat.events import Joined, Pressed, Reject, Said, Show, Whisper
from bot.errors import Disconnected
from tests.contract.core import Core, SlowCore
from tests.contract.slack_reading import states
from tests.slack.test_replies import FORM, THANKS
from tests.stubs import slack_people as people
from tests.stubs.events import MemorySeen
from tests.stubs.slack import APP_TOKEN, BOT, BOT_TOKEN, CHANNEL, TEAM, SlackStub, Stumble

BUTTON = {"type": "button", "value": '["check_in.answer", "17"]'}


def platform(
    stub: SlackStub, app_token: str | None = APP_TOKEN, *tokens: str, seen: MemorySeen | None = None
) -> SlackPlatform:
    return SlackPlatform(
        bot_tokens=tokens or [BOT_TOKEN],
        signing_secret=None,
        app_token=app_token,
        api_url=stub.api_url,
        seen=seen or MemorySeen(),
    )


@dataclass
class Line:
    """A workspace that the adapter has a socket to."""

    stub: SlackStub
    slack: SlackPlatform


@pytest.fixture
async def line(core: Core) -> AsyncIterator[Line]:
    stub = SlackStub()
    await stub.start()
    line = Line(stub, platform(stub))
    await line.slack.start(core.receive)
    yield line
    await line.slack.aclose()
    await stub.stop()


async def test_a_press_is_acknowledged_and_answered(line: Line, core: Core) -> None:
    user = line.stub.join("Ada")
    core.reply = Show(FORM)
    ack = await line.stub.push("interactive", people.press(BUTTON, user, **people.on_post(CHANNEL, "1.1")))
    assert "payload" not in ack
    [pressed] = core.deeds
    assert isinstance(pressed, Pressed)
    assert pressed.who.identity.user == user
    [view] = line.stub.views.values()
    core.reply = Reject(FORM, {"word": "Too short."})
    ack = await line.stub.push("interactive", people.submission(view, states(view, {}), user))
    assert ack["payload"]["response_action"] == "errors"
    assert list(ack["payload"]["errors"].values()) == ["Too short."]


async def test_events_and_commands_come_in(line: Line, core: Core) -> None:
    user = line.stub.join("Ada")
    joined = {"type": "member_joined_channel", "user": BOT, "channel": CHANNEL, "inviter": user, "team": TEAM}
    await line.stub.push("events_api", people.event(joined), retry_attempt=0, retry_reason="")
    core.reply = Whisper(THANKS)
    url = f"{line.stub.url}respond/x"
    await line.stub.push("slash_commands", people.command("help", user, CHANNEL, url))
    came, said = core.deeds
    assert isinstance(came, Joined)
    assert came.title == "our-space"
    assert came.by is not None
    assert came.by.name == "Ada"
    assert isinstance(said, Said)
    assert [key for key, _ in line.stub.responses] == ["x"]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "shortcut", "team": 5},
        {"type": "event_callback", "event": "x"},
        {"type": "shortcut", "a": "\ud83d"},
        5,
        ["event_callback"],
        None,
    ],
)
async def test_what_cannot_be_read_is_not_acknowledged_and_stops_nothing(
    line: Line, core: Core, payload: object
) -> None:
    with structlog.testing.capture_logs() as told:
        await line.stub.opened.wait()
        await line.stub.sockets[-1].send_json({"type": "events_api", "envelope_id": "bent", "payload": payload})
        user = line.stub.join("Ada")
        await line.stub.push("interactive", people.press(BUTTON, user, **people.on_post(CHANNEL, "1.1")))
    assert len(core.deeds) == 1
    assert "slack.library_complained" not in {each["event"] for each in told}


async def test_a_socket_that_slack_renews_is_opened_again(line: Line, core: Core) -> None:
    await line.stub.opened.wait()
    line.stub.opened.clear()
    await line.stub.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
    user = line.stub.join("Ada")
    await line.stub.push("interactive", people.press(BUTTON, user, **people.on_post(CHANNEL, "1.1")))
    assert len(line.stub.sockets) == 2
    assert len(core.deeds) == 1


async def test_tokens_that_slack_does_not_know_are_said_so_at_once(line: Line, core: Core) -> None:
    stranger = platform(line.stub, "xapp-another")
    with pytest.raises(Disconnected):
        await stranger.start(core.receive)
    await stranger.aclose()
    line.stub.stumbles.append(Stumble.code("invalid_auth", only="auth.test"))
    with pytest.raises(Disconnected):
        await platform(line.stub, None).start(core.receive)


async def test_told_to_stop_it_acknowledges_what_it_is_at_and_takes_in_no_more() -> None:
    stub, slow = SlackStub(), SlowCore()
    await stub.start()
    slack = platform(stub)
    await slack.start(slow.receive)
    user = stub.join("Ada")
    press = people.press(BUTTON, user, **people.on_post(CHANNEL, "1.1"))
    first = asyncio.create_task(stub.push("interactive", press))
    async with asyncio.timeout(5):
        while not slow.received:  # noqa: ASYNC110  nothing else tells
            await asyncio.sleep(0.01)
    stopping = asyncio.create_task(slack.aclose())
    await asyncio.sleep(0.05)
    second = asyncio.create_task(stub.push("interactive", press))
    await asyncio.sleep(0.05)
    assert not stopping.done()
    slow.go_on.set()
    assert "payload" not in await first
    await stopping
    assert not second.done(), "Slack says at the button that it did not work, and nothing was done"
    assert len(slow.received) == 1
    second.cancel()
    await stub.stop()


async def test_it_is_stopped_though_something_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.ear._LONGEST", 0.05)
    monkeypatch.setattr("adapters.slack.reception._FAREWELL", 0.05)
    stub, slow = SlackStub(), SlowCore()
    await stub.start()
    slack = platform(stub)
    await slack.start(slow.receive)
    press = people.press(BUTTON, stub.join("Ada"), **people.on_post(CHANNEL, "1.1"))
    pushed = asyncio.create_task(stub.push("interactive", press))
    async with asyncio.timeout(5):
        while not slow.received:  # noqa: ASYNC110  nothing else tells
            await asyncio.sleep(0.01)
        await slack.aclose()
    pushed.cancel()
    slow.go_on.set()
    await stub.stop()


async def test_of_two_connections_each_envelope_is_done_once(line: Line, core: Core) -> None:
    seen = MemorySeen()
    replicas = [platform(line.stub, seen=seen) for _ in range(2)]
    for each in replicas:
        await each.start(core.receive)
    user = line.stub.join("Ada")
    async with asyncio.timeout(5):
        while len(line.stub.sockets) < 3:  # noqa: ASYNC110  nothing else tells
            await asyncio.sleep(0.01)
    for number in range(4):
        # Slack chooses one of them for each.
        press = people.press(BUTTON, user, **people.on_post(CHANNEL, f"1.{number}"))
        await line.stub.push("interactive", press, socket=1 + number % 2)
    assert len(core.deeds) == 4
    left = people.event({"type": "channel_left", "channel": CHANNEL}, "Ev1")
    sent = [line.stub.push("events_api", left, socket=1 + number % 2, retry_attempt=number) for number in range(4)]
    for push in sent:
        await push
    assert len(core.deeds) == 5
    for replica in replicas:
        await replica.aclose()


async def test_who_takes_in_nothing_opens_no_socket(core: Core) -> None:
    stub = SlackStub()
    await stub.start()
    slack = platform(stub)
    await slack.start(None)
    assert [lane.tenant for lane in slack.lanes] == [TEAM]
    assert stub.sockets == []
    assert core.received == []
    await slack.aclose()
    await stub.stop()
