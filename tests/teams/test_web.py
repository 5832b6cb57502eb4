"""What comes in over HTTP: each thing once, whole, from where it says, and nothing of it in the log."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import structlog

from adapters.teams import web
from adapters.teams.registrations import Registration
from adapters.teams.web import BODY, Once
from bot.chat.events import Nothing, Whisper
from bot.chat.platform import AsgiMessage
from tests.contract.core import Core
from tests.contract.teams import TeamsDriver
from tests.stubs import teams_people as people
from tests.stubs.teams import APP_A, SECRET, TENANT_A, Someone
from tests.teams.doors import Clock
from tests.teams.scenes import THANKS

PRESS = {"verb": "check_in.answer", "data": {"weft": {"do": "press", "verb": "check_in.answer"}}}


def told(teams: TeamsDriver, who: Someone, **more: object) -> dict[str, Any]:
    """An activity of somebody's in private."""
    return people.activity(who, teams.stub.private(who, TENANT_A), teams.stub.url, **more)


async def send(teams: TeamsDriver, activity: Mapping[str, Any]) -> int:
    """Send an activity with a token of its own."""
    token = teams.stub.login.token(audience=APP_A, service_url=teams.stub.url, jti=str(len(teams.seen.standing)))
    return (await teams.request(activity, {"authorization": f"Bearer {token}"})).status_code


@pytest.fixture
def ada(teams: TeamsDriver) -> Someone:
    return teams.stub.join("Ada", TENANT_A)


async def test_what_teams_sends_again_is_heard_once(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    said, pressed = told(teams, ada, **people.message("help")), told(teams, ada, **people.executed(PRESS, {}, "17"))
    for activity in (said, pressed):
        assert [await send(teams, activity) for _ in range(3)] == [200, 401, 401]
    assert len(core.deeds) == 2


async def test_an_event_is_known_again_after_a_restart(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    said = told(teams, ada, **people.message("help"))
    other = {**said, "id": "f:another"}
    assert await send(teams, said) == 200
    await teams.close()
    await teams.open(core.receive)
    assert [await send(teams, each) for each in (said, other)] == [401, 200]
    assert len(core.deeds) == 2


async def test_the_same_id_in_another_conversation_is_another_event(teams: TeamsDriver, core: Core) -> None:
    for name in ("Ada", "Grace"):
        said = told(teams, teams.stub.join(name, TENANT_A), **people.message("help"))
        assert await send(teams, {**said, "id": "f:1"}) == 200
    assert len(core.deeds) == 2


async def test_without_a_store_teams_is_asked_to_come_again(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    teams.seen.broken = 2
    said = told(teams, ada, **people.message("a secret word"))
    with structlog.testing.capture_logs() as logged:
        assert [await send(teams, said) for _ in range(2)] == [503, 503]
    assert {"event": "request.failed", "platform": "teams", "reason": "store", "log_level": "error"} in logged
    assert core.received == []
    # What is sent again is new, once.
    assert [await send(teams, said) for _ in range(2)] == [200, 401]
    assert len(core.received) == 1


async def test_what_a_killed_process_had_begun_is_done_when_teams_sends_it_again(
    teams: TeamsDriver, core: Core, ada: Someone
) -> None:
    said = told(teams, ada, **people.message("help")) | {"id": "f:1"}
    key = f"teams:{TENANT_A}:{said['conversation']['id']}:f:1"
    await teams.seen.begin(key)
    assert await send(teams, said) == 503, "whoever began it may still be at it"
    assert core.received == []
    teams.seen.lapse()
    assert [await send(teams, said) for _ in range(2)] == [200, 401]
    assert len(core.received) == 1


async def test_what_could_not_be_kept_and_nobody_waits_for_comes_again(teams: TeamsDriver, core: Core) -> None:
    at, core.reply = teams.spaces[0], Whisper(THANKS, again=True)
    came = people.added(f"28:{at.id}", "28:7f0c4d1e-0000-4000-8000-00000000000a") | {"id": "f:1"}
    assert (await teams.send(None, at, came)).status_code == 503
    assert at.posts == {}
    core.reply = Nothing()
    assert (await teams.send(None, at, came)).status_code == 200
    assert len(core.received) == 2


async def test_a_press_does_not_wait_for_the_store(teams: TeamsDriver, core: Core, ada: Someone) -> None:
    before = set(teams.seen.standing)
    assert await send(teams, told(teams, ada, **people.executed(PRESS, {}, "17"))) == 200
    assert teams.seen.standing.keys() == before
    assert len(core.deeds) == 1


@pytest.mark.parametrize(
    "told_of",
    [
        {"type": "typing"},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}], "replyToId": "17"},
        {"type": "invoke", "name": "composeExtension/query", "value": {}},
        {"type": "something new"},
    ],
    ids=lambda each: each["type"],
)
async def test_what_nobody_knows_is_acknowledged_and_ignored(
    teams: TeamsDriver, core: Core, ada: Someone, told_of: Mapping[str, object]
) -> None:
    token = teams.stub.login.token(audience=APP_A, service_url=teams.stub.url)
    answer = await teams.request(told(teams, ada, **told_of), {"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert core.received == []
    assert teams.notebook.pages == {}


async def test_letters_of_every_script_arrive_and_half_of_one_does_not(
    teams: TeamsDriver, core: Core, ada: Someone
) -> None:
    token = teams.stub.login.token(audience=APP_A, service_url=teams.stub.url)
    for number, (text, status) in enumerate([("\U0001f389", 200), ("\ud83c", 401), ("\\ud83c", 200)]):
        body = json.dumps({**told(teams, ada, **people.message(text)), "id": f"f:{number}"}).encode()
        assert (await teams.request(body, {"authorization": f"Bearer {token}"})).status_code == status
    assert [getattr(each, "text", None) for each in core.deeds] == ["\U0001f389", "\\ud83c"]


async def test_only_posts_are_taken_and_only_of_so_many_bytes(teams: TeamsDriver, core: Core) -> None:
    sent: list[AsgiMessage] = []

    async def receive() -> AsgiMessage:
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    async def send_(message: AsgiMessage) -> None:
        sent.append(message)

    app = teams.platform.asgi(core.receive)
    await app({"type": "http", "method": "GET", "headers": []}, receive, send_)
    assert sent[-2]["status"] == 405
    for length in (None, b"-1", b"", b"1e3", str(BODY + 1).encode(), b"9" * 5_000):
        headers = [] if length is None else [(b"content-length", length)]
        await app({"type": "http", "method": "POST", "headers": headers}, receive, send_)
        assert (sent[-2]["status"], sent[-1]["body"]) == (413, b"")
    await app({"type": "lifespan"}, receive, send_)
    assert len(sent) == 14


async def test_whoever_hangs_up_halfway_is_refused(teams: TeamsDriver, core: Core) -> None:
    sent: list[AsgiMessage] = []
    parts: list[AsgiMessage] = [
        {"type": "http.request", "body": b'{"type":', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> AsgiMessage:
        return parts.pop(0)

    async def send_(message: AsgiMessage) -> None:
        sent.append(message)

    await teams.platform.asgi(core.receive)({"type": "http", "method": "POST", "headers": []}, receive, send_)
    assert sent[0]["status"] == 401


THERE, HERE = "http://192.0.2.7:3978/", "http://127.0.0.1:3978/"
FROM: list[tuple[tuple[str, int] | None, dict[str, str], str | None, int]] = [
    (("127.0.0.1", 1), {}, HERE, 200),
    (("127.8.8.8", 1), {}, "http://localhost:3978/", 200),
    (("::1", 1), {}, "http://[::1]:3978", 200),
    (("127.0.0.1", 1), {}, "https://smba.trafficmanager.net/emea/", 200),
    (("127.0.0.1", 1), {"x-forwarded-for": "127.0.0.1"}, HERE, 401),
    (("127.0.0.1", 1), {"x-forwarded-proto": "https"}, HERE, 401),
    (("127.0.0.1", 1), {"x-real-ip": "127.0.0.1"}, HERE, 401),
    (("127.0.0.1", 1), {"via": "1.1 proxy"}, HERE, 401),
    (("127.0.0.1", 1), {"forwarded": "for=127.0.0.1"}, HERE, 401),
    (("127.0.0.1", 1), {"origin": "null"}, HERE, 401),
    (("127.0.0.1", 1), {"content-type": "text/plain"}, HERE, 401),
    (("127.0.0.1", 1), {"host": "localhost"}, HERE, 200),
    (("127.0.0.1", 1), {"host": "[::1]:8080"}, HERE, 200),
    (("127.0.0.1", 1), {"host": "weft.example.org"}, HERE, 401),
    (("127.0.0.1", 1), {"host": "127.0.0.1.example.org:8080"}, HERE, 401),
    (("127.0.0.1", 1), {"host": "[::1"}, HERE, 401),
    (("127.0.0.1", 1), {"host": ""}, HERE, 401),
    (("192.0.2.7", 1), {}, HERE, 401),
    (("::ffff:192.0.2.7", 1), {}, HERE, 401),
    (("localhost", 1), {}, HERE, 401),
    (("", 1), {}, HERE, 401),
    (None, {}, HERE, 401),
    (("127.0.0.1", 1), {}, THERE, 401),
    (("127.0.0.1", 1), {}, "http://smba.trafficmanager.net/", 401),
    (("127.0.0.1", 1), {}, None, 401),
]


@pytest.mark.parametrize("case", range(len(FROM)))
async def test_in_development_only_this_machine_is_taken_for_teams(
    teams: TeamsDriver, core: Core, ada: Someone, case: int
) -> None:
    client, headers, url, status = FROM[case]
    await teams.close()
    await teams.open(core.receive, registrations=[Registration(APP_A, None)], anonymous=True, hosts=None)
    wire = httpx.ASGITransport(teams.platform.asgi(core.receive), client=client)  # type: ignore[arg-type]  # not every server knows
    said = told(teams, ada, serviceUrl=url, **people.message("help"))
    async with httpx.AsyncClient(transport=wire) as caller:
        answer = await caller.post("http://127.0.0.1/teams/messages", json=said, headers=headers)
    assert answer.status_code == status
    assert len(core.deeds) == (status == 200)


async def test_nothing_of_a_request_is_logged(
    teams: TeamsDriver, core: Core, ada: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logged:
        refused = await teams.forge()
        await send(teams, told(teams, ada, **people.message("a secret word")))
        await send(teams, told(teams, ada, type="a secret word"))
    assert set(refused.values()) == {401, 413}
    ours = [record.getMessage() for record in caplog.records if record.name.partition(".")[0] in {"adapters", "bot"}]
    written = f"{logged} {ours}"
    for secret in ("Bearer", "eyJ", "secret", SECRET, "evil", ada.user, ada.mri, teams.stub.url, TENANT_A, "let-in"):
        assert secret not in written
    reasons = {each["reason"] for each in logged if each["event"] == "request.refused"}
    assert {"signature", "expired", "audience", "issuer", "host", "channel", "replay", "payload", "no id"} <= reasons
    assert {each["event"] for each in logged} >= {"request.refused", "activity.ignored"}
    assert len(core.deeds) == 1


def test_an_activity_is_known_again_for_as_long_as_its_token_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(0.0)
    once = Once(clock)
    assert once.first("a")
    clock.now = 7_200.0
    assert not once.first("a")
    clock.now = 7_201.0
    assert once.first("a")
    monkeypatch.setattr(web, "_REMEMBERED", 2)
    assert [once.first(key) for key in ("b", "c", "b", "c", "a")] == [True, True, False, False, True]
