"""One app in several workspaces: each is posted to with its own token, and outsiders by the bot that meets them."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from adapters.slack.platform import SlackPlatform
from bot.chat.events import Left
from bot.chat.message import Message, Text
from bot.chat.names import Address, Identity, Lane
from bot.errors import Disconnected, Gone, Throttled, Unavailable, Uncertain, Unreachable
from tests.contract.core import Core
from tests.contract.slack import SlackDriver
from tests.stubs import slack_people as people
from tests.stubs.events import MemorySeen
from tests.stubs.slack import (
    BOT_TOKEN,
    BOTS,
    CHANNEL,
    NEXT_CHANNEL,
    NEXT_TEAM,
    NEXT_TOKEN,
    SECRET,
    TEAM,
    SlackStub,
    Stumble,
)

FIRST, SECOND = Address("slack", TEAM, CHANNEL), Address("slack", NEXT_TEAM, NEXT_CHANNEL)
WORDS = Message("Words", (Text("Some words"),), "mine")
Build = Callable[..., SlackPlatform]


@pytest.fixture
async def stub() -> AsyncIterator[SlackStub]:
    stub = SlackStub()
    await stub.start()
    yield stub
    await stub.stop()


@pytest.fixture
async def build(stub: SlackStub) -> AsyncIterator[Build]:
    """Builds platforms over the stub, and closes them."""
    built: list[SlackPlatform] = []

    def build(*tokens: str) -> SlackPlatform:
        built.append(
            SlackPlatform(
                bot_tokens=tokens,
                signing_secret=SECRET,
                app_token=None,
                api_url=stub.api_url,
                seen=MemorySeen(),
                pause=0,
            )
        )
        return built[-1]

    yield build
    for platform in built:
        await platform.aclose()


async def test_each_workspace_is_a_lane_and_has_its_own_token(slack: SlackDriver) -> None:
    assert slack.platform.lanes == [Lane("slack", TEAM), Lane("slack", NEXT_TEAM)]
    for space in (FIRST, SECOND):
        receipt = await slack.platform.post(space, WORDS)
        await slack.platform.update(receipt, WORDS)
        assert await slack.platform.find(space, "mine") == receipt
        assert await slack.platform.members(space) == []
        done = ["auth.test", "chat.postMessage", "chat.update", "conversations.history", "conversations.members"]
        assert slack.stub.asked.pop(space.tenant) == done


async def test_a_workspace_s_channel_is_not_there_for_another(slack: SlackDriver) -> None:
    with pytest.raises(Gone):
        await slack.platform.post(Address("slack", NEXT_TEAM, CHANNEL), WORDS)


async def test_nothing_is_asked_for_a_workspace_without_a_token(slack: SlackDriver) -> None:
    before = len(slack.stub.calls)
    with pytest.raises(Disconnected) as caught:
        await slack.platform.post(Address("slack", "T0AWAY", CHANNEL), WORDS)
    assert "T0AWAY" not in str(caught.value)
    assert len(slack.stub.calls) == before


async def test_a_wait_in_one_workspace_holds_up_no_other(slack: SlackDriver) -> None:
    slack.stub.stumbles.append(Stumble(429, "{}", {"Retry-After": "60"}))
    for _ in range(2):
        with pytest.raises(Throttled):
            await slack.platform.post(FIRST, WORDS)
    await slack.platform.post(SECOND, WORDS)


async def reached_by(slack: SlackDriver, user: str, team: str = "T0AWAY") -> str:
    """The workspace whose bot writes to somebody."""
    who = Identity("slack", team, user)
    assert slack.platform.reaches(who)
    direct = await slack.platform.direct(who)
    assert direct.place == user
    return direct.tenant


async def test_people_of_a_workspace_are_written_to_by_its_own_bot(slack: SlackDriver) -> None:
    for team in (TEAM, NEXT_TEAM):
        user = slack.stub.join("Ada", team, channel="C0ELSEWHERE")
        assert await reached_by(slack, user, team) == team
    assert "users.info" not in [method for method, _ in slack.stub.calls]


async def test_an_outsider_is_written_to_by_the_first_bot_that_meets_them(slack: SlackDriver) -> None:
    stub = slack.stub
    both, second = stub.join("Grace", "T0AWAY"), stub.join("Edith", "T0AWAY", channel=NEXT_CHANNEL)
    stub.members[NEXT_CHANNEL].append(both)
    for _ in range(2):
        assert await reached_by(slack, both) == TEAM
        assert await reached_by(slack, second) == NEXT_TEAM
    receipt = await slack.platform.post(Address("slack", NEXT_TEAM, second), WORDS)
    assert receipt.address == Address("slack", NEXT_TEAM, stub.direct(second, NEXT_TEAM))
    assert stub.asked[NEXT_TEAM].count("users.info") == 1


async def test_whoever_acts_first_somewhere_else_is_still_written_to_by_the_same_bot(
    slack: SlackDriver, core: Core
) -> None:
    who = slack.someone("Grace", "T0AWAY")
    slack.stub.members[NEXT_CHANNEL].append(who.identity.user)
    said = {"type": "app_mention", "user": who.identity.user, "text": "help", "channel": NEXT_CHANNEL}
    await slack.tell(said, install=NEXT_TEAM)
    assert len(core.deeds) == 1
    assert await reached_by(slack, who.identity.user) == TEAM


async def test_a_stranger_of_whom_a_workspace_only_knows_is_not_written_to_by_its_bot(slack: SlackDriver) -> None:
    user = slack.stub.join("Grace", "T0AWAY", channel=NEXT_CHANNEL)
    slack.stub.heard_of.add((TEAM, user))
    assert await reached_by(slack, user) == NEXT_TEAM
    slack.stub.members[NEXT_CHANNEL].remove(user)
    stranger = slack.stub.join("Edith", "T0AWAY", channel="C0ELSEWHERE")
    slack.stub.heard_of.add((NEXT_TEAM, stranger))
    with pytest.raises(Unreachable):
        await reached_by(slack, stranger)


async def test_somebody_else_with_the_same_user_id_is_not_taken_for_them(slack: SlackDriver) -> None:
    user = slack.stub.join("Ada")
    with pytest.raises(Unreachable):
        await reached_by(slack, user)


async def test_those_who_are_gone_are_not_written_to(slack: SlackDriver) -> None:
    user = slack.stub.join("Grace", "T0AWAY", deleted=True)
    with pytest.raises(Unreachable):
        await reached_by(slack, user)


async def test_where_one_workspace_is_cut_off_another_may_still_meet_an_outsider(slack: SlackDriver) -> None:
    stub = slack.stub
    both, first = stub.join("Grace", "T0AWAY"), stub.join("Edith", "T0AWAY")
    stub.members[NEXT_CHANNEL].append(both)
    revoked = Stumble.code("token_revoked", only="users.info")
    stub.stumbles.append(revoked)
    assert await reached_by(slack, both) == NEXT_TEAM
    stub.stumbles.append(revoked)
    with pytest.raises(Disconnected):
        await reached_by(slack, first)


async def test_where_slack_does_not_say_nothing_was_posted(slack: SlackDriver) -> None:
    user = slack.stub.join("Grace", "T0AWAY")
    slack.stub.stumbles.append(Stumble(500, "", only="users.info"))
    with pytest.raises(Unavailable):
        await reached_by(slack, user)


async def test_with_one_workspace_nobody_is_looked_up_to_be_written_to(stub: SlackStub, build: Build) -> None:
    platform = build(BOT_TOKEN)
    await platform.start(Core().receive)
    assert await platform.direct(Identity("slack", "T0AWAY", "U1")) == Address("slack", TEAM, "U1")
    assert [method for method, _ in stub.calls] == ["auth.test"]


@pytest.mark.parametrize(
    ("place", "named"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (22, "22nd")]
)
async def test_a_refused_token_is_told_by_its_place(
    stub: SlackStub, build: Build, monkeypatch: pytest.MonkeyPatch, place: int, named: str
) -> None:
    for n in range(1, 23):
        stub.tokens[f"xoxb-hush-{n}"] = f"T{n}"
        monkeypatch.setitem(BOTS, f"T{n}", f"U{n}BOT")
    del stub.tokens[f"xoxb-hush-{place}"]
    with pytest.raises(Disconnected) as caught:
        await build(*(f"xoxb-hush-{n}" for n in range(1, 23))).start(Core().receive)
    assert str(caught.value) == f"Slack answered invalid_auth to the {named} bot token"


async def test_a_refused_token_is_told_at_once_though_another_workspace_is_down(
    stub: SlackStub, build: Build
) -> None:
    stub.stumbles.append(Stumble(500, "", only="auth.test"))
    stub.tokens = {BOT_TOKEN: TEAM}
    with pytest.raises(Disconnected, match="bot token"):
        await build(BOT_TOKEN, "xoxb-hush", "xoxb-hush").start(Core().receive)


async def test_two_tokens_of_one_workspace_are_refused_in_words(stub: SlackStub, build: Build) -> None:
    stub.tokens["xoxb-hush"] = TEAM
    with pytest.raises(Disconnected) as caught:
        await build(BOT_TOKEN, NEXT_TOKEN, "xoxb-hush").start(Core().receive)
    assert str(caught.value) == "the 1st bot token and the 3rd bot token are of the same workspace"


async def test_while_one_workspace_is_down_the_other_is_served(stub: SlackStub, build: Build) -> None:
    platform, core = build(BOT_TOKEN, NEXT_TOKEN), Core()
    stub.stumbles.append(Stumble(500, "", only="auth.test"))
    with pytest.raises(Uncertain):
        await platform.start(core.receive)
    [up] = platform.lanes
    space, other = (FIRST, SECOND) if up == FIRST.lane else (SECOND, FIRST)
    await platform.post(space, WORDS)
    with pytest.raises(Unavailable):
        await platform.post(other, WORDS)
    with pytest.raises(Unavailable):
        await platform.direct(Identity("slack", "T0AWAY", stub.join("Grace", "T0AWAY")))
    web = httpx.AsyncClient(transport=httpx.ASGITransport(platform.asgi(core.receive)))
    for at, status in ((space, 200), (other, 503)):
        left = {"type": "channel_left", "channel": at.place}
        body, kind = people.event_body(people.event(left, install=at.tenant))
        sent = await web.post("http://127.0.0.1/", content=body, headers=people.signed(body, kind))
        assert sent.status_code == status
    assert core.received == [Left(space.lane, space)]
    await platform.start(core.receive)
    assert platform.lanes == [FIRST.lane, SECOND.lane]
    await platform.post(other, WORDS)
    assert stub.asked == {team: ["auth.test", "chat.postMessage"] for team in (TEAM, NEXT_TEAM)}
    await web.aclose()
