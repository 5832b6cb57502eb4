"""What comes in over HTTP: each thing once, from whom it says, and nothing of it in the log."""

import logging
from urllib.parse import parse_qsl

import httpx
import pytest
import structlog
import yarl
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.platform import SlackPlatform
from adapters.slack.reception import Reception
from adapters.slack.web import BODY, Signatures
from bot.chat.events import Joined, Nothing, Pressed, Said, Whisper
from bot.chat.names import Address
from bot.chat.platform import AsgiMessage
from tests.contract.core import Core, SlowCore
from tests.contract.slack import SlackDriver
from tests.slack.test_replies import THANKS
from tests.stubs import slack_people as people
from tests.stubs.slack import APP_TOKEN, BOT, BOT_TOKEN, CHANNEL, SECRET, TEAM, Stumble

META = '{"action": ["check_in.answer", "17"], "origin": []}'
BUTTON = {"type": "button", "value": '["check_in.answer", "17"]'}


def mention(user: str, text: str = "<@U0BOT> help", **more: object) -> dict[str, object]:
    return {"type": "app_mention", "user": user, "text": text, "channel": CHANNEL, "team": TEAM, **more}


async def test_an_event_that_slack_sends_again_is_heard_once(slack: SlackDriver, core: Core) -> None:
    user = slack.someone("Ada").identity.user
    for _ in range(4):
        await slack.tell(mention(user), key="Ev1")
    await slack.tell(mention(user), key="Ev2")
    assert len(core.deeds) == 2


async def test_slack_s_handshake_is_answered(slack: SlackDriver) -> None:
    body, kind = people.event_body({"type": "url_verification", "challenge": "c", "token": "t"})
    response = await slack.request(body, people.signed(body, kind))
    assert (response.status_code, response.json()) == (200, {"challenge": "c"})


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "ssl_check", "ssl_check": "1"},
        {"type": "view_closed", "user": {"id": "U1"}, "team": {"id": TEAM}},
        people.press({"type": "button", "value": "somebody else's"}, "U1", **people.on_post(CHANNEL, "1.1")),
        people.press({"type": "overflow"}, "U1", **people.on_post(CHANNEL, "1.1")),
        people.press(BUTTON, "U1"),
        people.submission({"id": "V1", "private_metadata": "{}"}, {}, "U1"),
        {
            "type": "view_submission",
            "user": {"id": "U1"},
            "team": {"id": TEAM},
            "view": {"id": "V1", "private_metadata": META, "state": []},
        },
        people.event({"type": "reaction_added", "user": "U1"}),
    ],
    ids=lambda payload: payload["type"],
)
async def test_what_nobody_knows_is_acknowledged_and_ignored(
    slack: SlackDriver, core: Core, payload: dict[str, object]
) -> None:
    assert (await slack.send(payload)).status_code == 200
    assert core.received == []


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "shortcut", "team": 5},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": "message", "text": "half \ud83d"}},
        {"type": "event_callback", "event": {"type": "message", "user": ["U1", "\0"]}},
        {"command": "/weft", "text": "zero \0"},
        {"type": ["block_actions"], "team": 5},
    ],
)
async def test_what_bolt_stumbles_over_is_refused(slack: SlackDriver, payload: dict[str, object]) -> None:
    assert (await slack.send(payload)).status_code == 400


async def test_only_posts_are_taken_and_only_when_there_is_a_secret(slack: SlackDriver, core: Core) -> None:
    for secret, method, status in ((SECRET, "GET", 405), (None, "POST", 404)):
        platform = SlackPlatform(bot_tokens=[BOT_TOKEN], signing_secret=secret, app_token=None, seen=slack.seen)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(platform.asgi(core.receive))) as web:
            assert (await web.request(method, "http://127.0.0.1/slack/events")).status_code == status


async def test_a_body_without_an_announced_length_is_bounded(slack: SlackDriver, core: Core) -> None:
    sent: list[AsgiMessage] = []

    async def receive() -> AsgiMessage:
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    async def send(message: AsgiMessage) -> None:
        sent.append(message)

    app = slack.platform.asgi(core.receive)
    announced = [b"-1", str(BODY + 1).encode(), b"9" * 5_000]
    for headers in ([], *([(b"content-length", length)] for length in announced)):
        await app({"type": "http", "method": "POST", "headers": headers}, receive, send)
        assert sent[-2]["status"] == 413
    await app({"type": "lifespan"}, receive, send)
    assert len(sent) == 8


async def test_before_the_start_slack_is_asked_to_come_again(slack: SlackDriver, core: Core) -> None:
    platform = SlackPlatform(bot_tokens=[BOT_TOKEN], signing_secret=SECRET, app_token=None, seen=slack.seen)
    press = people.form(people.press(BUTTON, "U1", **people.on_post(CHANNEL, "1.1")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(platform.asgi(core.receive))) as web:
        for body, kind in (people.event_body(people.event(mention("U1"))), press):
            answered = await web.post("http://127.0.0.1/", content=body, headers=people.signed(body, kind))
            assert answered.status_code == 503
    assert core.received == []
    assert platform.lanes == []
    await platform.aclose()


@pytest.mark.parametrize(
    ("told", "tenant"),
    [
        ({"team": "T0OTHER"}, "T0OTHER"),
        ({"team": TEAM, "user_team": "T0OTHER", "source_team": "T0OTHER"}, "T0OTHER"),
        ({"team": TEAM, "user_team": "E0ORG"}, "T0OTHER"),
        ({}, "T0OTHER"),
    ],
)
async def test_an_outsider_s_tenant_is_their_own(
    slack: SlackDriver, core: Core, told: dict[str, str], tenant: str
) -> None:
    who = slack.someone("Grace", "T0OTHER")
    event = {key: value for key, value in mention(who.identity.user).items() if key != "team"}
    await slack.tell({**event, **told})
    await slack.press_button(who, BUTTON, people.on_post(CHANNEL, "1.1"))
    said, pressed = core.deeds
    assert isinstance(said, Said)
    assert said.who.identity == who.identity
    assert said.who.identity.tenant == tenant
    assert (said.who.name, said.who.zone) == ("Grace", None)
    assert said.where.tenant == TEAM
    assert isinstance(pressed, Pressed)
    assert pressed.who.identity == who.identity


async def test_somebody_whom_slack_does_not_tell_of_is_still_heard(slack: SlackDriver, core: Core) -> None:
    slack.stub.stumbles.append(Stumble.code("user_not_found", only="users.info"))
    await slack.tell({"type": "app_home_opened", "user": "U404", "tab": "home", "channel": "D1"})
    assert len(core.received) == 1
    slack.stub.stumbles.append(Stumble.code("channel_not_found", only="conversations.info"))
    await slack.tell({"type": "member_joined_channel", "user": BOT, "channel": CHANNEL})
    assert core.deeds == [Joined(Address("slack", TEAM, CHANNEL), "")]


async def test_nothing_of_a_payload_is_logged(
    slack: SlackDriver, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    core.reply = Nothing()
    with structlog.testing.capture_logs() as told:
        user = slack.someone("Ada").identity.user
        await slack.tell(mention(user, "a secret word"), key="Ev1")
        await slack.tell(mention(user, "a secret word"), key="Ev1")
        await slack.send({"type": "a secret word", "response_url": "http://a.secret/word", "user": user})
        slack.stub.stumbles.append(Stumble.code("invalid_auth"))
        await slack.tell({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"})
        body, kind = people.form({"type": "a secret word"})
        await slack.request(body, people.signed(body, kind, secret="another"))
    written = f"{told} {[record.getMessage() for record in caplog.records if 'slack' in record.name]}"
    for secret in ("secret", user, BOT_TOKEN, APP_TOKEN, SECRET, CHANNEL):
        assert secret not in written
    assert {each["event"] for each in told} >= {"event.repeated", "payload.ignored", "request.refused"}


def test_a_signature_is_remembered_as_long_as_it_is_good() -> None:
    now = [1_000.0]
    signatures = Signatures(SECRET, clock=lambda: now[0])
    assert signatures.first("a")
    now[0] += 599
    assert not signatures.first("a")
    now[0] += 2
    assert signatures.first("a")


@given(st.lists(st.sampled_from([*"ab=&+%;#?\u00e9\t", "%C3", "%A9", "%ff", "%00", "%2B", "%zz", "\U0001f389"])))
def test_forms_are_read_as_python_s_library_reads_them(pieces: list[str]) -> None:
    form = "".join(pieces)
    assert yarl.query_to_pairs(form) == parse_qsl(form, keep_blank_values=True)


def came(user: str) -> dict[str, object]:
    return {"type": "member_joined_channel", "user": BOT, "channel": CHANNEL, "inviter": user, "team": TEAM}


async def test_what_a_killed_process_had_begun_is_done_when_slack_sends_it_again(
    slack: SlackDriver, core: Core
) -> None:
    event = came(slack.someone("Ada").identity.user)
    await slack.seen.begin("slack:Ev1")
    assert (await slack.tell(event, key="Ev1")).refused == 503, "whoever began it may still be at it"
    assert core.received == []
    slack.seen.lapse()
    for _ in range(2):
        assert (await slack.tell(event, key="Ev1")).refused is None
    assert [type(each) for each in core.received] == [Joined]


async def test_an_event_is_acknowledged_once_it_is_done(slack: SlackDriver) -> None:
    slow = SlowCore()
    reception = Reception(slow.receive, slack.platform._installs, slack.seen, patience=0.05)  # noqa: SLF001
    event = people.event(came(slack.someone("Ada").identity.user), "Ev1")
    assert await reception.take(event) is None
    assert await reception.take(event) is None
    slow.go_on.set()
    await reception.aclose()
    assert await reception.take(event) == {}
    assert len(slow.received) == 1


async def test_what_could_not_be_kept_and_nobody_waits_for_comes_again(slack: SlackDriver, core: Core) -> None:
    event, core.reply = came(slack.someone("Ada").identity.user), Whisper(THANKS, again=True)
    before = len(slack.stub.posts[CHANNEL])
    assert (await slack.tell(event, key="Ev1")).refused == 503
    assert len(slack.stub.posts[CHANNEL]) == before, "a channel is told nothing that will be mended by itself"
    core.reply = Nothing()
    assert (await slack.tell(event, key="Ev1")).refused is None
    assert len(core.received) == 2


async def test_without_a_store_an_event_comes_again(slack: SlackDriver, core: Core) -> None:
    event = came(slack.someone("Ada").identity.user)
    slack.seen.broken = 1
    assert (await slack.tell(event, key="Ev1")).refused == 503
    assert core.received == []
    assert (await slack.tell(event, key="Ev1")).refused is None
    assert len(core.received) == 1
